#!/usr/bin/env python3
"""The same mistake in a source tree and in the build that it makes: both must give the same rules.

usage: run.py [--program FILE] [NAME...]

Each pair (pairs.py) is one mistake, made in a build fixture and in the source fixture beside it. Checked are
  * the rules of severity brick and error that speak of each tree: the same ids and severities, and the pair's own among them;
  * that the tree without the mistake does not have those;
  * that every finding of the source tree names a place in a file of that tree, or a source for what stands in none.
"""
import argparse
import concurrent.futures
import os
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/mutations"))

from pairs import PAIRS  # noqa: E402
from tree import NothingToEdit, Tree  # noqa: E402
from verdict import Crash, Verdict  # noqa: E402

SEVERE = ("brick", "error")


def verdict_of(program, folder, fixture, edits, arguments):
    tree = Tree(fixture, pathlib.Path(folder) / fixture / "tree", program)
    for edit in edits:
        edit(tree)
    return Verdict(program, [*arguments, str(tree.root)], folder)


def severe(verdict):
    return sorted({f"{item['rule']} {item['severity']}" for item in verdict.report["findings"]
                   if item["severity"] in SEVERE})


def without_place(verdict):
    """Findings of which no fact says where it comes from."""
    bad = []
    for item in verdict.report["findings"]:
        placed = any((fact.get("origin") or {}).get("file") or fact.get("default") for fact in item["facts"])
        if not placed:
            bad.append(item["rule"])
    return bad


def run_pair(program, pair):
    with tempfile.TemporaryDirectory(prefix="nrf53pack-pair-") as folder:
        arguments = pair.arguments
        base = Verdict(program, [*arguments, str(ROOT / "fixtures" / pair.source)], folder)
        build = verdict_of(program, folder, pair.build, pair.build_edits, arguments)
        source = verdict_of(program, folder, pair.source, pair.source_edits, arguments)
    problems = []
    for name, verdict in (("build", build), ("source", source)):
        if verdict.status not in (0, 1):
            problems.append(f"{name}: status {verdict.status}: {verdict.errors.strip()}")
    if severe(build) != severe(source):
        problems.append(f"the build has {severe(build)}, the source tree {severe(source)}")
    for rule in pair.rules:
        if rule not in source.rules() or rule not in build.rules():
            problems.append(f"{rule} is missing (build {rule in build.rules()}, source {rule in source.rules()})")
        if pair.source_edits and rule in base.rules():
            problems.append(f"{rule} speaks of the tree without the mistake too")
    problems += [f"{rule} names no place" for rule in without_place(source)]
    return problems


def main():
    parser = argparse.ArgumentParser(description="source trees beside their builds")
    parser.add_argument("--program", default=os.environ.get("NRF53PACK", str(ROOT / "build-test/nrf53pack")))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    program = pathlib.Path(options.program).resolve()
    pairs = [pair for pair in PAIRS if not options.names or any(name in pair.name for name in options.names)]

    def attempt(pair):
        try:
            return run_pair(program, pair)
        except (NothingToEdit, Crash, OSError, ValueError) as error:
            return [f"{type(error).__name__}: {error}"]

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(attempt, pairs))
    bad = [(pair, problems) for pair, problems in zip(pairs, outcomes) if problems]
    for pair, problems in bad:
        print(f"FAILED {pair.name}")
        for problem in problems:
            print(f"    {problem}")
    print(f"{len(pairs) - len(bad)} passed, {len(bad)} failed")
    return 1 if bad or not pairs else 0


if __name__ == "__main__":
    sys.exit(main())
