#!/usr/bin/env python3
"""Runs ctest in a build folder and counts the cases inside the cmocka programs, not only the programs.

usage: run_ctest.py BUILD-FOLDER
"""
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET


def cmocka_cases(output):
    """(passed, failed) of a cmocka program's own summary, or None for another program."""
    run = re.search(r"^\[==========\].*?(\d+) test\(s\) run\.", output, re.M)
    good = re.search(r"^\[  PASSED  \] (\d+) test\(s\)", output, re.M)
    if not run or not good:
        return None
    return int(good[1]), int(run[1]) - int(good[1])


def main():
    folder = pathlib.Path(sys.argv[1])
    report = (folder / "ctest.xml").resolve()
    report.unlink(missing_ok=True)
    call = subprocess.run(["ctest", "--test-dir", str(folder), "--output-on-failure", "--no-tests=error",
                           "-j", "2", "--timeout", "300", "--output-junit", str(report),
                           "--test-output-size-passed", "1000000", "--test-output-size-failed", "1000000"])
    passed = failed = 0
    for case in ET.parse(report).getroot().iter("testcase"):
        good = case.get("status") == "run"
        inner = cmocka_cases(case.findtext("system-out") or "")
        if inner is None:
            inner = (1, 0) if good else (0, 1)
        elif not good and inner[1] == 0:
            inner = (inner[0], 1)  # all cases passed and the program still failed: a leak, a crash at exit
        passed += inner[0]
        failed += inner[1]
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or call.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
