#!/usr/bin/env python3
"""One fact of the new build changes at a time: `diff` has to name it, and to judge it; what means nothing it must not refuse.

usage: NRF53PACK=PROGRAM diff_changes.py [PART-OF-A-NAME...]

The pair is a sound build twice; the edit is made in the second one. A row says which lines of the comparison are not "same"
then, with their verdicts, and which rules speak: no other line and no other rule may, and the whole is refused exactly where
one of them refuses.
"""
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests" / "mutations"), str(ROOT / "tests" / "integration")]

from diff import KEY, OTHER_KEY, PROGRAM, changed, cut_file, key_file, sign, signed_for_b0n  # noqa: E402
from diff import APP_FILE, BACKUP, COMMANDS_AT_THE_END, LARGER_B0N, SLOT_BY_A_SECTOR, SMALLER_PRIMARY  # noqa: E402
from edits import (add_partition, append, devicetree, drop_partition, partition, remove, replace, rewrite,  # noqa: E402
                   symbol)
from tree import BRICK, CHILD, NRF53BOOT, OVERWRITE, Tree  # noqa: E402

NSIB = "pairs/immutable_bootloader_before_mcuboot/build"
NODES = "pairs/devicetree_partitions_both_cores/build"
MAY, UNKNOWN, NOTE, OPEN, WARNED, REFUSED = "may change", "not known", "note", "undecided", "warning", "refused"


def firmware(tree):
    """The trees of fixtures/pairs hold none; both builds get the same."""
    other = ROOT / "fixtures" / OVERWRITE
    for name in ("sensor_hub/zephyr/zephyr.bin", "ipc_radio/zephyr/zephyr.bin"):
        if not (tree.root / name).exists() and (tree.root / name).parent.exists():
            (tree.root / name).write_bytes((other / name).read_bytes())


class Change:
    def __init__(self, kind, name, edits, lines=None, rules="", names="", both=(), options=(), refused=None, says=""):
        self.kind, self.name, self.edits = kind, name, edits
        self.lines = lines or {}        # of the comparison, without "configuration": name: verdict
        self.rules = set(rules.split())  # that find something, notes included
        self.names = names              # symbols that "configuration" has to name
        self.both, self.options = both, list(options)
        self.refused = REFUSED in self.lines.values() if refused is None else refused
        self.says = says                # words of the verdict


def of(kind, *rows):
    return [Change(kind, *row) if isinstance(row, tuple) else Change(kind, **row) for row in rows]


def mcuboot(**values):
    return [symbol("mcuboot", **values)]


def b0n(**values):
    return [symbol("b0n", **values)]


def app(**values):
    return [symbol("app", **values)]


def node(label, old, new, *images):
    return [devicetree(image, rf"({label}: .*\{{\n(?:.*\n)*?\s+reg = < ){old}", rf"\g<1>{new}") for image in images]


def recordings(address):
    return devicetree("app", r"(storage_partition: partition@f0000 \{)", rf"recordings: partition@8 {{ reg = < {address} 0x1000 >; }};\n\g<1>")


HEADER = [partition("mcuboot_pad", size=0x400), partition("app", address=0x10400, size=0xe7c00),
          partition("mcuboot_primary_app", address=0x10400, size=0xe7c00)]
FROM = {"mcuboot_pad": MAY, "app": MAY, "mcuboot_primary_app": MAY}
ZMS = dict(SETTINGS_NVS="n", NVS="n", ZMS="y", SETTINGS_ZMS="y")
PROOF, COUNT, FORMAT, MARKS = "N53-1421", "N53-1420", "N53-1424", "N53-1423"

