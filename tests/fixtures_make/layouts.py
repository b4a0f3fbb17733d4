"""The partition maps of the sample trees.

NCS 3.2: a static map, all slots on the 4 KiB grid, MCUboot's protected range on the 16 KiB grid of the SPU, pcd_sram where
sdk-nrf's own static files have it. NCS 2.0: what the Partition Manager of that release makes without a static file.
"""

from partition_map import Domain, Partition, Region

KIB = 1024
EXTERNAL = "DT_CHOSEN(nordic_pm_ext_flash)"
LABELLED = "MX25R64"  # before devicetree labels went, the region took the node's label
RAM_FLASH = "nordic_ram_flash_controller"


def application_regions(with_ram_flash, external, external_driver):
    regions = [
        Region("flash_primary", 0x0, 0x100000, "flash_controller", "CONFIG_SOC_FLASH_NRF", "complex", "app"),
        Region("sram_primary", 0x20000000, 0x80000, strategy="complex", dynamic="sram_primary"),
        Region("external_flash", 0x0, 0x800000, external, external_driver),
        Region("otp", 0xFF8100, 0x2FC),
    ]
    if with_ram_flash:
        regions.append(Region("ram_flash", 0x0, 0x40000, RAM_FLASH, "CONFIG_FLASH_SIMULATOR"))
    return regions


def primary_slot(start, size, pad=0x200):
    return [
        Partition("mcuboot", 0x0, start, "flash_primary", placement={"before": ["mcuboot_primary"]}),
        Partition("mcuboot_primary", start, size, "flash_primary", span=["mcuboot_pad", "app"]),
        Partition("mcuboot_pad", start, pad, "flash_primary", placement={"before": ["mcuboot_primary_app"]}),
        Partition("mcuboot_primary_app", start + pad, size - pad, "flash_primary", span=["app"]),
        Partition("app", start + pad, size - pad, "flash_primary"),
    ]


def shared_ram():
    return [
        Partition("pcd_sram", 0x20000000, 0x2000, "sram_primary", placement={"after": ["start"]}),
        Partition("sram_primary", 0x20002000, 0x6E000, "sram_primary"),
        Partition("rpmsg_nrf53_sram", 0x20070000, 0x10000, "sram_primary", placement={"before": ["end"]}),
        Partition("otp", 0xFF8100, 0x2FC, "otp"),
    ]


def two_pairs():
    """Application and network image, each with a slot in the QSPI flash; the network image's primary slot is RAM."""
    size, net = 928 * KIB, 256 * KIB
    return Domain(
        "",
        application_regions(True, EXTERNAL, "CONFIG_PM_EXTERNAL_FLASH_HAS_DRIVER"),
        primary_slot(0x10000, size)
        + [
            Partition("settings_storage", 0x10000 + size, 32 * KIB, "flash_primary"),
            Partition("mcuboot_secondary", 0x0, size, "external_flash", EXTERNAL, share_size=["mcuboot_primary"]),
            Partition("mcuboot_secondary_1", size, net, "external_flash", EXTERNAL),
            Partition("external_flash", size + net, 0x800000 - size - net, "external_flash", EXTERNAL),
            Partition("mcuboot_primary_1", 0x0, net, "ram_flash", RAM_FLASH),
            Partition("ram_flash", net, 0, "ram_flash", RAM_FLASH),
        ]
        + shared_ram(),
    )


TWO_PAIRS_STATIC = (
    "mcuboot",
    "mcuboot_primary",
    "mcuboot_pad",
    "mcuboot_primary_app",
    "app",
    "settings_storage",
    "mcuboot_secondary",
    "mcuboot_secondary_1",
    "external_flash",
    "mcuboot_primary_1",
    "pcd_sram",
    "rpmsg_nrf53_sram",
)


def single_pair():
    """One pair of slots, the secondary in the QSPI flash; placed dynamically."""
    size = 968 * KIB
    return Domain(
        "",
        application_regions(False, LABELLED, "CONFIG_NORDIC_QSPI_NOR"),
        primary_slot(0xC000, size)
        + [
            Partition("settings_storage", 0xC000 + size, 8 * KIB, "flash_primary",
                      placement={"align": {"start": 0x1000}, "before": ["end"]}),
            Partition("mcuboot_secondary", 0x0, size, "external_flash", LABELLED,
                      placement={"align": {"start": 0x4}}, share_size=["mcuboot_primary"]),
            Partition("external_flash", size, 0x800000 - size, "external_flash", LABELLED),
        ]
        + shared_ram(),
    )


def network(image, provision):
    """b0n, its provisioned data, the network image; the sum of the first two never changed."""
    container = 0x8800
    return Domain(
        "CPUNET",
        [
            Region("flash_primary", 0x1000000, 0x40000, "flash_controller", "CONFIG_SOC_FLASH_NRF", "complex", image),
            Region("sram_primary", 0x21000000, 0x10000, strategy="complex", dynamic="sram_primary"),
        ],
        [
            Partition("b0n", 0x1000000, container - provision, "flash_primary", placement={"after": ["start"]}),
            Partition("provision", 0x1000000 + container - provision, provision, "flash_primary",
                      placement={"after": ["b0n"]}),
            Partition("b0n_container", 0x1000000, container, "flash_primary", span=["b0n", "provision"]),
            Partition(image, 0x1000000 + container, 0x40000 - container, "flash_primary"),
            Partition("app", 0x1000000 + container, 0x40000 - container, "flash_primary", span=[image]),
            Partition("sram_primary", 0x21000000, 0x10000, "sram_primary"),
        ],
    )
