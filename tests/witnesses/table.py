"""Every rule that names a scenario, with a tree that shows why, and the same tree mended."""
from changes_flash import CHIP_OFF, CHOSEN, NO_DRIVER, PAGE
from changes_modes import APP_SWAP_MOVE, MCUBOOT_SWAP_MOVE, ONE_IMAGE_PAIR
from changes_nrf53boot import BACKUP, backup
from changes_releases import CHILD_OVERWRITE, INTERNAL, NO_PARTITION_MANAGER, SLOT0, SLOT1, sdk
from changes_signing import MOVE_LIMIT
from changes_slots import net_secondary, slots_from
from edits import add_file, add_partition, devicetree, partition, signed_update, symbol
from tree import BRICK, CHILD, NRF53BOOT, OVERWRITE
from witness import Witness

NOTHING_STARTS = ("brick", "boot-loop")
NOT_INSTALLED = ("update-ignored", "update-refused", "update-lost")
NO_WAY_BACK = ("rollback-lost", "wrong-pair")

MINIMAL_LIBC = symbol("mcuboot", PICOLIBC="n", MINIMAL_LIBC="y")  # assertions are compiled out
OVERWRITE_EVERYWHERE = [
    symbol("mcuboot", BOOT_UPGRADE_ONLY="y", BOOT_SWAP_USING_MOVE="n"),
    symbol("app", MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY="y", MCUBOOT_BOOTLOADER_MODE_SWAP_USING_MOVE="n"),
    symbol("sysbuild", MCUBOOT_MODE_OVERWRITE_ONLY="y", MCUBOOT_MODE_SWAP_USING_MOVE="n"),
]

# A pair of its own for the network core, as the rule's fix for child images asks for; the map gets the slots.
CHILD_PAIR = [
    symbol("mcuboot", UPDATEABLE_IMAGE_NUMBER="2", BOOT_UPGRADE_ONLY="y", BOOT_SWAP_USING_MOVE="n",
           NRF53_MULTI_IMAGE_UPDATE="y", BOOT_IMAGE_ACCESS_HOOKS="y", FLASH_SIMULATOR="y",
           FLASH_SIMULATOR_DOUBLE_WRITES="y", FLASH_SIMULATOR_STATS="n", MCUBOOT_VERIFY_IMG_ADDRESS="y",
           BOOT_MAX_IMG_SECTORS="256"),
    symbol("app", UPDATEABLE_IMAGE_NUMBER="2"),
    add_partition("mcuboot_primary_1", address=0, size=0x40000, region="ram_flash"),
    add_partition("mcuboot_secondary_1", address=0xf2000, size=0x40000, region="external_flash"),
    partition("external_flash", address=0x132000, size=0x6ce000),
]

# The only secondary slot, moved beyond what the processor's internal flash has addresses for, and back.
FAR_SECONDARY = [partition("mcuboot_secondary", address=0x200000),
                 partition("external_flash", address=0x2f2000, size=0x50e000)]
FIRST_SECONDARY = [partition("mcuboot_secondary", address=0), partition("external_flash", address=0xf2000, size=0x70e000)]

NET_SLOT_OUTSIDE = partition("mcuboot_primary_1", region="external_flash", address=0x128000)

# A product without Partition Manager and without network-core updates.
APP_ONLY = [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="n", UPDATEABLE_IMAGE_NUMBER="1", PCD_APP="n",
                   MCUBOOT_NETWORK_CORE_IMAGE_NUMBER="-1"),
            symbol("app", UPDATEABLE_IMAGE_NUMBER="1"), symbol("sysbuild", NETCORE_APP_UPDATE="n")]
NODES = [*NO_PARTITION_MANAGER, *APP_ONLY]
NEWER = sdk("3.4.0")

# The whole map with a secondary slot two sectors longer, as a build makes it of that static file.
LONGER_SECONDARY = [partition("mcuboot_secondary", size=0xea000), net_secondary(address=0xea000),
                    partition("external_flash", address=0x12a000, size=0x6d6000)]
EQUAL_SECONDARY = [partition("mcuboot_secondary", size=0xe8000), net_secondary(address=0xe8000),
                   partition("external_flash", address=0x128000, size=0x6d8000)]