# What is alike for MCUboot with both cores, whatever its mode.
SIMULTANEOUS = [
    ("MCUboot's partition is smaller", [partition("mcuboot", size=0xc000)], {"MCUboot's partition": MAY}),
    ("the primary slot moved", SLOT_BY_A_SECTOR,
     {"MCUboot's partition": MAY, "mcuboot_primary": REFUSED, **FROM}, "N53-1401"),
    ("the primary slot is smaller", SMALLER_PRIMARY,
     {"mcuboot_primary": WARNED, "app": MAY, "mcuboot_primary_app": MAY}, "N53-1402"),
    ("the secondary slot moved", [partition("mcuboot_secondary", address=0x200000)], {"mcuboot_secondary": REFUSED}, "N53-1402"),
    ("the secondary slot is smaller", [partition("mcuboot_secondary", size=0xe0000)], {"mcuboot_secondary": REFUSED}, "N53-1402"),
    ("the secondary slot is in the other flash", [partition("mcuboot_secondary", region="flash_primary")],
     {"mcuboot_secondary": REFUSED, "place of the network image": OPEN, "address of the command block": OPEN}, "N53-1402"),
    ("the network core's secondary slot moved", [partition("mcuboot_secondary_1", address=0x300000)],
     {"mcuboot_secondary_1": REFUSED}, "N53-1402"),
    ("the network core's RAM slot is smaller", [partition("mcuboot_primary_1", size=0x38000)], {"mcuboot_primary_1": MAY}),
    ("the header is larger", HEADER, FROM),
    ("a smaller sector table", mcuboot(BOOT_MAX_IMG_SECTORS="240"), {"sector table": MAY}),
    ("the command block moved", COMMANDS_AT_THE_END, {"pcd_sram": REFUSED, "address of the command block": REFUSED,
                                                      "sram_primary": MAY}, "N53-1404"),
    ("b0n grew", LARGER_B0N, {"b0n": MAY, "b0n_container": REFUSED, "provision": MAY, "place of the network image": REFUSED},
     "N53-1405"),
    ("b0n and its provision share their place otherwise",
     [partition("b0n", net=True, size=0x8500), partition("provision", net=True, address=0x1008500, size=0x300)],
     {"b0n": MAY, "provision": MAY}),
    ("b0n checks no hash", b0n(SB_VALIDATE_FW_HASH="n"), {"b0n checks the hash": WARNED}, "N53-1406"),
    ("b0n checks a signature", b0n(SB_VALIDATE_FW_SIGNATURE="y"), {"b0n checks a signature": WARNED}, "N53-1406"),
    ("b0n counts versions", b0n(SB_MONOTONIC_COUNTER="y"), {"b0n counts versions": MAY}),
    ("b0n has other counters", b0n(SB_NUM_VER_COUNTER_SLOTS="240"), {"b0n's counters": MAY}),
    ("another compatibility number", b0n(FW_INFO_MAGIC_COMPATIBILITY_ID="1"), {"marks of a firmware": WARNED}, MARKS),
    ("another hardware number", b0n(FW_INFO_HARDWARE_ID="54"), {"marks of a firmware": WARNED}, MARKS),
    ("another form of fw_info", b0n(FW_INFO_VERSION="1"), {"marks of a firmware": WARNED}, MARKS),
    ("another magic of the signature data", b0n(SB_VALIDATION_INFO_MAGIC="0x86518484"), {}, "", "CONFIG_SB_VALIDATION_INFO_MAGIC"),
    ("keys of b0n", [symbol("sysbuild", SECURE_BOOT_SIGNING_KEY_FILE='"/x/other.pem"')], {"keys of b0 and b0n": MAY}),
    ("RSA", mcuboot(BOOT_SIGNATURE_TYPE_ECDSA_P256="n", BOOT_SIGNATURE_TYPE_RSA="y"), {"signature type": REFUSED}, "N53-1407"),
    ("Ed25519", mcuboot(BOOT_SIGNATURE_TYPE_ECDSA_P256="n", BOOT_SIGNATURE_TYPE_ED25519="y"), {"signature type": REFUSED},
     "N53-1407"),
    ("no signature", mcuboot(BOOT_SIGNATURE_TYPE_ECDSA_P256="n", BOOT_SIGNATURE_TYPE_NONE="y"),
     {"signature type": REFUSED, "signing key": MAY}, "N53-1407"),
    ("pure signatures", mcuboot(BOOT_SIGNATURE_TYPE_PURE="y"), {"signature type": REFUSED}, PROOF),
    ("SHA-512", mcuboot(BOOT_IMG_HASH_ALG_SHA256="n", BOOT_IMG_HASH_ALG_SHA512="y"), {"hash": REFUSED}, PROOF),
    ("SHA-384", mcuboot(BOOT_IMG_HASH_ALG_SHA256="n", BOOT_IMG_HASH_ALG_SHA384="y"), {"hash": REFUSED}, PROOF),
    ("the whole key in the image", mcuboot(BOOT_HW_KEY="y"), {"whole key in the image": REFUSED}, PROOF),
    ("compressed images", mcuboot(MCUBOOT_COMPRESSED_IMAGE_SUPPORT_ENABLED="y"), {"compressed images": REFUSED}, PROOF),
    ("a vendor is asked for", mcuboot(MCUBOOT_UUID_VID="y"), {"vendor identifier": MAY}),
    ("a class is asked for", mcuboot(MCUBOOT_UUID_CID="y"), {"class identifier": MAY}),
    dict(name="a vendor is asked for no more", both=mcuboot(MCUBOOT_UUID_VID="y"), edits=mcuboot(MCUBOOT_UUID_VID="n"),
         lines={"vendor identifier": REFUSED}, rules=PROOF),
    dict(name="a class is asked for no more", both=mcuboot(MCUBOOT_UUID_CID="y"), edits=mcuboot(MCUBOOT_UUID_CID="n"),
         lines={"class identifier": REFUSED}, rules=PROOF),
    ("encryption", mcuboot(BOOT_ENCRYPT_IMAGE="y", BOOT_ENCRYPT_EC256="y"), {"encryption": REFUSED}, "N53-1418"),
    dict(name="encryption by another scheme", both=mcuboot(BOOT_ENCRYPT_IMAGE="y", BOOT_ENCRYPT_EC256="y"),
         edits=mcuboot(BOOT_ENCRYPT_EC256="n", BOOT_ENCRYPT_X25519="y"), lines={"encryption": REFUSED}, rules="N53-1418"),
    dict(name="no encryption any more", both=mcuboot(BOOT_ENCRYPT_IMAGE="y", BOOT_ENCRYPT_EC256="y"),
         edits=mcuboot(BOOT_ENCRYPT_IMAGE="n", BOOT_ENCRYPT_EC256="n"), lines={"encryption": WARNED}, rules="N53-1418"),
    ("downgrade prevention", mcuboot(MCUBOOT_DOWNGRADE_PREVENTION="y"), {"downgrade prevention": MAY}),
    ("downgrade prevention by counter", mcuboot(MCUBOOT_HW_DOWNGRADE_PREVENTION="y"), {"downgrade prevention by counter": MAY}),
    dict(name="a counter is kept no more", both=mcuboot(MCUBOOT_HW_DOWNGRADE_PREVENTION="y"),
         edits=mcuboot(MCUBOOT_HW_DOWNGRADE_PREVENTION="n"), lines={"downgrade prevention by counter": REFUSED}, rules=PROOF),
    ("the build number counts", mcuboot(BOOT_VERSION_CMP_USE_BUILD_NUMBER="y"), {}, "", "CONFIG_BOOT_VERSION_CMP_USE_BUILD_NUMBER"),
    ("serial recovery", mcuboot(MCUBOOT_SERIAL="y"), {"serial recovery": MAY}),
    ("an image more", mcuboot(UPDATEABLE_IMAGE_NUMBER="3"), {"images": REFUSED}, COUNT),
    ("an image less", mcuboot(UPDATEABLE_IMAGE_NUMBER="1"), {"images": NOTE}, COUNT),
    dict(name="an image that the released bootloader does not look for", both=mcuboot(UPDATEABLE_IMAGE_NUMBER="1"),
         edits=mcuboot(UPDATEABLE_IMAGE_NUMBER="2"), lines={"images": REFUSED}, rules=COUNT),
    dict(name="network images in slots of their own", both=mcuboot(NRF53_MULTI_IMAGE_UPDATE="n"),
         edits=mcuboot(NRF53_MULTI_IMAGE_UPDATE="y"), lines={"network core's updates as image 1": WARNED}, rules=COUNT),
    ("the images' numbers changed", mcuboot(MCUBOOT_APPLICATION_IMAGE_NUMBER="1", MCUBOOT_NETWORK_CORE_IMAGE_NUMBER="0"),
     {"number of the application's image": MAY, "number of the network image": MAY}),
    ("another chip of the same size", [devicetree("mcuboot", r"jedec-id = \[ C2 28 17 \]", "jedec-id = [ EF 40 17 ]")],
     {"external flash": MAY}),
    ("a smaller chip", [devicetree("mcuboot", r"(mx25r64: (?:.*\n)*?\s+size = < )0x4000000", r"\g<1>0x2000000")],
     {"external flash": WARNED}, "N53-1422"),
    ("a wider write of the flash", app(MCUBOOT_FLASH_WRITE_BLOCK_SIZE="16"), {"smallest write": MAY}),
    ("ZMS in the place of NVS", app(**ZMS), {"format": REFUSED}, FORMAT),
    ("FCB in the place of NVS", app(SETTINGS_NVS="n", FCB="y", SETTINGS_FCB="y"),
     {"format": REFUSED, "sectors of the settings": REFUSED}, FORMAT),
    ("LittleFS in the place of NVS", app(SETTINGS_NVS="n", NVS="n", SETTINGS_FILE="y", FILE_SYSTEM="y",
                                         FILE_SYSTEM_LITTLEFS="y"), {"format": REFUSED, "sectors of the settings": REFUSED}, FORMAT),
    ("sectors of two pages", app(SETTINGS_NVS_SECTOR_SIZE_MULT="2"), {"format": REFUSED, "sectors of the settings": REFUSED}, FORMAT),
    ("fewer sectors", app(SETTINGS_NVS_SECTOR_COUNT="7"), {"sectors of the settings": WARNED}, "N53-1425"),
    ("checksums over the data", app(NVS_DATA_CRC="y"), {"format": REFUSED}, FORMAT),
    ("the settings moved", [partition("settings_storage", address=0xfa000, size=0x6000)],
     {"settings_storage": REFUSED, "sectors of the settings": REFUSED}, "N53-1409"),
    ("the settings are shorter", [partition("settings_storage", size=0x4000)],
     {"settings_storage": WARNED, "sectors of the settings": WARNED}, "N53-1409"),
    dict(name="the settings grew, and are as many sectors as fitted before", both=[partition("settings_storage", size=0x4000)],
         edits=[partition("settings_storage", size=0x8000), *app(SETTINGS_NVS_SECTOR_COUNT="4")],
         lines={"settings_storage": WARNED}, rules="N53-1409"),
    dict(name="the settings grew, and more of them is used", both=[partition("settings_storage", size=0x4000)],
         edits=[partition("settings_storage", size=0x8000), *app(SETTINGS_NVS_SECTOR_COUNT="9")],
         lines={"settings_storage": WARNED, "sectors of the settings": WARNED}, rules="N53-1409 N53-1425"),
    ("the settings are gone", [drop_partition("settings_storage")], {"settings_storage": WARNED}, "N53-1415"),
    ("the settings are in the other flash", [partition("settings_storage", region="external_flash")],
     {"settings_storage": REFUSED}, "N53-1409"),
    *[dict(name=f"{name} moved", both=[add_partition(name, address=0x700000, size=0x8000, region="external_flash")],
           edits=[partition(name, address=0x710000)], lines={name: REFUSED}, rules="N53-1409")
      for name in ("nvs_storage", "littlefs_storage", "factory_data", "nonsecure_storage", "tfm_storage", "tfm_its", "tfm_ps",
                   "tfm_otp_nv_counters", "memfault_storage", "app_storage")],
    dict(name="a partition of the application's own moved",
         both=[add_partition("recordings", address=0x700000, size=0x8000, region="external_flash")],
         edits=[partition("recordings", address=0x710000)], lines={"recordings": OPEN}),
    dict(name="a partition of the application's own is gone",
         both=[add_partition("recordings", address=0x700000, size=0x8000, region="external_flash")],
         edits=[drop_partition("recordings")], lines={"recordings": MAY}),
    dict(name="the cores' shared memory moved", edits=[partition("rpmsg_nrf53_sram", address=0x20060000)],
         lines={"rpmsg_nrf53_sram": MAY}, refused=True, says="do not find each other"),
    ("TF-M came", app(BUILD_WITH_TFM="y"), {"TF-M": MAY, "application": UNKNOWN}),
    ("another application", [changed("app")], {"application": MAY}),
    ("no updates by MCUmgr any more", app(MCUMGR_GRP_IMG="n"), {"updates by MCUmgr": WARNED}),
    ("no access to the slots any more", app(IMG_MANAGER="n"), {"access to the slots": WARNED}),
    ("no driver of the secondary slot's flash any more", app(NORDIC_QSPI_NOR="n"), {"driver of the flash at QSPI": WARNED}),
    dict(name="updates by MCUmgr came", both=app(MCUMGR_GRP_IMG="n"), edits=app(MCUMGR_GRP_IMG="y")),
    ("another network image", [changed("net")], {"network image": MAY}),
    ("another release of the SDK", [replace("sensor_hub/zephyr/include/generated/ncs_version.h", r"3\.2\.1", "3.3.0", None)],
     {"SDK release": MAY}),
    ("nrf53boot came", [lambda tree: tree.write("nrf53boot/.config", (ROOT / "fixtures" / NRF53BOOT / "nrf53boot/.config").read_text())],
     {"bootloader": NOTE, "upgrade mode": MAY}, "N53-1417"),
]

