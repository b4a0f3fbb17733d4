"""Sizes and places of partitions in flash."""
from edits import add_partition, drop_partition, of_map, partition, replace, symbol
from mutation import Mutation
from tree import OVERWRITE, STATIC

APP_IN_SLOT = ["app", "mcuboot_primary_app"]
LOOSE_STATIC = {"path": "pm_static.yml"}


def slots_from(address):
    """MCUboot's partition ends, and the application's slot starts, at another address; both slots stay equal."""
    size = 0xf8000 - address
    return [partition("mcuboot", size=address), partition("mcuboot_primary", address=address, size=size),
            partition("mcuboot_pad", address=address), partition("mcuboot_secondary", size=size),
            *[partition(name, address=address + 0x200, size=size - 0x200) for name in APP_IN_SLOT]]


def net_secondary(**values):
    return partition("mcuboot_secondary_1", **values)


CHANGES = [
    Mutation("secondary slot a page shorter", OVERWRITE, [partition("mcuboot_secondary", size=0xe7000)],
             ["+N53-0301 error update-ignored"]),
    Mutation("secondary slot a page longer", OVERWRITE,
             [partition("mcuboot_secondary", size=0xe9000), net_secondary(address=0xe9000),
              partition("external_flash", address=0x129000, size=0x6d7000)], ["+N53-0301 error update-ignored"]),
    Mutation("secondary slot a page longer, into the next one", OVERWRITE,
             [partition("mcuboot_secondary", size=0xe9000)],
             ["+N53-0301 error update-ignored", "+N53-0305 error data-loss"]),
    Mutation("secondary slot shorter, compressed images", OVERWRITE,
             [partition("mcuboot_secondary", size=0xa0000),
              symbol("mcuboot", MCUBOOT_COMPRESSED_IMAGE_SUPPORT_ENABLED="y")]),
    Mutation("both slots shorter", OVERWRITE,
             [partition("mcuboot_primary", size=0xe0000), partition("mcuboot_secondary", size=0xe0000),
              *[partition(name, size=0xdfe00) for name in APP_IN_SLOT]]),
    Mutation("network image's secondary slot shorter", OVERWRITE, [net_secondary(size=0x38000)],
             ["+N53-0302 error update-ignored"]),
    Mutation("network image's secondary slot longer", OVERWRITE,
             [net_secondary(size=0x80000), partition("external_flash", address=0x168000, size=0x698000)],
             ["+N53-0302 error update-ignored"]),
    Mutation("network image's slots both shorter", OVERWRITE,
             [net_secondary(size=0x39000), partition("mcuboot_primary_1", size=0x39000)]),
    Mutation("sector table of 128", OVERWRITE, [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="128")],
             ["+N53-0307 brick brick"]),
    Mutation("sector table one too small", OVERWRITE, [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="231")],
             ["+N53-0307 brick brick"]),
    Mutation("sector table just large enough", OVERWRITE, [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="232")]),
    Mutation("sector table of 128, counted by the build", OVERWRITE,
             [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="128", BOOT_MAX_IMG_SECTORS_AUTO="y")]),

    # storage
    Mutation("storage off the page", OVERWRITE, [partition("settings_storage", address=0xf8800, size=0x7000)],
             ["+N53-0304 error data-loss"]),
    Mutation("storage that ends inside a page", OVERWRITE, [partition("settings_storage", size=0x7800)],
             ["+N53-0304 error data-loss"]),
    Mutation("storage beyond the end of flash", OVERWRITE, [partition("settings_storage", size=0x9000)],
             ["+N53-0306 error data-loss"]),
    Mutation("storage of a negative size", OVERWRITE, [partition("settings_storage", address=0x100000, size=-0x8000)],
             ["+N53-0907 error data-loss"]),
    Mutation("storage over the end of the slot", OVERWRITE,
             [partition("settings_storage", address=0xf7000, size=0x9000)], ["+N53-0305 error data-loss"]),
    Mutation("storage over the end of the slot, said with end_address alone", OVERWRITE,
             [of_map(r"(settings_storage:\n  address: )0xf8000", r"\g<1>0xf7000")],
             ["+N53-0305 error data-loss", "+N53-0902 note advice", "+N53-0905 warning data-loss"]),
    Mutation("slot longer than its members, over the storage", OVERWRITE,
             [partition("mcuboot_primary", size=0xe9000), partition("mcuboot_secondary", size=0xe9000),
              net_secondary(address=0xe9000), partition("external_flash", address=0x129000, size=0x6d7000)],
             ["+N53-0305 error data-loss"]),
    Mutation("storage in external flash over the network image's slot", OVERWRITE,
             [partition("settings_storage", address=0x127000, region="external_flash")],
             ["+N53-0305 error data-loss"]),
    Mutation("storage in external flash behind the slots", OVERWRITE,
             [partition("settings_storage", address=0x128000, region="external_flash"),
              partition("external_flash", address=0x130000, size=0x6d0000)]),
    Mutation("further storage behind the slots", OVERWRITE,
             [add_partition("littlefs_storage", address=0x128000, size=0x100000, region="external_flash")]),
    Mutation("external chip of 1 MiB", OVERWRITE, [replace("regions.yml", "^  size: 0x800000$", "  size: 0x100000")],
             ["+N53-0306 error data-loss"]),
    Mutation("external chip that the slots just fill", OVERWRITE,
             [replace("regions.yml", "^  size: 0x800000$", "  size: 0x128000"),
              partition("external_flash", size=0)]),

    # bootloader, header, application
    Mutation("application's slot off the protection's grid, NCS 3.2", OVERWRITE, slots_from(0x11000)),
    Mutation("application's slot off the protection's grid, NCS 3.1", OVERWRITE, slots_from(0x11000),
             ["+N53-0308 brick brick"], given=["--sdk-version", "3.1.1"]),
    Mutation("application's slot on the protection's grid, NCS 3.1", OVERWRITE, slots_from(0x14000),
             given=["--sdk-version", "3.1.1"]),
    Mutation("MCUboot starts off the protection's grid", OVERWRITE, [partition("mcuboot", address=0x1000, size=0xf000)],
             ["+N53-0308 brick brick", "+N53-0320 warning brick"]),
    Mutation("MCUboot starts off the protection's grid, protection off", OVERWRITE,
             [partition("mcuboot", address=0x1000, size=0xf000), symbol("mcuboot", FPROTECT="n")],
             ["+N53-0207 warning insecure", "+N53-0320 warning brick"]),
    Mutation("S0 and S1 of unequal size", OVERWRITE,
             [drop_partition("mcuboot"), add_partition("s0", address=0x0, size=0x9000, region="flash_primary"),
              add_partition("s1", address=0x9000, size=0x7000, region="flash_primary")],
             ["+N53-0309 error build-error"]),
    Mutation("application not behind the header", OVERWRITE, [partition("app", address=0x10400, size=0xe7c00)],
             ["+N53-0310 brick brick"]),
    Mutation("header before its slot", OVERWRITE, [partition("mcuboot_pad", address=0xf000)],
             ["+N53-0305 error data-loss", "+N53-0310 brick brick"]),
    Mutation("header of 0x300 bytes", OVERWRITE,
             [partition("mcuboot_pad", size=0x300), symbol("sysbuild", PM_MCUBOOT_PAD="0x300"),
              *[partition(name, address=0x10300, size=0xe7d00) for name in APP_IN_SLOT]],
             ["+N53-0311 brick brick"]),
    Mutation("header of 0x400 bytes", OVERWRITE,
             [partition("mcuboot_pad", size=0x400), symbol("sysbuild", PM_MCUBOOT_PAD="0x400"),
              *[partition(name, address=0x10400, size=0xe7c00) for name in APP_IN_SLOT]]),
    Mutation("header of 0x400 bytes in the map, images signed with 0x200", OVERWRITE,
             [partition("mcuboot_pad", size=0x400), symbol("sysbuild", PM_MCUBOOT_PAD="0x200"),
              *[partition(name, address=0x10400, size=0xe7c00) for name in APP_IN_SLOT]], ["+N53-0312 brick brick"]),
    Mutation("images signed with a header of 0x800", OVERWRITE, [symbol("sysbuild", PM_MCUBOOT_PAD="0x800")],
             ["+N53-0312 brick brick"]),

    # the static map alone
    Mutation("static map: secondary slot two pages longer", STATIC,
             [partition("mcuboot_secondary", size=0xea000), net_secondary(address=0xea000)],
             ["+N53-0303 warning update-ignored"], **LOOSE_STATIC),
    Mutation("static map: secondary slot one page longer", STATIC,
             [partition("mcuboot_secondary", size=0xe9000), net_secondary(address=0xe9000)], **LOOSE_STATIC),
    Mutation("static map: storage off the page", STATIC, [partition("settings_storage", size=0x7800)],
             ["+N53-0304 error data-loss"], **LOOSE_STATIC),
    Mutation("static map: storage over the end of the slot", STATIC, [partition("settings_storage", address=0xf7000)],
             ["+N53-0305 error data-loss"], **LOOSE_STATIC),
    Mutation("static map: command block of half a block", STATIC, [partition("pcd_sram", size=0x1000)],
             ["+N53-0201 brick boot-loop"], **LOOSE_STATIC),
    Mutation("static map: header of 0x20 bytes", STATIC, [partition("mcuboot_pad", size=0x20)],
             ["+N53-0311 brick brick"], **LOOSE_STATIC),
    Mutation("static map: storage twice", STATIC,
             [add_partition("settings_storage", address=0xf8000, size=0x8000, region="flash_primary")],
             ["+N53-0901 warning data-loss"], **LOOSE_STATIC),
    Mutation("static map: storage beyond the end of flash", STATIC, [partition("settings_storage", size=0x9000)],
             ["+N53-0306 error data-loss"], **LOOSE_STATIC),
    Mutation("static map: storage dropped", STATIC, [drop_partition("settings_storage")], **LOOSE_STATIC),
]