STATIC_SLOTS = ("mcuboot_primary:\n  address: 0x10000\n  region: flash_primary\n  size: 0xe8000\n"
                "mcuboot_secondary:\n  address: 0x0\n  region: external_flash\n  size: {:#x}\n")

# Room for a scratch area between the slot and the storage.
SCRATCH = [*APP_ONLY, symbol("mcuboot", BOOT_UPGRADE_ONLY="n", BOOT_SWAP_USING_SCRATCH="y"),
           symbol("app", MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY="n", MCUBOOT_BOOTLOADER_MODE_SWAP_SCRATCH="y"),
           partition("mcuboot_primary", size=0xca000), partition("mcuboot_secondary", size=0xca000),
           *[partition(name, size=0xc9e00) for name in ("app", "mcuboot_primary_app")]]



def firmware(size):
    """The application itself gets so many bytes."""
    def edit(tree):
        path = tree.path("sensor_hub/zephyr/zephyr.bin")
        path.write_bytes(path.read_bytes()[:1024].ljust(size, b"\x5a"))
    return edit


# Both images of the device are the build's firmware, so the running one is too large as well.
TOO_LARGE = [symbol("mcuboot", MCUBOOT_VERIFY_IMG_ADDRESS="n"), firmware(MOVE_LIMIT - 0x200), signed_update("app")]

# MCUboot in two slots, behind the immutable bootloader.
TWO_BOOTLOADERS = [symbol("mcuboot", SECURE_BOOT="y"),
                   *[add_partition(name, address=address, size=0x6000, region="flash_primary")
                     for name, address in (("s0", 0), ("s1", 0x6000))]]

