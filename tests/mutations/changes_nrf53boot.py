"""The reference bootloader's own options."""
from edits import add_partition, remove, symbol
from mutation import Mutation
from tree import NRF53BOOT, OVERWRITE

BACKUP = symbol("nrf53boot", NRF53BOOT_NET_BACKUP="y")
MOVE_OFF = symbol("nrf53boot", NRF53BOOT_IMAGE0_MODE_SWAP_MOVE="n")


def backup(size, region="external_flash", address=0x200000):
    return add_partition("nrf53boot_net_backup", address=address, size=size, region=region)


CHANGES = [
    Mutation("image 1 without a mode", NRF53BOOT, [symbol("nrf53boot", NRF53BOOT_IMAGE1_MODE_OVERWRITE="n")],
             ["+N53-0801 error update-ignored"]),
    Mutation("image 1 without a line", NRF53BOOT, [symbol("nrf53boot", NRF53BOOT_IMAGE1_MODE_OVERWRITE=None)],
             ["+N53-0801 error update-ignored"]),
    Mutation("image 1 without a mode, and no network-core updates", NRF53BOOT,
             [symbol("nrf53boot", NRF53BOOT_IMAGE1_MODE_OVERWRITE="n"), symbol("sysbuild", NETCORE_APP_UPDATE="n"),
              symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="n")], ["-N53-0502 undecided", "-N53-0604 undecided"]),
    Mutation("image 0 overwrites, the application swaps", NRF53BOOT,
             [MOVE_OFF, symbol("nrf53boot", NRF53BOOT_IMAGE0_MODE_OVERWRITE="y")], ["+N53-0802 error update-refused"]),
    Mutation("image 0 swaps with offset, the application without", NRF53BOOT,
             [MOVE_OFF, symbol("nrf53boot", NRF53BOOT_IMAGE0_MODE_SWAP_OFFSET="y")],
             ["+N53-0802 error update-refused"]),
    Mutation("image 0 in two modes", NRF53BOOT, [symbol("nrf53boot", NRF53BOOT_IMAGE0_MODE_OVERWRITE="y")],
             ["+N53-0802 error update-refused", "+N53-0803 error build-error"]),
    Mutation("image 0 without a mode", NRF53BOOT, [MOVE_OFF], ["+N53-0803 error build-error"]),
    Mutation("linked behind its partition", NRF53BOOT,
             [symbol("nrf53boot", FLASH_LOAD_OFFSET="0x8000", FLASH_LOAD_SIZE="0x8000")], ["+N53-0804 brick brick"]),
    Mutation("larger than its partition", NRF53BOOT,
             [symbol("nrf53boot", FLASH_LOAD_OFFSET="0x0", FLASH_LOAD_SIZE="0x10200")], ["+N53-0804 brick brick"]),
    Mutation("linked into its partition", NRF53BOOT,
             [symbol("nrf53boot", FLASH_LOAD_OFFSET="0x0", FLASH_LOAD_SIZE="0x10000")]),
    Mutation("backup of the network core without a partition", NRF53BOOT, [BACKUP], ["+N53-0805 error rollback-lost"]),
    Mutation("backup of the network core in its partition", NRF53BOOT, [BACKUP, backup(0x82000)]),
    Mutation("backup of the network core one page too small", NRF53BOOT, [BACKUP, backup(0x81000)],
             ["+N53-0805 error rollback-lost"]),
    Mutation("backup of the network core in RAM", NRF53BOOT, [BACKUP, backup(0x82000, "sram_primary", 0x20002000)],
             ["+N53-0805 error rollback-lost", "+N53-0305 error data-loss", "+N53-0306 error data-loss"]),
    Mutation("its configuration file is missing: MCUboot decides", NRF53BOOT, [remove("nrf53boot/.config")],
             ["+N53-0001 brick brick"]),

    # what is wrong with MCUboot's configuration alone does not matter in a build with nrf53boot
    Mutation("MCUboot's sector table", NRF53BOOT, [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="128")]),
    Mutation("MCUboot's protection against the wrong slot", NRF53BOOT,
             [symbol("mcuboot", BOOT_UPGRADE_ONLY="y", BOOT_SWAP_USING_MOVE="n", MCUBOOT_VERIFY_IMG_ADDRESS="n")]),
    Mutation("MCUboot's protection against the wrong slot, in a build without nrf53boot", OVERWRITE,
             [symbol("mcuboot", MCUBOOT_VERIFY_IMG_ADDRESS="n")], ["+N53-0006 brick brick"]),
    Mutation("protection against the wrong slot by the load address", OVERWRITE,
             [symbol("mcuboot", MCUBOOT_VERIFY_IMG_ADDRESS="n", MCUBOOT_CHECK_HEADER_LOAD_ADDRESS="y")]),
    Mutation("protection against the wrong slot off, images encrypted", OVERWRITE,
             [symbol("mcuboot", MCUBOOT_VERIFY_IMG_ADDRESS="n", BOOT_ENCRYPT_IMAGE="y")], ["+N53-0006 note advice"]),
]
