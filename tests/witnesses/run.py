#!/usr/bin/env python3
"""Runs the witness of every rule both ways: the tree with the defect must end as the rule says, the mended one must not.

usage: run.py [--program FILE] [--update-page] [PART-OF-A-NAME...]

With the defect, `check --prove` must find the rule and say that its witness showed it; the command line that it prints
must play the path again. Mended, the rule must be silent and the same scenario must have no failing state, power cuts
included. A rule that bricks, loops, ignores updates or loses the rollback needs a line in table.py or a reason why the
machine cannot express it. The program is the environment variable NRF53PACK, else build-test/nrf53pack.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "mutations")]

import yaml  # noqa: E402

from table import WITNESSES  # noqa: E402
from tree import ROOT, NothingToEdit, Tree  # noqa: E402
from verdict import OTHER_DTC, SANITIZER  # noqa: E402

TIMEOUT = 300
MUST_BE_SHOWN = {"brick", "boot-loop", "rollback-lost", "update-ignored"}
# Bounds the search of the mended trees. The firmware of the sample trees is linked for their own slots; edits may move them.
MENDED = ["--max-cuts", "1", "--images", "synthetic", "--image-size", "8192"]
CONFIG_LINE = re.compile(r"^((?:SB_)?CONFIG_\w+)=(.+)$", re.M)


class Problem(Exception):
    pass


def load_rules():
    rules = {}
    for path in sorted((ROOT / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules") or []:
            rules[rule["id"]] = rule
    return rules


def consequences(rule):
    return {outcome.get("consequence", rule.get("consequence")) for outcome in rule.get("outcomes", [{}])}


class Bench:
    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.lock, self.locks, self.results = threading.Lock(), {}, {}

    def call(self, *arguments, statuses):
        environment = {name: value for name, value in os.environ.items() if name not in OTHER_DTC}
        done = subprocess.run([str(self.program), *arguments], env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=TIMEOUT)
        if SANITIZER.search(done.stderr) or done.returncode not in statuses:
            raise Problem(f"status {done.returncode} of {shlex.join(map(str, arguments))}\n{done.stderr[-2000:]}"
                          f"{done.stdout[-2000:]}")
        return done

    def tree(self, fixture, edits):
        tree = Tree(fixture, self.folder / os.urandom(6).hex() / "build", self.program)
        for edit in edits:
            edit(tree)
        return tree

    def once(self, tree, scenario, given, run):
        """What the mended tree ends in; many defects have the same tree when they are mended, which is run once."""
        files = hashlib.sha256(repr(sorted(tree.contents().items())).encode()).hexdigest()
        with self.lock:
            lock = self.locks.setdefault((files, scenario, tuple(given)), threading.Lock())
        with lock:
            if lock not in self.results:
                self.results[lock] = outcome_classes(run())
            return self.results[lock]

    def discard(self, tree):
        shutil.rmtree(tree.root.parent)


def findings(bench, witness, tree, *arguments):
    done = bench.call("check", "--format", "json", *arguments, *witness.given, str(tree.root / witness.path),
                      statuses=(0, 1))
    return [item for item in json.loads(done.stdout)["findings"] if item["rule"] == witness.rule]


def simulate(bench, witness, tree, scenario, arguments, statuses):
    done = bench.call("simulate", str(tree.root), "--scenario", scenario, "--format", "json", *arguments,
                      *witness.given, statuses=statuses)
    return json.loads(done.stdout)


def outcome_classes(report):
    return {failure["outcome"] for scenario in report["scenarios"] for failure in scenario["failures"]}


def show_defect(bench, witness, tree, scenario):
    found = findings(bench, witness, tree, "--prove")
    if [item["consequence"] for item in found] != [witness.consequence]:
        raise Problem(f"check says {[item['consequence'] for item in found]}, {witness.consequence} was expected")
    proof = found[0]["proof"]
    if witness.path != ".":
        if proof["state"] != "not shown" or "build" not in proof["reason"]:
            raise Problem(f"a single file cannot be run, but: {proof}")
        shown = outcome_classes(simulate(bench, witness, tree, scenario, ["--max-cuts", "0"], (1,)))
        if not shown & set(witness.outcomes):
            raise Problem(f"simulate shows {shown}, {witness.outcomes} was expected")
        return
    if proof["state"] != "shown" or proof["outcome"] not in witness.outcomes:
        raise Problem(f"{witness.outcomes} was expected: {proof}")
    words = shlex.split(proof["command"])
    if words[:2] != ["nrf53pack", "simulate"] or proof["replay"] not in words or scenario not in words:
        raise Problem(f"not the command line of the witness: {proof['command']}")
    replayed = bench.call(*words[1:], statuses=(0, 1))
    if not replayed.stdout.strip():
        raise Problem("the replay prints nothing")


def check_fix_is_the_rules(witness, tree, rule):
    """Where fragments of the rule's fix set symbols, the mended tree must have what one of them sets."""
    fragments = [CONFIG_LINE.findall(fix.get("fragment", "")) for fix in rule["fix"]]
    fragments = [lines for lines in fragments if lines]
    text = "\n".join(tree.read(name) for name in tree.names(r"(^|/)\.config$"))

    def holds(name, value):
        return (f"# {name} is not set\n" if value == "n" else f"{name}={value}\n") in text

    if fragments and not any(all(holds(*line) for line in lines) for lines in fragments):
        raise Problem(f"the mended tree has none of the rule's fixes: {fragments}")


