#!/usr/bin/env python3
"""Runs test suites, as many at once as there are processors, and shows each one's output when it has ended.

usage: side_by_side.py SUITE...      a SUITE is a Python file, or a command line in one argument

A suite's last line "N passed, N failed" is its result, as in scripts/lib.sh; one without such a line counts as one case. Ends
with the sum.
"""
import concurrent.futures
import os
import re
import shlex
import subprocess
import sys
import time

RESULT = re.compile(r"^(\d+) passed, (\d+) failed$", re.MULTILINE)


def run(suite):
    """(title, output, seconds, passed, failed)"""
    command = [sys.executable, suite] if suite.endswith(".py") and " " not in suite else shlex.split(suite)
    start = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    output = done.stdout.decode("utf-8", "replace")
    results = RESULT.findall(output)
    passed, failed = map(int, results[-1]) if results else (0, 0)
    if not results:
        passed, failed = (1, 0) if done.returncode == 0 else (0, 1)
    elif done.returncode != 0 and failed == 0:
        output += f"exit status {done.returncode}\n"  # it broke off
        failed = 1
    return suite, output, time.monotonic() - start, passed, failed


def main():
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for future in concurrent.futures.as_completed([pool.submit(run, suite) for suite in sys.argv[1:]]):
            title, output, seconds, good, bad = future.result()
            print(f"\n-- {title}, {seconds:.0f} s\n{output}", end="", flush=True)
            passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed else 1


if __name__ == "__main__":
    sys.exit(main())
