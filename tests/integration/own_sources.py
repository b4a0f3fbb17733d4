#!/usr/bin/env python3
"""`check --deployed` of a build and the very sources that it is made of: nothing differs, so that no rule about devices in the
field may accuse, but for what it says of the build as its own successor.

usage: NRF53PACK=PROGRAM own_sources.py [PART-OF-A-NAME...]
"""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
FIXTURES = ROOT / "fixtures"
LEAST = 80
# What sources say as exactly as a build does, so that it has to be decided: the signature type and encryption.
DECIDED = {"N53-1407", "N53-1418"}


def pairs():
    for folder in sorted(FIXTURES.glob("pairs/*")):
        arguments = json.loads((folder / "pair.json").read_text(encoding="utf-8")).get("arguments", [])
        yield folder.name, folder / "build", folder / "source", arguments
    for source in sorted(FIXTURES.glob("*_source")):
        build = source.with_name(source.name.removesuffix("_source"))
        if build.is_dir():
            yield build.name, build, source, []


def deployed_rules(released, new, arguments=()):
    """(rules that accuse, rules that could not be decided), of those about devices in the field."""
    done = subprocess.run([str(PROGRAM), "check", *arguments, "--format", "json", "--deployed", str(released), str(new)],
                          capture_output=True, text=True, timeout=120)
    if done.returncode not in (0, 1):
        raise ValueError(f"exit status {done.returncode}: {done.stderr}")
    report = json.loads(done.stdout)
    return [{item["rule"] for item in report[part] if item["rule"].startswith("N53-14")} for part in ("findings", "undecided")]


def judge(name, build, source, arguments):
    try:
        accusing, undecided = deployed_rules(build, source, arguments)
        if accusing:
            accusing -= deployed_rules(build, build, arguments)[0]
    except (ValueError, KeyError, subprocess.TimeoutExpired) as error:
        return name, str(error)
    if accusing or undecided & DECIDED:
        return name, f"accuses: {sorted(accusing)}, not decided: {sorted(undecided & DECIDED)}"
    return name, None


def control():
    """Sources that do differ are accused."""
    accusing, _ = deployed_rules(FIXTURES / "pairs/overwrite_only/build", FIXTURES / "pairs/no_signatures/source")
    return "other sources", None if "N53-1407" in accusing else f"{sorted(accusing)} and not N53-1407"


def main():
    chosen = [pair for pair in pairs() if len(sys.argv) < 2 or any(part in pair[0] for part in sys.argv[1:])]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(lambda pair: judge(*pair), chosen))
    outcomes.append(control())
    if len(sys.argv) < 2 and len(chosen) < LEAST:
        outcomes.append(("all", f"{len(chosen)} pairs, {LEAST} are the least"))
    bad = [(name, problem) for name, problem in outcomes if problem]
    for name, problem in bad:
        print(f"FAILED {name}\n  {problem}")
    print(f"{len(outcomes) - len(bad)} passed, {len(bad)} failed")
    return 1 if bad or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
