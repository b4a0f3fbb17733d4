"""Source trees: files that are not read as their author thinks."""
from edits import BLOCK, add_file, append, remove, rename, replace
from mutation import Mutation, undecided
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
    Mutation("the bootloader asked for in prj.conf alone", SOURCE,
             [replace("sysbuild.conf", "SB_CONFIG_BOOTLOADER_MCUBOOT=y\n", ""),
              append("prj.conf", "CONFIG_BOOTLOADER_MCUBOOT=y\n")],
             ["+N53-0915 error update-ignored", "+N53-0917 note advice", "+N53-0917 warning update-ignored",
              "-N53-0011 note advice", "-N53-0601 warning insecure"]),
    Mutation("the bootloader asked for in prj.conf alone, NCS 2.9", SOURCE,
             [remove("sysbuild.conf", "sysbuild"), replace("west.yml", "v3.2.1", "v2.9.1"),
              append("prj.conf", "CONFIG_BOOTLOADER_MCUBOOT=y\n")],
             ["+N53-0915 warning update-ignored", "-N53-0011 note advice", "-N53-0601 warning insecure",
              "-N53-0607 warning insecure"]),
    Mutation("a project of child images", SOURCE,
             [remove("sysbuild.conf"), rename("sysbuild", "child_image"), replace("west.yml", "v3.2.1", "v2.9.1"),
              append("prj.conf", "CONFIG_BOOTLOADER_MCUBOOT=y\n")],
             ["+N53-0916 warning update-ignored", "+N53-0003 error update-ignored", "-N53-0011 note advice",
              *undecided("+", "0106 0107")]),
    Mutation("updates of the network core without b0n", SOURCE,
             [replace("sysbuild.conf", "SB_CONFIG_SECURE_BOOT_NETCORE=y\n", "")],
             ["+N53-0917 warning update-ignored", "+N53-0021 note advice", "-N53-0011 note advice",
              "-N53-0607 warning insecure"]),
    Mutation("no overlay for the application", SOURCE, [remove("boards/nrf5340dk_nrf5340_cpuapp.overlay")],
             ["+N53-0409 error build-error"]),
    Mutation("no overlay for the application and no static map", SOURCE,
             [remove("boards/nrf5340dk_nrf5340_cpuapp.overlay"), remove("pm_static.yml")],
             ["+N53-0409 error build-error", "+N53-0203 note advice", "+N53-0913 note advice"]),
    Mutation("the external flash disabled", SOURCE,
             [append("boards/nrf5340dk_nrf5340_cpuapp.overlay", '&mx25r64 { status = "disabled"; };\n')],
             ["+N53-0409 error build-error"]),
    Mutation("another property is chosen", SOURCE,
             [replace("boards/nrf5340dk_nrf5340_cpuapp.overlay", "pm-ext-flash", "pm_ext_flash")],
             ["+N53-0409 error build-error"]),
    Mutation("a slot's name without a letter", SOURCE,
             [replace("pm_static.yml", "mcuboot_secondary_1:", "mcuboot_secondry_1:")],
             ["+N53-0325 warning update-ignored"]),
    Mutation("a slot's region misspelt", SOURCE,
             [replace("pm_static.yml", BLOCK.format("mcuboot_secondary"), '''mcuboot_secondary:
  address: 0x0
  size: 0xe8000
  region: extrenal_flash

''')],
             ["+N53-0319 error build-error"]),
]
