"""Mistakes, each made in a build and in the source tree that it would be built from."""
import re
from dataclasses import dataclass, field

from edits import append, partition, remove, replace, symbol
from tree import BRICK, CHILD, NRF53BOOT, OVERWRITE


@dataclass
class Pair:
    """rules: ids that the mistake gives in both trees, and in neither without it."""
    name: str
    build: str
    build_edits: list
    source_edits: list
    rules: list
    arguments: list = field(default_factory=list)

    @property
    def source(self):
        return f"{self.build}_source"


def static(name, **values):
    """The same partition in the source tree's map."""
    def edit(tree):
        text = tree.read("pm_static.yml")
        block = re.search(rf"^{name}:\n(?:[ \t].*\n)+", text, re.M).group(0)
        new = block
        for key, value in values.items():
            new = re.sub(rf"^  {key}: .*$", f"  {key}: {value:#x}", new, flags=re.M)
        new = re.sub(r"^  end_address: .*\n", "", new, flags=re.M)
        tree.write("pm_static.yml", text.replace(block, new))
    return edit


def moved(name, **values):
    return [partition(name, **values)], [static(name, **values)]


SYSBUILD_CONF = "sysbuild.conf"
MCUBOOT_CONF = "sysbuild/mcuboot.conf"
CHILD_MCUBOOT_CONF = "child_image/mcuboot.conf"
NOT_OVERWRITE = replace(SYSBUILD_CONF, r"^SB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY=y\n", "")


def mode(short, app, mcuboot):
    """The upgrade mode that sysbuild hands to both images."""
    return ([symbol("mcuboot", BOOT_UPGRADE_ONLY="n", MCUBOOT_VERIFY_IMG_ADDRESS="n", **{mcuboot: "y"}),
             symbol("app", MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY="n", **{app: "y"}),
             symbol("sysbuild", MCUBOOT_MODE_OVERWRITE_ONLY="n", **{short: "y"})],
            [NOT_OVERWRITE, append(SYSBUILD_CONF, f"SB_CONFIG_{short}=y\n")])


def pair(name, build, edits, rules, arguments=()):
    return Pair(name, build, *edits, rules, list(arguments))


