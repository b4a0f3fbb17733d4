"""Files that contradict themselves or each other, and files that are missing or short."""
from edits import add_file, append, of_map, partition, remove, remove_all, replace, rewrite, symbol
from mutation import Mutation, undecided
from tree import BRICK, CHILD, NRF53BOOT, OVERWRITE

STORAGE = "settings_storage:\n  address: {}\n  region: flash_primary\n  size: 0x8000\n"
STATIC_LOG = "log_storage:\n  address: 0x0\n  region: {}\n  size: 0x8000\n"
CACHES = r"(^|/)CMakeCache\.txt$"


def fragment(text):
    """A .config as a person writes it: fewer lines than a build's, so absent symbols are unknown."""
    return "".join(line for line in text.splitlines(True)[:120])


# What asks MCUboot's configuration, the application's, or the partition map.
NO_MCUBOOT = ["-N53-0011 note advice", "-N53-0601 warning insecure",
              *undecided("+", "0001 0003 0004 0006 0007 0008 0011 0013 0014 0020 0021 0101 0105 0106 0107 0108 0109 "
                              "0110 0111 0112 0202 0206 0207 0307 0308 0313 0322 0402 0403 0405 0407 0601 0602 0606 0611 "
                              "0612 0613 0701 0704 0705 0706 0708")]
NO_APPLICATION = "0101 0102 0103 0104 0105 0106 0115 0117 0118 0404 0405 0406"
NO_MAP = "0201 0203 0204 0205 0301 0304 0305 0306 0307 0308 0309 0310 0311 0314 0320 0404 0408"

