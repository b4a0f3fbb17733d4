#!/usr/bin/env python3
"""How `nrf53pack check` grows with the waivers of a project file.

usage: bench/waivers.py [NRF53PACK] [COUNT]
A = check with COUNT waivers (50,000), B = with half of them. Twice the time is linear, four times quadratic.
"""
import pathlib
import sys
import tempfile

from measure import compare

root = pathlib.Path(__file__).resolve().parent.parent
program = sys.argv[1] if len(sys.argv) > 1 else str(root / "build/nrf53pack")
count = int(sys.argv[2]) if len(sys.argv) > 2 else 50000
tree = root / "fixtures/ncs32_dk_qspi_brick_source"


def check(folder, waivers):
    """Of a partition each, so that none covers anything."""
    path = folder / f"{waivers}.yml"
    path.write_text("waivers:\n" + "".join(f"- {{rule: N53-0601, reason: r, subject: p{i}}}\n" for i in range(waivers)))
    return [([program, "check", "--sdk-version", "3.2.1", "--config", str(path), "--format", "gcc", str(tree)], (1,))]


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    compare(f"A {count} waivers", check(folder, count), f"B {count // 2} waivers", check(folder, count // 2), runs=3)
