#!/usr/bin/env python3
"""Recipes of `nrf53pack init`: what they write is sound before the build and after it.

usage: NRF53PACK=PROGRAM recipes.py [--full]

For each recipe, release and size:
  * the tree beside a minimal application passes `check --fail-on warning`, but for the warnings of INHERENT;
  * pm_static.yml covers each region without gap and overlap, its numbers are those of an independent calculation;
  * the build that comes of it (recipe_build.py) passes too, and `simulate` shows what FAILURES says of its MCUboot, no more;
  * each line that a template marks as needed ("!") is removed once: something has to notice, but for what UNNOTICED lists.
--full takes every release, one power cut in every place, and mutations of every release.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

from recipe_build import Build, release

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = str(pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve())
TEMPLATES = ROOT / "src/recipe/templates"
KEYS = ROOT / "fixtures/keys"
DK = "nrf5340dk/nrf5340/cpuapp"
TIMEOUT = 1200

RELEASES = {
    "simultaneous": "2.2.0 2.3.0 2.4.0 2.5.0 2.6.1 2.7.0 2.8.0 2.9.1 3.0.2 3.1.1 3.2.1 3.3.0 3.4.0",
    "serial-recovery-multi": "2.2.0 2.3.0 2.4.0 2.5.0 2.6.1 2.7.0 2.8.0 2.9.1 3.0.2 3.1.1 3.2.1 3.3.0 3.4.0",
    "single-slot": "2.2.0 2.3.0 2.4.0 2.5.0 2.6.1 2.7.0 2.8.0 2.9.1 3.0.2 3.1.1 3.2.1 3.3.0 3.4.0",
    "rollback": "2.8.0 2.9.1 3.0.2 3.1.1 3.2.1 3.3.0 3.4.0",
    "rollback-pair": "2.8.0 2.9.1 3.0.2 3.1.1 3.2.1 3.3.0 3.4.0",
    "net-only": "3.0.2 3.1.1 3.2.1 3.3.0 3.4.0",
    "thingy53": "2.7.0 2.8.0 2.9.1 3.0.2 3.1.1 3.2.1 3.3.0 3.4.0",
    "single-pair": "2.0.2 2.1.0 2.2.0 2.6.1 2.7.0",
    "serial-recovery": "2.2.0 2.3.0 2.4.0 2.5.0 2.6.1 2.7.0",
}
# One release of each, near what people use today.
USUAL = {"single-pair": "2.6.1", "serial-recovery": "2.7.0"}
NEWEST = "3.2.1"
INHERENT = {"N53-0607"}  # b0n checks hashes alone, unless --b0n-key is given

# What MCUboot of NCS does under these recipes, whoever configured it (docs/ncs-profiles.md). nrf53boot: nothing.
OVERWRITE = {"both-net-needs-another-app": "wrong-pair"}
ASSERTS = {"net-copy-refused-by-b0n": "boot-loop", "net-transfer-refused-for-ever": "boot-loop",
           "net-transfer-fails-for-ever": "boot-loop"}
SWAP = {"upload-while-unconfirmed": "untested-image"}
SWAP_CUT = {"app-test-revert": "rollback-lost", "app-crash-before-confirm": "rollback-lost"}

passed, failed = 0, []


def verify(condition, what):
    global passed
    if condition:
        passed += 1
    else:
        failed.append(what)
        print(f"FAILED {what}", flush=True)
    return condition


def run(*arguments, folder=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=TIMEOUT)


def board_of(recipe):
    return "thingy53/nrf5340/cpuapp" if recipe == "thingy53" else DK


def child_image(sdk):
    return release(sdk) < (2, 7)


def write_tree(folder, recipe, sdk, *options):
    """The recipe beside a minimal application, with keys where its configuration says."""
    keys = ["--key", folder / "keys/mcuboot.pem"] if child_image(sdk) else []
    done = run("init", recipe, "-o", folder, "--sdk-version", sdk, *keys, *options)
    if not verify(done.returncode == 0, f"{recipe} {sdk} {options}: init says {done.stderr}"):
        return False
    (folder / "keys").mkdir()
    shutil.copy(KEYS / "test-ecdsa-p256.pem", folder / "keys/mcuboot.pem")
    shutil.copy(KEYS / "test-nsib-p256.pem", folder / "keys/nsib.pem")
    (folder / "src").mkdir()
    (folder / "src/main.c").write_text("int main(void)\n{\n    return 0;\n}\n")
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.20.0)\nfind_package(Zephyr REQUIRED HINTS $ENV{ZEPHYR_BASE})\nproject(app)\n"
        "target_sources(app PRIVATE src/main.c)\n")
    return True


def check(paths, sdk, board, *options):
    """Reports by path of one call for all."""
    board = board.replace("/", "_") if child_image(sdk) else board
    done = run("check", "--format", "json", "--sdk-version", sdk, "--board", board, *options, *paths)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"check: status {done.returncode}: {done.stderr}")
    report = json.loads(done.stdout)
    if len(paths) == 1:
        return [report]
    parts = {str(path): {"findings": [], "undecided": []} for path in paths}
    for kind in ("findings", "undecided"):
        for item in report[kind]:
            parts[item["input"]][kind].append(item)
    return [parts[str(path)] for path in paths]


def rules_of(report, *severities):
    return {item["rule"] for item in report["findings"] if item["severity"] in severities}


def undecided(report):
    return {item["rule"] for item in report.get("undecided", [])}


# the layout, calculated without the program

def overlaps_and_gaps(static, region, start, end):
    """A region's partitions without the spans, in order: every byte once."""
    spans = {name for name, item in static.items() if "span" in item}
    areas = sorted((item["address"], item["address"] + item["size"], name) for name, item in static.items()
                   if item["region"] == region and name not in spans)
    at = start
    for first, last, name in areas:
        if first != at:
            return f"{region}: {name} at {first:#x}, {at:#x} expected"
        at = last
    return "" if at == end else f"{region}: ends at {at:#x}, not {end:#x}"


