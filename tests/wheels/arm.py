#!/usr/bin/env python3
"""The wheel for 64-bit ARM: its programs, under QEMU, beside the program for this machine, on the same inputs (scripts/full/wheel.sh).

usage: arm.py WHEEL OTHER-PROGRAM
"""
import pathlib
import struct
import sys
import tempfile

from beside import ROOT, Cases, check_licences, run, same_output, same_packages, same_reports, unpack

AARCH64 = 183
DYNAMIC, INTERP = 2, 3
DEVICETREE = ROOT / "fixtures/ncs32_dk_qspi_brick"
cases = Cases()


def alone(path):
    """A 64-bit ARM program without a loader."""
    data = path.read_bytes()
    machine, = struct.unpack_from("<H", data, 18)
    offset, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    kinds = {struct.unpack_from("<I", data, offset + size * i)[0] for i in range(count)}
    return data[:5] == b"\x7fELF\x02" and machine == AARCH64 and not kinds & {DYNAMIC, INTERP}


def same_devicetrees(emulated, programs, folder):
    sources = sorted(DEVICETREE.rglob("zephyr.dts"))
    cases.check("there are devicetrees", sources, DEVICETREE)
    for number, source in enumerate(sources):
        seen, wanted = folder / f"{number}.seen", folder / f"{number}.wanted"
        done = run([*emulated, programs["nrf53pack-dtc"], "-q", "-O", "dtb", "-o", seen, source])
        run(["dtc", "-q", "-O", "dtb", "-o", wanted, source])
        cases.check(f"nrf53pack-dtc {source.relative_to(ROOT)}", wanted.exists() and seen.exists() and
                    seen.read_bytes() == wanted.read_bytes(), done)


def main():
    wheel, own = pathlib.Path(sys.argv[1]), [pathlib.Path(sys.argv[2]).resolve()]
    emulated = ["qemu-aarch64-static"]
    with tempfile.TemporaryDirectory(prefix="nrf53pack-arm-") as name:
        folder = pathlib.Path(name)
        programs = unpack(wheel, folder / "files")
        check_licences(cases, wheel, zig=True)
        for file, path in programs.items():
            cases.check(f"{file} is for ARM and needs no shared library", alone(path), path)
        arm = [*emulated, programs["nrf53pack"]]
        for arguments in (["version"], ["explain", "N53-0101"], ["map", "fixtures/ncs32_dk_qspi_overwrite"], ["no-such-command"]):
            same_output(cases, arm, own, *arguments)
        # it runs the dtc of this machine: QEMU emulates one program, not those that it starts
        same_reports(cases, arm, own, ("ncs32_dk_qspi_brick", "ncs20_child_single_pair"))
        same_packages(cases, arm, own, folder)
        same_devicetrees(emulated, programs, folder)
    cases.finish()


if __name__ == "__main__":
    main()
