#!/usr/bin/env python3
"""Pairs of builds: may the second be installed over the air on devices that run the first?

usage: NRF53PACK=PROGRAM diff.py [PART-OF-A-NAME...]

Each pair is two copies of sample trees with small edits, and what `diff` must say of it: the verdict, the rules that fire,
the updates that may be sent, and how the simulated devices end. Where both halves can see the fault they must agree; where
the simulation cannot, it must say why.
"""
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "mutations"))

from edits import add_partition, devicetree, drop_partition, partition, remove, symbol  # noqa: E402
from tree import BRICK, CHILD, NRF53BOOT, OVERWRITE, Tree  # noqa: E402

PROGRAM = pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
KEY = ROOT / "fixtures/keys/test-ecdsa-p256.pem"
OTHER_KEY = ROOT / "fixtures/keys/test-nsib-p256.pem"
DEVICETREE = "pairs/devicetree_partitions_both_cores/build"
APP, NET, BOTH = "application", "network_core", "both"
passed = failed = 0


def run(*arguments, status=None):
    done = subprocess.run([str(PROGRAM), *map(str, arguments)], capture_output=True, text=True, timeout=120)
    if status is not None and done.returncode != status:
        raise AssertionError(f"{arguments}: exit {done.returncode}, {status} expected\n{done.stdout}{done.stderr}")
    return done


def sign(version="1.0.0", *more, key=KEY, net_version=None, net_more=()):
    """Puts signed files where the build leaves them."""
    def edit(tree):
        app = tree.root / "sensor_hub/zephyr"
        run("sign", "--key", key, "--version", version, "--header-size", "0x200", "--pad-header", "--slot-size", "0xe8000",
            "--align", "4", *more, app / "zephyr.bin", app / "zephyr.signed.bin", status=0)
        run("sign", "--key", key, "--version", net_version or version, "--header-size", "0x200", "--pad-header", "--slot-size",
            "0x40000", "--align", "4", *net_more, tree.root / "signed_by_b0_ipc_radio.bin",
            tree.root / "signed_by_mcuboot_and_b0_ipc_radio.bin", status=0)
    return edit


def firmware(image, size):
    """A firmware of that many bytes behind the first ones of the tree's own."""
    def edit(tree):
        names = {"app": "sensor_hub/zephyr/zephyr.bin", "net": "ipc_radio/zephyr/zephyr.bin",
                 "child net": "hci_rpmsg/zephyr/zephyr.bin", "child app": "zephyr/zephyr.bin"}
        path = tree.path(names[image])
        path.write_bytes(path.read_bytes() + bytes((i * 7 + 1) & 0xff for i in range(size)))
        twin = path.with_suffix(".hex")
        if twin.exists():
            twin.unlink()
    return edit


def sign_for_b0n(tree, key):
    run("sign-b0", "--key", key, "--address", "0x1008800", tree.path("ipc_radio/zephyr/zephyr.bin"),
        tree.root / "signed_by_b0_ipc_radio.bin", tree.root / "signed_by_b0_ipc_radio.hex", status=0)


def changed(image, key=OTHER_KEY):
    """Built anew, the network image with its proof for b0n."""
    def edit(tree):
        if image == "net":
            stale_network(tree)
            sign_for_b0n(tree, key)
        else:
            firmware(image, 64)(tree)
    return edit


def only(*names):
    """What was kept of a build: these files, and nothing else."""
    def edit(tree):
        for path in sorted(tree.root.rglob("*"), reverse=True):
            name = path.relative_to(tree.root).as_posix()
            if path.is_file() and name not in names:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
    return edit


def room_for_the_header(version, changed_byte=0x5a):
    """The linker leaves the header's room in front of the firmware, and imgtool fills it."""
    def edit(tree):
        firmware = (ROOT / "fixtures" / OVERWRITE / "sensor_hub/zephyr/zephyr.bin").read_bytes()
        path = tree.root / "sensor_hub/zephyr/zephyr.bin"
        path.write_bytes(bytes(0x200) + firmware[:-1] + bytes([changed_byte]))
        run("sign", "--key", KEY, "--version", version, "--header-size", "0x200", "--slot-size", "0xe0000", "--align", "4", path,
            path.with_name("zephyr.signed.bin"), status=0)
    return edit


def not_signed_again(tree):
    path = tree.path("sensor_hub/zephyr/zephyr.bin")
    path.write_bytes(path.read_bytes()[:-1] + b"\xa5")


def stale_network(tree):
    """Another network firmware of the same size is built; what was signed is of the one before."""
    path = tree.path("ipc_radio/zephyr/zephyr.bin")
    path.write_bytes(path.read_bytes()[:-1] + b"\x5a")
    twin = path.with_suffix(".hex")
    if twin.exists():
        twin.unlink()


def network_as_released(tree):
    source = ROOT / "fixtures" / OVERWRITE / "ipc_radio/zephyr/zephyr.bin"
    tree.path("ipc_radio/zephyr/zephyr.bin").write_bytes(source.read_bytes())


def too_large_for_b0n(tree):
    firmware("child net", 300_000)(tree)
    path = tree.path("hci_rpmsg/zephyr/signed_by_b0_app.bin")
    path.write_bytes(path.read_bytes() + bytes(300_000))