WITNESSES = [
    # upgrade modes and the network core
    Witness("N53-0001", "swap-move, overwrite-only mends it", "brick", NOTHING_STARTS, BRICK,
            fix=OVERWRITE_EVERYWHERE),
    Witness("N53-0001", "swap-move, nrf53boot mends it", "brick", NOTHING_STARTS, BRICK, fixed_tree=NRF53BOOT),
    Witness("N53-0001", "swap-move, assertions compiled out", "rollback-lost", NO_WAY_BACK, BRICK,
            [MINIMAL_LIBC], OVERWRITE_EVERYWHERE),
    Witness("N53-0001", "swap-move, NCS 3.3", "rollback-lost", NO_WAY_BACK, BRICK, fixed_tree=NRF53BOOT,
            given=sdk("3.3.0")),
    Witness("N53-0001", "swap-move, NCS 2.1", "update-ignored", NOT_INSTALLED, BRICK, [MINIMAL_LIBC],
            OVERWRITE_EVERYWHERE, given=sdk("2.1.0")),
    Witness("N53-0002", "sysbuild's choice alone", "rollback-lost", NO_WAY_BACK, BRICK, fix=OVERWRITE_EVERYWHERE,
            given=sdk("3.3.0"), path="zephyr/.config"),
    Witness("N53-0001", "swap-move, NCS 2.1, assertions live", "brick", NOTHING_STARTS, BRICK,
            fix=OVERWRITE_EVERYWHERE, given=sdk("2.1.0")),
    Witness("N53-0003", "one pair, external slot, swap-move", "brick", NOTHING_STARTS, CHILD, fix=CHILD_PAIR),
    Witness("N53-0003", "one pair, external slot, swap-move, NCS 2.6", "update-ignored", NOT_INSTALLED, CHILD,
            fix=CHILD_PAIR, given=sdk("2.6.0")),
    Witness("N53-0003", "one pair, a slot beyond the processor's flash, NCS 2.6", "brick", NOTHING_STARTS, CHILD,
            FAR_SECONDARY, [*FIRST_SECONDARY, *CHILD_PAIR], given=sdk("2.6.0")),
    Witness("N53-0003", "one pair, external slot, overwrite-only", "brick", NOTHING_STARTS, CHILD, [CHILD_OVERWRITE],
            [*CHILD_PAIR]),
    Witness("N53-0004", "no hand-over to the network core", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="n")], [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="y")]),
    Witness("N53-0004", "two images and no hooks", "brick", NOTHING_STARTS, OVERWRITE,
            [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="n", BOOT_IMAGE_ACCESS_HOOKS="n")],
            [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="y", BOOT_IMAGE_ACCESS_HOOKS="y")]),
    Witness("N53-0006", "network image in the application's slot", "brick", NOTHING_STARTS, OVERWRITE,
            [symbol("mcuboot", MCUBOOT_VERIFY_IMG_ADDRESS="n")], [symbol("mcuboot", MCUBOOT_VERIFY_IMG_ADDRESS="y")]),
    Witness("N53-0101", "MCUboot has one image, the application two", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [symbol("mcuboot", UPDATEABLE_IMAGE_NUMBER="1")], [symbol("mcuboot", UPDATEABLE_IMAGE_NUMBER="2")]),
    Witness("N53-0102", "MCUmgr knows one image", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [symbol("app", MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER="1")],
            [symbol("app", MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER="2")]),
    Witness("N53-0108", "swap-offset, and an application that writes the slot by itself", "brick", NOTHING_STARTS, BRICK,
            [symbol("mcuboot", BOOT_SWAP_USING_MOVE="n", BOOT_SWAP_USING_OFFSET="y", MCUBOOT_VERIFY_IMG_ADDRESS="n"),
             symbol("app", MCUBOOT_BOOTLOADER_MODE_SWAP_USING_MOVE="n", MCUBOOT_BOOTLOADER_MODE_SWAP_USING_OFFSET="y",
                    IMG_MANAGER="y", DFU_TARGET_MCUBOOT="y", BOOTLOADER_MCUBOOT="y")], fixed_tree=NRF53BOOT),
    Witness("N53-0206", "network image's primary slot in external flash", "boot-loop", NOTHING_STARTS, OVERWRITE,
            [NET_SLOT_OUTSIDE], [partition("mcuboot_primary_1", region="ram_flash", address=0)]),
    Witness("N53-0206", "the same, assertions compiled out", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [MINIMAL_LIBC, NET_SLOT_OUTSIDE], [partition("mcuboot_primary_1", region="ram_flash", address=0)]),

    Witness("N53-0701", "recovery of the network core without direct upload", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [*ONE_IMAGE_PAIR, symbol("mcuboot", NRF53_RECOVERY_NETWORK_CORE="y", MCUBOOT_SERIAL="y")],
            [symbol("mcuboot", MCUBOOT_SERIAL_DIRECT_IMAGE_UPLOAD="y")]),

    # slots
    Witness("N53-0301", "secondary slot a page shorter", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [partition("mcuboot_secondary", size=0xe7000)], [partition("mcuboot_secondary", size=0xe8000)]),
    Witness("N53-0302", "network image's secondary slot shorter", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [net_secondary(size=0x38000)], [net_secondary(size=0x40000)]),
    Witness("N53-0303", "a static map whose secondary is longer", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [*LONGER_SECONDARY, add_file("pm_static.yml", STATIC_SLOTS.format(0xea000))],
            [*EQUAL_SECONDARY, add_file("pm_static.yml", STATIC_SLOTS.format(0xe8000))], path="pm_static.yml"),
    Witness("N53-0307", "sector table too small for both slots", "brick", NOTHING_STARTS, OVERWRITE,
            [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="128")], [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="256")]),
    Witness("N53-0307", "sector table too small for the secondary slot", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="232"), partition("mcuboot_secondary", size=0xe9000),
             net_secondary(address=0xe9000), partition("external_flash", address=0x129000, size=0x6d7000)],
            [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="256"), *EQUAL_SECONDARY]),
    Witness("N53-0308", "MCUboot off the protection's grid", "brick", NOTHING_STARTS, OVERWRITE,
            [partition("mcuboot", address=0x1000, size=0xf000)], [partition("mcuboot", address=0, size=0x10000)]),
    Witness("N53-0308", "the slot off the protection's grid, NCS 3.1", "brick", NOTHING_STARTS, OVERWRITE,
            slots_from(0x11000), slots_from(0x14000), given=sdk("3.1.1")),
    Witness("N53-0310", "application not behind the header", "brick", NOTHING_STARTS, OVERWRITE,
            [partition("app", address=0x10400, size=0xe7c00)], [partition("app", address=0x10200, size=0xe7e00)]),
    Witness("N53-0312", "another header size in signing", "brick", NOTHING_STARTS, OVERWRITE,
            [symbol("sysbuild", PM_MCUBOOT_PAD="0x400")], [symbol("sysbuild", PM_MCUBOOT_PAD="0x200")]),
    Witness("N53-0313", "swap-scratch without a scratch area", "update-ignored", NOT_INSTALLED, OVERWRITE, SCRATCH,
            [add_partition("mcuboot_scratch", address=0xda000, size=0x1e000, region="flash_primary")]),
    Witness("N53-1001", "MCUboot looks for the application elsewhere", "brick", NOTHING_STARTS, OVERWRITE,
            [*NODES, devicetree("mcuboot", SLOT0, r"\g<1>0x14000 0x70000")],
            [devicetree("mcuboot", SLOT0.replace("0x10000 0x74000", "0x14000 0x70000"), r"\g<1>0x10000 0x74000")],
            given=NEWER),
    Witness("N53-1001", "the application's secondary slot is shorter", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [*NODES, devicetree("app", SLOT1, r"\g<1>0x84000 0x70000")],
            [devicetree("app", SLOT1.replace("0x84000 0x74000", "0x84000 0x70000"), r"\g<1>0x84000 0x74000")],
            given=NEWER),
    Witness("N53-1002", "secondary slot node shorter", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [*NODES, *[devicetree(image, SLOT1, r"\g<1>0x84000 0x70000") for image in ("app", "mcuboot")]],
            [devicetree(image, SLOT1.replace("0x84000 0x74000", "0x84000 0x70000"), r"\g<1>0x84000 0x74000")
             for image in ("app", "mcuboot")], given=NEWER),

    Witness("N53-0501", "an application larger than swap-move takes, NCS 3.1", "brick", NOTHING_STARTS, BRICK, TOO_LARGE,
            fixed_tree=NRF53BOOT, given=sdk("3.1.0")),

    # external flash
    Witness("N53-0401", "chip not chosen in MCUboot's devicetree", "brick", NOTHING_STARTS, OVERWRITE,
            [devicetree("mcuboot", CHOSEN, "")], fixed_tree=OVERWRITE),
    Witness("N53-0401", "chip disabled in MCUboot's devicetree, NCS 2.4", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [devicetree("mcuboot", *CHIP_OFF)], fixed_tree=OVERWRITE, given=sdk("2.4.0")),
    Witness("N53-0402", "no driver in MCUboot", "brick", NOTHING_STARTS, OVERWRITE, [symbol("mcuboot", **NO_DRIVER)],
            [symbol("mcuboot", NORDIC_QSPI_NOR="y", PM_EXTERNAL_FLASH_HAS_DRIVER="y")]),
    Witness("N53-0402", "no driver in MCUboot, NCS 2.4", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [symbol("mcuboot", **NO_DRIVER)],
            [symbol("mcuboot", NORDIC_QSPI_NOR="y", PM_EXTERNAL_FLASH_HAS_DRIVER="y")], given=sdk("2.4.0")),
    Witness("N53-0403", "pages of 64 KiB in MCUboot, swap-move", "update-ignored", NOT_INSTALLED, OVERWRITE,
            [*APP_ONLY, MCUBOOT_SWAP_MOVE, APP_SWAP_MOVE, symbol("mcuboot", **{PAGE: "65536"})],
            [symbol("mcuboot", **{PAGE: "4096"})]),

    # the immutable bootloader
    Witness("N53-1204", "one pair behind the immutable bootloader, NCS 1.9", "update-ignored", NOT_INSTALLED, CHILD,
            [*INTERNAL, *TWO_BOOTLOADERS], CHILD_PAIR, given=sdk("1.9.0")),

    # nrf53boot
    Witness("N53-0801", "nrf53boot without a mode for the network image", "update-ignored", NOT_INSTALLED, NRF53BOOT,
            [symbol("nrf53boot", NRF53BOOT_IMAGE1_MODE_OVERWRITE="n")],
            [symbol("nrf53boot", NRF53BOOT_IMAGE1_MODE_OVERWRITE="y")]),
    Witness("N53-0805", "backup without a partition", "rollback-lost", NO_WAY_BACK, NRF53BOOT, [BACKUP],
            [backup(0x82000)]),
]
