#!/usr/bin/env python3
"""An update of both cores with rollback on the emulated board: what scripts/demo.sh shows.

usage: demo.py [--configuration NAME] [--keep DIR]

A device leaves the factory with version 1.0.0 on both cores. An update to 2.0.0, which both cores only understand together,
is tried, not confirmed and taken back; then it is tried again and confirmed. Each step is checked: the last line says what
was reached, and the exit status is 0 only when all of it was.
"""
import argparse
import os
import pathlib
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from board import BoardError  # noqa: E402
from product import CONFIGURATIONS, Product, ProductError  # noqa: E402
from program import on_terminal, one_line_errors, say, take_signals  # noqa: E402
from smp_client import SmpClient, SmpError  # noqa: E402

SECONDS = 120  # for each thing that is waited for; only a broken device or a very busy machine takes that long
BAR = 30
COLOURS = {"app": "36", "net": "35", "board": "33", "client": "32", "demo": "1"}


class Screen:
    """Lines with a prefix; on a terminal in colour, with a bar that stays below them."""

    def __init__(self):
        self._terminal = on_terminal()
        self._colour = self._terminal and "NO_COLOR" not in os.environ
        self._lock = threading.Lock()
        self._bar, self._told = "", None

    def line(self, who, text):
        prefix = f"{who:>6} | "
        with self._lock:
            if self._colour and who in COLOURS:
                prefix = f"\x1b[{COLOURS[who]}m{prefix}\x1b[0m"
            say(self._clear() + prefix + text + "\n" + self._bar, end="")

    def progress(self, what, done, size):
        percent = 100 * done // size
        if not self._terminal:
            quarter = what, percent // 25
            if percent >= 25 and quarter != self._told:
                self.line("client", f"{what}: {percent} %")
            self._told = quarter
            return
        with self._lock:
            clear = self._clear()
            filled = BAR * done // size
            self._bar = "" if done == size else f"         [{'#' * filled}{'.' * (BAR - filled)}] {percent:3} %  {what}"
            say(clear + self._bar, end="")

    def _clear(self):
        return "\r\x1b[K" if self._bar else ""


class Demo:
    def __init__(self, product, folder):
        self.screen, self.product, self.started = Screen(), product, time.monotonic()
        self.update = product.release("2.0.0", "2.0.0")
        self.board = product.board(folder, echo=self.screen.line)
        self.reached = []

    def say(self, text):
        self.screen.line("demo", text)

    def step(self, title):
        self.screen.line("demo", "")
        self.say(f"== {title}")

    def expect_pair(self, version, protocol, trial):
        """Both programs have started and say what they are."""
        self.board.wait_for("app", f"demo app {version}, protocol {protocol}", SECONDS)
        self.board.wait_for("app", "on trial" if trial else "confirmed", SECONDS)
        self.board.wait_for("net", f"demo net {version}, protocol {protocol}", SECONDS)
        self.board.wait_for("app", f"net {version}, protocol {protocol}: fits", SECONDS)
        if self.board.device.fault():
            raise BoardError(f"a rule of the flash was broken: {self.board.device.fault()}")
        self.reached.append(f"{version}{' on trial' if trial else ''}")

    def client(self):
        return SmpClient(self.board.smp)

    def upload(self):
        """Both files of the update, each marked for a test."""
        with self.client() as client:
            for image, path in ((0, self.update.app), (1, self.update.net)):
                data = path.read_bytes()
                client.upload(image, data, lambda done, size, name=path.name: self.screen.progress(name, done, size))
                digest = client.find(image, 1)["hash"]
                self.screen.line("client", f"image test {digest.hex()[:16]}...")
                client.set_state(digest)

    def reset(self):
        with self.client() as client:
            self.screen.line("client", "reset")
            client.reset()

    def confirm(self):
        with self.client() as client:
            self.screen.line("client", "image confirm")
            client.set_state(confirm=True)

    def run(self):
        self.say(f"configuration {self.product.configuration}, serial line {self.board.smp}")
        self.step("1 of 6: the device as it leaves the factory")
        self.board.power_on()
        self.expect_pair("1.0.0", 1, False)
        self.step(f"2 of 6: upload of both images of {self.update.zip.name}, each to be tested")
        self.upload()
        self.step("3 of 6: reset: nrf53boot swaps the application and brings the other image to the network core")
        self.reset()
        self.expect_pair("2.0.0", 2, True)
        self.step("4 of 6: reset without confirmation: both cores go back together")
        self.reset()
        self.expect_pair("1.0.0", 1, False)
        self.step("5 of 6: the update again, and this time the client confirms")
        self.upload()
        self.reset()
        self.expect_pair("2.0.0", 2, True)
        self.confirm()
        self.board.wait_for("app", "confirmed by a client", SECONDS)
        self.step("6 of 6: power off and on: the new pair stays")
        self.board.power_cut("random", seed=1)
        self.board.power_on()
        self.expect_pair("2.0.0", 2, False)

    def summary(self):
        return (f"both cores: {' -> '.join(self.reached)}; {self.board.resets} resets, flash rules broken: none, "
                f"{time.monotonic() - self.started:.0f} s")


def play(folder, configuration):
    demo = Demo(Product(folder / "product", configuration), folder / "board")
    with demo.board:
        try:
            demo.run()
        except (BoardError, SmpError, OSError) as error:
            demo.say(f"{type(error).__name__}: {error}")
            if demo.board.failure and demo.board.failure not in str(error):
                demo.say(f"the board: {demo.board.failure}")
            demo.say(f"FAILED behind: {' -> '.join(demo.reached) or 'the start'}")
            return 1
        demo.step("done")
        demo.say(f"OK, {demo.summary()}")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    # what takes both cores back together needs the backup
    names = [name for name, options in CONFIGURATIONS.items() if options.get("backup")]
    parser.add_argument("--configuration", choices=names, default="swap-move-backup")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="leave build trees, updates and the device there")
    options = parser.parse_args()
    take_signals()
    with one_line_errors("demo.py", BoardError, ProductError):
        if options.keep:
            return play(options.keep, options.configuration)
        with tempfile.TemporaryDirectory() as folder:
            return play(pathlib.Path(folder), options.configuration)


if __name__ == "__main__":
    sys.exit(main())
