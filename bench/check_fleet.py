#!/usr/bin/env python3
"""How much a second thread saves when many trees are checked in one call, and the processor time of one source tree.

usage: bench/check_fleet.py [NRF53PACK] [TREES]
A = --jobs 1, B = --jobs 2, each with TREES (200) copies of the sample trees: one build for three source trees.
"""
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

from measure import compare

root = pathlib.Path(__file__).resolve().parent.parent
program = sys.argv[1] if len(sys.argv) > 1 else str(root / "build/nrf53pack")
count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
SAMPLES = ("ncs32_dk_qspi_overwrite_source", "ncs32_dk_qspi_brick", "ncs20_child_single_pair_source",
           "ncs32_dk_qspi_brick_source")
RUNS = 30


def processor_time(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


with tempfile.TemporaryDirectory(prefix="nrf53pack-fleet-") as folder:
    trees = [os.path.join(folder, f"tree{number}") for number in range(count)]
    for number, tree in enumerate(trees):
        shutil.copytree(root / "fixtures" / SAMPLES[number % len(SAMPLES)], tree)
    sides = [[([program, "check", "--jobs", jobs, *trees], (0, 1))] for jobs in ("1", "2")]
    compare(f"A {count} trees, --jobs 1", sides[0], "B --jobs 2", sides[1], runs=5)

MORE = 50
for sample in (SAMPLES[0], SAMPLES[2]):
    tree = str(root / "fixtures" / sample)
    times = [processor_time([program, "check", tree]) * 1000 for _ in range(RUNS)]
    many = [processor_time([program, "check", "--jobs", "1", *[tree] * MORE]) * 1000 for _ in range(RUNS // 3)]
    middle = statistics.median(times)
    print(f"processor time of {sample} alone, rules loaded for it: median {middle:.1f} ms, "
          f"min {min(times):.1f}, max {max(times):.1f}")
    print(f"each further tree of a call: {(statistics.median(many) - middle) / (MORE - 1):.1f} ms")
