"""Upgrade modes, numbers of images, and what both sides believe of each other."""
from edits import remove, replace, replace_all, symbol
from mutation import Mutation
from tree import BRICK, NRF53BOOT, OVERWRITE

# The advice on failed copies holds in overwrite-only mode alone.
NO_ADVICE = "-N53-0011 note advice"
WITHOUT_NET_PAIR = [NO_ADVICE, "-N53-0502 undecided", "-N53-0604 undecided"]

MCUBOOT_SWAP_MOVE = symbol("mcuboot", BOOT_UPGRADE_ONLY="n", BOOT_SWAP_USING_MOVE="y")
SYSBUILD_SWAP_MOVE = symbol("sysbuild", MCUBOOT_MODE_OVERWRITE_ONLY="n", MCUBOOT_MODE_SWAP_USING_MOVE="y")
APP_SWAP_MOVE = symbol("app", MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY="n", MCUBOOT_BOOTLOADER_MODE_SWAP_USING_MOVE="y")
ONE_IMAGE_PAIR = [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="n", UPDATEABLE_IMAGE_NUMBER="1"),
                  symbol("app", UPDATEABLE_IMAGE_NUMBER="1")]
NO_VERSION = [replace_all(r"\.config$|CMakeCache", r"ncs/v3\.2\.1", "sdk"),
              remove("sensor_hub/zephyr/include/generated/ncs_version.h")]
SERIAL = symbol("mcuboot", MCUBOOT_SERIAL="y", BOOT_SERIAL_ENTRANCE_GPIO="y")

