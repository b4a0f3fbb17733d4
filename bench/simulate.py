#!/usr/bin/env python3
"""Cuts per second, and how the time grows with the number of sectors.

usage: bench/simulate.py [EXPLORE] [MODE] [SCENARIO]
EXPLORE is the program tests/faults/explore_fault of a Release build with -DNRF53PACK_TESTS=ON. Each size runs RUNS times,
with one power cut at any place (so that every size is closed in seconds); the ratio is that of the medians.
"""
import pathlib
import re
import statistics
import subprocess
import sys
import time

RUNS = 5
SECTORS = (64, 128, 256, 512, 1024)

root = pathlib.Path(__file__).resolve().parent.parent
program = sys.argv[1] if len(sys.argv) > 1 else str(root / "build/tests/faults/explore_fault")
mode = sys.argv[2] if len(sys.argv) > 2 else "overwrite"
scenario = sys.argv[3] if len(sys.argv) > 3 else "app-permanent"


def explore(sectors):
    """Seconds and the counts that the program prints: states, cuts, boots."""
    start = time.perf_counter()
    done = subprocess.run([program, f"{mode},write=4,sectors={sectors},cuts=1", scenario],
                          capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    counts = re.search(r"(\d+) states, (\d+) cuts, (\d+) boots", done.stdout)
    if done.returncode not in (0, 1) or counts is None:
        raise SystemExit(f"{program} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return seconds, [int(count) for count in counts.groups()]


print(f"{mode}, write size 4, {scenario}, one cut at any place, {RUNS} runs each")
before = None
for size in SECTORS:
    runs = [explore(size) for _ in range(RUNS)]
    middle = statistics.median(seconds for seconds, _ in runs)
    states, cuts, boots = runs[0][1]
    grown = "" if before is None else f", {middle / before:.2f} times the time of half as many"
    print(f"{size} sectors: median {middle:.2f} s, {states} states, {cuts} cuts, {boots} boots, "
          f"{cuts / middle:.0f} cuts/s{grown}")
    before = middle