APP_FILE = "sensor_hub/zephyr/zephyr.signed.bin"
NET_FILE = "signed_by_mcuboot_and_b0_ipc_radio.bin"


def in_place_of(name, other):
    return lambda tree: tree.path(name).write_bytes(tree.path(other).read_bytes())


def cut_file(name):
    return lambda tree: tree.path(name).write_bytes(tree.path(name).read_bytes()[:-20])


def signed_for_b0n(key):
    """b0n asks for a signature, and the network image has one of this key."""
    def edit(tree):
        symbol("b0n", SB_VALIDATE_FW_SIGNATURE="y")(tree)
        sign_for_b0n(tree, key)
    return edit


def no_firmware(tree):
    for path in (*tree.root.rglob("*.bin"), *tree.root.rglob("*.hex")):
        path.unlink()


def key_file(key):
    """The build names a key file of its own: always of one name, with this key in it."""
    def edit(tree):
        path = tree.root / "keys/mcuboot.pem"
        path.parent.mkdir()
        path.write_bytes(key.read_bytes())
        symbol("sysbuild", BOOT_SIGNATURE_KEY_FILE=f'"{path}"')(tree)
        symbol("app", MCUBOOT_SIGNATURE_KEY_FILE='"mcuboot.pem"')(tree)
        symbol("mcuboot", BOOT_SIGNATURE_KEY_FILE='"mcuboot.pem"')(tree)
    return edit


def secure_half(data):
    """TF-M is in the application: what is sent is tfm_merged.hex, and zephyr.bin is the other half."""
    def edit(tree):
        symbol("app", BUILD_WITH_TFM="y")(tree)
        if data is not None:
            (tree.root / "sensor_hub/zephyr/tfm_merged.hex").write_bytes(data)
    return edit


MAPS = ("partitions.yml", "partitions_CPUNET.yml")
SLOT_BY_A_SECTOR = [partition("mcuboot", size=0x11000), partition("mcuboot_pad", address=0x11000),
                    partition("mcuboot_primary", address=0x11000, size=0xe7000),
                    partition("app", address=0x11200, size=0xe6e00),
                    partition("mcuboot_primary_app", address=0x11200, size=0xe6e00)]
LARGER_PRIMARY = [partition("mcuboot_primary", size=0xf0000), partition("app", size=0xefe00),
                  partition("mcuboot_primary_app", size=0xefe00)]
SMALLER_PRIMARY = [partition("mcuboot_primary", size=0xe0000), partition("mcuboot_primary_app", size=0xdfe00),
                   partition("app", size=0xdfe00)]
LARGER_B0N = [partition("b0n", net=True, size=0x8d80), partition("provision", net=True, address=0x1008d80),
              partition("b0n_container", net=True, size=0x9000),
              partition("app", net=True, address=0x1009000, size=0x37000),
              partition("ipc_radio", net=True, address=0x1009000, size=0x37000)]
COMMANDS_AT_THE_END = [partition("pcd_sram", address=0x2006e000), partition("sram_primary", address=0x20000000)]
SLOT0 = r"(slot0_partition: partition@10000 \{\n\s+label = \"image-0\";\n\s+reg = < )0x10000 0xe0000"
SLOT0_MOVED = [devicetree(image, SLOT0, r"\g<1>0x14000 0xdc000") for image in ("app", "mcuboot")]
SWAP_OFFSET = [symbol("app", MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY="n", MCUBOOT_BOOTLOADER_MODE_SWAP_USING_OFFSET="y"),
               symbol("mcuboot", BOOT_UPGRADE_ONLY="n", BOOT_SWAP_USING_OFFSET="y")]
BACKUP = [add_partition("nrf53boot_net_backup", address=0x130000, size=0x82000, region="external_flash"),
          partition("external_flash", address=0x1b2000, size=0x64e000)]


class Pair:
    def __init__(self, name, released, new, verdict, rules=(), updates=None, simulated=None, shown=None, unshown=None,
                 undecided=None, options=(), reason=None, aspects=None, no_simulation=None, says=None,
                 needed=None, own_errors=False, never=None, fixtures=(OVERWRITE, OVERWRITE)):
        self.name, self.edits, self.fixtures = name, (released, new), fixtures
        self.verdict = verdict          # "unchanged", "allowed", "refused"; "undecided" only where --strict asks
        self.rules = set(rules)         # that fire, exactly
        self.updates = updates or {}    # kind: verdict
        self.simulated = simulated or {}  # scenario: outcome without a cut
        self.shown = shown or ()        # rules with which the simulation agrees
        self.unshown = unshown or {}    # rule: words of the explanation
        self.undecided = undecided      # rules among the undecided
        self.options = list(options)
        self.reason = reason            # words among the reasons of an update
        self.aspects = aspects or {}    # name: verdict
        self.no_simulation = no_simulation  # words of why there is none
        self.says = says                # words of the verdict
        self.own_errors = own_errors    # `check` has something against the new build, or nothing was said of that
        self.never = never              # words that no reason has
        self.needed = needed            # updates that bring devices to the new build, exactly


def same_signed(version):
    return [sign(version)]


