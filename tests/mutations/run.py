#!/usr/bin/env python3
"""Changes one fact of a sample tree at a time and looks whether the verdict moves as the rule says.

usage: run.py [--program FILE] [PART-OF-A-NAME...]

Two tables: keeps.py holds edits that mean nothing and must change nothing, changes_*.py those that mean something. The
program is the environment variable NRF53PACK, else build-test/nrf53pack. A rule that no mutation reaches needs a reason
in unreached.py.
"""
import argparse
import collections
import concurrent.futures
import difflib
import importlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from edits import NothingToEdit  # noqa: E402
from keeps import KEEPS  # noqa: E402
from mutation import Same  # noqa: E402
from tree import ROOT, Tree  # noqa: E402
from unreached import UNREACHED  # noqa: E402
from verdict import Crash, Verdict  # noqa: E402


def load_changes():
    names = sorted(path.stem for path in HERE.glob("changes_*.py"))
    return [mutation for name in names for mutation in importlib.import_module(name).CHANGES]


class Outcome:
    def __init__(self, name, problem, rules=()):
        self.name, self.problem, self.rules = name, problem, rules


class Bench:
    """Copies of trees, and the verdicts of those without edits, which many mutations share."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.originals = {}
        self.count = 0

    def copy(self, fixture, name="tree"):
        self.count += 1
        return Tree(fixture, self.folder / f"{self.count}-{os.urandom(4).hex()}" / name, self.program)

    def edited(self, fixture, edits, name="tree"):
        tree = self.copy(fixture, name)
        before = tree.contents()
        for edit in edits:
            edit(tree)
        if edits and tree.contents() == before:
            raise NothingToEdit("the edits change nothing")
        return tree

    def discard(self, tree):
        shutil.rmtree(self.folder / tree.root.relative_to(self.folder).parts[0])

    def original(self, fixture, path, given):
        key = (fixture, path, tuple(given))
        if key not in self.originals:
            tree = self.copy(fixture)
            self.originals[key] = (tree, Verdict(self.program, [*given, str(tree.root / path)], self.folder))
        return self.originals[key]


def signed(difference):
    return collections.Counter({f"{sign}{text}": count for text, n in difference.items()
                                for sign, count in (("+", n), ("-", -n)) if count > 0})


def expected_status(mutation, before):
    if mutation.error is not None:
        return 3
    if mutation.status is not None:
        return mutation.status
    left = before.counts()
    for text in mutation.expect:
        left[text[1:]] += 1 if text[0] == "+" else -1
    return 1 if any(count > 0 and text.split()[1] in ("brick", "error") for text, count in left.items()) else 0


def compare_change(mutation, before, after):
    status = expected_status(mutation, before)
    lines = []
    if after.status != status:
        lines.append(f"exit status {after.status}, {status} was expected")
    if mutation.error is not None:
        if mutation.error not in after.errors:
            lines.append(f"stderr does not hold {mutation.error!r}: {after.errors.strip()!r}")
        return lines
    if after.errors:
        lines.append(f"stderr: {after.errors.strip()}")
    difference = after.counts()
    difference.subtract(before.counts())
    actual, wanted = signed(difference), collections.Counter(mutation.expect)
    lines += [f"    expected, but not there: {text}" for text in sorted((wanted - actual).elements())]
    lines += [f"    not expected: {text}" for text in sorted((actual - wanted).elements())]
    return lines


def messages(after):
    return [f"    {item['rule']}: {item['message']}" for item in after.report["findings"]] + \
        [f"    {item['rule']} undecided: {'; '.join(item['missing'])}" for item in after.report["undecided"]]


def run_change(bench, mutation):
    _, before = bench.original(mutation.tree, mutation.path, mutation.given)
    tree = bench.edited(mutation.tree, mutation.edits)
    after = Verdict(bench.program, [*mutation.given, *mutation.arguments, str(tree.root / mutation.path)], bench.folder)
    bench.discard(tree)
    lines = compare_change(mutation, before, after)
    if not mutation.edits and not mutation.arguments:
        lines.append("neither an edit nor an argument")
    moved = {text[1:9] for text in mutation.expect if "undecided" not in text}
    return Outcome(f"{mutation.tree}: {mutation.name}", "\n".join(lines + messages(after)) if lines else None,
                   moved & (before.rules() | after.rules()))


def run_same(bench, mutation, fixture):
    original, before = bench.original(fixture, ".", [])
    tree = bench.edited(fixture, mutation.edits, mutation.folder)
    cwd = {"root": tree.root, "parent": tree.root.parent, "inside": tree.root / "mcuboot"}[mutation.cwd]
    call = mutation.call.format(root=tree.root, name=tree.root.name)
    if call.startswith("link"):
        (tree.root.parent / "link").symlink_to(tree.root)
    after = Verdict(bench.program, [*mutation.arguments, call], cwd)
    bench.discard(tree)
    words = before.words(original.root)
    if mutation.renamed:
        old, new = mutation.renamed
        words = [line.replace(f" {old}/", f" {new}/").replace(f"_b0_{old}.", f"_b0_{new}.") for line in words]
    difference = difflib.unified_diff(words, after.words(tree.root, call.rstrip("/")),
                                      "without the edit", "with the edit", lineterm="", n=0)
    return Outcome(f"{fixture}: {mutation.name}", "\n".join(difference) or None)


def run_one(bench, job):
    mutation, fixture = job
    try:
        if isinstance(mutation, Same):
            return run_same(bench, mutation, fixture)
        return run_change(bench, mutation)
    except (NothingToEdit, Crash, OSError, ValueError, subprocess.SubprocessError) as error:
        return Outcome(f"{fixture}: {mutation.name}", f"{type(error).__name__}: {error}")


def rule_names():
    text = "".join(path.read_text() for path in sorted((ROOT / "rules").glob("*.yml")))
    return dict(re.findall(r"^  - id: (N53-\d{4})\n    name: (\S+)$", text, re.M))


def report_coverage(outcomes):
    """Which rules no mutation made fire or fall silent, and whether each has a reason that still holds."""
    rules = rule_names()
    hit = {rule for outcome in outcomes for rule in outcome.rules}
    print(f"{len(hit)} of {len(rules)} rules were made to fire or to fall silent")
    for rule in sorted(set(rules) - hit):
        print(f"  not reached: {rule} {rules[rule]}: {UNREACHED.get(rule, 'no reason is given')}")
    problems = [f"{rule} {rules[rule]} is reached by no mutation, and unreached.py gives no reason"
                for rule in sorted(set(rules) - hit - set(UNREACHED))]
    problems += [f"unreached.py speaks of {rule}, which {'is reached' if rule in hit else 'does not exist'}"
                 for rule in sorted(UNREACHED) if rule in hit or rule not in rules]
    return Outcome("coverage of the rules", "\n".join(problems) or None)


def main():
    parser = argparse.ArgumentParser(description="mutations of the sample trees")
    parser.add_argument("--program", default=os.environ.get("NRF53PACK", str(ROOT / "build-test/nrf53pack")))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    program = pathlib.Path(options.program).resolve()
    if not program.exists():
        sys.exit(f"no program at {program}")
    jobs = [(mutation, fixture) for mutation in KEEPS for fixture in mutation.trees]
    jobs += [(mutation, mutation.tree) for mutation in load_changes()]
    names = [f"{fixture}: {mutation.name}" for mutation, fixture in jobs]
    doubles = [name for name, count in collections.Counter(names).items() if count > 1]
    if doubles:
        sys.exit(f"two mutations have one name: {', '.join(doubles)}")
    if options.names:
        jobs = [job for job, name in zip(jobs, names) if any(part in name for part in options.names)]
    with tempfile.TemporaryDirectory(prefix="nrf53pack-mutations-") as folder:
        bench = Bench(program, folder)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            outcomes = list(pool.map(lambda job: run_one(bench, job), jobs))
    if not options.names:
        outcomes.append(report_coverage(outcomes))
    bad = [outcome for outcome in outcomes if outcome.problem]
    for outcome in bad:
        print(f"FAILED {outcome.name}\n{outcome.problem}")
    print(f"{len(outcomes) - len(bad)} passed, {len(bad)} failed")
    return 1 if bad or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
