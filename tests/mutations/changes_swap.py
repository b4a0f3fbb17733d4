"""Swaps: swap-offset's slots and trailer, images that are too large to be swapped, ways back that do not exist."""
from changes_releases import sdk
from edits import add_file, partition, signed_update, symbol
from mutation import Mutation
from tree import BRICK, OVERWRITE

NO_NET = [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="n", UPDATEABLE_IMAGE_NUMBER="1", PCD_APP="n",
                 MCUBOOT_NETWORK_CORE_IMAGE_NUMBER="-1", MCUBOOT_VERIFY_IMG_ADDRESS="n"),
          symbol("app", UPDATEABLE_IMAGE_NUMBER="1"), symbol("sysbuild", NETCORE_APP_UPDATE="n")]


def swapping(mode):
    """One image that is swapped, and the application knows it."""
    return [*NO_NET, symbol("mcuboot", BOOT_UPGRADE_ONLY="n", **{f"BOOT_SWAP_USING_{mode}": "y"}),
            symbol("app", MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY="n",
                   **{f"MCUBOOT_BOOTLOADER_MODE_SWAP_USING_{mode}": "y"})]


MOVE, OFFSET = swapping("MOVE"), swapping("OFFSET")
ONE_LONGER = [partition("mcuboot_secondary", size=0xe9000), partition("mcuboot_secondary_1", address=0xe9000),
              partition("external_flash", address=0x129000, size=0x6d7000)]
CLOUD = symbol("app", DFU_TARGET="y", DFU_TARGET_MCUBOOT="y")
BOOTLOADER = add_file("b0/zephyr/.config", "CONFIG_IS_SECURE_BOOTLOADER=y\n")

# What a network image is told that nothing updates any more.
ALONE = ["+N53-0021 note advice", "-N53-0011 note advice", "-N53-0502 undecided", "-N53-0604 undecided"]
MEASURED = ["-N53-0501 undecided", "-N53-0605 undecided"]

CHANGES = [
    Mutation("swap-move, application only", OVERWRITE, MOVE, ALONE),
    Mutation("swap-offset, slots as they are", OVERWRITE, OFFSET,
             [*ALONE, "+N53-0108 note advice", "+N53-0109 note advice"]),
    Mutation("swap-offset, secondary one sector longer", OVERWRITE, [*OFFSET, *ONE_LONGER],
             [*ALONE, "+N53-0108 note advice"]),
    Mutation("swap-offset, cloud download", OVERWRITE, [*OFFSET, *ONE_LONGER, CLOUD],
             [*ALONE, "+N53-0108 warning brick"]),
    Mutation("swap-move, cloud download", OVERWRITE, [*MOVE, CLOUD], [*ALONE, "+N53-0108 note advice"]),
    Mutation("overwrite-only, cloud download", OVERWRITE, [CLOUD]),
    Mutation("swap-offset behind the immutable bootloader", OVERWRITE, [*OFFSET, *ONE_LONGER, BOOTLOADER],
             [*ALONE, "+N53-0108 note advice", "+N53-0110 note advice"]),
    Mutation("swap-offset, the reset address is checked", OVERWRITE,
             [*OFFSET, *ONE_LONGER, symbol("mcuboot", MCUBOOT_VERIFY_IMG_ADDRESS="y", UPDATEABLE_IMAGE_NUMBER="2"),
              symbol("app", UPDATEABLE_IMAGE_NUMBER="2")],
             [*ALONE, "+N53-0108 note advice", "+N53-0111 error update-refused"]),
    Mutation("swap-move, image a byte over the limit", OVERWRITE, [*MOVE, signed_update("app", size=0xe6001)],
             [*ALONE, *MEASURED, "+N53-0501 brick brick"]),
    Mutation("swap-move, image a byte over the limit, NCS 2.9", OVERWRITE,
             [*MOVE, signed_update("app", size=0xe6001)], [*ALONE, *MEASURED, "+N53-0501 error update-ignored"],
             given=sdk("2.9.0")),
    Mutation("swap-offset, image that the secondary cannot take back", OVERWRITE,
             [*OFFSET, signed_update("app", size=0xe7000)],
             [*ALONE, *MEASURED, "+N53-0108 note advice", "+N53-0109 error rollback-lost",
              "+N53-0501 error update-refused"]),
    Mutation("swap of the network image, knowingly", BRICK, [], ["+N53-0020 error update-ignored"],
             arguments=["--allow", "N53-0001=tried on a bench"]),
    Mutation("no image manager, swap-move", OVERWRITE,
             [*MOVE, symbol("app", IMG_MANAGER="n", MCUBOOT_IMG_MANAGER="n", MCUBOOT_BOOTUTIL_LIB="n")],
             [*ALONE, "+N53-0116 warning update-ignored"]),
    Mutation("downgrade prevention, swap-move", OVERWRITE,
             [*MOVE, symbol("mcuboot", MCUBOOT_DOWNGRADE_PREVENTION="y")], [*ALONE, "+N53-0612 warning insecure"]),
    Mutation("hardware counters", OVERWRITE, [symbol("mcuboot", MCUBOOT_HW_DOWNGRADE_PREVENTION="y")],
             ["+N53-0613 warning insecure"]),
    Mutation("hardware counters, NCS 2.9", OVERWRITE, [symbol("mcuboot", MCUBOOT_HW_DOWNGRADE_PREVENTION="y")],
             ["+N53-0613 warning update-refused"], given=sdk("2.9.0")),
]