# One row a pair. "allowed" covers what is open besides: `updates` says it.
PAIRS = [
    Pair("the same build", [], [], "unchanged", no_simulation="nothing changed"),
    Pair("the same build, signed alike", [sign()], [sign()], "unchanged", no_simulation="nothing changed"),
    Pair("the same build, signed with another key", [sign()], [sign(key=OTHER_KEY)], "refused", ["N53-1408"], shown=["N53-1408"],
         aspects={"signing key": "refused"}, simulated={"app-test-confirm": "update-ignored"}, says="N53-1408"),
    Pair("a key file of the same name with another key in it", [key_file(KEY)], [key_file(OTHER_KEY)], "allowed",
         aspects={"signing key": "undecided"}, options=["--no-simulation"], no_simulation="--no-simulation"),
    Pair("the same configuration, and no firmware kept of either", [no_firmware], [no_firmware], "undecided",
         options=["--strict", "--no-simulation"], no_simulation="--no-simulation", says="undecided"),
    Pair("nothing differs but TF-M's half of the application", [secure_half(b":020000040000FA\n:00000001FF\n")],
         [secure_half(b":020000040001F9\n:00000001FF\n")], "allowed", options=["--no-simulation"], no_simulation="--no-simulation"),
    Pair("nothing of TF-M's half of the application was kept", [secure_half(None)], [secure_half(None)], "allowed",
         options=["--no-simulation"], no_simulation="--no-simulation"),
    Pair("TF-M's half of the application is the same", [secure_half(b":00000001FF\n")], [secure_half(b":00000001FF\n")],
         "unchanged", options=["--no-simulation"], no_simulation="--no-simulation"),
    Pair("the verdict names no waived finding", [], [], "refused", ["N53-1411", "N53-1412"], fixtures=(BRICK, OVERWRITE),
         options=["--no-simulation", "--fail-on", "warning", "--allow", "N53-1412=known"], no_simulation="--no-simulation",
         says="N53-1411"),
    Pair("a new version of the application alone", [sign()], [changed("app"), sign("1.1.0")], "allowed",
         updates={APP: "allowed", BOTH: "allowed"}, simulated={"app-test-confirm": "good", "net-only": "good"},
         aspects={"version of the application": "may change"}, options=["--key", KEY]),
    Pair("new versions of both", [sign()], [changed("app"), changed("net"), sign("1.1.0")], "allowed",
         updates={BOTH: "allowed", APP: "undecided"}, simulated={"both-without-dependencies": "good"},
         options=["--key", KEY]),
    Pair("overwrite-only became swap-offset", [], SWAP_OFFSET, "refused", ["N53-1411"], shown=["N53-1411"],
         simulated={"app-test-confirm": "no-next-update"}, aspects={"upgrade mode": "refused"}),
    Pair("overwrite-only became swap-move", [symbol("app", VERSION_TWEAK="0")], [], "allowed", ["N53-1411"], fixtures=(OVERWRITE, BRICK),
         unshown={"N53-1411": "confirms itself"}, simulated={"app-test-confirm": "good"}, aspects={"upgrade mode": "warning"}),
    Pair("swap-move that bricks became overwrite-only", [], [], "refused", ["N53-1411", "N53-1412"], fixtures=(BRICK, OVERWRITE),
         shown=["N53-1412"], unshown={"N53-1411": "confirms itself"},
         simulated={"net-only": "boot-loop", "app-test-confirm": "good"}, updates={APP: "undecided", NET: "refused"}),
    Pair("the primary slot moved by a sector", [], SLOT_BY_A_SECTOR, "refused", ["N53-1401"], shown=["N53-1401"],
         simulated={"app-test-confirm": "brick"}, aspects={"mcuboot_primary": "refused"}),
    Pair("the primary slot is larger", [], LARGER_PRIMARY, "refused", ["N53-1402", "N53-1414"], aspects={"mcuboot_primary": "refused"},
         unshown={"N53-1402": "no scenario", "N53-1414": "keeps no data"}, simulated={"app-test-confirm": "good"}),
    Pair("the secondary slot moved in external flash", [], [partition("mcuboot_secondary", address=0x200000)], "refused",
         ["N53-1402"], shown=["N53-1402"], simulated={"app-test-confirm": "no-next-update"}, aspects={"mcuboot_secondary": "refused"}),
    Pair("the network core's secondary slot moved", [], [partition("mcuboot_secondary_1", address=0x200000)], "refused",
         ["N53-1402"], shown=["N53-1402"], aspects={"mcuboot_secondary_1": "refused"},
         simulated={"net-only": "good", "app-test-confirm": "good", "net-update-after-app-update": "update-ignored"}),
    Pair("the network core's secondary slot is smaller", [sign()],
         [partition("mcuboot_secondary_1", size=0x30000), changed("app"), sign("1.1.0")], "refused", ["N53-1402"],
         options=["--key", KEY, "--allow", "N53-1402=known", "--images", "synthetic"],
         simulated={"net-update-after-app-update": "update-ignored"}, updates={APP: "refused"}),
    Pair("the secondary slot moved, and nothing is simulated", [], [partition("mcuboot_secondary", address=0x200000)], "refused",
         ["N53-1402"], updates={APP: "refused", BOTH: "refused", NET: "undecided"}, options=["--no-simulation"],
         no_simulation="--no-simulation", says="N53-1402"),
    Pair("b0n moved the network image, and nothing is simulated", [], LARGER_B0N, "refused", ["N53-1405"],
         updates={APP: "undecided", BOTH: "refused", NET: "refused"}, options=["--no-simulation"], no_simulation="--no-simulation"),
    Pair("a primary slot of another size, and nothing is simulated", [sign()],
         [*SMALLER_PRIMARY, changed("app"), sign("1.1.0")], "undecided", ["N53-1402"],
         options=["--key", KEY, "--no-simulation", "--strict"], no_simulation="--no-simulation", says="N53-1402"),
    Pair("a primary slot of another size, which the simulation gets along with", [sign()],
         [*SMALLER_PRIMARY, changed("app"), sign("1.1.0")], "allowed", ["N53-1402"],
         options=["--key", KEY, "--strict", "--allow", "N53-0301=known", "--images", "synthetic"],
         says="may be installed"),
    Pair("the new build has an error of its own", [sign()],
         [symbol("app", UPDATEABLE_IMAGE_NUMBER="1"), changed("app"), sign("1.1.0")], "undecided",
         options=["--key", KEY, "--no-simulation", "--strict"], no_simulation="--no-simulation", says="errors of its own", own_errors=True),
    Pair("the network image's signed file is of the build before", [sign()], [sign("1.1.0"), stale_network], "undecided",
         options=["--key", KEY, "--no-simulation", "--strict"], no_simulation="--no-simulation", says="another firmware"),
    Pair("the network image's signed file is of a build that was never compared", [sign()],
         [changed("app"), changed("net"), sign("1.1.0"), network_as_released], "undecided",
         options=["--key", KEY, "--no-simulation", "--strict"], no_simulation="--no-simulation", needed={BOTH},
         updates={BOTH: "undecided"}, reason="another firmware"),
    Pair("another key", [sign()], [changed("app"), sign("1.1.0", key=OTHER_KEY)], "refused", ["N53-1408"], shown=["N53-1408"],
         simulated={"app-test-confirm": "update-ignored"}, reason="key hash", options=["--key", KEY]),
    Pair("another signature type", [], [symbol("mcuboot", BOOT_SIGNATURE_TYPE_ECDSA_P256="n", BOOT_SIGNATURE_TYPE_RSA="y")],
         "refused", ["N53-1407"], shown=["N53-1407"], simulated={"app-test-confirm": "update-ignored"}),
    Pair("encryption came", [], [symbol("mcuboot", BOOT_ENCRYPT_IMAGE="y", BOOT_ENCRYPT_EC256="y")], "refused", ["N53-1418"],
         unshown={"N53-1418": "unencrypted"}, aspects={"encryption": "refused"}),
    Pair("encryption went", [symbol("mcuboot", BOOT_ENCRYPT_IMAGE="y", BOOT_ENCRYPT_EC256="y")], [], "allowed", ["N53-1418"],
         aspects={"encryption": "warning"}),
    Pair("b0n moved the network image", [], LARGER_B0N, "refused", ["N53-1405"], shown=["N53-1405"],
         simulated={"net-only": "boot-loop"}, updates={NET: "refused"}, options=["--images", "synthetic"]),
    Pair("the command block moved, as from NCS 3.1 to 3.2", [], COMMANDS_AT_THE_END, "refused", ["N53-1404"],
         unshown={"N53-1404": "agree"}, simulated={"net-only": "good"}, aspects={"pcd_sram": "refused"}),
    Pair("b0n demands a signature", [], [symbol("b0n", SB_VALIDATE_FW_SIGNATURE="y")], "allowed", ["N53-1406"],
         unshown={"N53-1406": "the released b0n"}),
    Pair("a slot that only the new sector table holds", [],
         [partition("mcuboot_secondary_1", size=0x110000), partition("external_flash", address=0x1f8000, size=0x608000),
          symbol("mcuboot", BOOT_MAX_IMG_SECTORS="512")], "refused", ["N53-1402", "N53-1403"], aspects={"sector table": "refused"}),
    Pair("a smaller sector table, with the same slots", [], [symbol("mcuboot", BOOT_MAX_IMG_SECTORS="232")], "allowed",
         aspects={"sector table": "may change"}),
    Pair("the settings moved", [], [partition("settings_storage", address=0xfa000, size=0x6000)], "refused", ["N53-1409"],
         unshown={"N53-1409": "keeps no data"}, aspects={"settings_storage": "refused"}),
    Pair("the settings are gone", [], [drop_partition("settings_storage")], "allowed", ["N53-1415"],
         aspects={"settings_storage": "warning"}),
    Pair("a lower version, downgrades allowed", [sign("2.0.0")], [changed("app"), sign("1.0.0", net_version="2.0.0")], "allowed",
         updates={APP: "allowed"}, options=["--key", KEY]),
    Pair("a lower version, downgrades prevented", [symbol("mcuboot", MCUBOOT_DOWNGRADE_PREVENTION="y"), sign("2.0.0")],
         [symbol("mcuboot", MCUBOOT_DOWNGRADE_PREVENTION="y"), changed("app"), sign("1.0.0", net_version="2.0.0")], "refused",
         updates={APP: "refused"}, simulated={"app-test-confirm": "update-ignored"}, reason="downgrade",
         options=["--key", KEY]),
    Pair("a lower security counter", [symbol("mcuboot", MCUBOOT_HW_DOWNGRADE_PREVENTION="y"),
                                      sign("1.0.0", "--security-counter", "7", net_more=("--security-counter", "7"))],
         [symbol("mcuboot", MCUBOOT_HW_DOWNGRADE_PREVENTION="y"), changed("app"),
          sign("2.0.0", "--security-counter", "6", net_more=("--security-counter", "7"))], "refused",
         updates={APP: "refused"}, reason="security counter", options=["--key", KEY],
         aspects={"security counter of the application": "may change"}),
    Pair("a dependency that is shipped", [sign()],
         [changed("app"), changed("net"), sign("2.0.0", "--dependencies", "(1, 2.0.0+0)")], "allowed",
         updates={BOTH: "allowed", APP: "refused"}, reason="dependency", options=["--key", KEY],
         simulated={"both-at-once": "good"}),
    Pair("a dependency that nobody has", [sign()],
         [changed("app"), changed("net"), sign("2.0.0", "--dependencies", "(1, 3.0.0+0)", net_version="2.0.0")], "refused",
         updates={BOTH: "refused", APP: "refused"}, reason="dependency", options=["--key", KEY]),
    Pair("an application too large for the released slot", [], [firmware("app", 0xe9000)], "refused", updates={APP: "refused"},
         reason="slot fit", simulated={"app-test-confirm": "update-ignored"}, options=["--max-cuts", "0"]),
    Pair("the cores' shared memory moved", [], [changed("net"), partition("rpmsg_nrf53_sram", address=0x20060000)], "allowed",
         updates={APP: "refused", NET: "refused", BOTH: "undecided"}, reason="do not find each other"),
    Pair("a network update for a bootloader that takes none", [symbol("mcuboot", NRF53_MULTI_IMAGE_UPDATE="n",
                                                                      UPDATEABLE_IMAGE_NUMBER="1", PCD_APP="n"),
                                                               symbol("sysbuild", NETCORE_APP_UPDATE="n"), symbol("app", NRF53_UPGRADE_NETWORK_CORE="n"), drop_partition("mcuboot_primary_1"),
                                                               drop_partition("mcuboot_secondary_1")], [changed("net")],
         "refused", ["N53-1420"], updates={BOTH: "none", NET: "none"}, reason="takes no update", aspects={"images": "refused"},
         unshown={"N53-1420": "not simulated"}),
    Pair("child images in the field, sysbuild now", [], [], "refused", ["N53-1401", "N53-1407", "N53-1409", "N53-1411", "N53-1420"],
         fixtures=(CHILD, OVERWRITE), shown=["N53-1401", "N53-1407"], unshown={"N53-1409": "keeps no data"},
         updates={BOTH: "none"}, aspects={"settings_storage": "refused"}),
    Pair("the arguments exchanged", [], [], "refused", ["N53-1401", "N53-1407", "N53-1409", "N53-1411", "N53-1414", "N53-1420"],
         fixtures=(OVERWRITE, CHILD)),
    Pair("one pair of slots, and a network image too large for b0n", [], [too_large_for_b0n], "refused", fixtures=(CHILD, CHILD),
         updates={BOTH: "none", NET: "refused"}, needed={NET}, options=["--no-simulation"], no_simulation="--no-simulation", says="fw_info size"),
    Pair("one pair of slots, and only the network image changed", [], [changed("child net")], "undecided", fixtures=(CHILD, CHILD),
         options=["--no-simulation", "--strict"], no_simulation="--no-simulation", needed={NET}),
    Pair("one pair of slots, and both images changed", [], [changed("child app"), changed("child net")], "undecided",
         fixtures=(CHILD, CHILD), options=["--no-simulation", "--strict"], no_simulation="--no-simulation", needed={APP, NET}),
    Pair("the network core's image under the application's name", [sign()], [sign("1.1.0"), in_place_of(APP_FILE, NET_FILE)],
         "refused", updates={APP: "refused", BOTH: "refused"}, options=["--key", KEY, "--no-simulation"],
         no_simulation="--no-simulation", says="holds an image of the network core"),
    Pair("the application under the network image's name", [sign()], [sign("1.1.0"), changed("net"), in_place_of(NET_FILE, APP_FILE)],
         "refused", updates={NET: "refused", BOTH: "refused"}, options=["--key", KEY, "--no-simulation"],
         no_simulation="--no-simulation", reason="holds no image of the network core"),
    Pair("a signed file that was cut off", [sign()], [changed("app"), sign("1.1.0"), cut_file(APP_FILE)], "refused",
         updates={APP: "refused"}, options=["--key", KEY, "--no-simulation"], no_simulation="--no-simulation", says="cannot be read"),
    Pair("the signed file of the build before", [sign()], [sign(), changed("app")], "undecided", updates={APP: "undecided"},
         options=["--key", KEY, "--no-simulation", "--strict"], no_simulation="--no-simulation", says="another firmware"),
    Pair("b0n checks a signature, and the key is another one", [signed_for_b0n(OTHER_KEY), sign()],
         [signed_for_b0n(KEY), changed("net", KEY), sign("1.1.0")], "refused", updates={NET: "refused", APP: "undecided"},
         options=["--key", KEY, "--no-simulation"], no_simulation="--no-simulation", says="another key than the released b0n"),
    Pair("b0n checks a signature, and the key is the same", [signed_for_b0n(OTHER_KEY), sign()],
         [signed_for_b0n(OTHER_KEY), changed("net"), sign("1.1.0")], "allowed", updates={BOTH: "allowed"},
         options=["--key", KEY, "--no-simulation"], no_simulation="--no-simulation"),
    Pair("b0n checks a signature, and no signed file of it was kept", [symbol("b0n", SB_VALIDATE_FW_SIGNATURE="y")],
         [signed_for_b0n(KEY), changed("net", KEY), sign("1.1.0")], "undecided", updates={NET: "undecided"},
         options=["--key", KEY, "--no-simulation", "--strict"], no_simulation="--no-simulation", reason="is not known"),
    Pair("a bootloader that looks at one image", [symbol("mcuboot", UPDATEABLE_IMAGE_NUMBER="1"), sign()],
         [changed("net"), sign("1.1.0")], "refused", ["N53-1420"], updates={NET: "none", BOTH: "none"},
         options=["--key", KEY, "--no-simulation"], no_simulation="--no-simulation", reason="takes no update"),
    Pair("a lower version of the network image, downgrades prevented", [symbol("mcuboot", MCUBOOT_DOWNGRADE_PREVENTION="y"), sign("2.0.0")],
         [symbol("mcuboot", MCUBOOT_DOWNGRADE_PREVENTION="y"), changed("net"), sign("2.0.0", net_version="1.0.0")], "allowed",
         updates={NET: "allowed", BOTH: "allowed"}, simulated={"net-only": "good"}, options=["--key", KEY, "--scenario", "net-only"]),
    Pair("a lower version of the network image, the released b0n is asked",
         [symbol("mcuboot", MCUBOOT_DOWNGRADE_PREVENTION="y", PCD_READ_NETCORE_APP_VERSION="y"), sign("2.0.0")],
         [symbol("mcuboot", MCUBOOT_DOWNGRADE_PREVENTION="y", PCD_READ_NETCORE_APP_VERSION="y"), changed("net"),
          sign("2.0.0", net_version="1.0.0")], "undecided", updates={NET: "undecided"}, reason="what b0n says",
         options=["--key", KEY, "--strict", "--no-simulation"], no_simulation="--no-simulation"),
    Pair("the settings are kept in another format", [], [symbol("app", SETTINGS_NVS="n", NVS="n", ZMS="y", SETTINGS_ZMS="y")], "refused",
         ["N53-1424"], aspects={"format": "refused"}, options=["--no-simulation"], no_simulation="--no-simulation"),
    Pair("only the application changed, and the network core's file is broken", [sign()],
         [changed("app"), sign("1.1.0"), cut_file(NET_FILE)], "allowed", updates={APP: "allowed", BOTH: "refused"},
         options=["--key", KEY, "--no-simulation"], no_simulation="--no-simulation", says="both images together are refused"),
    Pair("only the map was kept", [only(*MAPS)], [], "allowed", undecided=["N53-1407", "N53-1406"],
         no_simulation="not a whole build", aspects={"mcuboot_primary": "same", "upgrade mode": "undecided"}),
    Pair("only the map was kept, and the slot moved", [only(*MAPS)], SLOT_BY_A_SECTOR, "refused", ["N53-1401"],
         no_simulation="not a whole build"),
    Pair("only the bootloader's configuration was kept", [only("mcuboot/zephyr/.config")],
         [symbol("mcuboot", BOOT_SIGNATURE_TYPE_ECDSA_P256="n", BOOT_SIGNATURE_TYPE_RSA="y")], "refused", ["N53-1407"],
         undecided=["N53-1401"], no_simulation="not a whole build", aspects={"mcuboot_primary": "undecided"}),
    Pair("nrf53boot on both sides", [], [changed("app")], "allowed", fixtures=(NRF53BOOT, NRF53BOOT),
         simulated={"app-test-confirm": "good", "app-test-revert": "good"}),
    Pair("nrf53boot, with a backup added", [], BACKUP, "allowed", fixtures=(NRF53BOOT, NRF53BOOT),
         aspects={"nrf53boot_net_backup": "may change"}),
    Pair("nrf53boot, with the backup moved", BACKUP,
         [*BACKUP, partition("nrf53boot_net_backup", address=0x140000), partition("external_flash", address=0x1c2000, size=0x63e000)],
         "allowed", ["N53-1419"], fixtures=(NRF53BOOT, NRF53BOOT), aspects={"nrf53boot_net_backup": "warning"}),
    Pair("nrf53boot, with the primary slot moved", [], SLOT_BY_A_SECTOR, "refused", ["N53-1419"],
         fixtures=(NRF53BOOT, NRF53BOOT), shown=["N53-1419"]),
    Pair("nrf53boot in the field, MCUboot in the build", [], [], "allowed", ["N53-1417"], fixtures=(NRF53BOOT, OVERWRITE),
         aspects={"bootloader": "warning"}),
    Pair("MCUboot in the field, nrf53boot in the build", [], [], "allowed", fixtures=(OVERWRITE, NRF53BOOT),
         aspects={"bootloader": "note"}),
    Pair("devicetree partitions, unchanged", [], [symbol("app", MCUBOOT_IMGTOOL_SIGN_VERSION='"9.0.0"')], "allowed", fixtures=(DEVICETREE, DEVICETREE), simulated={"app-test-confirm": "good"},
         aspects={"mcuboot_primary": "same"}, options=["--images", "synthetic"]),
    Pair("devicetree partitions, with the header's room in the firmware", [room_for_the_header("1.0.0")],
         [room_for_the_header("1.1.0", 0x5b)], "allowed", fixtures=(DEVICETREE, DEVICETREE), never="another firmware", options=["--key", KEY, "--no-simulation"], no_simulation="--no-simulation"),
    Pair("devicetree partitions, with the header's room, and the signed file of the build before", [room_for_the_header("1.0.0")],
         [room_for_the_header("1.1.0"), not_signed_again], "allowed", fixtures=(DEVICETREE, DEVICETREE), updates={APP: "undecided"},
         options=["--key", KEY, "--no-simulation"], no_simulation="--no-simulation", reason="another firmware"),
    Pair("devicetree partitions, slots moved", [], SLOT0_MOVED, "refused", ["N53-1410"], shown=["N53-1410"],
         fixtures=(DEVICETREE, DEVICETREE), options=["--images", "synthetic"]),
    Pair("Partition Manager in the field, devicetree now", [], [], "refused", ["N53-1416"], fixtures=(OVERWRITE, DEVICETREE),
         simulated={"app-test-confirm": "no-next-update", "net-only": "good"}, unshown={"N53-1416": "keeps no data"},
         reason="no-next-update", aspects={"mcuboot_secondary": "undecided", "settings_storage": "warning"},
         options=["--images", "synthetic"]),
    Pair("nothing is simulated where nobody wants it", [], SWAP_OFFSET, "refused", ["N53-1411"], options=["--no-simulation"],
         no_simulation="--no-simulation", unshown={"N53-1411": "not simulated"}),
]