def show_fix(bench, witness, tree, scenario, rule):
    check_fix_is_the_rules(witness, tree, rule)
    left = findings(bench, witness, tree)
    if left:
        raise Problem(f"mended, but still found: {left[0]['message']}")
    left = bench.once(tree, scenario, witness.given, lambda: simulate(bench, witness, tree, scenario, MENDED, (0, 1)))
    if left:
        raise Problem(f"mended, but the scenario still ends in {sorted(left)}")


def run_one(bench, witness, rules):
    rule = rules[witness.rule]
    scenario = rule["witness"]
    try:
        defect = bench.tree(witness.tree, witness.defect)
        show_defect(bench, witness, defect, scenario)
        mended = bench.tree(witness.fixed_tree, []) if witness.fixed_tree else \
            bench.tree(witness.tree, [*witness.defect, *witness.fix])
        show_fix(bench, witness, mended, scenario, rule)
        bench.discard(defect)
        bench.discard(mended)
    except (Problem, NothingToEdit, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def coverage(rules):
    covered = {witness.rule for witness in WITNESSES}
    lines = []
    for number, rule in sorted(rules.items()):
        none = rule["witness"].startswith("none:")
        if consequences(rule) & MUST_BE_SHOWN and not none and number not in covered:
            lines.append(f"{number} {rule['name']} names a scenario that no line of table.py runs")
        if number in covered and none:
            lines.append(f"{number} {rule['name']} says it has no witness, and table.py has one")
        if consequences(rule) & MUST_BE_SHOWN and none and len(rule["witness"]) < len("none: ") + 20:
            lines.append(f"{number} {rule['name']} gives no reason why it has no witness")
    return "\n".join(lines) or None


def documented(rules):
    """docs/witnesses.md has a line for each of these rules, with its scenario or the reason why there is none."""
    text = (ROOT / "docs/witnesses.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (N53-\d{4}) \| ([^|]*?) \|", text, re.M))
    lines = []
    for number, rule in sorted(rules.items()):
        wanted = rule["witness"].removeprefix("none:").strip()
        if consequences(rule) & MUST_BE_SHOWN and rows.get(number) != wanted:
            lines.append(f"{number}: the page says {rows.get(number)!r}, the rule {wanted!r}")
    lines += [f"{number}: the page has a row, there is no such rule" for number in sorted(rows.keys() - rules.keys())]
    return "\n".join(lines) or None


def update_page(rules):
    """Writes the table of those that are not run anew; how a scenario shows a rule is for people to say."""
    page = ROOT / "docs/witnesses.md"
    head, table = page.read_text(encoding="utf-8").split("| rule | why |\n|---|---|\n")
    rest = re.sub(r"^(\|.*\n)+", "", table)
    rows = "".join(f"| {number} | {rule['witness'].removeprefix('none:').strip()} |\n"
                   for number, rule in sorted(rules.items())
                   if consequences(rule) & MUST_BE_SHOWN and rule["witness"].startswith("none:"))
    page.write_text(f"{head}| rule | why |\n|---|---|\n{rows}{rest}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description="witnesses of the rules, run both ways")
    parser.add_argument("--program", default=os.environ.get("NRF53PACK", str(ROOT / "build-test/nrf53pack")))
    parser.add_argument("--update-page", action="store_true", help="only write what is not run into docs/witnesses.md")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    if options.update_page:
        return update_page(load_rules())
    program = pathlib.Path(options.program).resolve()
    if not program.exists():
        sys.exit(f"no program at {program}")
    rules = load_rules()
    jobs = [witness for witness in WITNESSES
            if not options.names or any(part in f"{witness.rule} {witness.name}" for part in options.names)]
    with tempfile.TemporaryDirectory(prefix="nrf53pack-witnesses-") as folder:
        bench = Bench(program, folder)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            problems = list(pool.map(lambda witness: run_one(bench, witness, rules), jobs))
    cases = [(f"{witness.rule} {rules[witness.rule]['name']}: {witness.name}", problem)
             for witness, problem in zip(jobs, problems)]
    if not options.names:
        cases.append(("coverage of the rules", coverage(rules)))
        cases.append(("docs/witnesses.md", documented(rules)))
    bad = [(name, problem) for name, problem in cases if problem]
    for name, problem in bad:
        print(f"FAILED {name}\n{problem}")
    print(f"{len(cases) - len(bad)} passed, {len(bad)} failed")
    return 1 if bad or not jobs else 0


if __name__ == "__main__":
    sys.exit(main())
