#!/usr/bin/env python3
"""The wheel for Windows: its programs, under Wine, beside the program for this machine, on the same inputs (scripts/windows.sh).

usage: windows.py WHEEL OTHER-PROGRAM
"""
import pathlib
import shutil
import sys
import tempfile

from beside import KEY, ROOT, Cases, check_licences, run, same_output, same_packages, same_reports, unpack

cases = Cases()


def pack_again(windows, folder):
    before = {path.name for path in folder.iterdir()}
    done = run([*windows, "pack", "fixtures/ncs32_dk_qspi_overwrite", "-o", folder, "--key", KEY])
    cases.check("pack again replaces what is there and leaves nothing beside it",
                done.returncode == 0 and {path.name for path in folder.iterdir()} == before, done)


def sign_and_report(windows, own, folder):
    image = next((ROOT / "fixtures/ncs32_dk_qspi_overwrite").rglob("zephyr.signed.bin"), None) or KEY
    for command in (["info", image], ["map", "fixtures/ncs32_dk_qspi_overwrite"], ["explain", "N53-0101"]):
        same_output(cases, windows, own, *command)
    pages = []
    for name, program in (("windows", windows), ("own", own)):
        page = folder / f"{name}.html"
        done = run([*program, "report", "fixtures/ncs32_dk_qspi_brick", "-o", page])
        pages.append(page.read_bytes() if page.exists() else done)
    cases.check("report is written by both", all(isinstance(page, bytes) and len(page) > 1000 for page in pages), pages)


def windows_ways(windows, folder):
    done = run([*windows, "check", "fixtures\\ncs32_dk_qspi_brick"])
    cases.check("backslashes in a path", done.returncode == 1, done)
    done = run([*windows, "check", f"Z:{ROOT}/fixtures/ncs32_dk_qspi_brick".replace("/", "\\")])
    cases.check("a path with a drive letter", done.returncode == 1, done)
    done = run([*windows, "check", "fixtures\\no_such_folder"])
    cases.check("a folder that is not there", done.returncode not in (0, 1) and b"no_such_folder" in done.stderr, done)
    odd = folder / "Gerät 日本"
    done = run([*windows, "keygen", "-t", "ecdsa-p256", "-k", odd.with_suffix(".pem")])
    cases.check("a file name that is not ASCII", done.returncode == 0 and odd.with_suffix(".pem").exists(),
                f"{done} {list(folder.iterdir())}")
    done = run([*windows, "diff", "fixtures/ncs32_dk_qspi_overwrite", "fixtures\\ncs32_dk_qspi_overwrite\\"])
    cases.check("one folder, written in two ways", done.returncode == 2 and b"same folder" in done.stderr, done)
    key = folder / "own.pem"
    shutil.copy(ROOT / KEY, key)
    done = run([*windows, "getpubhash", "-k", key, "-o", f"{folder}/./OWN.pem"])
    cases.check("a key is not replaced by what is made of it, by whatever name",
                done.returncode == 2 and key.read_bytes() == (ROOT / KEY).read_bytes(), done)
    done = run([*windows, "explain", "fixtures/logs"])
    cases.check("a folder in the place of a file", done.returncode == 3 and b"is a folder" in done.stderr, done)
    done = run([*windows, "version"])
    cases.check("no carriage returns", b"\r" not in done.stdout and done.stdout.startswith(b"nrf53pack "), done)


def main():
    wheel, own = pathlib.Path(sys.argv[1]), [pathlib.Path(sys.argv[2]).resolve()]
    with tempfile.TemporaryDirectory(prefix="nrf53pack-windows-") as name:
        folder = pathlib.Path(name)
        programs = unpack(wheel, folder / "files")
        check_licences(cases, wheel, zig=True)
        windows = ["wine", programs["nrf53pack.exe"]]
        same_reports(cases, windows, own)
        same_packages(cases, windows, own, folder)
        pack_again(windows, folder / "foreign")
        sign_and_report(windows, own, folder)
        windows_ways(windows, folder)
    cases.finish()


if __name__ == "__main__":
    main()
