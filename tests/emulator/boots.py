"""One boot on the emulated board beside its twin in the simulator: the same device file, the same lines, the same flash.

For compare.py and kill.py. A boot ends when the demo application prints its first line (it writes nothing by itself), when
nothing can be started, or in serial recovery.
"""
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "firmware/port/qemu_an521"))
import device as device_file  # noqa: E402
from board import Board  # noqa: E402

SECONDS = 300  # for one boot; the machine may be loaded
APPLICATION = re.compile(r"^I: demo app (\S+), protocol")
NETWORK = re.compile(r"^I: net (\S+), protocol \d+: (fits|DOES NOT FIT)|^I: network core does not answer")
NO_IMAGE = "E: no application to start"
RECOVERY = "I: Serial recovery"
FLASHES = device_file.FLASHES


class Difference(Exception):
    """Board and simulator are not of one opinion, or a rule of flash was broken."""


class Boot:
    """One power-on of the board: the bootloader's lines, what started, and the flashes at that moment."""

    def __init__(self, board):
        first = board.wait_for("app", (APPLICATION, NO_IMAGE, RECOVERY), SECONDS)
        self.flashes = {name: board.device.read(name) for name in FLASHES}
        self.operations, self.fault = board.device["operations"], board.device.fault()
        self.resets = board.resets
        lines = [line.text for line in board.consoles["app"].lines]
        self.lines = lines[:lines.index(first.text)]
        self.end, self.app, self.net = "application", None, None
        if first.text.startswith((NO_IMAGE, RECOVERY)):
            self.end = "no image" if first.text == NO_IMAGE else "recovery"
            return
        self.app = first.match[1]
        answer = board.wait_for("app", NETWORK, SECONDS)
        self.net, self.fits = answer.match[1], answer.match[2] == "fits"

    @property
    def pair(self):
        return self.app, self.net


def open_board(stand, path, **times):
    return Board(path, stand.rom, path.with_suffix(".board"), **times)


def copy(path, name):
    target = path.with_name(name)
    shutil.copyfile(path, target)
    return target


def difference_of(flashes, path):
    """Where the flashes of the board and of the twin's file differ first, or None."""
    with DeviceView(path) as twin:
        for name in FLASHES:
            other = twin.read(name)
            if flashes[name] != other:
                at = next(i for i in range(len(other)) if other[i] != flashes[name][i])
                count = sum(a != b for a, b in zip(other, flashes[name]))
                return (f"{name} flash differs in {count} bytes, first at {at:#x}: "
                        f"board {flashes[name][at:at + 8].hex()}, simulator {other[at:at + 8].hex()}")
    return None


class DeviceView(device_file.DeviceFile):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def check_equal(boot, boots, twin_path):
    """The board's boot and the twin's."""
    if boots.faults or boot.fault:
        raise Difference(f"rules of flash: board {boot.fault or 'none'}, simulator {boots.faults or 'none'}")
    if boot.lines != boots.lines:
        at = next((i for i, (a, b) in enumerate(zip(boot.lines, boots.lines)) if a != b),
                  min(len(boot.lines), len(boots.lines)))
        raise Difference(f"line {at + 1} of the boot log differs\n  board:     {boot.lines[at:at + 2]}\n"
                         f"  simulator: {boots.lines[at:at + 2]}")
    if (boots.end or "").split(" 0x")[0] != boot.end:
        raise Difference(f"the board ended in '{boot.end}', the simulator in '{boots.end}'")
    where = difference_of(boot.flashes, twin_path)
    if where:
        raise Difference(where)


def boot_both(stand, path):
    """Boots what the file holds in the simulator, then on the board; leaves the device without power.

    Raises Difference. The answer is the board's boot, which now is the twin's too.
    """
    after = path.with_name("twin.bin")
    boots = stand.twin.boot(path, after)
    with DeviceView(path) as device:
        counted = device["operations"]
    with open_board(stand, path) as board:
        board.power_on()
        boot = Boot(board)
    check_equal(boot, boots, after)
    if boot.operations - counted != boots.operations:
        raise Difference(f"the board did {boot.operations - counted} flash operations, the simulator {boots.operations}")
    return boot
