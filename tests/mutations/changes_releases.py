"""Defects of certain SDK versions, builds with child images, and builds without Partition Manager."""
from edits import devicetree, partition, signed_update, symbol
from mutation import Mutation
from tree import BRICK, CHILD, OVERWRITE


def sdk(version):
    return ["--sdk-version", version]


FIH = symbol("mcuboot", BOOT_FIH_PROFILE_OFF="n", BOOT_FIH_PROFILE_LOW="y")
RAM_OFF = symbol("app", RAM_POWER_DOWN_LIBRARY="y")
CHILD_OVERWRITE = symbol("mcuboot", BOOT_UPGRADE_ONLY="y", BOOT_SWAP_USING_MOVE="n")
RECOVERY = symbol("mcuboot", MCUBOOT_SERIAL="y", MCUBOOT_SERIAL_DIRECT_IMAGE_UPLOAD="y")
SINGLE_PAIR = "-N53-0003 brick brick"  # up to NCS 2.2; later:
SINGLE_PAIR_REFUSED = "-N53-0003 error update-ignored"

# Both slots in internal flash; the storage stays where it is.
INTERNAL = [partition("mcuboot_primary", size=0x79000), partition("app", size=0x78e00),
            partition("mcuboot_primary_app", size=0x78e00),
            partition("mcuboot_secondary", address=0x85000, size=0x79000, region="flash_primary"),
            *[symbol(image, PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY="n") for image in ("app", "mcuboot")]]

# Without Partition Manager the slots are nodes, those of the network image too, and MCUboot is linked by its node.
EXTERNAL = r"(mx25r64: mx25r6435f@0 \{\n(?:.*\n)*?)(\t{4}\};\n)"
NET_SLOTS = """\\g<1>
					partitions {
						compatible = "fixed-partitions";
						#address-cells = < 0x1 >;
						#size-cells = < 0x1 >;
						slot2_partition: partition@0 { reg = < 0x0 0x1000 >; };
						slot3_partition: partition@1000 { reg = < 0x1000 0x1000 >; };
					};
\\g<2>"""
SLOT3 = r"(slot3_partition: partition@1000 \{ reg = < )0x1000 0x1000"
NO_PARTITION_MANAGER = [symbol("sysbuild", PARTITION_MANAGER="n"), devicetree("mcuboot", EXTERNAL, NET_SLOTS),
                        devicetree("mcuboot", "(zephyr,code-partition = )&slot0_partition", r"\g<1>&boot_partition")]
NEWER = sdk("3.4.0")
SLOT0 = r"(slot0_partition: partition@10000 \{\n\t+reg = < )0x10000 0x74000"
SLOT1 = r"(slot1_partition: partition@84000 \{\n\t+reg = < )0x84000 0x74000"

