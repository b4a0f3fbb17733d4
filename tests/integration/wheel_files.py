"""What the tests of the wheel and of the pre-commit hook share."""
import os
import pathlib
import subprocess
import sys

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
