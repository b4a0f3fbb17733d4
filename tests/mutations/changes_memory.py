"""The RAM that both cores use, the command block, the RAM flash, and the network core's own flash."""
from edits import add_partition, devicetree, drop_partition, partition, symbol
from mutation import Mutation
from tree import OVERWRITE

OFF_GRID = [partition("pcd_sram", address=0x20001000), partition("sram_primary", address=0x20003000, size=0x6d000)]
PCD_CONSTANT = {"PCD_USE_CONSTANTS": "y", "PCD_CMD_ADDRESS": "0x20002000"}
SHARED = r"(reg = < )0x20070000 0x10000( >)"



def net_image(**values):
    """The network image and the container 'app' that stands for it."""
    return [partition(name, net=True, **values) for name in ("ipc_radio", "app")]


def net_storage(**values):
    return add_partition("settings_storage", net=True, region="flash_primary", **values)


CHANGES = [
    Mutation("command block off the grid", OVERWRITE, OFF_GRID,
             ["+N53-0201 brick boot-loop", "+N53-0203 note advice"]),
    Mutation("command block off the grid and in the application's RAM", OVERWRITE, OFF_GRID[:1],
             ["+N53-0201 brick boot-loop", "+N53-0203 note advice", "+N53-0204 brick boot-loop"]),
    Mutation("command block off the grid, nothing is locked", OVERWRITE, [*OFF_GRID, symbol("mcuboot", FPROTECT="n")],
             ["+N53-0201 note advice", "+N53-0203 note advice", "+N53-0207 warning insecure"]),
    Mutation("command block of half a block", OVERWRITE, [partition("pcd_sram", size=0x1000)],
             ["+N53-0201 brick boot-loop"]),
    Mutation("command block of two blocks", OVERWRITE,
             [partition("pcd_sram", size=0x4000), partition("sram_primary", address=0x20004000, size=0x6c000)]),
    Mutation("command block below the shared memory", OVERWRITE,
             [partition("pcd_sram", address=0x2006e000), partition("sram_primary", address=0x20000000)],
             ["+N53-0203 note advice"]),
    Mutation("command block in the shared memory", OVERWRITE, [partition("pcd_sram", address=0x20070000)],
             ["+N53-0203 note advice", "+N53-0204 brick boot-loop", "+N53-0305 error data-loss"]),
    Mutation("command block missing", OVERWRITE, [drop_partition("pcd_sram")]),
    Mutation("no RAM is locked", OVERWRITE, [symbol("mcuboot", FPROTECT="n")], ["+N53-0207 warning insecure"]),
    Mutation("MCUboot has a constant for the command block", OVERWRITE, [symbol("mcuboot", **PCD_CONSTANT)],
             ["+N53-0202 error update-refused"]),
    Mutation("b0n has a constant for the command block", OVERWRITE, [symbol("b0n", **PCD_CONSTANT)],
             ["+N53-0202 error update-refused"]),
    Mutation("b0n's constant is the map's address", OVERWRITE,
             [symbol("b0n", PCD_USE_CONSTANTS="y", PCD_CMD_ADDRESS="0x20000000")]),
    Mutation("both have the same constant", OVERWRITE,
             [symbol("mcuboot", **PCD_CONSTANT), symbol("b0n", **PCD_CONSTANT)]),

    # shared memory
    Mutation("shared memory moved in the map", OVERWRITE,
             [partition("rpmsg_nrf53_sram", address=0x20060000), partition("sram_primary", size=0x5e000)],
             ["+N53-0205 error update-refused"]),
    Mutation("shared memory halved in the map", OVERWRITE,
             [partition("rpmsg_nrf53_sram", address=0x20078000, size=0x8000)], ["+N53-0205 error update-refused"]),
    Mutation("shared memory moved in the application's devicetree", OVERWRITE,
             [devicetree("app", SHARED, r"\g<1>0x20060000 0x10000\2")], ["+N53-0205 error update-refused"]),
    Mutation("shared memory moved in the network image's devicetree", OVERWRITE,
             [devicetree("net", SHARED, r"\g<1>0x20060000 0x10000\2")], ["+N53-0205 error update-refused"]),
    Mutation("shared memory moved in MCUboot's devicetree, which does not use it", OVERWRITE,
             [devicetree("mcuboot", SHARED, r"\g<1>0x20060000 0x10000\2")]),
    Mutation("shared memory over the command block in the application's devicetree", OVERWRITE,
             [devicetree("app", SHARED, r"\g<1>0x20001000 0x10000\2")],
             ["+N53-0204 brick boot-loop", "+N53-0205 error update-refused"]),

    # the network image's primary slot
    Mutation("network image's primary slot missing", OVERWRITE, [drop_partition("mcuboot_primary_1")],
             ["+N53-0206 error build-error"]),
    Mutation("network image's primary slot in external flash", OVERWRITE,
             [partition("mcuboot_primary_1", region="external_flash", address=0x128000)],
             ["+N53-0206 brick boot-loop"]),
    Mutation("network image's primary slot larger than the RAM flash", OVERWRITE,
             [symbol("mcuboot", NRF53_RAM_FLASH_SIZE="0x38000")], ["+N53-0206 brick boot-loop"]),
    Mutation("network image's primary slot a page into the RAM flash", OVERWRITE,
             [partition("mcuboot_primary_1", address=0x1000)],
             ["+N53-0206 brick boot-loop", "+N53-0306 error data-loss"]),

    # the network core's flash
    Mutation("b0n's container is not made of pages", OVERWRITE,
             [partition("b0n_container", net=True, size=0x8a00)],
             ["+N53-0315 error build-error", "+N53-0317 error data-loss"]),
    Mutation("network image a page behind b0n's container", OVERWRITE,
             [partition("app", net=True, address=0x1009000, size=0x37000)], ["+N53-0315 error update-refused"]),
    Mutation("b0n's container a page longer, network image behind it", OVERWRITE,
             [partition("b0n_container", net=True, size=0x9000), *net_image(address=0x1009000, size=0x37000)]),
    Mutation("network image over the provisioned data", OVERWRITE, net_image(address=0x1008400, size=0x37c00),
             ["+N53-0315 error update-refused", "+N53-0317 error data-loss", "+N53-0317 error data-loss"]),
    Mutation("network core's storage behind its image", OVERWRITE,
             [*net_image(size=0x35800), net_storage(address=0x103e000, size=0x2000)]),
    Mutation("network core's storage off the page", OVERWRITE,
             [*net_image(size=0x35800), net_storage(address=0x103e400, size=0x1800)],
             ["+N53-0316 error data-loss"]),
    Mutation("network core's storage in its image", OVERWRITE, [net_storage(address=0x103e000, size=0x2000)],
             ["+N53-0317 error data-loss"]),
    Mutation("network core's storage beyond the end of flash", OVERWRITE,
             [net_storage(address=0x1040000, size=0x2000)], ["+N53-0318 error data-loss"]),
    Mutation("network core's RAM beyond its end", OVERWRITE,
             [add_partition("retained_sram", net=True, address=0x2100f000, size=0x2000, region="sram_primary")],
             ["+N53-0318 error data-loss"]),
    Mutation("network image without firmware information", OVERWRITE, [symbol("net", FW_INFO="n")],
             ["+N53-0005 error update-refused"]),
    Mutation("network image that b0n does not start", OVERWRITE, [symbol("net", SECURE_BOOT="n")],
             ["+N53-0005 error update-refused"]),

    # TF-M
    Mutation("non-secure flash off the grid", OVERWRITE,
             [add_partition("tfm_nonsecure", address=0x18200, size=0xdfe00, region="flash_primary")],
             ["+N53-0314 error build-error"]),
    Mutation("non-secure flash off the grid, NCS 2.2", OVERWRITE,
             [add_partition("tfm_nonsecure", address=0x18200, size=0xdfe00, region="flash_primary")],
             ["+N53-0314 warning insecure"], given=["--sdk-version", "2.2.0"]),
    Mutation("non-secure flash on the grid", OVERWRITE,
             [add_partition("tfm_nonsecure", address=0x18000, size=0xe0000, region="flash_primary")]),
    Mutation("non-secure RAM off the grid", OVERWRITE,
             [add_partition("sram_nonsecure", address=0x20011000, size=0x5f000, region="sram_primary")],
             ["+N53-0314 error build-error"]),
]
