"""Changes against the released build (--deployed), which is the same tree without the edits."""
from edits import devicetree, drop_partition, partition, remove, symbol
from mutation import Mutation
from tree import BRICK, FIXTURES, NRF53BOOT, OVERWRITE

STORAGE = r"(storage_partition: partition@f8000 \{\n\t+reg = < )0xf8000 0x8000"
SLOT0 = r"(slot0_partition: partition@10000 \{\n\t+reg = < )0x10000 0x74000"
FLASH_SIZE = r"(mx25r64: (?:.*\n)*?\s+size = < )0x4000000"
RELEASED = ["--deployed", str(FIXTURES / OVERWRITE)]
REPAIRED = ["--deployed", str(FIXTURES / BRICK)]


def deployed(name, edits, *expect):
    return Mutation(f"released build: {name}", OVERWRITE, edits, list(expect), given=RELEASED)


# The bootloader's partition of 48 KiB, and what lies behind it.
SMALLER_BOOTLOADER = [partition("mcuboot", size=0xc000), partition("mcuboot_pad", address=0xc000),
                      partition("mcuboot_primary", address=0xc000, size=0xe8000),
                      partition("app", address=0xc200, size=0xe7e00),
                      partition("mcuboot_primary_app", address=0xc200, size=0xe7e00)]
LARGER_B0N = [partition("b0n", net=True, size=0x8d80), partition("provision", net=True, address=0x1008d80),
              partition("b0n_container", net=True, size=0x9000),
              partition("app", net=True, address=0x1009000, size=0x37000),
              partition("ipc_radio", net=True, address=0x1009000, size=0x37000)]

CHANGES = [
    deployed("nothing changed but the version", [symbol("app", MCUBOOT_IMGTOOL_SIGN_VERSION='"9.0.0"')]),
    deployed("the application's slot moved", SMALLER_BOOTLOADER, "+N53-1401 brick brick"),
    deployed("the secondary slot moved in external flash",
             [partition("mcuboot_secondary", address=0x200000)], "+N53-1402 error update-ignored"),
    deployed("the command block moved", [partition("pcd_sram", address=0x2006e000),
                                         partition("sram_primary", address=0x20000000)],
             "+N53-1404 error update-refused", "+N53-0203 note advice"),
    deployed("the network image moved", LARGER_B0N, "+N53-1405 error update-refused"),
    deployed("b0n demands a signature", [symbol("b0n", SB_VALIDATE_FW_SIGNATURE="y")],
             "+N53-1406 warning update-refused", "-N53-0607 warning insecure"),
    deployed("another algorithm", [symbol("mcuboot", BOOT_SIGNATURE_TYPE_ECDSA_P256="n", BOOT_SIGNATURE_TYPE_RSA="y")],
             "+N53-1407 error update-refused", "-N53-1408 undecided"),
    deployed("a slot that only the new sector table holds",
             [partition("mcuboot_secondary_1", size=0x110000), partition("external_flash", address=0x1f8000, size=0x608000),
              symbol("mcuboot", BOOT_MAX_IMG_SECTORS="512")],
             "+N53-1403 error update-ignored", "+N53-0302 error update-ignored", "+N53-1402 error update-ignored"),
    deployed("the settings moved", [partition("settings_storage", address=0xfa000, size=0x6000)],
             "+N53-1409 error data-loss"),
    deployed("the settings became shorter", [partition("settings_storage", size=0x6000)],
             "+N53-1409 warning data-loss"),
    deployed("the map became devicetree, with another slot",
             [symbol("sysbuild", PARTITION_MANAGER="n"),
              *[devicetree(image, SLOT0, r"\g<1>0x14000 0x70000") for image in ("app", "mcuboot")]],
             "+N53-1410 brick brick"),
    deployed("the mode changed to swap-offset",
             [symbol("mcuboot", BOOT_UPGRADE_ONLY="n", BOOT_SWAP_USING_OFFSET="y")], "+N53-1411 error update-refused",
             "+N53-0001 brick brick", "+N53-0105 error update-refused", "+N53-0108 note advice", "+N53-0109 note advice",
             "+N53-0111 error update-refused", "-N53-0011 note advice"),
    Mutation("released build: swap-move, which the new build has repaired", BRICK,
             [symbol("mcuboot", BOOT_UPGRADE_ONLY="y", BOOT_SWAP_USING_MOVE="n")],
             ["-N53-0001 brick brick", "+N53-1411 warning update-ignored", "+N53-1412 brick brick",
              "+N53-0011 note advice", "+N53-0106 note advice"], given=REPAIRED),
    deployed("the slots grew over the settings",
             [partition("mcuboot_primary", size=0xf0000), partition("mcuboot_primary_app", size=0xefe00),
              partition("app", size=0xefe00), drop_partition("settings_storage")],
             "+N53-1414 error data-loss", "+N53-1402 warning update-ignored", "+N53-0301 error update-ignored"),
    deployed("the settings are gone", [drop_partition("settings_storage")], "+N53-1415 warning data-loss"),
    deployed("the map became devicetree, with other settings",
             [symbol("sysbuild", PARTITION_MANAGER="n"), devicetree("app", STORAGE, r"\g<1>0xfc000 0x4000")],
             "+N53-1416 warning data-loss"),
    deployed("encryption came", [symbol("mcuboot", BOOT_ENCRYPT_IMAGE="y", BOOT_ENCRYPT_EC256="y")],
             "+N53-1418 error update-refused"),
    deployed("an image more", [symbol("mcuboot", UPDATEABLE_IMAGE_NUMBER="3")], "+N53-1420 error update-ignored", "+N53-0101 error update-refused"),
    deployed("another hash", [symbol("mcuboot", BOOT_IMG_HASH_ALG_SHA256="n", BOOT_IMG_HASH_ALG_SHA512="y")],
             "+N53-1421 error update-refused"),
    deployed("a smaller external flash", [devicetree("mcuboot", FLASH_SIZE, r"\g<1>0x2000000")],
             "+N53-1422 warning update-ignored"),
    deployed("firmware marked for another b0n", [symbol("b0n", FW_INFO_MAGIC_COMPATIBILITY_ID="1")],
             "+N53-1423 warning update-refused"),
    deployed("the settings in another format", [symbol("app", SETTINGS_NVS="n", NVS="n", ZMS="y", SETTINGS_ZMS="y")],
             "+N53-1424 error data-loss"),
    deployed("the settings in fewer sectors", [symbol("app", SETTINGS_NVS_SECTOR_COUNT="4")], "+N53-1425 warning data-loss"),
    deployed("the settings in more sectors than fit", [symbol("app", SETTINGS_NVS_SECTOR_COUNT="12")]),
    Mutation("released build: nrf53boot, and the secondary slot moved", NRF53BOOT,
             [partition("mcuboot_secondary", address=0x200000)], ["+N53-1419 warning update-ignored"],
             given=["--deployed", str(FIXTURES / NRF53BOOT)]),
    Mutation("released build: nrf53boot, which the new build has not", NRF53BOOT, [remove("nrf53boot")],
             ["+N53-1417 warning rollback-lost", "+N53-0001 brick brick"],
             given=["--deployed", str(FIXTURES / NRF53BOOT)]),
]
