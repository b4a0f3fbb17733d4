"""Paired wall-clock measurement of whole processes: A, B, A, B, ... and the ratio pair by pair."""
import collections
import os
import statistics
import subprocess
import time

Measured = collections.namedtuple("Measured", "wall processor")


def run_all(commands, env=None):
    """Runs the commands one after the other and returns the seconds they took together."""
    start = time.perf_counter()
    for command, allowed in commands:
        status = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
        if status.returncode not in allowed:
            raise SystemExit(f"{command[0]} ended with {status.returncode}: {status.stderr.decode(errors='replace')}")
    return time.perf_counter() - start


def run_measured(command, allowed=(0,)):
    """Runs one command and returns its seconds: wall, and user and system of its own process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise SystemExit(f"{command[0]} ended with {process.returncode}: {message.decode(errors='replace')}")
    return Measured(wall, usage.ru_utime + usage.ru_stime)


def rounds(sides, runs):
    """Calls the sides (functions that return what they measured) in turn; the first round is a warm-up and not counted."""
    return [[side() for side in sides] for _ in range(runs + 1)][1:]


def print_times(name, seconds):
    times = [second * 1000 for second in seconds]
    print(f"{name}: median {statistics.median(times):.1f} ms, min {min(times):.1f}, max {max(times):.1f}", flush=True)


def print_ratio(name, ratios):
    """Prints and returns the median of ratios that were taken pair by pair."""
    middle = statistics.median(ratios)
    print(f"ratio {name}: median {middle:.2f}, min {min(ratios):.2f}, max {max(ratios):.2f}, {len(ratios)} pairs",
          flush=True)
    return middle


def compare(name_a, commands_a, name_b, commands_b, runs=15, env=None, ratio="A/B"):
    """Prints medians of both sides and the median ratio of the pairs; returns that ratio."""
    pairs = rounds([lambda: run_all(commands_a, env), lambda: run_all(commands_b, env)], runs)
    print_times(name_a, [a for a, _ in pairs])
    print_times(name_b, [b for _, b in pairs])
    return print_ratio(ratio, [a / b if ratio == "A/B" else b / a for a, b in pairs])