CHANGES = [
    Mutation("swap-move instead of overwrite, everywhere", OVERWRITE,
             [MCUBOOT_SWAP_MOVE, APP_SWAP_MOVE, SYSBUILD_SWAP_MOVE], ["+N53-0001 brick brick", NO_ADVICE]),
    Mutation("swap-move in MCUboot alone", OVERWRITE, [MCUBOOT_SWAP_MOVE],
             ["+N53-0001 brick brick", "+N53-0106 note advice", NO_ADVICE]),
    Mutation("swap-move in the application alone", OVERWRITE, [APP_SWAP_MOVE], ["+N53-0106 note advice"]),
    Mutation("swap-move in sysbuild alone, which MCUboot does not follow", OVERWRITE, [SYSBUILD_SWAP_MOVE]),
    Mutation("swap-offset in MCUboot alone", OVERWRITE,
             [symbol("mcuboot", BOOT_UPGRADE_ONLY="n", BOOT_SWAP_USING_OFFSET="y")],
             ["+N53-0001 brick brick", "+N53-0105 error update-refused", "+N53-0111 error update-refused",
              "+N53-0108 note advice", "+N53-0109 note advice", NO_ADVICE]),
    Mutation("swap-offset in the application alone", OVERWRITE,
             [symbol("app", MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY="n", MCUBOOT_BOOTLOADER_MODE_SWAP_USING_OFFSET="y")],
             ["+N53-0105 error update-refused"]),
    Mutation("swap-scratch in MCUboot alone, without a scratch area", OVERWRITE,
             [symbol("mcuboot", BOOT_UPGRADE_ONLY="n", BOOT_SWAP_USING_SCRATCH="y")],
             ["+N53-0001 brick brick", "+N53-0106 note advice", "+N53-0313 error update-ignored", NO_ADVICE]),
    Mutation("Direct-XIP in MCUboot", OVERWRITE, [symbol("mcuboot", BOOT_UPGRADE_ONLY="n", BOOT_DIRECT_XIP="y")],
             ["+N53-0008 warning update-ignored", NO_ADVICE]),
    Mutation("RAM load in MCUboot", OVERWRITE, [symbol("mcuboot", BOOT_UPGRADE_ONLY="n", BOOT_RAM_LOAD="y")],
             ["+N53-0008 warning update-ignored", NO_ADVICE]),
    Mutation("single slot without a number for the network image", OVERWRITE,
             [symbol("mcuboot", BOOT_UPGRADE_ONLY="n", SINGLE_APPLICATION_SLOT="y", NRF53_MULTI_IMAGE_UPDATE="n",
                     MCUBOOT_NETWORK_CORE_IMAGE_NUMBER="-1", UPDATEABLE_IMAGE_NUMBER="1"),
              symbol("app", UPDATEABLE_IMAGE_NUMBER="1")],
             ["+N53-0007 error update-ignored", "+N53-0708 warning update-ignored", *WITHOUT_NET_PAIR]),
    Mutation("single slot with serial recovery", OVERWRITE,
             [symbol("mcuboot", BOOT_UPGRADE_ONLY="n", SINGLE_APPLICATION_SLOT="y", NRF53_MULTI_IMAGE_UPDATE="n",
                     MCUBOOT_NETWORK_CORE_IMAGE_NUMBER="-1", UPDATEABLE_IMAGE_NUMBER="1", MCUBOOT_SERIAL="y",
                     BOOT_SERIAL_ENTRANCE_GPIO="y", UART_CONSOLE="n"),
              symbol("app", UPDATEABLE_IMAGE_NUMBER="1")],
             ["+N53-0007 error update-ignored", *WITHOUT_NET_PAIR]),
    Mutation("network-core image pair dropped", OVERWRITE, [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="n")],
             ["+N53-0004 error update-ignored", *WITHOUT_NET_PAIR]),
    Mutation("network-core image pair dropped for want of hooks", OVERWRITE,
             [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="n", BOOT_IMAGE_ACCESS_HOOKS="n")],
             ["+N53-0004 brick brick", *WITHOUT_NET_PAIR]),
    Mutation("network-core image pair dropped, image 1 is a Wi-Fi patch", OVERWRITE,
             [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="n", MCUBOOT_NETWORK_CORE_IMAGE_NUMBER="-1",
                     MCUBOOT_WIFI_PATCHES_IMAGE_NUMBER="1"), symbol("sysbuild", NETCORE_APP_UPDATE="n")],
             WITHOUT_NET_PAIR),
    Mutation("one image pair and external flash", OVERWRITE, ONE_IMAGE_PAIR,
             ["+N53-0003 error update-ignored", *WITHOUT_NET_PAIR]),
    Mutation("network core by serial recovery only", OVERWRITE,
             [*ONE_IMAGE_PAIR, SERIAL,
              symbol("mcuboot", NRF53_RECOVERY_NETWORK_CORE="y", MCUBOOT_SERIAL_DIRECT_IMAGE_UPLOAD="y")], WITHOUT_NET_PAIR),
    Mutation("serial recovery of the network core without direct upload", OVERWRITE,
             [*ONE_IMAGE_PAIR, SERIAL, symbol("mcuboot", NRF53_RECOVERY_NETWORK_CORE="y")],
             ["+N53-0701 error update-ignored", *WITHOUT_NET_PAIR]),
    Mutation("serial recovery beside the image pair", OVERWRITE, [SERIAL]),

    # numbers of images
    Mutation("MCUboot has one image, the application two", OVERWRITE, [symbol("mcuboot", UPDATEABLE_IMAGE_NUMBER="1")],
             ["+N53-0101 error update-ignored"]),
    Mutation("the application has one image, MCUboot two", OVERWRITE, [symbol("app", UPDATEABLE_IMAGE_NUMBER="1")],
             ["+N53-0101 error update-refused"]),
    Mutation("mcumgr knows one image", OVERWRITE, [symbol("app", MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER="1")],
             ["+N53-0102 error update-ignored"]),
    Mutation("mcumgr knows one image, but is not used for images", OVERWRITE,
             [symbol("app", MCUMGR_GRP_IMG="n", MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER="1")]),
    Mutation("mcumgr's buffers of 384 bytes", OVERWRITE, [symbol("app", MCUMGR_TRANSPORT_NETBUF_SIZE="384")],
             ["+N53-0103 warning update-refused"]),
    Mutation("mcumgr's buffers of 512 bytes", OVERWRITE, [symbol("app", MCUMGR_TRANSPORT_NETBUF_SIZE="512")]),
    Mutation("a third image that mcumgr does not know", OVERWRITE,
             [symbol("app", UPDATEABLE_IMAGE_NUMBER="3"), symbol("mcuboot", UPDATEABLE_IMAGE_NUMBER="3")],
             ["+N53-0104 warning update-refused"]),
    Mutation("MCUboot's own image number is not the last", OVERWRITE,
             [symbol("mcuboot", MCUBOOT_MCUBOOT_IMAGE_NUMBER="2")], ["+N53-0107 brick brick"]),
    Mutation("MCUboot's own image number is the last", OVERWRITE,
             [symbol("mcuboot", MCUBOOT_MCUBOOT_IMAGE_NUMBER="1")]),

    # sysbuild's .config checked alone
    Mutation("sysbuild alone: swap-move", OVERWRITE, [SYSBUILD_SWAP_MOVE], ["+N53-0002 error rollback-lost"],
             path="zephyr/.config"),
    Mutation("sysbuild alone: swap-move without network-core updates", OVERWRITE,
             [SYSBUILD_SWAP_MOVE, symbol("sysbuild", NETCORE_APP_UPDATE="n")], path="zephyr/.config"),

    # the same mistake under other libraries and SDK versions
    Mutation("overwrite-only instead of swap-move", BRICK,
             [symbol("mcuboot", BOOT_UPGRADE_ONLY="y", BOOT_SWAP_USING_MOVE="n"),
              symbol("app", MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY="y", MCUBOOT_BOOTLOADER_MODE_SWAP_USING_MOVE="n")],
             ["-N53-0001 brick brick", "+N53-0011 note advice"]),
    Mutation("minimal C library: the assert is compiled out", BRICK,
             [symbol("mcuboot", PICOLIBC="n", MINIMAL_LIBC="y")],
             ["-N53-0001 brick brick", "+N53-0001 error rollback-lost"]),
    Mutation("minimal C library with CONFIG_ASSERT", BRICK,
             [symbol("mcuboot", PICOLIBC="n", MINIMAL_LIBC="y", ASSERT="y")]),
    Mutation("newlib", BRICK, [symbol("mcuboot", PICOLIBC="n", NEWLIB_LIBC="y")]),
    Mutation("NCS 3.3.0", BRICK, [], ["-N53-0001 brick brick", "+N53-0001 error rollback-lost"],
             arguments=["--sdk-version", "3.3.0"]),
    Mutation("NCS 2.9.0", BRICK, [], arguments=["--sdk-version", "2.9.0"]),
    Mutation("NCS 2.1.0", BRICK, [], arguments=["--sdk-version", "2.1.0"]),
    Mutation("NCS 2.1.0, minimal C library", BRICK, [symbol("mcuboot", PICOLIBC="n", MINIMAL_LIBC="y")],
             ["-N53-0001 brick brick", "+N53-0001 error update-ignored"], arguments=["--sdk-version", "2.1.0"]),
    Mutation("SDK version unknown: the mildest of its versions", BRICK, NO_VERSION,
             ["-N53-0001 brick brick", "+N53-0001 error rollback-lost"]),
    Mutation("SDK version unknown, but given", BRICK, NO_VERSION, arguments=["--sdk-version", "3.2.1"]),
    Mutation("SDK version in the version header", BRICK,
             [replace("sensor_hub/zephyr/include/generated/ncs_version.h", r'STRING  "3\.2\.1"', 'STRING  "3.3.0"')],
             ["-N53-0001 brick brick", "+N53-0001 error rollback-lost"]),
    Mutation("SDK version unknown", OVERWRITE, NO_VERSION),
    Mutation("the reference bootloader removed", NRF53BOOT, [remove("nrf53boot")], ["+N53-0001 brick brick"]),
]