def verify_layout(folder, recipe, what, external):
    static = yaml.safe_load((folder / "pm_static.yml").read_text())
    regions = [("flash_primary", 0, 0x100000), ("sram_primary", 0x20000000, 0x20080000)]
    if "mcuboot_secondary" in static and static["mcuboot_secondary"]["region"] == "external_flash":
        regions.append(("external_flash", 0, external))
    for region, start, end in regions:
        verify(overlaps_and_gaps(static, region, start, end) == "",
               f"{what}: {overlaps_and_gaps(static, region, start, end)}")
    for name, item in static.items():
        page = 0x200 if name in ("mcuboot_pad", "app", "mcuboot_primary_app") else 0x1000
        verify(item["address"] % page == 0 and item["size"] % page == 0 and item["size"] > 0, f"{what}: {name} off its pages")
    verify(static["mcuboot_primary"]["address"] % 0x4000 == 0, f"{what}: MCUboot cannot be protected")
    sizes = [static[name]["size"] for name in static if re.fullmatch(r"mcuboot_(primary|secondary)(_1)?", name)]
    sectors = f"={max(sizes) // 0x1000}"
    text = "".join(path.read_text() for path in folder.rglob("*.conf"))
    verify("thingy53" in what or sectors in text, f"{what}: {sectors} sectors are not configured")
    if "mcuboot_secondary" in static:
        verify(static["mcuboot_secondary"]["size"] == static["mcuboot_primary"]["size"], f"{what}: slots differ")
    if "mcuboot_secondary_1" in static:
        verify(static["mcuboot_secondary_1"]["size"] == static["mcuboot_primary_1"]["size"], f"{what}: network slots differ")


# trees and builds

