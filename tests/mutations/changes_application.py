"""Application and network image as they meet on a device, packages, and TF-M."""
from changes_releases import sdk
from changes_swap import ALONE, MOVE
from edits import add_partition, symbol
from mutation import Mutation
from tree import CHILD, OVERWRITE

TFM = symbol("app", BUILD_WITH_TFM="y")
SPLIT = symbol("sysbuild", QSPI_XIP_SPLIT_IMAGE="y")
SWAP_OF_SYSBUILD = symbol("sysbuild", MCUBOOT_MODE_OVERWRITE_ONLY="n", MCUBOOT_MODE_SWAP_USING_MOVE="y")


def non_secure(**values):
    return add_partition("sram_nonsecure", region="sram_primary", **values)


CHANGES = [
    Mutation("split image, overwrite-only", OVERWRITE, [SPLIT], ["+N53-0114 note advice"]),
    Mutation("split image, swap-move", OVERWRITE, [*MOVE, SPLIT, SWAP_OF_SYSBUILD],
             [*ALONE, "+N53-0114 error build-error"]),
    Mutation("split image, swap-move, NCS 2.7", OVERWRITE, [*MOVE, SPLIT, SWAP_OF_SYSBUILD],
             [*ALONE, "+N53-0114 warning brick"],
             given=sdk("2.7.0")),
    Mutation("download by fota_download, two images", OVERWRITE, [symbol("app", FOTA_DOWNLOAD="y")],
             ["+N53-0115 warning update-refused"]),
    Mutation("cores with different transports", OVERWRITE,
             [symbol("net", IPC_SERVICE_BACKEND_RPMSG="n", IPC_SERVICE_BACKEND_ICMSG="y")],
             ["+N53-0117 warning update-refused"]),
    Mutation("cores with one transport in common", OVERWRITE, [symbol("net", IPC_SERVICE_BACKEND_ICMSG="y")]),
    Mutation("network image of another board", CHILD,
             [symbol("app", DOMAIN_CPUNET_BOARD='"acme_nrf5340_cpunet"')], ["+N53-0118 warning update-refused"]),
    Mutation("network core without updates", OVERWRITE, [*MOVE, symbol("mcuboot", PCD_APP="n")], ALONE),
    Mutation("network core whose updates go nowhere", OVERWRITE,
             [*MOVE, symbol("mcuboot", PCD_APP="n"), symbol("sysbuild", NETCORE_APP_UPDATE="y")],
             [*ALONE[1:], "+N53-0021 warning update-ignored"]),

    # packages
    Mutation("package without the network image", OVERWRITE, [symbol("sysbuild", DFU_ZIP_NET="n")],
             ["+N53-1301 warning update-ignored"]),
    Mutation("no package", OVERWRITE, [symbol("sysbuild", DFU_ZIP="n", DFU_ZIP_NET="n")]),
    Mutation("images of equal versions", CHILD, [symbol("app", NRF53_ENFORCE_IMAGE_VERSION_EQUALITY="y")],
             ["+N53-1302 note advice"]),

    # TF-M
    Mutation("TF-M behind the immutable bootloader alone", CHILD,
             [TFM, symbol("app", SECURE_BOOT="y", BOOTLOADER_MCUBOOT="n")],
             ["+N53-1101 warning brick", "+N53-1102 warning update-refused"]),
    Mutation("TF-M and an external slot, NCS 2.0", CHILD, [TFM], ["+N53-1102 warning update-refused"]),
    Mutation("TF-M and an external slot, NCS 2.4", CHILD, [TFM], given=sdk("2.4.0")),
    Mutation("shared memory outside of the non-secure RAM", OVERWRITE,
             [TFM, non_secure(address=0x20010000, size=0x60000)], ["+N53-1103 warning boot-loop"]),
    Mutation("shared memory in the non-secure RAM", OVERWRITE, [TFM, non_secure(address=0x20010000, size=0x70000)],
             []),
    Mutation("TF-M, MCUboot leaves the core as it is, NCS 1.9", CHILD,
             [TFM, symbol("mcuboot", MCUBOOT_CLEANUP_ARM_CORE="n")], ["+N53-1104 warning brick"], given=sdk("1.9.0")),
    Mutation("TF-M, MCUboot leaves the core as it is, NCS 2.4", CHILD,
             [TFM, symbol("mcuboot", MCUBOOT_CLEANUP_ARM_CORE="n")], given=sdk("2.4.0")),
    Mutation("TF-M, secure RAM without room for the network image", OVERWRITE,
             [TFM, add_partition("sram_secure", address=0x20002000, size=0x3e000, region="sram_primary")],
             ["+N53-1105 warning build-error"]),
]