def look(pair, report, status):
    """What is wrong, or nothing."""
    summary = report["summary"]
    verdict = "unchanged" if summary["unchanged"] else "refused" if summary["refused"] else "allowed"
    findings = {finding["rule"]: finding for finding in report["findings"] if finding["severity"] != "note"}
    scenarios = {row["name"]: row for row in report["simulation"]["scenarios"]}
    reasons = [reason for update in report["updates"].values() for reason in update["reasons"]]
    verdict = "undecided" if "--strict" in pair.options and summary["undecided"] else verdict
    yield verdict != pair.verdict, f"verdict {verdict}: {summary['verdict']}"
    yield status != (pair.verdict in ("refused", "undecided")), f"exit status {status}"
    yield (pair.says or "") not in summary["verdict"], f"verdict {summary['verdict']}"
    yield pair.own_errors and summary["own_errors"] == 0, "no errors of the new build"
    yield set(findings) != pair.rules, f"rules {sorted(findings)}"
    severe = [rule for rule, finding in findings.items() if finding["severity"] != "warning" and finding["waived"] is None]
    yield severe and report["updates"][BOTH]["verdict"] not in ("refused", "none"), f"{severe} do not refuse both images together"
    for kind, expected in pair.updates.items():
        yield report["updates"][kind]["verdict"] != expected, f"{kind}: {report['updates'][kind]}"
    needed = {kind for kind, update in report["updates"].items() if update["needed"]}
    yield pair.needed is not None and needed != pair.needed, f"needed: {sorted(needed)}"
    for name, outcome in pair.simulated.items():
        row = scenarios.get(name)
        yield row is None or ended(row) != outcome, f"{name}: {row and ended(row)}"
    for rule in pair.shown:
        yield not findings[rule]["simulated"], f"{rule} not shown: {findings[rule]['simulation']}"
    for rule, words in pair.unshown.items():
        yield findings[rule]["simulated"] or words not in findings[rule]["simulation"], findings[rule]["simulation"]
    for rule in pair.undecided or ():
        yield rule not in {item["rule"] for item in report["undecided"]}, f"{rule} is decided"
    yield pair.reason is not None and not any(pair.reason in reason for reason in reasons), f"reasons {reasons}"
    yield pair.never is not None and any(pair.never in reason for reason in reasons), f"reasons {reasons}"
    for name, expected in pair.aspects.items():
        found = [aspect["verdict"] for aspect in report["aspects"] if aspect["name"] == name]
        yield found != [expected], f"{name}: {found}"
    why = report["simulation"]["why_not"]
    yield (why is None) != (pair.no_simulation is None) or (why or "").find(pair.no_simulation or "") < 0, f"simulation: {why}"