def expected_failures(recipe, sdk, cuts):
    if recipe.startswith("rollback"):
        return {}
    if recipe in ("single-pair", "serial-recovery"):
        return SWAP | (SWAP_CUT if cuts else {})
    return OVERWRITE | (ASSERTS if release(sdk) >= (3, 1) else {})


def simulated(build, cuts):
    done = run("simulate", "--max-cuts", cuts, "--images", "synthetic", "--jobs", 1, "--format", "json", build)
    if done.returncode not in (0, 1):
        return None, done.stderr
    states = json.loads(done.stdout)["scenarios"]
    failing = {item["name"]: max(item["failing_states"], key=item["failing_states"].get) for item in states
               if item["state"] == "failing"}
    good = sum(item["state"] == "good" for item in states)
    return failing, good


def verify_combination(work, recipe, sdk, options, external=0x800000):
    """Tree, layout and build of one combination; gives the build's folder."""
    what = f"{recipe} {sdk} {' '.join(options)}".strip()
    folder = pathlib.Path(tempfile.mkdtemp(dir=work)) / "app"
    folder.mkdir()
    if not write_tree(folder, recipe, sdk, *options):
        return None
    allowed = set() if "--b0n-key" in options else INHERENT
    if "devicetree" not in options:
        verify_layout(folder, recipe, what, external)
    tree = check([folder], sdk, board_of(recipe), "--fail-on", "warning")[0]
    verify(rules_of(tree, "warning", "error", "brick") <= allowed,
           f"{what}: the tree has {rules_of(tree, 'warning', 'error', 'brick') - allowed}")
    if "devicetree" in options:
        return folder
    place = Build(folder, folder.parent / "build", sdk, board_of(recipe)).make()
    build = check([place], sdk, board_of(recipe))[0]
    verify(rules_of(build, "warning", "error", "brick") <= allowed,
           f"{what}: the build has {rules_of(build, 'warning', 'error', 'brick') - allowed}")
    return place


def verify_simulation(work, recipe, sdk, options, cuts):
    place = verify_combination(work, recipe, sdk, options)
    if place is None:
        return
    what = f"{recipe} {sdk} {' '.join(options)}, {cuts} cuts"
    if recipe == "single-slot":
        failing, message = simulated(place, cuts)
        verify(failing is None and "neither swaps nor copies images" in message, f"{what}: simulate says {message}")
        return
    wanted = expected_failures(recipe, sdk, cuts)
    failing, good = simulated(place, cuts)
    if verify(failing is not None, f"{what}: simulate says {good}"):
        verify(failing == wanted, f"{what}: simulate shows {failing}, {wanted} expected")
        verify(good >= 16 - len(wanted) - 3, f"{what}: only {good} scenarios are good")


def simulations(full):
    """CI: small slots and no power cut, one release of each; --full: every release, one cut anywhere, in the smallest slots
    but for the usual release: what a cut does is the same in each of a slot's pages."""
    for recipe, releases in RELEASES.items():
        usual = USUAL.get(recipe, NEWEST)
        for sdk in releases.split() if full else [usual]:
            yield recipe, sdk, options_of(recipe) if sdk == usual else SMALLEST.get(recipe, []), 1 if full else 0


# mutations: every line that a template marks

def marked_lines():
    """Symbols and partitions behind a '!' in any template, by the kind of their file."""
    marked = {}
    for path in TEMPLATES.rglob("*"):
        if not path.is_file():
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("!"):
                marked.setdefault(path.suffix, set()).add(re.split(r"[=:]", line[1:].strip())[0].strip())
    return marked


def without_line(text, suffix, name):
    """The file without that line, or without that partition; None where it has none."""
    if suffix == ".yml":
        found = re.search(rf"^{name}:\n(  .*\n)+", text, re.M)
        return None if found is None else text[:found.start()] + text[found.end():]
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if re.split(r"=", line.strip())[0].strip() != name]
    return None if len(kept) == len(lines) else "".join(kept)


