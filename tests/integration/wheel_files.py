"""What the tests of the wheel and of the pre-commit hook share."""
import os
import pathlib
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD_SECONDS = 900  # the machine may do other things; an idle one with two cores takes about one minute


def build_wheel(folder, *, time=None):
    """Builds the wheel for this machine into the folder and returns its path."""
    env = dict(os.environ, SOURCE_DATE_EPOCH=str(time)) if time else None
    done = subprocess.run([ROOT / "scripts/wheel.sh", f"{os.uname().machine}-linux-musl", folder], env=env,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=BUILD_SECONDS)
    wheels = sorted(pathlib.Path(folder).glob("nrf53pack-*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        sys.exit(f"{done.stdout[-4000:]}\nscripts/wheel.sh: exit status {done.returncode}, {len(wheels)} wheels\n0 passed, 1 failed")
    return wheels[0]


def licences(wheel, *, zig=False):
    """Files of licences that the wheel must have, each with words that must be in it."""
    wanted = {"LICENSE": "Apache License", "dtc": "GNU GENERAL PUBLIC LICENSE", "libfdt": "Redistribution and use",
              "libsodium": "ISC", "libyaml": "Permission is hereby granted", "libzip": "Redistribution", "zlib": "zlib",
              "mbedtls": "Apache", "mbedtls-licence": "Apache License", "musl": "Rich Felker"}
    if zig:
        wanted["zig"] = "Zig contributors"
    if wheel.name.endswith("win_amd64.whl"):
        wanted |= {"mingw-w64": "by the mingw-w64 project", "mingw-w64-files": "Lucent Technologies"}
    return wanted


def check_licences(cases, wheel, *, zig=False):
    wanted = licences(wheel, zig=zig)
    with zipfile.ZipFile(wheel) as archive:
        texts = {name.rsplit("/", 1)[-1]: archive.read(name).decode() for name in archive.namelist() if "/licenses/" in name}
        metadata, = (archive.read(name).decode() for name in archive.namelist() if name.endswith("/METADATA"))
    cases.check("the licence of every library is in it", texts.keys() == wanted.keys(), sorted(texts))
    for file, words in wanted.items():
        cases.check(f"licence of {file}", words.lower() in texts.get(file, "").lower(), texts.get(file, "")[:300])
    cases.check("only a C library of mingw-w64's brings its licence", ("ZPL-2.1" in metadata) == ("mingw-w64" in wanted), metadata[:600])


def run(command, *, path=None, env=None, cwd=None, seconds=120):
    """The finished process, with both outputs as text. No PATH is handed on but the one given."""
    env = {**os.environ, **(env or {})}
    env["PATH"] = path or "/usr/bin:/bin"
    for name in ("DTC", "ZEPHYR_SDK_INSTALL_DIR", "VIRTUAL_ENV", "PYTHONPATH"):
        env.pop(name, None)
    return subprocess.run([str(word) for word in command], env=env, cwd=cwd, capture_output=True, text=True, timeout=seconds)


class Cases:
    """Counts; a case fails with a message that says what was seen."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, good, seen=""):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {name}\n  {seen}")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)