MODES = of(OVERWRITE,
           ("swap-move", mcuboot(BOOT_UPGRADE_ONLY="n", BOOT_SWAP_USING_MOVE="y"), {"upgrade mode": WARNED}, "N53-1411"),
           ("swap-offset", mcuboot(BOOT_UPGRADE_ONLY="n", BOOT_SWAP_USING_OFFSET="y"), {"upgrade mode": REFUSED}, "N53-1411")) + \
    of(BRICK,
       ("overwrite-only", mcuboot(BOOT_UPGRADE_ONLY="y", BOOT_SWAP_USING_MOVE="n"), {"upgrade mode": REFUSED}, "N53-1411 N53-1412"),
       ("swap-scratch", mcuboot(BOOT_SWAP_USING_MOVE="n", BOOT_SWAP_USING_SCRATCH="y"), {"upgrade mode": NOTE}, "N53-1411"),
       ("swap-offset", mcuboot(BOOT_SWAP_USING_MOVE="n", BOOT_SWAP_USING_OFFSET="y"), {"upgrade mode": REFUSED}, "N53-1411"))

REFERENCE = of(
    NRF53BOOT,
    ("the primary slot moved", SLOT_BY_A_SECTOR, {"MCUboot's partition": MAY, "mcuboot_primary": REFUSED, **FROM}, "N53-1419"),
    ("the secondary slot moved", [partition("mcuboot_secondary", address=0x200000)], {"mcuboot_secondary": WARNED}, "N53-1419"),
    ("the network core's secondary slot moved", [partition("mcuboot_secondary_1", address=0x300000)],
     {"mcuboot_secondary_1": WARNED}, "N53-1419"),
    ("a backup came", BACKUP, {"nrf53boot_net_backup": MAY, "external_flash": MAY}),
    ("nrf53boot is gone", [remove("nrf53boot")], {"bootloader": WARNED}, "N53-1417"),
    ("MCUboot's mode, which is on no device", mcuboot(BOOT_UPGRADE_ONLY="y", BOOT_SWAP_USING_MOVE="n"), {}, "", ""),
    ("ZMS in the place of NVS", app(**ZMS), {"format": REFUSED}, FORMAT),
    ("the settings moved", [partition("settings_storage", address=0xfa000, size=0x6000)],
     {"settings_storage": REFUSED, "sectors of the settings": REFUSED}, "N53-1409"),
    ("the command block moved", COMMANDS_AT_THE_END, {"pcd_sram": REFUSED, "address of the command block": REFUSED,
                                                      "sram_primary": MAY}, "N53-1404"),
)

