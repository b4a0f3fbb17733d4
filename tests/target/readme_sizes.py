#!/usr/bin/env python3
"""The table of sizes in firmware/README.md is what the firmware build measures, within TOLERANCE.

usage: readme_sizes.py BUILD

BUILD is the folder of the firmware build. The compiler is the one the table names; another one is not compared.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOLERANCE = 0.03  # so that not every changed line of source changes a document


def measured(build):
    """{name: (flash, variables, stack)}"""
    text = subprocess.run(["cmake", "--build", build, "--target", "size"], check=True, capture_output=True, text=True).stdout
    rows = re.findall(r"^(\w+)\s+(\d+) of\s+\d+\s+(\d+) \+\s+\d+\s+(\d+) of\s+\d+\s+ok$", text, re.M)
    return {name: tuple(map(int, numbers)) for name, *numbers in rows}


def documented():
    text = (ROOT / "firmware/README.md").read_text(encoding="utf-8")
    compiler = re.search(r"for gcc ([\d.]+)", text)[1]
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \|$", text, re.M)
    return compiler, {name: tuple(map(int, numbers)) for name, *numbers in rows}


def main():
    compiler, table = documented()
    version = subprocess.run(["arm-none-eabi-gcc", "-dumpversion"], check=True, capture_output=True, text=True).stdout
    sizes = measured(sys.argv[1])
    failed = 0
    if not version.startswith(compiler):
        print(f"the table is for gcc {compiler}, here is {version.strip()}: only the names are compared")
        table = {name: sizes.get(name, numbers) for name, numbers in table.items()}
    for name in sorted(set(table) | set(sizes)):
        said, found = table.get(name), sizes.get(name)
        good = said and found and all(abs(a - b) <= max(16, TOLERANCE * b) for a, b in zip(said, found))
        if not good:
            failed += 1
            print(f"FAILED {name}: firmware/README.md says {said}, measured is {found}")
    print(f"{len(set(table) | set(sizes)) - failed} passed, {failed} failed")
    return 1 if failed or not table else 0


if __name__ == "__main__":
    sys.exit(main())
