"""MCUboot as a program of its own: stack, supply, keys, recovery, and the immutable bootloader in front of it."""
from changes_releases import sdk
from edits import add_file, devicetree, rewrite, symbol
from mutation import Mutation
from tree import CHILD, OVERWRITE

NSIB = symbol("sysbuild", SECURE_BOOT_APPCORE="y", SECURE_BOOT_BUILD_S1_VARIANT_IMAGE="y")
RECOVERY = symbol("mcuboot", MCUBOOT_SERIAL="y", BOOT_SERIAL_UART="y", BOOT_SERIAL_ENTRANCE_GPIO="y", UART_CONSOLE="n")
MODE_OF_APP = symbol("app", RETENTION_BOOT_MODE="y")
RSA_KEYS = {"BOOT_SIGNATURE_TYPE_ECDSA_P256": "n", "BOOT_SIGNATURE_TYPE_RSA": "y"}
OWN_KEY = '"/home/dev/keys/rsa-2048.pem"'


def second_variant(**values):
    """A second MCUboot, which differs from the first by these symbols."""
    def edit(tree):
        tree.write("s1_image/zephyr/.config", tree.read("mcuboot/zephyr/.config"))
        for name, value in values.items():
            tree.exchange("s1_image/zephyr/.config", rf"^(# )?CONFIG_{name}(=.*| is not set)$",
                          f"# CONFIG_{name} is not set" if value == "n" else f"CONFIG_{name}={value}")
    return edit


CHANGES = [
    Mutation("a bootloader's stack of 1 KiB", OVERWRITE, [symbol("mcuboot", MAIN_STACK_SIZE="1024")],
             ["+N53-0112 warning brick"]),
    Mutation("a bootloader's stack of 16 KiB", OVERWRITE, [symbol("mcuboot", MAIN_STACK_SIZE="16384")]),
    Mutation("no coils, said to the application only", CHILD, [symbol("app", BOARD_ENABLE_DCDC_APP="n")],
             ["+N53-0113 warning brick"]),
    Mutation("no coils, said to both", CHILD,
             [symbol(image, BOARD_ENABLE_DCDC_APP="n") for image in ("app", "mcuboot")]),

    # keys
    Mutation("MCUboot built with another key", OVERWRITE,
             [symbol("mcuboot", BOOT_SIGNATURE_KEY_FILE='"/opt/nordic/ncs/v3.2.1/bootloader/mcuboot/own.pem"')],
             ["+N53-0602 undecided", "+N53-0611 warning brick", "-N53-0601 warning insecure"]),
    Mutation("one RSA key for MCUboot and the immutable bootloader", OVERWRITE,
             [symbol("sysbuild", **RSA_KEYS, BOOT_SIGNATURE_KEY_FILE=OWN_KEY, SECURE_BOOT_SIGNING_KEY_FILE=OWN_KEY),
              symbol("mcuboot", **RSA_KEYS, BOOT_SIGNATURE_KEY_FILE=OWN_KEY)],
             ["+N53-0602 undecided", "+N53-0610 error build-error", "-N53-0601 warning insecure"]),
    Mutation("b0n checks nothing", OVERWRITE, [symbol("b0n", SB_VALIDATE_FW_HASH="n")],
             ["+N53-0609 warning insecure", "-N53-0607 warning insecure"]),

    # the immutable bootloader
    Mutation("one variant of MCUboot", OVERWRITE, [symbol("sysbuild", SECURE_BOOT_APPCORE="y")],
             ["+N53-0603 warning insecure", "+N53-1201 error update-refused"]),
    Mutation("both variants of MCUboot", OVERWRITE, [NSIB], ["+N53-0603 warning insecure"]),
    Mutation("MCUboot's version never set", OVERWRITE,
             [NSIB, symbol("sysbuild", SECURE_BOOT_MCUBOOT_VERSION='"0.0.0+0"')],
             ["+N53-0603 warning insecure", "+N53-1203 note advice"]),
    Mutation("two equal variants of MCUboot", OVERWRITE, [NSIB, second_variant()], ["+N53-0603 warning insecure"]),
    Mutation("two variants of MCUboot, another sector table", OVERWRITE,
             [NSIB, second_variant(BOOT_MAX_IMG_SECTORS="512")],
             ["+N53-0603 warning insecure", "+N53-1202 warning update-ignored"]),
    Mutation("one pair behind the immutable bootloader, NCS 1.9", CHILD,
             [add_file("b0/zephyr/.config", "CONFIG_IS_SECURE_BOOTLOADER=y\n")],
             ["+N53-1204 error update-ignored"], given=sdk("1.9.0")),

    # serial recovery
    Mutation("serial recovery by button", OVERWRITE, [RECOVERY]),
    Mutation("serial recovery that nothing enters", OVERWRITE,
             [RECOVERY, symbol("mcuboot", BOOT_SERIAL_ENTRANCE_GPIO="n")], ["+N53-0706 error build-error"]),
    Mutation("serial recovery on the console's UART", OVERWRITE, [RECOVERY, symbol("mcuboot", UART_CONSOLE="y")],
             ["+N53-0705 error build-error"]),
    Mutation("boot mode of the application only", OVERWRITE, [RECOVERY, MODE_OF_APP],
             ["+N53-0707 warning update-ignored"]),
    Mutation("boot mode of both", OVERWRITE,
             [RECOVERY, MODE_OF_APP, symbol("mcuboot", RETENTION_BOOT_MODE="y", BOOT_SERIAL_BOOT_MODE="y")]),
    Mutation("the network core as image 2", OVERWRITE,
             [RECOVERY, symbol("mcuboot", MCUBOOT_SERIAL_DIRECT_IMAGE_UPLOAD="y",
                               MCUBOOT_NETWORK_CORE_IMAGE_NUMBER="2")],
             ["+N53-0704 note advice"]),
]