IMMUTABLE = of(
    NSIB,
    ("MCUboot can be updated: another mode", mcuboot(BOOT_UPGRADE_ONLY="n", BOOT_SWAP_USING_MOVE="y"), {"upgrade mode": NOTE}, "N53-1411"),
    ("MCUboot can be updated: an image more", mcuboot(UPDATEABLE_IMAGE_NUMBER="4"), {"images": NOTE}, COUNT),
    ("S0 moved", [partition("s0", address=0x9000, size=0x13000)], {"S0": MAY}),
    ("S1 is smaller", [partition("s1", size=0x13000)], {"S1": MAY}),
    ("the provision data moved", [partition("provision", address=0xff8180, size=0x200)], {"provision of b0": MAY}),
    ("keys of b0", [symbol("sysbuild", SECURE_BOOT_SIGNING_KEY_FILE='"/x/other.pem"')], {"keys of b0 and b0n": MAY}),
    ("the primary slot is smaller", [partition("mcuboot_primary", size=0xc0000)], {"mcuboot_primary": WARNED}, "N53-1402"),
)

CHOSEN = [devicetree("app", r"zephyr,flash = &flash0;", "zephyr,flash = &flash0; zephyr,settings-partition = &mine;"),
          devicetree("app", r"(storage_partition: partition@f0000)",
                     r"mine: partition@fc000 { reg = < 0xfc000 0x4000 >; };\n\1"),
          devicetree("app", r"0xf0000 0x10000", "0xf0000 0xc000")]
