#!/usr/bin/env python3
"""Power cuts for real: QEMU is killed at random instants while the bootloader works, and comes back as the simulator says.

usage: kill.py [--firmware DIR] [--kills N] [--seed N] [SCENARIO...]

DIR is what scripts/firmware.sh made. Half of the instants are drawn from the time that the work takes without a cut, half from
its flash operations and the bytes of each. After each kill RAM is kept, zero or random; the simulator boots the file that the
kill left, then the board does: log lines, flash operations and flashes are equal, no rule of flash is broken, the pair that
starts is one the simulator allows at any time, and the one where it comes to rest one that it allows in the end. After some
the next update is installed.
"""
import argparse
import collections
import concurrent.futures
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time

import recovery_upload
import scenarios
from boots import APPLICATION, SECONDS, DeviceView, Difference, boot_both, copy, device_file, open_board
from board import BoardError
from stand import open_stands
from twin import TwinError

WRITE_TIME, ERASE_TIME = 20, 8000  # microseconds: the work takes seconds, and each operation can be hit in its middle
POLL = 0.0003        # seconds; most operations take several milliseconds
PAGE = 4096          # bytes, the most that one operation changes
MOST_BOOTS = 8       # until nothing changes any more
NEXT_UPDATE = 5      # after each so many kills
QUARTERS, LEAST_TO_SPREAD = 4, 16

KILLS = ("app-revert", "net", "pair-revert", "recovery")


class Work:
    """What is to be cut: from power-on, or from the start of an upload in serial recovery, to its end."""

    def __init__(self, stand, scenario):
        self.stand, self.scenario = stand, scenario

    def begin(self, board):
        """Returns when the work begins."""
        board.power_on()

    def done(self, board):
        return any(APPLICATION.search(line.text) for line in list(board.consoles["app"].lines))

    def finish(self):
        """After the kill."""


class RecoveryWork(Work):
    """Serial recovery: the network core's image arrives and is installed."""

    def begin(self, board):
        image = scenarios.APP if self.scenario.upload == 1 else scenarios.NET
        self.upload = recovery_upload.Upload(board, self.scenario.upload, self.stand.update(image, self.scenario.version))
        self.upload.start()

    def done(self, board):
        if self.upload.error:
            raise BoardError(f"the upload fails: {self.upload.error}\n{board.tail()}")
        return self.upload.done

    def finish(self):
        self.upload.wire.cut = True
        self.upload.join()


def watch(board, work, until, first=0):
    """Until the work is done, or until(seconds, operations) says so: (seconds, operations since `first`) then."""
    start = time.monotonic()
    while True:
        now, operations = time.monotonic() - start, board.device["operations"] - first
        if until(now, operations):
            return now, operations
        if now > SECONDS:
            raise BoardError(f"the work is not done within {SECONDS} s\n{board.tail()}")
        if work.done(board):
            return now, operations
        time.sleep(POLL)