CHANGES = [
    Mutation("a partition twice, the same", OVERWRITE, [append("partitions.yml", STORAGE.format("0xf8000"))],
             ["+N53-0901 warning data-loss"]),
    Mutation("a partition twice, the last one moved", OVERWRITE, [append("partitions.yml", STORAGE.format("0xf0000"))],
             ["+N53-0901 warning data-loss", "+N53-0905 warning data-loss", "+N53-0305 error data-loss"]),
    Mutation("a key twice", OVERWRITE, [of_map(r"^(settings_storage:\n)", r"\1  size: 0x4000\n")],
             ["+N53-0901 warning data-loss"]),
    Mutation("an end address off by a page", OVERWRITE, [of_map("end_address: 0x100000", "end_address: 0x101000")],
             ["+N53-0902 note advice"]),
    Mutation("a key that Partition Manager does not know", OVERWRITE,
             [of_map(r"^(settings_storage:\n)", r"\1  erase-block-size: 0x1000\n")], ["+N53-0906 note advice"]),
    Mutation("a container with a member that is not there", OVERWRITE,
             [partition("mcuboot_primary", span="[mcuboot_pad, spm, app]")], ["+N53-0908 note advice"]),
    Mutation("a container of the network core with two members that are not there", OVERWRITE,
             [partition("app", net=True, span="[ipc_radio, padding, trailer]")], 2 * ["+N53-0908 note advice"]),
    Mutation("a static map with a region that is not there", OVERWRITE,
             [add_file("pm_static.yml", STATIC_LOG.format("ext_flash"))], ["+N53-0319 error build-error"]),
    Mutation("a static map with a region that is there", OVERWRITE,
             [add_file("pm_static.yml", STATIC_LOG.format("external_flash"))]),
    Mutation("a static map with a region that is read as one that is there", OVERWRITE,
             [add_file("pm_static.yml", STATIC_LOG.format("my_external_flash"))]),
    Mutation("pm.config of another build", OVERWRITE,
             [replace("pm.config", "PM_SETTINGS_STORAGE_ADDRESS=.*", "PM_SETTINGS_STORAGE_ADDRESS=0xf0000")],
             ["+N53-0905 warning data-loss"]),
    Mutation("pm.config without a partition", OVERWRITE,
             [replace("pm.config", r"^PM_SETTINGS_STORAGE_(ADDRESS|END_ADDRESS|SIZE|NAME)=.*\n", "", 4)],
             ["+N53-0905 warning data-loss"]),
    Mutation("pm.config without most partitions", OVERWRITE,
             [replace("pm.config", r"^PM_(SETTINGS|MCUBOOT|EXTERNAL|PCD)_.*\n", "", None)],
             ["+N53-0905 warning data-loss"]),
    Mutation("a line that is no Kconfig", OVERWRITE,
             [append("mcuboot/zephyr/.config", "CONFIG_BOOT_MAX_IMG_SECTORS = 128\n")], ["+N53-0903 note advice"]),
    Mutation("two values for a symbol, the last one the same", OVERWRITE,
             [replace("mcuboot/zephyr/.config", "^CONFIG_BOOT_UPGRADE_ONLY=y$",
                      "CONFIG_BOOT_UPGRADE_ONLY=n\nCONFIG_BOOT_UPGRADE_ONLY=y")], ["+N53-0904 note advice"]),
    Mutation("two values for a symbol, the last one counts", OVERWRITE,
             [append("mcuboot/zephyr/.config", "CONFIG_BOOT_MAX_IMG_SECTORS=128\n")],
             ["+N53-0904 note advice", "+N53-0307 brick brick"]),
    Mutation("the same value twice", OVERWRITE,
             [append("mcuboot/zephyr/.config", "CONFIG_BOOT_MAX_IMG_SECTORS=256\n")]),

    # missing files: undecided, never an error and never silence
    Mutation("regions.yml missing", OVERWRITE, [remove("regions.yml")]),
    Mutation("b0n's .config missing", OVERWRITE, [remove("b0n/zephyr/.config")],
             ["-N53-0607 warning insecure", *undecided("+", "0202 0607 0609")]),
    Mutation("network image's .config missing", OVERWRITE, [remove("ipc_radio/zephyr/.config")],
             undecided("+", "0005 0117")),
    Mutation("MCUboot's devicetree missing", OVERWRITE, [remove("mcuboot/zephyr/zephyr.dts")],
             ["+N53-0401 undecided"]),
    Mutation("the application's devicetree missing", OVERWRITE, [remove("sensor_hub/zephyr/zephyr.dts")],
             ["+N53-0204 undecided", "+N53-0205 undecided", "+N53-0323 undecided"]),
    Mutation("the network image's devicetree missing", OVERWRITE, [remove("ipc_radio/zephyr/zephyr.dts")],
             ["+N53-0205 undecided"]),
    Mutation("network image's folder missing", OVERWRITE, [remove("ipc_radio")], undecided("+", "0005 0117 0205")),
    Mutation("b0n's folder missing", OVERWRITE, [remove("b0n")],
             ["-N53-0607 warning insecure", *undecided("+", "0202 0607 0609")]),
    Mutation("b0n's devicetree missing", OVERWRITE, [remove("b0n/zephyr/zephyr.dts")]),
    Mutation("no file of the network core's flash", OVERWRITE,
             [remove_all(r"(partitions|regions|pm)_CPUNET\.")], undecided("+", "0315 0316 0317 0318")),
    Mutation("MCUboot's .config missing", OVERWRITE, [remove("mcuboot/zephyr/.config")], NO_MCUBOOT),
    Mutation("MCUboot's folder missing", OVERWRITE, [remove("mcuboot")], [*NO_MCUBOOT, "+N53-0401 undecided"]),
    Mutation("MCUboot's .config missing, nrf53boot", NRF53BOOT, [remove("mcuboot/zephyr/.config")],
             ["-N53-0601 warning insecure", *undecided("+", "0101 0107 0202 0206 0601 0602 0606")]),
    Mutation("MCUboot's folder missing, child images", CHILD, [remove("mcuboot")],
             ["-N53-0003 brick brick", "-N53-0601 warning insecure",
              *undecided("+", "0001 0003 0004 0006 0008 0011 0013 0021 0101 0108 0112 0202 0206 0307 0308 0313 0322 "
                              "0403 0405 0601 0602 0604 0606 0612 0703 0705 0708")]),
    Mutation("MCUboot's .config a fragment", OVERWRITE, [rewrite(r"^mcuboot/zephyr/\.config$", fragment)],
             ["-N53-0011 note advice", *undecided("+", "0011 0107 0112 0202 0207 0308 0322 0402 0403 0405 0407")]),
    Mutation("the application's .config missing", OVERWRITE, [remove("sensor_hub/zephyr/.config")],
             undecided("+", NO_APPLICATION)),
    Mutation("the application's folder missing", OVERWRITE, [remove("sensor_hub")],
             undecided("+", NO_APPLICATION + " 0204 0205 0323")),
    Mutation("the application's .config missing, nrf53boot", NRF53BOOT, [remove("sensor_hub/zephyr/.config")],
             undecided("+", "0101 0102 0103 0104 0115 0117 0118 0404 0406 0802")),
    Mutation("partitions.yml missing, pm.config names no regions", OVERWRITE, [remove("partitions.yml")],
             undecided("+", "0305 0306 0408")),
    Mutation("partitions.yml missing, pm.config names no regions", BRICK, [remove("partitions.yml")],
             undecided("+", "0305 0306 0408")),
    Mutation("partitions.yml and pm.config missing", OVERWRITE, [remove("partitions.yml", "pm.config")],
             undecided("+", NO_MAP + " 0206 0302 0312 1105")),
    Mutation("partitions.yml and pm.config missing", CHILD, [remove("partitions.yml", "pm.config")],
             ["-N53-0003 brick brick", *undecided("+", NO_MAP.replace("0203 ", "") + " 0003")]),

    # broken files are refused
    Mutation("a size that is no number", OVERWRITE, [of_map("size: 0xe8000", "size: 928k", 2)], error="928k"),
    Mutation("a size in quotes", OVERWRITE, [of_map("size: 0x2000", 'size: "0x2000"')], error="quoted text"),
    Mutation("partitions.yml is a list", OVERWRITE, [add_file("partitions.yml", "- mcuboot\n- app\n")],
             error="partitions.yml"),
    Mutation("partitions.yml is cut off", OVERWRITE,
             [rewrite(r"^partitions\.yml$", lambda text: text[:60] + "\n  span: [")], error="partitions.yml"),
    Mutation("MCUboot's .config is cut off in a line", OVERWRITE,
             [rewrite(r"^mcuboot/zephyr/\.config$", lambda text: text[:len(text) * 3 // 5].rstrip("\n"))],
             error="mcuboot/zephyr/.config:"),
    Mutation("the application's .config is cut off in a line", OVERWRITE,
             [rewrite(r"^sensor_hub/zephyr/\.config$", lambda text: text.rstrip("\n")[:-3])],
             error="the file is cut off"),
    Mutation("MCUboot's devicetree is cut off", OVERWRITE,
             [rewrite(r"^mcuboot/zephyr/zephyr\.dts$", lambda text: text[:20000])], error="mcuboot/zephyr/zephyr.dts"),
    Mutation("a number that a rule needs is no number", OVERWRITE, [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="many")],
             undecided("+", "0307")),
]
