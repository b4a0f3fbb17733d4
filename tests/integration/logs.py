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
TREES = ["ncs32_dk_qspi_brick", "ncs32_dk_qspi_nrf53boot"]  # all their scenarios; of others those of STATES
TIMEOUT = 120

# What the log of each scenario alone must say. The simulator knows more: 'installed' has its proof of every byte, and that a revert brought
# an image nobody tested ('upload-while-unconfirmed' under MCUboot), no line tells.
STATES = {
    "ncs32_dk_qspi_brick": {
        "confirmed": (
            "app-test-confirm app-upload-interrupted app-progressive-erase app-crash-before-confirm second-update-while-pending "
            "second-update-while-unconfirmed"
        ),
        "reverted": "app-test-revert upload-while-unconfirmed",
        "installed": "app-permanent",
        "update-refused": (
            "app-half-upload-marked damaged-image wrong-key unsigned-image image-larger-than-limit net-image-in-app-slot "
            "net-damaged-image net-wrong-key both-net-needs-another-app"
        ),
        "no-revert": "half-upload-while-unconfirmed",
        "boot-loop": (
            "net-only net-only-permanent net-upload-interrupted net-needs-new-app net-copy-refused-by-b0n net-transfer-fails "
            "net-transfer-hangs net-transfer-refused-for-ever net-transfer-fails-for-ever both-at-once both-app-marked-first "
            "both-without-dependencies net-update-after-app-update both-without-dependencies-revert net-update-under-swap-move "
            "net-update-single-pair net-update-single-pair-external net-update update-every-image"
        ),
    },
    "ncs32_dk_qspi_nrf53boot": {
        "confirmed": (
            "app-test-confirm app-upload-interrupted app-progressive-erase app-crash-before-confirm second-update-while-pending "
            "second-update-while-unconfirmed both-without-dependencies"
        ),
        "reverted": "app-test-revert both-without-dependencies-revert",
        "installed": (
            "app-permanent net-only net-only-permanent net-upload-interrupted net-transfer-fails net-transfer-hangs both-at-once "
            "both-app-marked-first net-update-after-app-update both-refused-then-permanent net-update-single-pair "
            "net-update-single-pair-external net-update update-every-image"
        ),
        "update-refused": (
            "app-half-upload-marked damaged-image wrong-key unsigned-image image-larger-than-limit net-image-in-app-slot "
            "net-needs-new-app net-damaged-image net-wrong-key net-copy-refused-by-b0n both-net-needs-another-app "
            "both-test-without-backup net-update-under-swap-move"
        ),
        "no-revert": "upload-while-unconfirmed half-upload-while-unconfirmed",
        "net-update-failed": "net-transfer-refused-for-ever net-transfer-fails-for-ever",
    },
    "ncs32_dk_qspi_overwrite": {
        "installed": "app-permanent net-only",
        "boot-loop": "net-transfer-refused-for-ever",
    },
}
WANTED = {(tree, scenario): state for tree, states in STATES.items() for state, names in states.items() for scenario in names.split()}
# What it must say besides.
SAID = {
    ("ncs32_dk_qspi_brick", "both-net-needs-another-app"): "installed image 0 (application) and not image 1 (network core): a mixed pair runs",
    ("ncs32_dk_qspi_nrf53boot", "both-without-dependencies-revert"): "the network core keeps the image",
    ("ncs32_dk_qspi_brick", "net-only"): "its primary slot is RAM and cannot be swapped",
}
# No log of an end that is good may be told as one of these, and none of a bad one as good news. Outcomes of the simulator.
DEAD = {"boot-loop", "no-bootable-image", "bootloader-stopped", "application-loop", "application-silent"}
BAD = {"boot-loop", "brick"}

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
    """(outcome, log, boots in it) of the scenario's path without a power cut."""
    lines = run("simulate", "--scenario", scenario, "--replay", "start", f"fixtures/{tree}", statuses=(0, 1)).splitlines()
    begins = [i for i, line in enumerate(lines) if re.match(r"\d+ (power on|reset|soft reset|watchdog|boots?)\b", line)]
    outcome = lines[-1].split(":")[0]
    log, boots = lines[:-1], len(begins)
    if re.search(r"^  -> panic", "\n".join(lines[begins[-1]:]), re.M):
        log += lines[begins[-1]:-1]
        boots += 1
    return outcome, "\n".join(log) + "\n", boots


def explain(paths, *options):
    """Fifty logs a call: a command line takes a hundred."""
    calls = [run("explain", "--format", "json", *options, *paths[i:i + 50]) for i in range(0, len(paths), 50)]
    return [report for call in calls for report in json.loads(call)["logs"]]


def test_simulator(folder):
    jobs = [(tree, scenario) for tree in TREES for scenario in scenarios(tree)] + [job for job in WANTED if job[0] not in TREES]
    check(set(WANTED) == set(jobs), f"scenarios that STATES has too many or lacks: {set(WANTED) ^ set(jobs)}")
    check(len(WANTED) == sum(len(names.split()) for states in STATES.values() for names in states.values()), "a scenario has two states")
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        replays = list(pool.map(lambda job: replay(*job), jobs))
    paths = []
    for (tree, scenario), (_, log, _) in zip(jobs, replays):
        paths.append(folder / f"{tree}-{scenario}.log")
        paths[-1].write_text(log)
    reports = explain([str(path) for path in paths])
    for job, (outcome, _, boots), report in zip(jobs, replays, reports):
        state, name = report["verdict"]["state"], f"{job[0]}, {job[1]}"
        check(state == WANTED.get(job), f"{name}: the simulator says {outcome}, the log {state}, not {WANTED.get(job)}")
        check(report["boots_seen"] == boots, f"{name}: {boots} boots, the log has {report['boots_seen']}")
        check((state in DEAD) == (outcome in BAD) or outcome == "no-next-update", f"{name}: the simulator says {outcome}, the log {state}")
        check(SAID.get(job, "") in "\n".join(report["verdict"]["details"]), f"{name}: {report['verdict']['details']}")
    return dict(zip(jobs, reports))