NVS = dict(NVS="y", SETTINGS="y", SETTINGS_NVS="y")

BY_NODES = of(
    NODES,
    dict(name="fewer sectors in the chosen partition", both=[*CHOSEN, *app(**NVS, SETTINGS_NVS_SECTOR_COUNT="4")],
         edits=app(SETTINGS_NVS_SECTOR_COUNT="2"), lines={"sectors of the settings": WARNED}, rules="N53-1425"),
    dict(name="two numbers that the chosen partition is too small for", both=[*CHOSEN, *app(**NVS, SETTINGS_NVS_SECTOR_COUNT="8")],
         edits=app(SETTINGS_NVS_SECTOR_COUNT="5"), names="CONFIG_SETTINGS_NVS_SECTOR_COUNT"),
    ("the primary slot moved", node("slot0_partition", "0x10000 0xe0000", "0x14000 0xdc000", "app", "mcuboot"),
     {"mcuboot_primary": REFUSED}, "N53-1410"),
    ("MCUboot's partition is smaller", node("boot_partition", "0x0 0x10000", "0x0 0xc000", "app", "mcuboot"), {"MCUboot's partition": MAY}),
    ("the secondary slot moved", node("slot1_partition", "0x0 0xe0000", "0x1000 0xdf000", "app", "mcuboot"), {"mcuboot_secondary": OPEN}),
    ("the network core's secondary slot moved", node("slot3_partition", "0xe0000 0x38000", "0x100000 0x38000", "app", "mcuboot"),
     {"mcuboot_secondary_1": OPEN}),
    ("the settings are shorter", node("storage_partition", "0xf0000 0x10000", "0xf0000 0x8000", "app"), {"settings_storage": WARNED},
     "N53-1416"),
    ("b0n and its provision share their place otherwise", [*node("b0n_partition", "0x0 0x8580", "0x0 0x8500", "b0n"),
                                                           *node("provision_partition", "0x8580 0x280", "0x8500 0x300", "b0n")],
     {"b0n": MAY, "provision": MAY}),
    dict(name="a partition of the application's own moved", both=[recordings("0xf8000")], edits=[devicetree("app", "0xf8000 0x1000", "0xf9000 0x1000")],
         lines={"recordings": OPEN}),
    dict(name="ZMS in the place of NVS", both=app(NVS="y", SETTINGS="y", SETTINGS_NVS="y"), edits=app(**ZMS),
         lines={"format": REFUSED, "sectors of the settings": REFUSED}, rules=FORMAT),
)