def mutants(folder, marked, place):
    """Copies of a tree, each without one needed line: (file and name, folder)."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        for name in sorted(marked.get(path.suffix, ())):
            changed = without_line(text, path.suffix, name)
            if changed is None:
                continue
            copy = place / f"{len(list(place.iterdir()))}"
            shutil.copytree(folder, copy)
            (copy / path.relative_to(folder)).write_text(changed, encoding="utf-8")
            yield f"{path.relative_to(folder)}: {name}", copy


def noticed(before, after):
    worse = ("note", "warning", "error", "brick")
    return bool(rules_of(after, *worse) - rules_of(before, *worse)) or bool(undecided(after) - undecided(before))


def buildable(path, home, sdk, recipe):
    try:
        return Build(path, home / f"{path.name}-build", sdk, board_of(recipe)).make()
    except (FileNotFoundError, KeyError):
        return None


def unnoticed_lines(work, recipe, sdk, options, simulate):
    """Needed lines whose loss neither `check` of the tree nor of the build notices, nor, where asked, the simulator."""
    home = pathlib.Path(tempfile.mkdtemp(dir=work))
    folder, place = home / "app", home / "mutants"
    folder.mkdir()
    place.mkdir()
    if not write_tree(folder, recipe, sdk, *options):
        return set(), 0
    changed = list(mutants(folder, marked_lines(), place))
    reports = check([folder, *(path for _, path in changed)], sdk, board_of(recipe))
    left = [(what, path) for (what, path), report in zip(changed, reports[1:]) if not noticed(reports[0], report)]
    sound = Build(folder, home / "build", sdk, board_of(recipe)).make()
    builds = [(what, build) for what, path in left if (build := buildable(path, home, sdk, recipe)) is not None]
    reports = check([sound, *(build for _, build in builds)], sdk, board_of(recipe))
    left = [(what, build) for (what, build), report in zip(builds, reports[1:]) if not noticed(reports[0], report)]
    if simulate and recipe != "single-slot":
        shown = simulated(sound, 0)
        left = [(what, build) for what, build in left if simulated(build, 0) == shown]
    return {what for what, _ in left}, len(changed)


# Needed lines whose loss nothing notices, with the reason. DEFAULT: the release or the board of this run says the same.
# CHOICE: without it the tree is another sound configuration. SDK: only the SDK's own build stops. APART: what it changes
# shows on devices in the field alone, or in a bootloader that is not programmed. GAP: nothing looks at it.
QSPI = "CONFIG_NORDIC_QSPI_NOR"
DK_CONF = "boards/nrf5340dk_nrf5340_cpuapp.conf"
EXTERNAL = {f"{DK_CONF}: {QSPI}": "DEFAULT", f"sysbuild/mcuboot.conf: {QSPI}": "DEFAULT",
            "sysbuild.conf: SB_CONFIG_MCUBOOT_NRF53_MULTI_IMAGE_UPDATE": "DEFAULT",
            "sysbuild.conf: SB_CONFIG_PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY": "SDK"}
NRF53BOOT = {"sysbuild.conf: SB_CONFIG_MCUBOOT_MODE_SWAP_USING_MOVE": "DEFAULT",
             "nrf53boot.conf: CONFIG_NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256": "GAP",
             "sysbuild/mcuboot.conf: CONFIG_BOOT_MAX_IMG_SECTORS": "APART",
             "sysbuild/mcuboot.overlay: nordic,pm-ext-flash": "APART"}
UNNOTICED = {
    "simultaneous": EXTERNAL,
    "serial-recovery-multi": EXTERNAL,
    "rollback": EXTERNAL | NRF53BOOT,
    "rollback-pair": EXTERNAL | NRF53BOOT,
    "net-only": {"sysbuild/mcuboot.conf: CONFIG_BOOT_MAX_IMG_SECTORS": "DEFAULT"},
    "single-slot": {"pm_static.yml: mcuboot_primary": "SDK",
                    "sysbuild.conf: SB_CONFIG_MCUBOOT_MODE_SINGLE_APP": "SDK",
                    "sysbuild.conf: SB_CONFIG_NETCORE_IPC_RADIO": "CHOICE",
                    "sysbuild/mcuboot.conf: CONFIG_BOOT_MAX_IMG_SECTORS": "DEFAULT"},
    "thingy53": {
        "boards/thingy53_nrf5340_cpuapp.conf: CONFIG_NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE": "CHOICE",  # slots of 64 KiB pages
        "sysbuild.conf: SB_CONFIG_BOOTLOADER_MCUBOOT": "DEFAULT", "sysbuild.conf: SB_CONFIG_NETCORE_IPC_RADIO": "CHOICE",
        "sysbuild.conf: SB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY": "DEFAULT",
        "sysbuild.conf: SB_CONFIG_MCUBOOT_NRF53_MULTI_IMAGE_UPDATE": "DEFAULT",
        "sysbuild.conf: SB_CONFIG_PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY": "SDK",
        "sysbuild.conf: SB_CONFIG_SECURE_BOOT_NETCORE": "DEFAULT"},
    "single-pair": {
        "child_image/mcuboot.conf: CONFIG_BOOT_MAX_IMG_SECTORS": "DEFAULT",
        "child_image/mcuboot.conf: CONFIG_BOOT_SWAP_USING_MOVE": "DEFAULT",
        "child_image/mcuboot.conf: CONFIG_UPDATEABLE_IMAGE_NUMBER": "DEFAULT",
        "prj.conf: CONFIG_BOOTLOADER_MCUBOOT": "GAP", "prj.conf: CONFIG_NRF53_UPGRADE_NETWORK_CORE": "DEFAULT"},
    "serial-recovery": {"sysbuild.conf: SB_CONFIG_MCUBOOT_MODE_SWAP_WITHOUT_SCRATCH": "DEFAULT",
                        "sysbuild/mcuboot.conf: CONFIG_BOOT_MAX_IMG_SECTORS": "DEFAULT"},
}
# What only the simulator notices, with --full.
SLOTS = {"pm_static.yml: mcuboot_primary", "pm_static.yml: mcuboot_secondary"}
NET_SLOTS = SLOTS | {"pm_static.yml: mcuboot_secondary_1"}  # inside, the hole that it leaves is one too many (N53-0326)
PAGES = {"sysbuild/mcuboot.conf: CONFIG_NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE"}
SIMULATED = {
    "simultaneous": NET_SLOTS, "thingy53": NET_SLOTS, "net-only": SLOTS, "rollback": NET_SLOTS | PAGES,
    "rollback-pair": NET_SLOTS | PAGES | {"nrf53boot.conf: CONFIG_NRF53BOOT_NET_BACKUP"},
    "serial-recovery-multi": NET_SLOTS | {"sysbuild/mcuboot.conf: CONFIG_MCUBOOT_SERIAL_DIRECT_IMAGE_UPLOAD"},
    "single-pair": SLOTS, "serial-recovery": SLOTS,
}


def options_of(recipe):
    """Slots that are no multiple of 64 KiB, so that a page size of 64 KiB is a mistake; small ones, for the simulator."""
    return ["--external-flash", "1000K"] if EXTERNAL.keys() <= UNNOTICED[recipe].keys() else []


# The application's slots are what the other areas leave.
SMALLEST = {"simultaneous": ["--external-flash", "320K"], "serial-recovery-multi": ["--external-flash", "320K"],
            "rollback": ["--external-flash", "320K"], "rollback-pair": ["--external-flash", "840K"],
            "single-pair": ["--settings-size", "512K"], "serial-recovery": ["--settings-size", "512K"],
            "net-only": ["--settings-size", "512K"]}


def verify_mutations(work, recipe, sdk, simulate):
    left, count = unnoticed_lines(work, recipe, sdk, options_of(recipe), simulate)
    wanted = set(UNNOTICED[recipe]) | (set() if simulate else SIMULATED.get(recipe, set()))
    verify(count >= 8, f"{recipe}: only {count} lines are marked")
    verify(left == wanted, f"{recipe} {sdk}: of {count} marked lines {sorted(left - wanted)} may go unnoticed, "
                           f"{sorted(wanted - left)} is noticed now")


def verify_package(work):
    """The sample firmware goes through the whole way: signed, packed, verified, and turned into nrf53boot's configuration."""
    for recipe in ("simultaneous", "rollback-pair"):
        build = verify_combination(work, recipe, NEWEST, [])
        out = build.parent / "out"
        done = run("pack", build, "--key", KEYS / "test-ecdsa-p256.pem", "--nsib-key", KEYS / "test-nsib-p256.pem",
                   "-o", out)
        verify(done.returncode == 0 and (out / "dfu_application.zip").is_file(), f"{recipe}: pack says {done.stderr}")
        done = run("verify", "--key", KEYS / "test-ecdsa-p256.pub.pem", "--against", build, out / "dfu_application.zip")
        verify(done.returncode == 0, f"{recipe}: verify says {done.stdout}{done.stderr}")
        if recipe == "rollback-pair":
            verify((out / "net_backup_factory.hex").is_file(), "rollback-pair: pack makes no net_backup_factory.hex")
            done = run("bootconfig", build, "-o", out, "--key", KEYS / "test-ecdsa-p256.pub.pem")
            verify(done.returncode == 0, f"rollback-pair: bootconfig says {done.stderr}")