def test_rules(folder, reports):
    """Rules that a log points to exist; for the loop of a build it is the one that check finds there. A line that a rule quotes points to it."""
    rules = json.loads(run("explain", "--all", "--format", "json"))["rules"]
    known = {rule["rule"] for rule in rules}
    for path in sorted((ROOT / "src/log").rglob("*.c")):
        named = set(re.findall(r"N53-\d{4}", path.read_text()))
        check(named <= known, f"{path.name} names rules that do not exist: {sorted(named - known)}")
    loop = reports[("ncs32_dk_qspi_brick", "net-only")]
    check("N53-0001" in loop["rules"], "the loop of a swapped network image does not point to N53-0001")
    quoted = {(rule["rule"], text) for rule in rules for outcome in rule["outcomes"]
              for text in re.findall(r'"([^"]+)"', outcome["device_effect"])}
    log = folder / "quoted.log"
    log.write_text("".join(f"{text}\n" for _, text in quoted))
    lines = {line["text"]: line["rules"] for line in explain([str(log)])[0]["lines"]}
    check(len(lines) >= 3, f"lines that a rule quotes and that are known: {sorted(lines)}")
    for rule, text in sorted(quoted):
        check(text not in lines or rule in (lines[text] or "").split(), f"'{text}', which {rule} quotes, points to {lines.get(text)}")


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
# Said of what runs, and it still does; or of what was due, and is no more.
TRIED = {"on-trial-ansi": "confirmed", "on-trial-csv": "confirmed", "smpmgr": "confirmed", "nrf53boot-recovery": "installed", "dependency-not-met": "runs"}
# What carries a log from one place to another puts its own before each line.
ENVELOPES = {
    "port": "COM5: {line}",
    "bracket": "[ttyACM0] {line}",
    "table": "2025-05-16 07:14:37.123,COM5,RX,{line}",
    "quoted": '{number};"0.123456";"{quoted}"',
    "syslog": "May 16 07:14:37 gateway mcumgr[1234]: {line}",
    "no-process": "May 16 07:14:37 gateway mcumgr: {line}",
    "rfc5424": "<14>1 2025-05-16T07:14:37.123Z gateway mcumgr 1234 - - {line}",
    "journal": "Fri 2025-05-16 07:14:37 CEST gateway mcumgr[1234]: {line}",
    "docker": "2025-05-16T07:14:37.123456789Z {line}",
    "compose": "mcumgr-1  | 2025-05-16T07:14:37.123456789Z {line}",
}
# Lines that are no boot, behind one: of the application that it started, or of nothing on the device.
BEHIND = {"program-stopped": "application-stopped", "build-failed": "runs", "harmless": "runs", "not-known": "runs"}


def test_envelopes(folder):
    """Any log in any envelope: the same state, the same lines. One that is a table already has its envelope."""
    paths = [path for path in sorted((ROOT / "fixtures/logs").glob("*.log")) if not path.stem.endswith("-csv")]
    plain = explain([str(path) for path in paths])
    for name, envelope in ENVELOPES.items():
        wrapped = []
        for path in paths:
            lines = path.read_bytes().decode(errors="replace").replace("\r\n", "\n").split("\n")
            wrapped.append(folder / f"{path.stem}.{name}")
            wrapped[-1].write_text("".join(envelope.format(line=line, number=i, quoted=line.replace('"', '""')) + "\n" if line.strip() else "\n"
                                           for i, line in enumerate(lines)))
        for path, before, after in zip(paths, plain, explain([str(path) for path in wrapped])):
            wanted, got = ((report["verdict"]["state"], report["lines_known"], [line["text"] for line in report["lines"]]) for report in (before, after))
            check(got == wanted, f"{path.name} in {name}: {got[:2]}, not {wanted[:2]}; {set(got[2]) ^ set(wanted[2])}")


def test_boots_around(folder):
    """Any log before a boot that went well, and behind one: the state is that of the end. Alone it is the one of its case in tests/cli."""
    logs = {path.stem: path.read_bytes().rstrip(b"\n") + b"\n" for path in sorted((ROOT / "fixtures/logs").glob("*.log"))}
    paths = []
    for name, log in logs.items():
        for suffix, content in (("", log), ("-before", log + GOOD.encode()), ("-behind", GOOD.encode() + log)):
            paths.append(folder / f"{name}{suffix}.around")
            paths[-1].write_bytes(content)
    states = [report["verdict"]["state"] for report in explain([str(path) for path in paths])]
    for i, name in enumerate(logs):
        alone, before, behind = states[3 * i:3 * i + 3]
        case = ROOT / "tests/cli" / f"explain_log_{name.replace('-', '_')}" / "expect.txt"
        wanted = case.read_text().splitlines()[0] if case.is_file() else f"that of a case {case.parent.name}, which is missing"
        check(f"fixtures/logs/{name}.log: {alone}" == wanted, f"{name} alone: {alone}, wanted: {wanted}")
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
        test_rules(folder, reports)
        test_build(folder)
        test_schema()
        test_envelopes(folder)
        test_boots_around(folder)
        test_pipe()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
