#!/usr/bin/env python3
"""Every cut: the reference modes on small devices, with each usual scenario, under power cuts at every operation.

usage: run.py PROGRAM [--cuts N] [--words] [--only TEXT] [--seconds N]      (PROGRAM: explore_fault of a Release build)

Devices: {swap-move, swap-offset, overwrite} x {application, + network core, + backup} x write size {4, 8, 16}, and with a
network core both of its bootloaders. --cuts: how many power cuts one after the other (default: any number, but three
where the network core never takes an image: every failure is counted, and the counts multiply all other states). --words:
cuts after each word of a write. One case is one device; it fails when any scenario has a failing state or is not closed.
The last line before the count is the total.
"""
import argparse
import concurrent.futures
import itertools
import os
import re
import subprocess
import sys

MODES = ("swap-move", "swap-offset", "overwrite")
IMAGES = ((), ("net",), ("net", "backup"))
WRITE_SIZES = (4, 8, 16)
BOUNDED = {"net-transfer-refused-for-ever": 3, "net-transfer-fails-for-ever": 3}
SIZE = ("sectors=4", "largest=3000")


def devices():
    for mode, images, write in itertools.product(MODES, IMAGES, WRITE_SIZES):
        for netboot in ((), ("stock",)) if images else ((),):
            yield ",".join((mode, f"write={write}", *SIZE, *images, *netboot))


def run(program, device, *words, limit=None):
    try:
        call = subprocess.run([program, device, *words], capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return 3, f"not closed in {limit} s"
    return call.returncode, call.stdout + call.stderr


def explore(program, device, options):
    """[(scenario, exit status, output)]"""
    status, names = run(program, device)
    if status != 0:
        return [("the list of scenarios", status, names)]
    return [(name, *run(program, device + depth(name, options), name, limit=options.seconds)) for name in names.split()]


def depth(name, options):
    cuts = options.cuts or BOUNDED.get(name)
    return "".join((",jobs=1", f",cuts={cuts}" if cuts else "", ",words" if options.words else ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--cuts", type=int)
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--only", default="", help="devices whose name has this in it")
    parser.add_argument("--seconds", type=int, help="limit for one scenario")
    options = parser.parse_args()
    chosen = [device for device in devices() if options.only in device]
    totals, passed = {"states": 0, "cuts": 0, "boots": 0}, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for device, results in zip(chosen, pool.map(lambda one: explore(options.program, one, options), chosen)):
            bad = [(name, output) for name, status, output in results if status != 0]
            for _, _, output in results:
                for number, what in re.findall(r"(\d+) (states|cuts|boots)\b", output):
                    totals[what] += int(number)
            passed += not bad
            print(f"{'FAILED' if bad else 'ok'}: {device}: {len(results)} scenarios")
            for name, output in bad:
                print(f"    {name}\n" + "".join(f"        {line}\n" for line in output.splitlines()), end="")
            sys.stdout.flush()
    print(", ".join(f"{number} {what}" for what, number in totals.items()))
    print(f"{passed} passed, {len(chosen) - passed} failed")
    return 0 if chosen and passed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
