#!/usr/bin/env python3
"""Source trees beside the builds that they make: fixtures/pairs/<name>/{source,build}.

usage: run.py [--program FILE] [--update] [NAME...]

pair.json says what a pair is: "states" in words, "arguments" of the check, "rules" that speak of both trees ("sound": of a
project that has to pass), and "base", the pair without the mistake. Checked are
  * the rules of severity brick and error that speak of each tree: the same ids and severities, and the pair's own among them;
  * that the base does not have the pair's own;
  * that a sound pair ends with status 0 and no brick or error;
  * that every finding of the source tree names a place in a file of that tree, or a source for what stands in none;
  * the findings in text and JSON against expect.txt and expect.json, without what every new rule changes (notes, undecided rules, counts);
  * that all trees in one call give the same report in the same order with one thread and with several.
--update writes the expect files anew.
"""
import argparse
import concurrent.futures
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAIRS = ROOT / "fixtures/pairs"
sys.path.insert(0, str(ROOT / "tests/mutations"))

from verdict import OTHER_DTC, TIMEOUT, Crash, Verdict  # noqa: E402

SEVERE = ("brick", "error")
SIDES = ("build", "source")
LEAST_PAIRS = 40
LEAST_SOUND = 15
DROPPED = re.compile(r"^undecided|^\d+ brick, ")
PLACE = re.compile(r"^  (-->|fix )")


def text_of(program, arguments, folder):
    environment = {name: value for name, value in os.environ.items() if name not in OTHER_DTC}
    done = subprocess.run([program, "check", *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=TIMEOUT)
    return done.stdout


def short_text(text):
    """The first line, and of each finding its message, the places and the fixes."""
    if not text.strip():
        raise ValueError("the program prints nothing")
    paragraphs = text.split("\n\n")
    short = [paragraphs[0].splitlines()[0]]
    for paragraph in paragraphs[1:]:
        lines = paragraph.rstrip("\n").splitlines()
        if DROPPED.match(lines[0]):
            continue
        kept, wanted = [], True
        for line in lines:
            if line.startswith(("  on the device:", "  in no file:", "  source", "  because")):
                wanted = False
            elif PLACE.match(line):
                wanted = True
            if wanted:
                kept.append(line)
        short.append("\n".join(kept))
    return "\n\n".join(short) + "\n"


def short_findings(verdict):
    def fact(item):
        name = item.get("symbol") or item.get("partition") or item.get("node") or item.get("file")
        return f"{name}={item['value']}"

    return [{"rule": f"{item['rule']} {item['name']}", "severity": item["severity"], "consequence": item["consequence"],
             "message": item["message"], "facts": sorted(fact(each) for each in item["facts"])}
            for item in verdict.report["findings"]]


def severe(verdict):
    return sorted({f"{item['rule']} {item['severity']}" for item in verdict.report["findings"]
                   if item["severity"] in SEVERE})


def without_place(verdict):
    """Findings of which no fact says where it comes from."""
    return [item["rule"] for item in verdict.report["findings"]
            if not any((fact.get("origin") or {}).get("file") or fact.get("default") for fact in item["facts"])]


def compare(path, actual, update):
    if update:
        path.write_text(actual, encoding="utf-8")
        return []
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(expected.splitlines(), actual.splitlines(), f"{path.name} expected", "actual", "", "", 1,
                                 lineterm="")
    return [] if expected == actual else ["\n".join(lines)]


def judge(pair, verdicts, base):
    problems = [f"{side}: status {verdict.status}: {verdict.errors.strip()}"
                for side, verdict in verdicts.items() if verdict.status not in ((0,) if pair.get("sound") else (0, 1))]
    build, source = (severe(verdicts[side]) for side in SIDES)
    if build != source:
        problems.append(f"the build has {build}, the source tree {source}")
    if pair.get("sound") and (build or source):
        problems.append(f"a sound project is accused: {build} {source}")
    for rule in pair["rules"]:
        problems += [f"{rule} is missing in the {side}" for side in SIDES if rule not in verdicts[side].rules()]
        if base is not None and rule in base.rules():
            problems.append(f"{rule} speaks of the tree without the mistake too")
    return problems + [f"{rule} names no place" for rule in without_place(verdicts["source"])]


def run_pair(program, folder, update):
    pair = json.loads((folder / "pair.json").read_text(encoding="utf-8"))
    arguments = pair.get("arguments", [])
    verdicts = {side: Verdict(program, [*arguments, side], folder) for side in SIDES}
    base = Verdict(program, [*arguments, "source"], PAIRS / pair["base"]) if "base" in pair else None
    problems = judge(pair, verdicts, base)
    text = "\n".join(short_text(text_of(program, [*arguments, side], folder)) for side in SIDES)
    values = {side: {"status": verdicts[side].status, "findings": short_findings(verdicts[side])} for side in SIDES}
    problems += compare(folder / "expect.txt", text, update)
    problems += compare(folder / "expect.json", json.dumps(values, indent=1, ensure_ascii=False) + "\n", update)
    return problems, bool(pair.get("sound"))


def run_fleet(program, folders):
    """All trees in one call; the threads must not be seen in what it says."""
    trees = [f"{folder.name}/{side}" for folder in folders for side in SIDES]
    one, many = (re.sub(r"\d+\.\d ms", "<TIME>", text_of(program, ["--jobs", jobs, *trees], PAIRS)) for jobs in ("1", "8"))
    order = [line.split(": ")[0] for line in one.splitlines() if re.match(r"\S+/(build|source): ", line)]
    problems = [] if one == many else ["all trees in one call: eight threads say something else than one"]
    if order != trees:
        problems.append("all trees in one call: not in the order of the call")
    if f"\nall {len(trees)} inputs: " not in one:
        problems.append("all trees in one call: no line for all")
    return problems


def main():
    parser = argparse.ArgumentParser(description="source trees beside their builds")
    parser.add_argument("--program", default=os.environ.get("NRF53PACK", str(ROOT / "build-test/nrf53pack")))
    parser.add_argument("--update", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    program = pathlib.Path(options.program).resolve()
    folders = [path.parent for path in sorted(PAIRS.glob("*/pair.json"))
               if not options.names or any(name in path.parent.name for name in options.names)]

    def attempt(folder):
        try:
            return run_pair(program, folder, options.update)
        except (Crash, OSError, ValueError, KeyError) as error:
            return [f"{type(error).__name__}: {error}"], False

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(attempt, folders))
    bad = [(folder.name, problems) for folder, (problems, _) in zip(folders, outcomes) if problems]
    sound = sum(is_sound for _, is_sound in outcomes)
    fleet = run_fleet(program, folders)
    if not options.names and (len(folders) < LEAST_PAIRS or sound < LEAST_SOUND):
        fleet.append(f"{len(folders)} pairs, {sound} of them sound: {LEAST_PAIRS} and {LEAST_SOUND} are the least")
    for name, problems in [*bad, *([("all pairs", fleet)] if fleet else [])]:
        print(f"FAILED {name}")
        for problem in problems:
            print(f"    {problem}")
    print(f"{sound} sound")
    print(f"{len(folders) - len(bad)} passed, {len(bad) + len(fleet)} failed")
    return 1 if bad or fleet or not folders else 0


if __name__ == "__main__":
    sys.exit(main())