def ended(row):
    return row["failures"][0]["outcome"] if row["failures"] else row["outcome"]


def build(pair, folder):
    trees = []
    for name, fixture, edits in zip(("released", "new"), pair.fixtures, pair.edits):
        tree = Tree(fixture, folder / name, PROGRAM)
        for edit in edits:
            edit(tree)
        trees.append(tree.root)
    return trees


def report(title, problems):
    global passed, failed
    if problems:
        failed += 1
        print(f"FAILED {title}")
        for problem in problems:
            print(f"  {problem}")
    else:
        passed += 1


def run_pair(pair, folder):
    released, new = build(pair, folder)
    cuts = [] if "--max-cuts" in pair.options or "--no-simulation" in pair.options else ["--max-cuts", "0"]
    done = run("diff", released, new, "--format", "json", *cuts, *pair.options)
    if done.returncode not in (0, 1):
        return [f"exit {done.returncode}: {done.stderr.strip()}"]
    return [text for wrong, text in look(pair, json.loads(done.stdout), done.returncode) if wrong]


# Paths that the report names, played again: pair, scenario, what the trace ends in.
REPLAYED = [("swap-move that bricks became overwrite-only", "net-only"), ("overwrite-only became swap-offset", "app-test-confirm"),
            ("the primary slot moved by a sector", "app-test-confirm"), ("another signature type", "app-test-confirm"),
            ("Partition Manager in the field, devicetree now", "app-test-confirm")]


