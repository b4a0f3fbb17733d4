#!/usr/bin/env python3
"""Simulator and emulated board do the same: each boot of each scenario, from the same device file.

usage: compare.py [--firmware DIR] [SCENARIO...]

DIR is what scripts/firmware.sh made. The lines of the boot log are equal one by one, the flashes byte for byte at the moment
the application starts, the number of flash operations too; and the pair that runs is one that the simulator allows.
"""
import argparse
import concurrent.futures
import pathlib
import sys
import tempfile
import time

import scenarios
from board import BoardError
from boots import DeviceView, Difference, boot_both, device_file
from stand import open_stands
from twin import TwinError

MOST_BOOTS = 9
RESETS = ("soft", "power", "pin", "soft", "power")


def reset(path, number):
    """What the board is told before the next boot: the reset button, the application's own reset, a loss of power."""
    with DeviceView(path) as device:
        kind = RESETS[number % len(RESETS)]
        if kind == "power":
            device.lose_power(("random", "zero", "keep")[number % 3], seed=number)
            return
        device["reset_reason"] = device_file.REASON_SOFT if kind == "soft" else device_file.REASON_PIN
        device.stop_cores()


class Run:
    def __init__(self, stand, scenario, folder):
        self.stand, self.scenario, self.path = stand, scenario, folder / "device.bin"
        self.allowed = scenarios.allowed(stand.build, scenario)
        self.boots = self.lines = self.operations = 0
        self.last = 0  # operations of the last boot

    def boot(self):
        """One boot; its pair in the simulator's numbers."""
        boot = boot_both(self.stand, self.path)
        self.lines += len(boot.lines)
        self.last, self.operations = boot.operations - self.operations, boot.operations
        self.boots += 1
        pair = scenarios.generations(boot.pair)
        if boot.end != "application" or not boot.fits or pair not in self.allowed.starts | {(1, 1)}:
            raise Difference(f"boot {self.boots} ends in '{boot.end}' with {boot.pair}")
        with DeviceView(self.path) as device:
            if self.stand.pair(device) != boot.pair:
                raise Difference(f"the consoles say {boot.pair}, the flashes {self.stand.pair(device)}")
        reset(self.path, self.boots)
        return pair

    def all(self):
        self.stand.create(self.path)
        self.boot()
        with DeviceView(self.path) as device:
            scenarios.arm(self.stand, device, self.scenario)
        self.boot()
        if self.last == 0:
            raise Difference("nothing was installed")
        if self.scenario.confirm:
            with DeviceView(self.path) as device:
                self.stand.places.confirm(device)
        pair = self.boot()
        while self.last != 0 and self.boots < MOST_BOOTS:
            pair = self.boot()
        if self.last != 0 or pair != self.allowed.expected:
            raise Difference(f"the end is {pair} after {self.boots} boots; expected {self.allowed.expected}")


def run(stand, scenario):
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        one = Run(stand, scenario, pathlib.Path(folder))
        try:
            one.all()
        except (BoardError, Difference, TwinError) as error:
            return False, f"FAILED: {scenario.name}: boot {one.boots + 1}: {error}"
    return True, (f"ok: {scenario.name}: {one.boots} boots, {one.lines} lines, {one.operations} flash operations, "
                  f"{time.monotonic() - start:.0f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", metavar="scenario", default=[one.name for one in scenarios.UPDATES])
    parser.add_argument("--firmware", type=pathlib.Path, help="default: build-firmware")
    options = parser.parse_args()
    chosen = [scenarios.SCENARIOS[name] for name in options.scenarios]
    passed = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        stands = open_stands({scenario.configuration for scenario in chosen}, folder, options.firmware)
        for good, text in pool.map(lambda scenario: run(stands[scenario.configuration], scenario), chosen):
            passed += good
            print(text, flush=True)
    print(f"{passed} passed, {len(chosen) - passed} failed")
    return 0 if passed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
