"""What the tests of programs for other systems share: the same inputs for one of them and for the program of this machine."""
import json
import pathlib
import subprocess
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from wheel_files import ROOT, Cases, check_licences  # noqa: E402,F401

TREES = ("ncs32_dk_qspi_brick", "ncs32_dk_qspi_overwrite", "ncs32_dk_qspi_nrf53boot", "ncs20_child_single_pair")
KEY = "fixtures/keys/test-ecdsa-p256.pem"


def unpack(wheel, folder):
    """The programs of the wheel, by their names in it."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    programs = {path.name: path for path in folder.glob("nrf53pack-*.data/scripts/*")}
    for path in programs.values():
        path.chmod(0o755)
    return programs


def run(command, cwd=ROOT, seconds=300):
    return subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL)


def without_times(text):
    return json.loads(text or "{}", object_hook=lambda fields: {k: v for k, v in fields.items() if k != "microseconds"})


def same_reports(cases, foreign, own, trees=TREES):
    for tree in [*trees, *(f"{tree}_source" for tree in trees)]:
        seen, wanted = (run([*program, "check", f"fixtures/{tree}", "--format", "json"]) for program in (foreign, own))
        same = seen.returncode == wanted.returncode and without_times(seen.stdout) == without_times(wanted.stdout)
        cases.check(f"check {tree}", same and b"dtc not found" not in seen.stdout, f"{seen}\n{wanted}"[:4000])


def same_output(cases, foreign, own, *arguments):
    seen, wanted = (run([*program, *arguments]) for program in (foreign, own))
    cases.check(" ".join(map(str, arguments)), wanted.stdout + wanted.stderr and
                (seen.returncode, seen.stdout, seen.stderr) == (wanted.returncode, wanted.stdout, wanted.stderr),
                f"{seen}\n{wanted}"[:4000])


def same_packages(cases, foreign, own, folder):
    made = []
    for name, program in (("foreign", foreign), ("own", own)):
        out = folder / name
        done = run([*program, "pack", "fixtures/ncs32_dk_qspi_overwrite", "-o", out, "--key", KEY])
        cases.check(f"pack ({name})", done.returncode == 0, done)
        made.append({path.name: path.read_bytes() for path in sorted(out.glob("*"))} if out.exists() else {})
    cases.check("the packages are the same bytes", made[0] == made[1] and made[0], [sorted(files) for files in made])
    done = run([*foreign, "verify", folder / "own/dfu_application.zip", "--key", KEY])
    cases.check("verify", done.returncode == 0, done)