def replay(case, folder):
    """The printed command shows the same end; with power cuts, too, the released bootloader still refuses."""
    name, scenario = case
    pair = next(pair for pair in PAIRS if pair.name == name)
    released, new = build(pair, folder)
    done = run("diff", released, new, "--format", "json", "--max-cuts", "0", "--scenario", scenario, *pair.options)
    row = json.loads(done.stdout)["simulation"]["scenarios"][0]
    words = shlex.split(row["failures"][0]["command"])
    if words[0] != "nrf53pack":
        return [row["failures"][0]["command"]]
    trace = run(*words[1:])
    wanted = f"{row['failures'][0]['outcome']}: "
    return [] if trace.returncode == 1 and any(line.startswith(wanted) for line in trace.stdout.splitlines()) else [
        f"exit {trace.returncode}, {wanted} is not in the trace: {trace.stdout[-300:]}{trace.stderr}"]


def cut_off(name, size):
    def edit(tree):
        tree.path(name).write_bytes(tree.path(name).read_bytes()[:size])
    return edit


def overwrite(name, data):
    return lambda tree: tree.path(name).write_bytes(data)


def crlf(name):
    def edit(tree):
        tree.path(name).write_bytes(tree.path(name).read_bytes().replace(b"\n", b"\r\n"))
    return edit