PAIRS = [
    pair("three lines that brick", BRICK, ([], []), ["N53-0001"]),
    pair("overwrite-only", OVERWRITE, ([], []), []),
    pair("nrf53boot", NRF53BOOT, ([], []), []),
    pair("single pair and external flash", CHILD, ([], []), ["N53-0003"]),

    pair("MCUboot's own line does not set the mode", BRICK,
         ([], [append(MCUBOOT_CONF, "CONFIG_BOOT_UPGRADE_ONLY=y\n")]), []),
    pair("swap-move", OVERWRITE,
         mode("MCUBOOT_MODE_SWAP_USING_MOVE", "MCUBOOT_BOOTLOADER_MODE_SWAP_USING_MOVE", "BOOT_SWAP_USING_MOVE"),
         ["N53-0001"]),
    pair("swap-move by default", OVERWRITE,
         (mode("MCUBOOT_MODE_SWAP_USING_MOVE", "MCUBOOT_BOOTLOADER_MODE_SWAP_USING_MOVE", "BOOT_SWAP_USING_MOVE")[0],
          [NOT_OVERWRITE]), ["N53-0001"]),
    pair("swap-offset", OVERWRITE,
         mode("MCUBOOT_MODE_SWAP_USING_OFFSET", "MCUBOOT_BOOTLOADER_MODE_SWAP_USING_OFFSET", "BOOT_SWAP_USING_OFFSET"),
         ["N53-0001"]),

    pair("no overlay for MCUboot", OVERWRITE,
         ([lambda tree: tree.exchange(tree.devicetree("mcuboot"), r"^\s*nordic,pm-ext-flash = .*\n", "")],
          [remove("sysbuild/mcuboot.overlay")]), ["N53-0401"]),
    pair("MCUboot without the flash driver", OVERWRITE,
         ([symbol("mcuboot", NORDIC_QSPI_NOR="n", PM_EXTERNAL_FLASH_HAS_DRIVER="n")],
          [replace(MCUBOOT_CONF, r"^CONFIG_NORDIC_QSPI_NOR=y$", "CONFIG_NORDIC_QSPI_NOR=n")]), ["N53-0402"]),
    pair("flash pages of 64 KiB in MCUboot", OVERWRITE,
         ([symbol("mcuboot", NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE="65536")],
          [replace(MCUBOOT_CONF, r"^CONFIG_NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE=.*\n", "")]), ["N53-0403"]),
    pair("flash pages of 64 KiB in the application", OVERWRITE,
         ([symbol("app", NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE="65536")],
          [replace("boards/nrf5340dk_nrf5340_cpuapp.conf", r"^CONFIG_NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE=.*\n",
                   "")]), ["N53-0404"]),

    pair("sector table too small", OVERWRITE,
         ([symbol("mcuboot", BOOT_MAX_IMG_SECTORS="128")],
          [replace(MCUBOOT_CONF, r"^CONFIG_BOOT_MAX_IMG_SECTORS=.*\n", "")]), ["N53-0307"]),
    pair("secondary slot smaller", OVERWRITE, moved("mcuboot_secondary", size=0xe0000), ["N53-0301"]),
    pair("network slots of unequal size", OVERWRITE, moved("mcuboot_secondary_1", size=0x3f000), ["N53-0302"]),
    pair("pcd_sram off its grid", OVERWRITE,
         ([partition("pcd_sram", address=0x20000400), partition("sram_primary", address=0x20002400, size=0x6dc00)],
          [static("pcd_sram", address=0x20000400)]), ["N53-0201"]),
    pair("slot in the middle of a page", OVERWRITE, moved("mcuboot_secondary_1", address=0xe8800), ["N53-0304"]),
    pair("settings inside the slot", OVERWRITE, moved("settings_storage", address=0xf0000), ["N53-0305"]),
    pair("header size of signing and of the map", OVERWRITE,
         ([symbol("sysbuild", PM_MCUBOOT_PAD="0x400")], [append(SYSBUILD_CONF, "SB_CONFIG_PM_MCUBOOT_PAD=0x400\n")]),
         ["N53-0312"]),

    pair("MCUmgr knows one image", OVERWRITE,
         ([symbol("app", MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER="1")],
          [append("prj.conf", "CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER=1\n")]), ["N53-0102"]),
    pair("MCUmgr's buffer too small", OVERWRITE,
         ([symbol("app", MCUMGR_TRANSPORT_NETBUF_SIZE="384")],
          [replace("prj.conf", r"^CONFIG_MCUMGR_TRANSPORT_NETBUF_SIZE=.*$",
                   "CONFIG_MCUMGR_TRANSPORT_NETBUF_SIZE=384")]), ["N53-0103"]),
    pair("numbers of images apart", OVERWRITE,
         ([symbol("app", UPDATEABLE_IMAGE_NUMBER="1", MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER="1")],
          [append(SYSBUILD_CONF, "SB_CONFIG_MCUBOOT_APP_SYNC_UPDATEABLE_IMAGES=n\n")]), ["N53-0101"]),
    pair("address check off", OVERWRITE,
         ([symbol("mcuboot", MCUBOOT_VERIFY_IMG_ADDRESS="n")],
          [append(MCUBOOT_CONF, "CONFIG_MCUBOOT_VERIFY_IMG_ADDRESS=n\n")]), ["N53-0006"]),
    pair("Direct-XIP", OVERWRITE,
         mode("MCUBOOT_MODE_DIRECT_XIP", "MCUBOOT_BOOTLOADER_MODE_DIRECT_XIP", "BOOT_DIRECT_XIP"), ["N53-0008"]),
    pair("flash of the bootloader not protected", OVERWRITE,
         ([symbol("mcuboot", FPROTECT="n")], [append(MCUBOOT_CONF, "CONFIG_FPROTECT=n\n")]), ["N53-0207"]),
    pair("no signatures", OVERWRITE,
         ([symbol("mcuboot", BOOT_SIGNATURE_TYPE_ECDSA_P256="n", BOOT_SIGNATURE_TYPE_NONE="y"),
           symbol("sysbuild", BOOT_SIGNATURE_TYPE_ECDSA_P256="n", BOOT_SIGNATURE_TYPE_NONE="y")],
          [replace(SYSBUILD_CONF, r"^SB_CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256=y$",
                   "SB_CONFIG_BOOT_SIGNATURE_TYPE_NONE=y")]), ["N53-0606"]),
    pair("b0n that checks signatures with a key of the build", OVERWRITE,
         ([symbol("sysbuild", SECURE_BOOT_NETCORE_SIGNATURE_TYPE_UNUSED="n",
                  SECURE_BOOT_NETCORE_SIGNATURE_TYPE_SOFTWARE="y"), symbol("b0n", SB_VALIDATE_FW_SIGNATURE="y")],
          [append(SYSBUILD_CONF, "SB_CONFIG_SECURE_BOOT_NETCORE_SIGNATURE_TYPE_SOFTWARE=y\n")]), ["N53-0603"]),
    pair("a key of the project's own", OVERWRITE,
         ([symbol("mcuboot", BOOT_SIGNATURE_KEY_FILE='"/keys/own.pem"'),
           symbol("sysbuild", BOOT_SIGNATURE_KEY_FILE='"/keys/own.pem"')],
          [append(SYSBUILD_CONF, 'SB_CONFIG_BOOT_SIGNATURE_KEY_FILE="/keys/own.pem"\n')]), []),
    pair("secondary slots on each other", OVERWRITE, moved("mcuboot_secondary_1", address=0xe0000), ["N53-0305"]),
    pair("slot beyond the flash", OVERWRITE, moved("mcuboot_secondary_1", address=0x7f0000), ["N53-0306"]),
    pair("RAM flash larger than the simulated one", OVERWRITE,
         ([partition("mcuboot_primary_1", size=0x60000), partition("mcuboot_secondary_1", size=0x60000)],
          [static("mcuboot_primary_1", size=0x60000), static("mcuboot_secondary_1", size=0x60000)]), ["N53-0206"]),
    pair("primary slot off the protected grid", OVERWRITE,
         ([partition("mcuboot", size=0xf000, address=0x1000)], [static("mcuboot", size=0xf000, address=0x1000)]),
         ["N53-0308"]),
    pair("network-core update without a second image for MCUmgr's client", OVERWRITE,
         ([symbol("app", UPDATEABLE_IMAGE_NUMBER="1", MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER="1")],
          [append(SYSBUILD_CONF, "SB_CONFIG_MCUBOOT_APP_SYNC_UPDATEABLE_IMAGES=n\n"),
           append("prj.conf", "CONFIG_UPDATEABLE_IMAGE_NUMBER=1\n")]), ["N53-0101", "N53-0102"]),
    pair("serial recovery beside the image pair", OVERWRITE,
         ([symbol("mcuboot", MCUBOOT_SERIAL="y", BOOT_SERIAL_ENTRANCE_GPIO="y")],
          [append(MCUBOOT_CONF, "CONFIG_MCUBOOT_SERIAL=y\nCONFIG_BOOT_SERIAL_ENTRANCE_GPIO=y\n")]), []),
    pair("an older SDK, on which the swap is no brick", BRICK,
         ([symbol("mcuboot", PICOLIBC="n", MINIMAL_LIBC="y")], []), ["N53-0001"], ["--sdk-version", "3.0.2"]),
    pair("an older SDK and an own prj.conf with picolibc", BRICK,
         ([], [append(MCUBOOT_CONF, "CONFIG_PICOLIBC=y\n")]), [], ["--sdk-version", "2.9.1"]),
    pair("nrf53boot without a mode for image 1", NRF53BOOT,
         ([symbol("nrf53boot", NRF53BOOT_IMAGE1_MODE_OVERWRITE="n")],
          [replace("nrf53boot.conf", r"^CONFIG_NRF53BOOT_IMAGE1_MODE_OVERWRITE=y$",
                   "# CONFIG_NRF53BOOT_IMAGE1_MODE_OVERWRITE is not set")]), ["N53-0801"]),
    pair("child image: no overlay for MCUboot", CHILD,
         ([lambda tree: tree.exchange(tree.devicetree("mcuboot"), r"^\s*nordic,pm-ext-flash = .*\n", "")],
          [remove("child_image/mcuboot.overlay")]), []),
    pair("child image: sector table too small", CHILD,
         ([symbol("mcuboot", BOOT_MAX_IMG_SECTORS="128")],
          [replace(CHILD_MCUBOOT_CONF, r"^CONFIG_BOOT_MAX_IMG_SECTORS=.*\n", "")]), ["N53-0307"]),
]