PAIR_OF_SLOTS = of(
    CHILD,
    ("network images in slots of their own", mcuboot(UPDATEABLE_IMAGE_NUMBER="2", NRF53_MULTI_IMAGE_UPDATE="y"),
     {"images": REFUSED, "network core's updates as image 1": REFUSED, "place of the network image": OPEN,
      "address of the command block": OPEN}, COUNT),
    ("no network updates", mcuboot(PCD_APP="n"), {}, "", "CONFIG_PCD_APP"),
    ("the secondary slot moved", [partition("mcuboot_secondary", address=0x100000)], {"mcuboot_secondary": REFUSED}, "N53-1402"),
    ("ECDSA", mcuboot(BOOT_SIGNATURE_TYPE_RSA="n", BOOT_SIGNATURE_TYPE_ECDSA_P256="y"), {"signature type": REFUSED}, "N53-1407"),
)

VERSIONS = {"version of the application": MAY, "version of the network image": MAY}
COUNTERS = {"security counter of the application": MAY, "security counter of the network image": MAY}
COUNTER_7 = ["1.0.0", "--security-counter", "7"]
WITH_KEY = ["--key", str(KEY)]
SIGNED = of(
    OVERWRITE,
    dict(name="a higher version", both=[sign()], edits=[changed("app"), sign("1.1.0")], lines={**VERSIONS, "application": MAY},
         options=WITH_KEY, refused=False, says="may be installed over the air"),
    dict(name="another board", both=[sign()],
         edits=[replace("CMakeCache.txt", "nrf5340dk/nrf5340/cpuapp", "thingy53/nrf5340/cpuapp", None), changed("app"), sign("1.1.0")],
         lines={**VERSIONS, "application": MAY, "board": OPEN}, options=[*WITH_KEY, "--strict"], refused=True, says="another board"),
    dict(name="a lower version", both=[*mcuboot(MCUBOOT_DOWNGRADE_PREVENTION="y"), sign("2.0.0")],
         edits=[changed("app"), sign("1.0.0")], lines={**VERSIONS, "application": MAY}, options=WITH_KEY, refused=True, says="downgrade"),
    dict(name="a lower counter", both=[*mcuboot(MCUBOOT_HW_DOWNGRADE_PREVENTION="y"), sign(*COUNTER_7, net_more=COUNTER_7[1:])],
         edits=[changed("app"), sign("1.0.0", "--security-counter", "6", net_more=COUNTER_7[1:])],
         lines={"security counter of the application": MAY, "application": MAY}, options=WITH_KEY, refused=True, says="security counter"),
    dict(name="no counter", both=[*mcuboot(MCUBOOT_HW_DOWNGRADE_PREVENTION="y"), sign(*COUNTER_7, net_more=COUNTER_7[1:])],
         edits=[changed("app"), sign("1.0.0")], lines={**COUNTERS, "application": MAY}, options=WITH_KEY, refused=True,
         says="no protected SEC_CNT"),
    dict(name="a dependency that nobody has", both=[sign()],
         edits=[changed("app"), sign("1.0.0", "--dependencies", "(1, 3.0.0+0)")], lines={"application": MAY}, options=WITH_KEY,
         refused=True, says="dependency"),
    dict(name="another key", both=[sign()], edits=[changed("app"), sign(key=OTHER_KEY)],
         lines={"signing key": REFUSED, "application": MAY}, rules="N53-1408", options=WITH_KEY),
    dict(name="a key file with another key", both=[key_file(KEY)], edits=[lambda tree: (tree.root / "keys/mcuboot.pem").write_bytes(OTHER_KEY.read_bytes())],
         lines={"signing key": OPEN}),
    dict(name="a key of b0n's that it does not know", both=[signed_for_b0n(OTHER_KEY), sign()],
         edits=[signed_for_b0n(KEY), changed("net", KEY), sign("1.0.0")], lines={"network image": MAY}, options=WITH_KEY, refused=True,
         says="another key than the released b0n"),
    dict(name="a signed file that was cut off", both=[sign()], edits=[changed("app"), cut_file(APP_FILE)],
         lines={"application": MAY, "version of the application": UNKNOWN}, options=WITH_KEY, refused=True, says="cannot be read"),
)