def folder_for(name):
    def edit(tree):
        tree.path(name).unlink()
        tree.path(".").joinpath(name).mkdir()
    return edit


CONFIG = "mcuboot/zephyr/.config"
# Input that is none: what, edits, on which side, exit status, words on stderr or in the verdict.
INPUTS = [
    ("a .config that was cut off", [cut_off(CONFIG, 12000)], 3, "mcuboot/zephyr/.config"),
    ("a .config that is no text", [overwrite(CONFIG, b"\x00\x01\xff" * 4000)], 3, "mcuboot/zephyr/.config"),
    ("a map that is no UTF-8", [overwrite("partitions.yml", b"mcuboot:\n  address: \xff\xfe\n")], 3, "partitions.yml"),
    ("a map with a number of 80 bits", [overwrite("partitions.yml", b"mcuboot:\n  address: 0x123456789abcdef01234\n  size: 1\n")], 3,
     "partitions.yml"),
    ("an empty map", [overwrite("partitions.yml", b"")], 3, "partitions.yml"),
    ("a map of 50 MB", [overwrite("partitions.yml", b"# " + b"x" * 50_000_000)], 3, "partitions.yml"),
    ("a folder in the place of the map", [folder_for("partitions.yml")], (0, 1, 3), ""),
    ("line ends of another system", [crlf(CONFIG), crlf("partitions.yml")], 0, ""),
    ("a signed file that is none", [overwrite("sensor_hub/zephyr/zephyr.bin", b"short")], (0, 1, 3), ""),
]