def verify_repeatable(work):
    """Two runs write the same bytes, as --stdout prints them, and the command in the first line makes them again."""
    first, second = work / "first", work / "second"
    options = ["rollback", "--sdk-version", "3.2.1", "--external-flash", "2M"]
    run("init", *options, "-o", first)
    head = (first / "sysbuild.conf").read_text().splitlines()[0]
    run(*head.split("nrf53pack ")[1].split(), "-o", second)
    texts = {path.relative_to(first): path.read_bytes() for path in first.rglob("*") if path.is_file()}
    again = {path.relative_to(second): path.read_bytes() for path in second.rglob("*") if path.is_file()}
    verify(len(texts) == 8 and texts == again, "the command in the first line makes other files")
    printed = run("init", *options, "--stdout").stdout
    verify(all(f"==> {name} <==\n{text.decode()}" in printed for name, text in texts.items()), "--stdout prints other files")
    verify("20" not in re.sub(r"0x[0-9a-f]+", "", head), f"a date in '{head}'")


def verify_next(work):
    """The lines that init prints to go on work as they are, pasted where init was called, whatever the folder is called."""
    for recipe, folder in (("simultaneous", "app"), ("rollback-pair", "my app's"), ("single-slot", "."), ("single-pair", "a/b"),
                           ("net-only", "-o"), ("thingy53", f"{work}/absolute")):
        sdk, place = USUAL.get(recipe, NEWEST), pathlib.Path(tempfile.mkdtemp(dir=work))
        keys = [] if recipe in ("single-slot", "single-pair") else ["--b0n-key", "keys/nsib.pem"]
        options = ["init", recipe, "--sdk-version", sdk, *([] if folder == "." else ["-o", folder]), *keys]
        lines = [line.strip() for line in run(*options, folder=place).stdout.splitlines() if line.startswith("  nrf53pack ")]
        kinds = [line.split()[1] for line in lines]
        verify(kinds == ["keygen"] * (1 + len(keys) // 2) + ["check"], f"{recipe} in {folder}: {lines}")
        shell = {**os.environ, "PATH": f"{pathlib.Path(PROGRAM).parent}:{os.environ['PATH']}"}
        for line in lines:
            done = subprocess.run(["sh", "-c", line], cwd=place, env=shell, capture_output=True, text=True, timeout=TIMEOUT)
            verify(done.returncode == 0, f"{recipe} in {folder}: '{line}' says {done.stdout}{done.stderr}")
        verify((place / folder / "keys/mcuboot.pem").is_file(), f"{recipe} in {folder}: the key is elsewhere")
        verify("N53-0615" not in done.stdout and "N53-0601" not in done.stdout, f"{recipe} in {folder}: {done.stdout}")
        again = run(*options, folder=place).stdout
        verify("0 written" in again and "keygen" not in again, f"{recipe} in {folder}: a second run says {again}")


def verify_limits(work):
    """The largest sizes that init names are taken, one byte more is not."""
    for recipe in RELEASES:
        sdk = USUAL.get(recipe, NEWEST)
        said = run("init", recipe, "--sdk-version", sdk, "--dry-run").stdout
        app, net = re.search(r"application of up to (\d+)", said), re.search(r"network image of up to (\d+)", said)
        for option, found in (("--app-size", app), ("--net-size", net)):
            if found is None:
                verify(option == "--net-size" and recipe == "single-slot", f"{recipe}: no size for {option}")
                continue
            most = int(found.group(1))
            fits = [run("init", recipe, "--sdk-version", sdk, "--dry-run", option, size).returncode
                    for size in (most, most + 1)]
            verify(fits == [0, 2], f"{recipe} {option} {most}: {fits}")
        for release_of in ("1.9.0", "3.5.0"):
            done = run("init", recipe, "--sdk-version", release_of, "--dry-run")
            verify(done.returncode == 2 and done.stderr.count("\n") == 1, f"{recipe} {release_of}: {done.stderr}")


def combinations(full):
    for recipe, releases in RELEASES.items():
        releases = releases.split()
        for sdk in releases if full else sorted({releases[0], USUAL.get(recipe, NEWEST), releases[-1]}, key=release):
            yield recipe, sdk, []
            if not child_image(sdk) and recipe != "single-slot" and (full or sdk == releases[-1]):
                yield recipe, sdk, ["--b0n-key", "keys/nsib.pem"]
            external = recipe in ("simultaneous", "rollback", "rollback-pair", "serial-recovery-multi")
            if full and external:
                yield recipe, sdk, ["--external-flash", "1M", "--settings-size", "16K", "--mcuboot-size", "96K"]
        if recipe in ("simultaneous", "serial-recovery-multi"):
            yield recipe, "3.4.0", ["--partitions", "devicetree"]


def odd_sizes(count):
    """Combinations of releases, sizes and keys, the same in every run."""
    chosen = random.Random(5340)
    for _ in range(count):
        recipe = chosen.choice(list(RELEASES))
        sdk, options = chosen.choice(RELEASES[recipe].split()), []
        if recipe in ("simultaneous", "serial-recovery-multi", "rollback", "rollback-pair"):
            options += ["--external-flash", f"{chosen.choice([900, 904, 1000, 1200, 1504, 2048, 4096])}K"]
        if recipe != "thingy53":
            options += ["--mcuboot-size", chosen.choice(["48K", "64K", "80K", "128K"]),
                        "--settings-size", chosen.choice(["8K", "16K", "20K", "64K"])]
        if not child_image(sdk) and recipe != "single-slot" and chosen.random() < 0.5:
            options += ["--b0n-key", "keys/nsib.pem"]
        yield recipe, sdk, options


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    full = parser.parse_args().full
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        work = pathlib.Path(folder)
        wanted = [*combinations(full), *odd_sizes(100 if full else 6)]
        tasks = [pool.submit(verify_simulation, work, *each) for each in simulations(full)]
        tasks += [pool.submit(verify_combination, work, *each) for each in wanted]
        tasks += [pool.submit(verify_mutations, work, recipe, USUAL.get(recipe, NEWEST), full) for recipe in RELEASES]
        tasks += [pool.submit(part, work) for part in (verify_package, verify_repeatable, verify_next, verify_limits)]
        for task in tasks:
            task.result()
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
