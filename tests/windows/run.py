#!/usr/bin/env python3
"""The program for Windows under Wine beside the one for this machine, on the same inputs (scripts/windows.sh).

usage: run.py WINDOWS-PROGRAM OTHER-PROGRAM
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from wheel_files import ROOT, Cases

TREES = ("ncs32_dk_qspi_brick", "ncs32_dk_qspi_overwrite", "ncs32_dk_qspi_nrf53boot", "ncs20_child_single_pair")
KEY = "fixtures/keys/test-ecdsa-p256.pem"
cases = Cases()


def run(command, cwd=ROOT):
    return subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, timeout=300, stdin=subprocess.DEVNULL)


def without_times(text):
    return json.loads(text, object_hook=lambda fields: {k: v for k, v in fields.items() if k != "microseconds"})


def same_reports(windows, other):
    for tree in [*TREES, *(f"{tree}_source" for tree in TREES)]:
        seen, wanted = (run([*program, "check", f"fixtures/{tree}", "--format", "json"]) for program in (windows, other))
        same = seen.returncode == wanted.returncode and without_times(seen.stdout or b"{}") == without_times(wanted.stdout)
        cases.check(f"check {tree}", same, f"{seen}\n{wanted}"[:4000])


def same_packages(windows, other, folder):
    made = []
    for name, program in (("windows", windows), ("other", other)):
        out = folder / name
        done = run([*program, "pack", "fixtures/ncs32_dk_qspi_overwrite", "-o", out, "--key", KEY])
        cases.check(f"pack ({name})", done.returncode == 0, done)
        made.append({path.name: path.read_bytes() for path in sorted(out.glob("*"))} if out.exists() else {})
    cases.check("the packages are the same bytes", made[0] == made[1] and made[0],
                [sorted(files) for files in made])
    done = run([*windows, "verify", folder / "other/dfu_application.zip", "--key", KEY])
    cases.check("verify", done.returncode == 0, done)
    before = {path.name for path in (folder / "windows").iterdir()}
    done = run([*windows, "pack", "fixtures/ncs32_dk_qspi_overwrite", "-o", folder / "windows", "--key", KEY])
    cases.check("pack again replaces what is there and leaves nothing beside it",
                done.returncode == 0 and {path.name for path in (folder / "windows").iterdir()} == before, done)


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
    done = run([*windows, "version"])
    cases.check("no carriage returns", b"\r" not in done.stdout and done.stdout.startswith(b"nrf53pack "), done)


def main():
    windows, other = ["wine", sys.argv[1]], [pathlib.Path(sys.argv[2]).resolve()]
    with tempfile.TemporaryDirectory(prefix="nrf53pack-windows-") as name:
        folder = pathlib.Path(name)
        same_reports(windows, other)
        same_packages(windows, other, folder)
        windows_ways(windows, folder)
    cases.finish()


if __name__ == "__main__":
    main()