def bad_input(case, folder):
    name, edits, status, words = case
    problems = []
    for side in ("released", "new"):
        trees = {}
        for which in ("released", "new"):
            trees[which] = Tree(OVERWRITE, folder / side / which, PROGRAM)
        for edit in edits:
            edit(trees[side])
        done = run("diff", trees["released"].root, trees["new"].root, "--max-cuts", "0", "--scenario", "app-permanent")
        allowed = status if isinstance(status, tuple) else (status,)
        if done.returncode not in allowed or words not in done.stderr or "Sanitizer" in done.stderr:
            problems.append(f"{side}: exit {done.returncode}: {done.stderr.strip()[:300]}")
        if done.returncode == 3 and (done.stdout or str(trees[side].root) not in done.stderr):
            problems.append(f"{side}: {done.stderr.strip()[:200]} {done.stdout[:100]}")
    return problems


def main():
    wanted = sys.argv[1:]
    pairs = [pair for pair in PAIRS if not wanted or any(part in pair.name for part in wanted)]
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        folders = [pathlib.Path(name) / str(number) for number in range(len(pairs))]
        for pair, problems in zip(pairs, pool.map(run_pair, pairs, folders)):
            report(pair.name, problems)
        for kind, cases, function in (("replayed", REPLAYED, replay), ("input", INPUTS, bad_input)):
            chosen = [case for case in cases if not wanted or any(part in case[0] for part in wanted)]
            folders = [pathlib.Path(name) / f"{kind}{number}" for number in range(len(chosen))]
            for case, problems in zip(chosen, pool.map(function, chosen, folders)):
                report(f"{kind}: {case[0]}", problems)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
