#!/usr/bin/env python3
"""`explain LOG` against what else the program knows: the simulator's own verdicts, the rules, the sample trees.

The simulator prints what the bootloader logs, boot after boot, and in the last line what the path comes to. `explain` gets
the boots without that line and must come to a state that goes with it. A device that stops prints its last boot at every reset, so
that boot is given twice, as a capture of the device would have it.

usage: logs.py       the program is the environment variable NRF53PACK, else build-test/nrf53pack
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("NRF53PACK", str(ROOT / "build-test/nrf53pack"))
TREES = ["ncs32_dk_qspi_brick", "ncs32_dk_qspi_nrf53boot"]  # all their scenarios; of others those of EXACT
TIMEOUT = 120

# What a log can show of each outcome of the simulator. Of a wrong pair, or of an image that nobody tested, it shows only what was done.
STARTED = {"runs", "confirmed", "installed", "reverted", "update-refused", "no-revert", "on-trial", "update-repeated", "net-update-failed"}
STATES = {
    "good": STARTED,
    "boot-loop": {"boot-loop"},
    "brick": {"boot-loop", "no-bootable-image", "bootloader-stopped", "application-loop", "application-silent"},
    "wrong-pair": STARTED,
    "untested-image": STARTED,
    "rollback-lost": STARTED,
    "update-ignored": STARTED,
    "update-lost": STARTED,
    "update-refused": {"update-refused", "net-update-failed", "runs"},
    "net-dead": STARTED,
    "no-next-update": STARTED | {"boot-loop", "bootloader-stopped"},
}
# What the log alone must say.
EXACT = {
    ("ncs32_dk_qspi_brick", "net-only"): "boot-loop",
    ("ncs32_dk_qspi_brick", "both-at-once"): "boot-loop",
    ("ncs32_dk_qspi_brick", "app-test-confirm"): "confirmed",
    ("ncs32_dk_qspi_brick", "app-test-revert"): "reverted",
    ("ncs32_dk_qspi_brick", "app-permanent"): "installed",
    ("ncs32_dk_qspi_brick", "damaged-image"): "update-refused",
    ("ncs32_dk_qspi_brick", "wrong-key"): "update-refused",
    ("ncs32_dk_qspi_overwrite", "app-permanent"): "installed",
    ("ncs32_dk_qspi_overwrite", "net-only"): "installed",
    ("ncs32_dk_qspi_overwrite", "net-transfer-refused-for-ever"): "boot-loop",
    ("ncs32_dk_qspi_nrf53boot", "app-test-confirm"): "confirmed",
    ("ncs32_dk_qspi_nrf53boot", "app-test-revert"): "reverted",
    ("ncs32_dk_qspi_nrf53boot", "unsigned-image"): "update-refused",
    ("ncs32_dk_qspi_nrf53boot", "net-only"): "installed",
    ("ncs32_dk_qspi_nrf53boot", "net-transfer-refused-for-ever"): "net-update-failed",
}

passed = failed = 0


def check(good, what):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {what}")


def run(*arguments, statuses=(0,)):
    done = subprocess.run([PROGRAM, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT)
    if done.returncode not in statuses:
        raise RuntimeError(f"{' '.join(arguments)}: status {done.returncode}: {done.stderr}")
    return done.stdout


def scenarios(tree):
    """Those that run on the tree by themselves."""
    lines = run("simulate", "--list", f"fixtures/{tree}").splitlines()
    return [line.split()[0] for line, after in zip(lines, lines[1:] + [""])
            if line[0] != " " and "not here" not in after]


def replay(tree, scenario):
    """(outcome, log) of the scenario's path without a power cut."""
    lines = run("simulate", "--scenario", scenario, "--replay", "start", f"fixtures/{tree}", statuses=(0, 1)).splitlines()
    begins = [i for i, line in enumerate(lines) if re.match(r"\d+ (power on|reset|soft reset|watchdog|boots?)\b", line)]
    outcome = lines[-1].split(":")[0]
    log = lines[:-1]
    if re.search(r"^  -> panic", "\n".join(lines[begins[-1]:]), re.M):
        log += lines[begins[-1]:-1]
    return outcome, "\n".join(log) + "\n"


def explain(paths, *options):
    """Fifty logs a call: a command line takes a hundred."""
    calls = [run("explain", "--format", "json", *options, *paths[i:i + 50]) for i in range(0, len(paths), 50)]
    return [report for call in calls for report in json.loads(call)["logs"]]


def test_simulator(folder):
    jobs = [(tree, scenario) for tree in TREES for scenario in scenarios(tree)] + [job for job in EXACT if job[0] not in TREES]
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        replays = list(pool.map(lambda job: replay(*job), jobs))
    paths = []
    for (tree, scenario), (_, log) in zip(jobs, replays):
        paths.append(folder / f"{tree}-{scenario}.log")
        paths[-1].write_text(log)
    reports = explain([str(path) for path in paths])
    check(set(EXACT) <= set(jobs), f"scenarios that are not there: {set(EXACT) - set(jobs)}")
    for job, (outcome, _), report in zip(jobs, replays, reports):
        state = report["verdict"]["state"]
        wanted = {EXACT[job]} if job in EXACT else STATES[outcome]
        check(state in wanted, f"{job[0]}, {job[1]}: the simulator says {outcome}, the log {state}")
    return dict(zip(jobs, reports))


def test_rules(reports):
    """Rules that a log points to exist; for the loop of a build it is the one that check finds there."""
    known = {rule["rule"] for rule in json.loads(run("explain", "--all", "--format", "json"))["rules"]}
    for path in sorted((ROOT / "src/log").rglob("*.c")):
        named = set(re.findall(r"N53-\d{4}", path.read_text()))
        check(named <= known, f"{path.name} names rules that do not exist: {sorted(named - known)}")
    loop = reports[("ncs32_dk_qspi_brick", "net-only")]
    check("N53-0001" in loop["rules"], "the loop of a swapped network image does not point to N53-0001")


