#!/usr/bin/env python3
"""How `nrf53pack check` grows with the findings: waivers of a project file that cover nothing, each a finding with its line.

usage: bench/waivers.py [NRF53PACK] [COUNT] [FORMAT...]
For each FORMAT (gcc, text and sarif) A = check with COUNT waivers (50,000), B = with half of them, in processor time (user
and system), which other programs hardly change. Twice the time is linear, four times quadratic.
"""
import pathlib
import sys
import tempfile

from measure import print_ratio, print_times, rounds, run_measured

root = pathlib.Path(__file__).resolve().parent.parent
program = sys.argv[1] if len(sys.argv) > 1 else str(root / "build/nrf53pack")
count = int(sys.argv[2]) if len(sys.argv) > 2 else 50000
formats = sys.argv[3:] or ["gcc", "text", "sarif"]
tree = root / "fixtures/ncs32_dk_qspi_brick_source"
RUNS = 3


def project_file(folder, waivers):
    """Of a partition each, so that none covers anything."""
    path = folder / f"{waivers}.yml"
    path.write_text("waivers:\n" + "".join(f"- {{rule: N53-0601, reason: r, subject: p{i}}}\n" for i in range(waivers)))
    return path


def check(config, form):
    return run_measured([program, "check", "--sdk-version", "3.2.1", "--config", str(config), "--format", form, str(tree)], (1,))


with tempfile.TemporaryDirectory() as name:
    configs = [project_file(pathlib.Path(name), waivers) for waivers in (count, count // 2)]
    for form in formats:
        pairs = [[side.processor for side in pair]
                 for pair in rounds([lambda config=config: check(config, form) for config in configs], RUNS)]
        print_times(f"{form} A {count} waivers", [a for a, _ in pairs])
        print_times(f"{form} B {count // 2} waivers", [b for _, b in pairs])
        print_ratio(f"{form} A/B", [a / b for a, b in pairs])
