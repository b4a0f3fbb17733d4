"""The simulator's twin of the emulated board: boot_flash on a device file, and what it says.
"""
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


class TwinError(Exception):
    pass


def program(name):
    """One of this folder's programs: in $EMULATOR_PROGRAMS, else what a build of the tests left."""
    places = [pathlib.Path(os.environ["EMULATOR_PROGRAMS"])] if "EMULATOR_PROGRAMS" in os.environ else [
        ROOT / build / "tests/emulator" for build in ("build-release", "build-test", "build")]
    for place in places:
        if (place / name).is_file():
            return place / name
    raise TwinError(f"no program '{name}' in {' or '.join(map(str, places))}")


class Boots:
    """What one power-on came to: the console's lines, and how it ended."""

    def __init__(self, text):
        self.lines, self.end, self.operations = [], None, 0
        self.faults, self.network_core_starts, self.resets = [], False, 0
        for line in text.splitlines():
            if line.startswith("# "):
                self._note(line[2:])
            else:
                self.lines.append(line)

    def _note(self, text):
        word, _, rest = text.partition(" ")
        if word == "operations":
            self.operations += int(rest)
        elif word == "fault":
            self.faults.append(rest)
        elif text == "network core starts":
            self.network_core_starts = True
        elif word == "reset":
            self.resets += 1
        else:  # application SLOT VECTOR, recovery, no image, endless
            self.end = text


class Twin:
    """Of the devices whose programs were made from a build with a public key."""

    def __init__(self, build, key, netboot="reference"):
        self.program = program("boot_flash")
        self.build, self.key, self.netboot = build, key or "-", netboot

    def boot(self, device, out):
        """Boots a copy of the device file as it is; the flashes that the boots leave are in `out`, another file."""
        call = subprocess.run([self.program, self.build, self.key, self.netboot, device, out], capture_output=True,
                              text=True, timeout=120, check=False)
        if call.returncode != 0:
            raise TwinError(f"boot_flash: exit status {call.returncode}\n{call.stdout}{call.stderr}")
        return Boots(call.stdout)
