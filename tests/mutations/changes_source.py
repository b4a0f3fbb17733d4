"""Source trees: files that are not read as their author thinks."""
from edits import BLOCK, add_file, append, remove, rename, replace
from mutation import Mutation
from tree import SOURCE

CHANGES = [
    Mutation("an own prj.conf for MCUboot", SOURCE,
             [add_file("sysbuild/mcuboot/prj.conf", "CONFIG_MAIN_STACK_SIZE=10240\nCONFIG_FLASH=y\n")],
             ["+N53-0910 note advice"]),
    Mutation("static map under another name", SOURCE, [rename("pm_static.yml", "pm_static_release.yml")],
             ["+N53-0203 note advice", "+N53-0911 warning data-loss", "+N53-0913 note advice"]),
    Mutation("static map without the command block", SOURCE, [replace("pm_static.yml", BLOCK.format("pcd_sram"), "")],
             ["+N53-0914 note advice"]),
    Mutation("no static map", SOURCE, [remove("pm_static.yml")], ["+N53-0203 note advice", "+N53-0913 note advice"]),
    Mutation("MCUboot's mode in its own file", SOURCE,
             [append("sysbuild/mcuboot.conf", "CONFIG_BOOT_UPGRADE_ONLY=n\n")],
             ["+N53-0912 note advice"]),
]
