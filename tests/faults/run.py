#!/usr/bin/env python3
"""Seeded faults: each is built into the bootloader and has to be found by the explorer; without it nothing is found.

usage: run.py BUILD-FOLDER [NAME]...     (a configured build with -DNRF53PACK_TESTS=ON, best a Release build)

A fault counts as found when the exploration ends with a failing state of an outcome that its file names. For each
device and scenario the unpatched bootloader has to close the exploration without a failing state.
"""
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from fault import Fault, FaultError  # noqa: E402

TIME_LIMIT = 120
HERE = pathlib.Path(__file__).resolve().parent


def build(folder):
    programs = folder / "tests" / "faults"
    for program in programs.glob("fault_*"):
        if program.is_file():
            program.unlink()  # one that no longer builds must not be run
    call = subprocess.run(["cmake", "--build", str(folder), "--target", "faults", "-j", str(os.cpu_count()),
                           "--", "-k"], capture_output=True, text=True)
    if call.returncode != 0:
        print("\n".join(line for line in call.stderr.splitlines() if "error" in line or "undefined" in line)[:4000])
    return programs


def explore(program, device, scenario):
    """(exit status, {outcome: states}, output)"""
    if not program.exists():
        return None, {}, "it was not built"
    try:
        call = subprocess.run([str(program), device, scenario], capture_output=True, text=True, timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        return None, {}, f"not finished in {TIME_LIMIT} s"
    return call.returncode, dict(re.findall(r"^outcome (\S+) (\d+)$", call.stdout, re.M)), call.stdout + call.stderr


def tell(good, title, text=""):
    print(f"{'ok' if good else 'FAILED'}: {title}")
    if not good or "-v" in sys.argv:
        print("".join(f"    {line}\n" for line in text.splitlines()), end="")
    sys.stdout.flush()
    return good


def try_fault(programs, path):
    try:
        fault = Fault(path)
        fault.apply(HERE.parent.parent)
    except FaultError as error:
        return tell(False, path.stem, str(error)), None
    status, found, output = explore(programs / f"fault_{fault.name}", fault.device, fault.scenario)
    named = [outcome for outcome in found if outcome in fault.found.split()]
    good = status == 1 and bool(named)
    counts = ", ".join(f"{outcome} {count}" for outcome, count in found.items()) or "nothing"
    return tell(good, f"{fault.name}: {fault.what}: found {counts}", output), (fault.device, fault.scenario)


def main():
    words = [word for word in sys.argv[1:] if word != "-v"]
    programs = build(pathlib.Path(words[0]))
    results, places = [], set()
    for path in sorted((HERE / "faults").glob("*.fault")):
        if len(words) > 1 and path.stem not in words[1:]:
            continue
        good, place = try_fault(programs, path)
        results.append(good)
        places.add(place)
    for device, scenario in sorted(places - {None}):
        status, _, output = explore(programs / "explore_fault", device, scenario)
        last = output.splitlines()[-2:-1] if status == 0 else [""]
        results.append(tell(status == 0, f"no fault: {scenario} on {device}: {last[0]}", output))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
