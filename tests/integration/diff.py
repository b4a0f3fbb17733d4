#!/usr/bin/env python3
"""Pairs of builds: may the second be installed over the air on devices that run the first?

usage: NRF53PACK=PROGRAM diff.py [PART-OF-A-NAME...]

Each pair is two copies of sample trees with small edits, and what `diff` must say of it: the verdict, the rules that fire,
the updates that may be sent, and how the simulated devices end. Where both halves can see the fault they must agree; where
the simulation cannot, it must say why.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "mutations"))

from edits import add_partition, drop_partition, partition, remove, symbol  # noqa: E402
from tree import BRICK, CHILD, NRF53BOOT, OVERWRITE, Tree  # noqa: E402

PROGRAM = pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
KEY = ROOT / "fixtures/keys/test-ecdsa-p256.pem"
OTHER_KEY = ROOT / "fixtures/keys/test-ecdsa-p256-2.pem"
DTS = ROOT / "fixtures/pairs"
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
        names = {"app": "sensor_hub/zephyr/zephyr.bin", "net": "ipc_radio/zephyr/zephyr.bin"}
        path = tree.path(names[image])
        path.write_bytes(path.read_bytes() + bytes((i * 7 + 1) & 0xff for i in range(size)))
        twin = path.with_suffix(".hex")
        if twin.exists():
            twin.unlink()
    return edit


def changed(image):
    return firmware(image, 64)


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


MAPS = ("partitions.yml", "partitions_CPUNET.yml")
SLOT_BY_A_SECTOR = [partition("mcuboot", size=0x11000), partition("mcuboot_pad", address=0x11000),
                    partition("mcuboot_primary", address=0x11000, size=0xe7000),
                    partition("app", address=0x11200, size=0xe6e00),
                    partition("mcuboot_primary_app", address=0x11200, size=0xe6e00)]
LARGER_PRIMARY = [partition("mcuboot_primary", size=0xf0000), partition("app", size=0xefe00),
                  partition("mcuboot_primary_app", size=0xefe00)]
LARGER_B0N = [partition("b0n", net=True, size=0x8d80), partition("provision", net=True, address=0x1008d80),
              partition("b0n_container", net=True, size=0x9000),
              partition("app", net=True, address=0x1009000, size=0x37000),
              partition("ipc_radio", net=True, address=0x1009000, size=0x37000)]
COMMANDS_AT_THE_END = [partition("pcd_sram", address=0x2006e000), partition("sram_primary", address=0x20000000)]
SWAP_OFFSET = [symbol("app", MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY="n", MCUBOOT_BOOTLOADER_MODE_SWAP_USING_OFFSET="y"),
               symbol("mcuboot", BOOT_UPGRADE_ONLY="n", BOOT_SWAP_USING_OFFSET="y")]
BACKUP = [add_partition("nrf53boot_net_backup", address=0x130000, size=0x82000, region="external_flash"),
          partition("external_flash", address=0x1b2000, size=0x64e000)]


class Pair:
    def __init__(self, name, released, new, verdict, rules=(), updates=None, simulated=None, shown=None, unshown=None,
                 undecided=None, options=(), reason=None, aspects=None, no_simulation=None, fixtures=(OVERWRITE, OVERWRITE)):
        self.name, self.edits, self.fixtures = name, (released, new), fixtures
        self.verdict = verdict          # "unchanged", "allowed", "refused"
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


def same_signed(version):
    return [sign(version)]


# One row a pair. "allowed" covers what is open besides: `updates` says it.
PAIRS = [
    Pair("the same build", [], [], "unchanged", no_simulation="nothing changed"),
    Pair("the same build, signed alike", [sign()], [sign()], "unchanged", no_simulation="nothing changed"),
    Pair("a new version of the application alone", [sign()], [changed("app"), sign("1.1.0")], "allowed",
         updates={APP: "allowed", BOTH: "allowed"}, simulated={"app-test-confirm": "good", "net-only": "good"},
         aspects={"version of the application": "may change"}, options=["--key", KEY]),
    Pair("new versions of both", [sign()], [changed("app"), changed("net"), sign("1.1.0")], "allowed",
         updates={BOTH: "allowed", APP: "undecided"}, simulated={"both-without-dependencies": "good"},
         options=["--key", KEY]),
    Pair("overwrite-only became swap-offset", [], SWAP_OFFSET, "refused", ["N53-1411"], shown=["N53-1411"],
         simulated={"app-test-confirm": "no-next-update"}, aspects={"upgrade mode": "refused"}),
]


def look(pair, report, status):
    """What is wrong, or nothing."""
    summary = report["summary"]
    verdict = "unchanged" if summary["unchanged"] else "refused" if summary["refused"] else "allowed"
    findings = {finding["rule"]: finding for finding in report["findings"] if finding["severity"] != "note"}
    scenarios = {row["name"]: row for row in report["simulation"]["scenarios"]}
    reasons = [reason for update in report["updates"].values() for reason in update["reasons"]]
    yield verdict != pair.verdict, f"verdict {verdict}: {summary['verdict']}"
    yield status != (pair.verdict == "refused"), f"exit status {status}"
    yield set(findings) != pair.rules, f"rules {sorted(findings)}"
    for kind, expected in pair.updates.items():
        yield report["updates"][kind]["verdict"] != expected, f"{kind}: {report['updates'][kind]}"
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


def main():
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        for number, pair in enumerate(PAIRS):
            if wanted and not any(part in pair.name for part in wanted):
                continue
            folder = pathlib.Path(name) / str(number)
            report(pair.name, run_pair(pair, folder))
            shutil.rmtree(folder)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