CONFIGS = r"(^|/)\.config$"


def commented(text):
    return "# another comment\n" + text


def reversed_lines(text):
    return "".join(reversed(text.splitlines(keepends=True)))


# In every kind of pair: nothing of it may be refused; an empty text of names: the comparison does not even see it.
HARMLESS = [("nothing", []), ("a comment in each .config", [rewrite(CONFIGS, commented)]),
            ("the lines of each .config the other way round", [rewrite(CONFIGS, reversed_lines)]),
            ("a comment in the map", [append("partitions.yml", "# another comment\n")]),
            ("a file that nobody reads", [lambda tree: tree.write("notes.txt", "released on Monday\n")])]
UNRELATED = [("app", "LOG_DEFAULT_LEVEL", "2"), ("app", "BT_DEVICE_NAME", '"Other"'), ("mcuboot", "LOG_MAX_LEVEL", "2"),
             ("mcuboot", "MCUBOOT_LOG_LEVEL", "2"), ("net", "LOG_MAX_LEVEL", "2"), ("b0n", "SIZE_OPTIMIZATIONS", "n"),
             ("app", "MAIN_STACK_SIZE", "8192"), ("app", "SETTINGS_NVS_SECTOR_COUNT", "9")]


def harmless(kind):
    for name, edits in HARMLESS:
        if not (name.endswith("map") and kind == NODES):
            yield Change(kind, name, edits, says="nothing changed")
    if kind == OVERWRITE:
        for image, short, value in UNRELATED:
            yield Change(kind, f"CONFIG_{short} of {image}", [symbol(image, **{short: value})], names=f"CONFIG_{short}")
    else:
        yield Change(kind, "options that mean nothing", [symbol(image, **{short: value}) for image, short, value in UNRELATED[::2]],
                     names="CONFIG_LOG_DEFAULT_LEVEL")


