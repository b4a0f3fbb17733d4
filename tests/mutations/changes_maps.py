"""Static maps against the map of the build, places that only one partition can have, nodes instead of partitions."""
from changes_releases import NEWER, NO_PARTITION_MANAGER, SLOT1
from edits import add_file, add_partition, devicetree, of_map, partition, symbol
from mutation import Mutation
from tree import CHILD, OVERWRITE, STATIC

SLOT = "mcuboot_secondary:\n  address: 0x0\n  region: external_flash\n  size: {:#x}\n"
THINGY = symbol("mcuboot", BOARD='"thingy53"')
BASE = ("/dts-v1/;\n/ {{ #address-cells = <1>; #size-cells = <1>; flash1: flash@1000000 {{ compatible = \"soc-nv-flash\";\n"
        "reg = <0x1000000 0x40000>; partitions {{ compatible = \"fixed-partitions\"; #address-cells = <1>;\n"
        "#size-cells = <1>; s0_partition: partition@{0:x} {{ reg = <{0:#x} {1:#x}>; }}; }}; }}; }};\n")
SETTINGS = r"(chosen \{\n)"


def nodes(net):
    """Both images of the network core get an s0_partition, the network image's at this address."""
    return [add_file("b0n/zephyr/zephyr.dts", BASE.format(0x8800, 0x37800)),
            add_file("ipc_radio/zephyr/zephyr.dts", BASE.format(net, 0x40000 - net))]


CHANGES = [
    Mutation("static map as it was built", OVERWRITE, [add_file("pm_static.yml", SLOT.format(0xe8000))]),
    Mutation("static map changed after the build", OVERWRITE, [add_file("pm_static.yml", SLOT.format(0xe7000))],
             ["+N53-0909 warning data-loss"]),
    Mutation("something else at the start of flash", OVERWRITE,
             [partition("mcuboot", address=0x4000, size=0xc000),
              add_partition("boot_log", address=0, size=0x4000, region="flash_primary")],
             ["+N53-0320 warning brick"]),
    Mutation("slots under names of the devicetree", STATIC, [of_map(r"^mcuboot_primary:$", "image_0:")],
             ["+N53-0321 warning build-error"],
             path="pm_static.yml"),
    Mutation("Thingy:53 with another map", OVERWRITE, [THINGY], ["+N53-0322 note advice"]),
    Mutation("settings of the devicetree elsewhere", OVERWRITE,
             [devicetree("app", SETTINGS, r"\g<1>\t\tzephyr,settings-partition = &slot1_partition;\n")],
             ["+N53-0323 warning data-loss"]),

    # the external flash
    Mutation("option for an external slot, slot inside", CHILD,
             [partition("mcuboot_secondary", address=0x90000, size=0x60000, region="flash_primary")],
             ["+N53-0301 error update-ignored", "+N53-0305 error data-loss", "+N53-0408 warning update-ignored",
              "-N53-0003 brick brick"]),
    Mutation("driver check overridden", OVERWRITE,
             [symbol("mcuboot", PM_OVERRIDE_EXTERNAL_DRIVER_CHECK="y", NORDIC_QSPI_NOR="n")],
             ["+N53-0407 warning build-error"]),
    Mutation("driver check overridden, driver there", OVERWRITE,
             [symbol("mcuboot", PM_OVERRIDE_EXTERNAL_DRIVER_CHECK="y")]),

    # nodes
    Mutation("network core's nodes agree", OVERWRITE, [*NO_PARTITION_MANAGER, *nodes(0x8800)], [], given=NEWER),
    Mutation("network core's nodes differ", OVERWRITE, [*NO_PARTITION_MANAGER, *nodes(0x9000)],
             ["+N53-1003 error update-refused"], given=NEWER),
    Mutation("a slot's node off the page", OVERWRITE,
             [*NO_PARTITION_MANAGER,
              *[devicetree(image, SLOT1, r"\g<1>0x84000 0x73800") for image in ("app", "mcuboot")]],
             ["+N53-1002 warning update-ignored", "+N53-1004 error data-loss"], given=NEWER),
    Mutation("network image behind the immutable bootloader, nodes", OVERWRITE,
             [*NO_PARTITION_MANAGER, add_file("b0/zephyr/.config", "CONFIG_IS_SECURE_BOOTLOADER=y\n")],
             ["+N53-1005 error update-ignored"],
             given=NEWER),
]