class Killer:
    def __init__(self, stand, scenario, folder, seed):
        self.stand, self.scenario, self.folder, self.seed = stand, scenario, folder, seed
        self.allowed = scenarios.allowed(stand.build, scenario)
        self.armed = folder / "armed.bin"
        self.phases, self.quarters, self.kinds = collections.Counter(), [0] * QUARTERS, collections.Counter()
        self.hit = self.held = self.repeated = 0
        self.lock = threading.Lock()

    def work(self):
        return (RecoveryWork if self.scenario.upload is not None else Work)(self.stand, self.scenario)

    def twin_boot(self, path):
        out = path.with_name("settled.bin")
        boots = self.stand.twin.boot(path, out)
        out.replace(path)
        return boots

    def prepare(self):
        """The device before the work, and what the work takes without a cut."""
        self.stand.create(self.armed)
        with DeviceView(self.armed) as device:
            scenarios.arm(self.stand, device, self.scenario)
            device["reset_reason"] = device_file.REASON_SOFT
            device.stop_cores()
        path = copy(self.armed, "uncut.bin")
        times = []
        with self.open(path) as board:
            work, first = self.work(), board.device["operations"]
            work.begin(board)

            def note(now, operations):
                if len(times) < operations:
                    times.extend([now] * (operations - len(times)))
                return False

            _, self.operations = watch(board, work, note, first)
            work.finish()
        if self.operations < 10:
            raise Difference(f"{self.operations} flash operations are too few to be cut")
        self.first, self.last = times[0], times[-1]

    def open(self, path):
        return open_board(self.stand, path, write_time=WRITE_TIME, erase_time=ERASE_TIME)

    def instant(self, board, number, rng):
        """until() for watch(), and what it means as text: in the middle of an operation, where the machine stands still for
        it, at a time behind the first operation, or at a time behind the beginning."""
        if number % 4 == 3:
            at = rng.uniform(0, self.last)
            return (lambda now, operations: now >= at), f"after {at:.3f} s"
        if number % 4 != 1:
            target, done = rng.randrange(1, self.operations + 1), rng.randrange(0, PAGE, 4)
            board.device["hold"], board.device["hold_after"] = board.device["operations"] + target, done
            return (lambda now, operations: board.device["held"] == 1), f"in operation {target}, after {done} bytes of it"
        late, reached = rng.uniform(0, self.last - self.first), []

        def until(now, operations):
            if operations > 0 and not reached:
                reached.append(now)
            return bool(reached) and now >= reached[0] + late

        return until, f"{late:.3f} s after the first operation"

    def kill(self, number):
        """One kill and what follows. Raises Difference."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            path = pathlib.Path(folder) / "device.bin"
            shutil.copyfile(self.armed, path)
            rng = random.Random(f"{self.seed} {self.scenario.name} {number}")
            ram = rng.choice(("keep", "zero", "random"))
            with self.open(path) as board:
                until, when = self.instant(board, number, rng)
                work, first = self.work(), board.device["operations"]
                work.begin(board)
                _, operations = watch(board, work, until, first)
                held = board.device["held"]
                board.power_cut(ram, seed=number)
                board.device["hold"] = board.device["held"] = 0
                work.finish()
                lines = [line.text for line in board.consoles["app"].lines]
                fault = board.device.fault()
            try:
                if fault:
                    raise Difference(f"rules of flash: {fault}")
                self.come_back(path, number)
            except (Difference, BoardError, TwinError) as error:
                raise Difference(f"kill {number}, {when} ({operations} of {self.operations} operations), RAM {ram}: {error}") \
                    from None
        self.count(operations, held, ram, lines[-1] if lines else "(no line)")

    def count(self, operations, held, ram, line):
        with self.lock:
            self.held += held
            self.phases[line] += 1
            self.kinds[ram] += 1
            if 0 < operations < self.operations:
                self.hit += 1
                self.quarters[operations * QUARTERS // self.operations] += 1

    def come_back(self, path, number):
        boot = boot_both(self.stand, path)
        if boot.end == "recovery" and self.scenario.simulated is None:
            boot = self.upload_again(path)
        if boot.end != "application" or scenarios.generations(boot.pair) not in self.allowed.starts:
            raise Difference(f"{boot.end} with {boot.pair}; the simulator allows {sorted(self.allowed.starts)}")
        pair = self.settle(path)
        if scenarios.generations(pair) not in self.allowed.ends:
            raise Difference(f"comes to rest with {pair}; the simulator allows {sorted(self.allowed.ends)}")
        if number % NEXT_UPDATE == 0:
            self.update_again(path)

    def upload_again(self, path):
        """Nothing can be started until the upload is repeated: serial recovery waits for it."""
        with open_board(self.stand, path) as board:
            work = self.work()
            work.begin(board)
            watch(board, work, lambda now, operations: False)
            work.finish()
        self.repeated += 1
        boot = boot_both(self.stand, path)
        if boot.app != self.scenario.version:
            raise Difference(f"after the upload was repeated {boot.pair} run")
        return boot

    def settle(self, path):
        """Boots on until nothing changes: in the simulator, which the board was equal to so far."""
        for _ in range(MOST_BOOTS):
            with DeviceView(path) as device:
                device["reset_reason"] = device_file.REASON_SOFT
                device.stop_cores()
            boots = self.twin_boot(path)
            if boots.faults or not (boots.end or "").startswith("application"):
                raise Difference(f"the simulator's next boot ends in '{boots.end}', faults: {boots.faults or 'none'}")
            if boots.operations == 0:
                with DeviceView(path) as device:
                    return self.stand.pair(device)
        raise Difference(f"does not come to rest in {MOST_BOOTS} boots")

    def update_again(self, path):
        """Both cores, for good."""
        with DeviceView(path) as device:
            scenarios.arm(self.stand, device, scenarios.SCENARIOS["both-permanent"])
            device["reset_reason"] = device_file.REASON_SOFT
            device.stop_cores()
        boot = boot_both(self.stand, path)
        if boot.pair != (scenarios.BOTH, scenarios.BOTH):
            raise Difference(f"the next update is not installed: {boot.pair} run")

    def spread(self, kills):
        """Why the kills say too little, or None."""
        if self.hit < kills / 3:
            return f"only {self.hit} of {kills} kills hit the work"
        if self.held < kills / 4:
            return f"in only {self.held} of {kills} kills an operation was held in its middle"
        if kills >= LEAST_TO_SPREAD and self.quarters.count(0) > 1:
            return f"the kills are not spread over the work: {self.quarters}"
        return None

    def report(self, kills):
        yield (f"  {kills} kills, {self.hit} with operations done and left, {self.held} in a chosen operation; "
               f"by quarter of the {self.operations} operations: "
               f"{', '.join(map(str, self.quarters))}; RAM " + ", ".join(f"{name} {n}" for name, n in self.kinds.items()))
        if self.repeated:
            yield f"  {self.repeated} left nothing to start, and the upload was repeated"
        for line, count in self.phases.most_common():
            yield f"  {count:4} after: {line}"


def run(stand, scenario, options, pool):
    with tempfile.TemporaryDirectory() as folder:
        killer = Killer(stand, scenario, pathlib.Path(folder), options.seed)
        start = time.monotonic()
        killer.prepare()

        def one(number):
            try:
                killer.kill(number)
            except (Difference, BoardError, TwinError) as error:
                return str(error)
            return None

        failures = [text for text in pool.map(one, range(options.kills)) if text]
        poor = killer.spread(options.kills) if not failures else None
        failures += [poor] if poor else []
        print(f"{'FAILED' if failures else 'ok'}: {scenario.name}, {time.monotonic() - start:.0f} s")
        for line in (*killer.report(options.kills), *(f"  FAILED: {text}" for text in failures)):
            print(line, flush=True)
        return not failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firmware", type=pathlib.Path, help="default: build-firmware")
    parser.add_argument("scenarios", nargs="*", metavar="scenario", default=KILLS)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chosen = [scenarios.SCENARIOS[name] for name in options.scenarios]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        stands = open_stands( {scenario.configuration for scenario in chosen}, folder, options.firmware)
        passed = sum([run(stands[scenario.configuration], scenario, options, pool) for scenario in chosen])
    print(f"{passed} passed, {len(chosen) - passed} failed")
    return 0 if passed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
