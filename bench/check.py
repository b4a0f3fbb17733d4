#!/usr/bin/env python3
"""How much `nrf53pack check` adds to the devicetree compiler runs that it needs.

usage: bench/check.py [NRF53PACK] [BUILD]
A = nrf53pack check BUILD, B = dtc on each zephyr.dts of BUILD, one after the other.
"""
import pathlib
import sys

from measure import compare

root = pathlib.Path(__file__).resolve().parent.parent
program = sys.argv[1] if len(sys.argv) > 1 else str(root / "build/nrf53pack")
build = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else root / "fixtures/ncs32_dk_qspi_overwrite"

trees = sorted(build.rglob("zephyr.dts"))
if not trees:
    raise SystemExit(f"no zephyr.dts in {build}")
dtc = [(["dtc", "-q", "-@", "-I", "dts", "-O", "dtb", "-o", "/dev/null", str(tree)], (0,)) for tree in trees]
compare(f"A nrf53pack check {build.name}", [([program, "check", str(build)], (0, 1))],
        f"B dtc on {len(trees)} files", dtc)
