"""Paired wall-clock measurement of whole processes: A, B, A, B, ... and the ratio pair by pair."""
import statistics
import subprocess
import time


def run_all(commands, env=None):
    """Runs the commands one after the other and returns the seconds they took together."""
    start = time.perf_counter()
    for command, allowed in commands:
        status = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
        if status.returncode not in allowed:
            raise SystemExit(f"{command[0]} ended with {status.returncode}: {status.stderr.decode(errors='replace')}")
    return time.perf_counter() - start


def compare(name_a, commands_a, name_b, commands_b, runs=15, env=None, ratio="A/B"):
    """Prints medians of both sides and the median ratio of the pairs; returns that ratio."""
    run_all(commands_a, env)  # warm-up, not counted
    run_all(commands_b, env)
    pairs = [(run_all(commands_a, env), run_all(commands_b, env)) for _ in range(runs)]
    ratios = [a / b if ratio == "A/B" else b / a for a, b in pairs]
    for name, side in ((name_a, 0), (name_b, 1)):
        times = [pair[side] * 1000 for pair in pairs]
        print(f"{name}: median {statistics.median(times):.1f} ms, min {min(times):.1f}, max {max(times):.1f}")
    middle = statistics.median(ratios)
    print(f"ratio {ratio}: median {middle:.2f}, min {min(ratios):.2f}, max {max(ratios):.2f}, {runs} pairs")
    return middle