def test_build(folder):
    """The log of a build is of that build, and of no other."""
    log = folder / "ncs32_dk_qspi_brick-app-test-revert.log"
    for tree, other in (("ncs32_dk_qspi_brick", False), ("ncs32_dk_qspi_overwrite", True)):
        build = explain([str(log)], "--build", f"fixtures/{tree}")[0]["build"]
        check(build["other_build"] is other, f"the log of ncs32_dk_qspi_brick against {tree}")
    loop = explain([str(folder / "ncs32_dk_qspi_brick-net-only.log")], "--build", "fixtures/ncs32_dk_qspi_brick")[0]
    states = {rule["rule"]: rule["state"] for rule in loop["build"]["rules"]}
    check(states.get("N53-0001") == "finding", f"the build's own finding is not said: {states}")


def closed(schema):
    """The same schema without room for fields that it does not name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: value if key == "if" else closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        strict["additionalProperties"] = False
    return strict


def test_schema():
    """Every log of fixtures/logs, with a build and without, by the published schema; and every state of the schema is one of the program's."""
    schema = json.loads((ROOT / "schemas/explain-log.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(closed(schema))
    paths = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "fixtures/logs").glob("*.log"))
    for options in ([], ["--build", "fixtures/ncs32_dk_qspi_brick"]):
        document = json.loads(run("explain", "--format", "json", *options, *paths, "missing.log", statuses=(3,)))
        errors = [error.message for error in validator.iter_errors(document)]
        check(not errors and len(document["logs"]) == len(paths) + 1, f"the JSON report with {options}: {errors[:3]}")
    rows = set(re.findall(r'^    \{ "([a-z-]+)",', (ROOT / "src/log/log_states.c").read_text(), re.M))
    check(rows == set(schema["$defs"]["verdict"]["properties"]["state"]["enum"]), f"states of the schema and the program differ: {rows}")
    named = set(re.findall(r"\*([a-z]+(?:-[a-z]+)*)\*", (ROOT / "docs/explain-log.md").read_text()))
    check(rows <= named, f"docs/explain-log.md lacks {sorted(rows - named)}")


GOOD = """*** Booting MCUboot v2.3.0-dev-0d9411f5dda3 ***
I: Starting bootloader
I: Primary image: magic=unset, swap_type=0x1, copy_done=0x3, image_ok=0x3
I: Secondary image: magic=unset, swap_type=0x1, copy_done=0x3, image_ok=0x3
I: Boot source: none
I: Image index: 0, Swap type: none
I: Bootloader chainload address offset: 0xc000
I: Jumping to the first image slot
*** Booting sensor v1.0.0 ***
[00:00:00.251,000] <inf> main: up
"""
# After a boot that went well: what became of the last update is still told, everything else is over.
AFTER = {
    **{state: state for state in ("confirmed", "reverted", "update-refused", "net-update-failed", "update-not-seen", "no-revert", "installed")},
    "update-pending": "update-not-seen",
}
TRIED = {"on-trial-ansi": "confirmed", "on-trial-csv": "confirmed", "smpmgr": "confirmed", "nrf53boot-recovery": "installed"}  # said of what runs, and it still does
# Lines that are no boot, behind one: of the application that it started, or of nothing on the device.
BEHIND = {"program-stopped": "application-stopped", "build-failed": "runs", "harmless": "runs", "not-known": "runs"}


def test_boots_around(folder):
    """Any log before a boot that went well, and behind one: the state is that of the end."""
    logs = {path.stem: path.read_bytes().rstrip(b"\n") + b"\n" for path in sorted((ROOT / "fixtures/logs").glob("*.log"))}
    paths = []
    for name, log in logs.items():
        for suffix, content in (("", log), ("-before", log + GOOD.encode()), ("-behind", GOOD.encode() + log)):
            paths.append(folder / f"{name}{suffix}.around")
            paths[-1].write_bytes(content)
    states = [report["verdict"]["state"] for report in explain([str(path) for path in paths])]
    for i, name in enumerate(logs):
        alone, before, behind = states[3 * i:3 * i + 3]
        wanted = TRIED.get(name, AFTER.get(alone, "runs"))
        check(before == wanted, f"{name} ({alone}) and then a good boot: {before}, not {wanted}")
        wanted = BEHIND.get(alone, alone)
        check(behind == wanted, f"a good boot and then {name} ({alone}): {behind}, not {wanted}")


def test_pipe():
    """Standard input reads as the file does."""
    log = (ROOT / "fixtures/logs/brick-loop-rtt.log").read_bytes()
    done = subprocess.run([PROGRAM, "explain", "-"], input=log, capture_output=True, cwd=ROOT, timeout=TIMEOUT)
    text = run("explain", "fixtures/logs/brick-loop-rtt.log").replace("fixtures/logs/brick-loop-rtt.log", "standard input", 1)
    check(done.returncode == 0 and done.stdout.decode() == text, "standard input reads as the file does")
    wide = subprocess.run([PROGRAM, "explain", "-"], input=log.decode().encode("utf-16"), capture_output=True, cwd=ROOT, timeout=TIMEOUT)
    check(b"boot-loop" in wide.stdout and b"42 of them known" in wide.stdout, "a log that a Windows shell wrote as UTF-16")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        reports = test_simulator(folder)
        test_rules(reports)
        test_build(folder)
        test_schema()
        test_boots_around(folder)
        test_pipe()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