CHANGES = of(OVERWRITE, *SIMULTANEOUS) + \
    of(BRICK, *[row for row in SIMULTANEOUS if isinstance(row, tuple) and "came" not in row[0]][::4]) + \
    MODES + REFERENCE + IMMUTABLE + BY_NODES + PAIR_OF_SLOTS + SIGNED + \
    [change for kind in (OVERWRITE, BRICK, NRF53BOOT, CHILD, NSIB, NODES) for change in harmless(kind)]


def look(change, report, status):
    """What is wrong, or nothing."""
    lines = {row["name"]: row["verdict"] for row in report["aspects"] if row["group"] != "configuration" and row["verdict"] != "same"}
    named = " ".join(str(row["new"]["value"]) for row in report["aspects"] if row["group"] == "configuration")
    rules = {finding["rule"] for finding in report["findings"]}
    verdict = report["summary"]["verdict"]
    yield lines != change.lines, f"lines {lines}"
    yield rules != change.rules, f"rules {sorted(rules)}"
    yield change.names not in named, f"the configurations name {named}"
    yield change.refused != (status == 1), f"exit status {status}: {verdict}"
    yield change.says not in verdict, f"verdict {verdict}"
    yield bool(change.lines or change.names) and report["summary"]["unchanged"], "told as unchanged"


def run(change, folder):
    trees = []
    for name, edits in (("released", change.both), ("new", [*change.both, *change.edits])):
        tree = Tree(change.kind, folder / name, PROGRAM)
        for edit in [firmware, *edits]:
            edit(tree)
        trees.append(tree.root)
    done = subprocess.run([str(PROGRAM), "diff", "--no-simulation", "--format", "json", *change.options, *map(str, trees)],
                          capture_output=True, text=True, timeout=120)
    if done.returncode not in (0, 1) or not all(line.startswith("nrf53pack: note: ") for line in done.stderr.splitlines() if line):
        return [f"exit status {done.returncode}: {done.stderr[-2000:]}"]
    return [text for wrong, text in look(change, json.loads(done.stdout), done.returncode) if wrong]


def main():
    wanted = sys.argv[1:]
    changes = [change for change in CHANGES if not wanted or any(part in change.name for part in wanted)]
    failed = 0
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        folders = [pathlib.Path(name) / str(number) for number in range(len(changes))]
        for change, problems in zip(changes, pool.map(run, changes, folders)):
            failed += bool(problems)
            if problems:
                print("\n  ".join([f"FAILED {change.kind}: {change.name}", *problems]))
    print(f"{len(changes) - failed} passed, {failed} failed")
    return failed > 0 or not changes


if __name__ == "__main__":
    sys.exit(main())