CHANGES = [
    Mutation("fault injection hardening, NCS 2.5.1", OVERWRITE, [FIH], ["+N53-0009 brick brick"], given=sdk("2.5.1")),
    Mutation("fault injection hardening, NCS 3.2.1", OVERWRITE, [FIH]),
    Mutation("hardware counters and fault injection hardening, NCS 2.4.2", OVERWRITE,
             [FIH, symbol("mcuboot", MCUBOOT_HW_DOWNGRADE_PREVENTION="y")],
             ["+N53-0010 brick brick", "+N53-0613 warning update-refused"],
             given=sdk("2.4.2")),
    Mutation("hardware counters alone, NCS 2.4.2", OVERWRITE,
             [symbol("mcuboot", MCUBOOT_HW_DOWNGRADE_PREVENTION="y")], ["+N53-0613 warning update-refused"],
             given=sdk("2.4.2")),
    Mutation("downgrade prevention", OVERWRITE, [symbol("mcuboot", MCUBOOT_DOWNGRADE_PREVENTION="y")],
             ["+N53-0014 warning insecure"]),
    Mutation("downgrade prevention, NCS 2.4.0", OVERWRITE, [symbol("mcuboot", MCUBOOT_DOWNGRADE_PREVENTION="y")],
             given=sdk("2.4.0")),
    Mutation("RAM power-down, NCS 3.0.0", OVERWRITE, [RAM_OFF], ["+N53-0015 error update-refused"], given=sdk("3.0.0")),
    Mutation("RAM power-down, NCS 3.2.1", OVERWRITE, [RAM_OFF]),
    Mutation("recovery of the network core, NCS 2.1.0", OVERWRITE,
             [RECOVERY, symbol("mcuboot", NRF53_RECOVERY_NETWORK_CORE="y")],
             ["+N53-0702 error update-ignored", "+N53-0703 note advice"], given=sdk("2.1.0")),
    Mutation("a network image that MCUboot's lock does not know, NCS 3.3", OVERWRITE,
             [symbol("mcuboot", MCUBOOT_NETWORK_CORE_IMAGE_NUMBER="-1")],
             ["+N53-0207 warning insecure"], given=sdk("3.3.0")),

    # child images, one pair of slots
    Mutation("overwrite-only: the network image lands on the application", CHILD, [CHILD_OVERWRITE]),
    Mutation("NCS 2.6: the network image is refused", CHILD, [], [SINGLE_PAIR, "+N53-0003 error update-ignored"],
             arguments=sdk("2.6.0")),
    Mutation("NCS 2.6, a slot beyond the first MiB", CHILD,
             [partition("mcuboot_secondary", address=0x100000), partition("external_flash", address=0x1f2000, size=0x60e000)],
             [SINGLE_PAIR_REFUSED, "+N53-0003 brick brick"], given=sdk("2.6.0")),
    Mutation("overwrite-only, NCS 2.6", CHILD, [CHILD_OVERWRITE], given=sdk("2.6.0")),
    Mutation("internal slots", CHILD, INTERNAL, [SINGLE_PAIR]),
    Mutation("internal slots, NCS 2.4", CHILD, INTERNAL, [SINGLE_PAIR_REFUSED, "+N53-0012 warning update-ignored"],
             given=sdk("2.4.2")),
    Mutation("internal slots and overwrite-only, NCS 2.9", CHILD, [*INTERNAL, CHILD_OVERWRITE],
             [SINGLE_PAIR_REFUSED, "+N53-0013 note advice"], given=sdk("2.9.0")),
    Mutation("no network-core updates", CHILD, [symbol("mcuboot", PCD_APP="n")],
             [SINGLE_PAIR, "+N53-0021 note advice"]),
    Mutation("serial recovery of the network core only", CHILD,
             [RECOVERY, symbol("mcuboot", NRF53_RECOVERY_NETWORK_CORE="y")],
             [SINGLE_PAIR, "+N53-0702 error update-ignored", "+N53-0701 error update-ignored",
              "+N53-0703 note advice"], given=sdk("2.1.0")),
    Mutation("serial recovery into external flash", CHILD, [RECOVERY], ["+N53-0703 note advice"]),
    Mutation("a second image that MCUboot does not hand on", CHILD,
             [symbol(image, UPDATEABLE_IMAGE_NUMBER="2") for image in ("app", "mcuboot")],
             [SINGLE_PAIR, "+N53-0004 error update-ignored"]),
    Mutation("an image pair of its own, but no slot for it", CHILD,
             [CHILD_OVERWRITE, symbol("mcuboot", UPDATEABLE_IMAGE_NUMBER="2", NRF53_MULTI_IMAGE_UPDATE="y"),
              symbol("app", UPDATEABLE_IMAGE_NUMBER="2")],
             [SINGLE_PAIR, "+N53-0006 brick brick", "+N53-0206 error build-error", "+N53-0604 undecided"]),

    # no Partition Manager
    Mutation("slots as devicetree nodes", OVERWRITE, NO_PARTITION_MANAGER, given=NEWER),
    Mutation("slots as devicetree nodes, swap-move", BRICK, NO_PARTITION_MANAGER, given=NEWER),
    Mutation("application's slot node moved in MCUboot", OVERWRITE,
             [*NO_PARTITION_MANAGER, devicetree("mcuboot", SLOT0, r"\g<1>0xc000 0x74000")],
             ["+N53-1001 brick brick", "+N53-1006 error data-loss"], given=NEWER),
    Mutation("application's slot node shorter in MCUboot", OVERWRITE,
             [*NO_PARTITION_MANAGER, devicetree("mcuboot", SLOT0, r"\g<1>0x10000 0x70000")],
             ["+N53-1001 error update-ignored", "+N53-1002 warning update-ignored"], given=NEWER),
    Mutation("secondary slot node shorter in both images", OVERWRITE,
             [*NO_PARTITION_MANAGER, *[devicetree(image, SLOT1, r"\g<1>0x84000 0x70000")
                                       for image in ("app", "mcuboot")]],
             ["+N53-1002 warning update-ignored"], given=NEWER),
    Mutation("secondary slot node shorter in the application", OVERWRITE,
             [*NO_PARTITION_MANAGER, devicetree("app", SLOT1, r"\g<1>0x84000 0x70000")],
             ["+N53-1001 error update-ignored"], given=NEWER),
    Mutation("network image's slot nodes of unequal size", OVERWRITE,
             [*NO_PARTITION_MANAGER, devicetree("mcuboot", SLOT3, r"\g<1>0x1000 0x800")],
             ["+N53-1002 warning update-ignored", "+N53-1004 error data-loss"], given=NEWER),
    Mutation("network image's slot node over its neighbour", OVERWRITE,
             [*NO_PARTITION_MANAGER, devicetree("mcuboot", SLOT3, r"\g<1>0x0 0x1000")],
             ["+N53-1006 error data-loss"], given=NEWER),
    Mutation("network image's slot node to the end of the external flash", OVERWRITE,
             [*NO_PARTITION_MANAGER, devicetree("mcuboot", SLOT3, r"\g<1>0x7ff000 0x1000")], given=NEWER),
    Mutation("network image's slot node behind the end of the external flash", OVERWRITE,
             [*NO_PARTITION_MANAGER, devicetree("mcuboot", SLOT3, r"\g<1>0x800000 0x1000")],
             ["+N53-1007 error data-loss"], given=NEWER),
    Mutation("network image's slot node misspelt", OVERWRITE,
             [*NO_PARTITION_MANAGER, devicetree("mcuboot", "slot3_partition: partition@1000", "slot_3: partition@1000")],
             ["+N53-1009 error build-error"], given=NEWER),
    Mutation("application over the storage, in the devicetrees of both", OVERWRITE,
             [*NO_PARTITION_MANAGER, *[devicetree(image, SLOT1, r"\g<1>0x84000 0x75000") for image in ("app", "mcuboot")]],
             ["+N53-1002 warning update-ignored", "+N53-1006 error data-loss"], given=NEWER),
    Mutation("MCUboot linked into the application's slot", OVERWRITE,
             [*NO_PARTITION_MANAGER,
              devicetree("mcuboot", "(zephyr,code-partition = )&boot_partition", r"\g<1>&slot0_partition")],
             ["+N53-1008 brick brick"], given=NEWER),
    Mutation("slot node larger than MCUboot's sector table", OVERWRITE,
             [*NO_PARTITION_MANAGER, symbol("mcuboot", BOOT_MAX_IMG_SECTORS="64")],
             ["+N53-0307 brick brick"], given=NEWER),
    Mutation("application exactly fills its slot node", OVERWRITE,
             [*NO_PARTITION_MANAGER, signed_update("app", size=0x74000 - 40)],
             ["-N53-0501 undecided", "-N53-0605 undecided"], given=NEWER),
    Mutation("application a byte longer than its slot node takes", OVERWRITE,
             [*NO_PARTITION_MANAGER, signed_update("app", size=0x74000 - 40 + 1)],
             ["-N53-0501 undecided", "-N53-0605 undecided", "+N53-0501 error update-refused"], given=NEWER),
]
