#!/usr/bin/env python3
"""How much a second thread saves when many trees are checked in one call, and the processor time of one source tree.

usage: bench/check_fleet.py [NRF53PACK] [TREES]
A = --jobs 1, B = --jobs 2, C = two processes at once with --jobs 1 and half of the trees each: what this machine gives
to two that share nothing. A, B, C, A, B, C, ... so that all three meet the same load; TREES (200) copies of the sample
trees, one build (which needs dtc) for three source trees. Below one minute on an idle machine, and it stops adding
rounds after two.
"""
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from measure import print_ratio, print_times, rounds, run_all

root = pathlib.Path(__file__).resolve().parent.parent
program = sys.argv[1] if len(sys.argv) > 1 else str(root / "build/nrf53pack")
count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
SAMPLES = ("ncs32_dk_qspi_overwrite_source", "ncs32_dk_qspi_brick", "ncs20_child_single_pair_source",
           "ncs32_dk_qspi_brick_source")
ROUNDS = 15
SECONDS = 100
RUNS = 30
MORE = 50


def make_trees(folder):
    trees = [os.path.join(folder, f"tree{number}") for number in range(count)]
    for number, tree in enumerate(trees):
        shutil.copytree(root / "fixtures" / SAMPLES[number % len(SAMPLES)], tree)
    return trees


def check(jobs, trees):
    return [program, "check", "--jobs", jobs, *trees]


def run_beside(commands):
    """Runs the commands at the same time and returns the seconds until all have ended."""
    start = time.perf_counter()
    for process in [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]:
        if process.wait() not in (0, 1):
            raise SystemExit(f"{process.args[0]} ended with {process.returncode}")
    return time.perf_counter() - start


def compare_jobs(trees):
    sides = [lambda: run_all([(check("1", trees), (0, 1))]), lambda: run_all([(check("2", trees), (0, 1))]),
             lambda: run_beside([check("1", trees[: count // 2]), check("1", trees[count // 2 :])])]
    started = time.perf_counter()
    measured = rounds(sides, 1)
    while len(measured) < ROUNDS and time.perf_counter() - started < SECONDS:
        measured += [[side() for side in sides]]
    for number, name in enumerate((f"A {count} trees, --jobs 1", "B --jobs 2", "C two processes, half of them each")):
        print_times(name, [times[number] for times in measured])
    print_ratio("A/B, what --jobs 2 saves", [a / b for a, b, _ in measured])
    print_ratio("A/C, what this machine has to give", [a / c for a, _, c in measured])


def processor_time(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_tree(sample):
    tree = str(root / "fixtures" / sample)
    times = [processor_time([program, "check", tree]) * 1000 for _ in range(RUNS)]
    many = [processor_time(check("1", [tree] * MORE)) * 1000 for _ in range(RUNS // 3)]
    middle = statistics.median(times)
    print(f"processor time of {sample} alone, rules loaded for it: median {middle:.1f} ms, "
          f"min {min(times):.1f}, max {max(times):.1f}")
    print(f"each further tree of a call: {(statistics.median(many) - middle) / (MORE - 1):.1f} ms")


print(f"load before it began: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
with tempfile.TemporaryDirectory(prefix="nrf53pack-fleet-") as folder:
    compare_jobs(make_trees(folder))
for name in (SAMPLES[0], SAMPLES[2]):
    measure_tree(name)
