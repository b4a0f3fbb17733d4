#!/usr/bin/env python3
"""Updates on the emulated board: both cores run their own bootloader, and the two programs that it starts say what they are.

usage: basic.py [WORD]...      only cases whose title holds each word

Needs what scripts/firmware.sh builds. Versions: 1.0.0 and 1.1.0 of one core go with 1.x.0 of the other, 2.0.0 with 2.0.0 only.
"""
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from common import RECOVERY, BoardError, ProductError, SmpError, Workshop

SWAP = ("swap-move", "swap-offset", "swap-move-backup", "swap-offset-backup")
BACKUP = ("swap-move-backup", "swap-offset-backup", "stock-netboot")


def test_and_revert(device):
    """application on trial, not confirmed: the next start is the old one's"""
    device.expect("1.0.0", "1.0.0")
    device.update(device.product.release("1.1.0", "1.0.0"), app="test")
    device.say("Image index: 0, Swap type: test")
    device.expect("1.1.0", "1.0.0", trial=True)
    device.reset()
    device.say("Image index: 0, Swap type: revert")
    device.expect("1.0.0", "1.0.0")
    device.power_cycle()
    device.expect("1.0.0", "1.0.0")


def test_and_confirm(device):
    """application on trial, confirmed: it stays, whatever RAM holds after the power was gone"""
    device.update(device.product.release("1.1.0", "1.0.0"), app="test")
    device.expect("1.0.0", "1.0.0")
    device.expect("1.1.0", "1.0.0", trial=True)
    device.confirm()
    device.power_cycle("random")
    device.expect("1.1.0", "1.0.0")


def power_cut_on_trial(device):
    """power gone while the application is on trial: reverted as by a reset"""
    device.update(device.product.release("1.1.0", "1.0.0"), app="test")
    device.expect("1.0.0", "1.0.0")
    device.expect("1.1.0", "1.0.0", trial=True)
    device.power_cycle("random")
    device.expect("1.0.0", "1.0.0")


def permanent(device):
    """application marked for good: no trial, then back to the old one by another update"""
    device.update(device.product.release("1.1.0", "1.0.0"), app="confirm")
    device.expect("1.0.0", "1.0.0")
    device.expect("1.1.0", "1.0.0")
    device.update(device.product.release("1.0.0", "1.0.0"), app="confirm")
    device.expect("1.0.0", "1.0.0")


def net_alone(device):
    """network core's image alone, marked for a test: installed for good"""
    device.update(device.product.release("1.0.0", "1.1.0"), net="test")
    device.expect("1.0.0", "1.0.0")
    device.say("Image index: 1, installed for good: on its own it cannot be tested")
    device.expect("1.0.0", "1.1.0")
    device.power_cycle("random")
    device.expect("1.0.0", "1.1.0")


def pair_reverts(device):
    """both on trial, not confirmed: both go back, and a second try that is confirmed stays"""
    release = device.product.release("2.0.0", "2.0.0", app_needs="2.0.0", net_needs="2.0.0")
    device.update(release, app="test", net="test")
    device.expect("1.0.0", "1.0.0")
    device.expect("2.0.0", "2.0.0", trial=True)
    device.power_cycle("random")
    device.say("Bringing the old image of the network core back")
    device.expect("1.0.0", "1.0.0")
    device.update(release, app="test", net="test")
    device.expect("2.0.0", "2.0.0", trial=True)
    device.confirm()
    device.reset()
    device.expect("2.0.0", "2.0.0")


def pair_without_backup(device):
    """both on trial where the network core cannot be taken back and the old pair would not fit: refused, uploaded again for good"""
    release = device.product.release("2.0.0", "2.0.0", app_needs="2.0.0", net_needs="2.0.0")
    device.update(release, app="test", net="test")
    device.expect("1.0.0", "1.0.0")
    device.say("Test of both images refused: the network core could not be taken back")
    device.say("Both marks are taken back")
    device.expect("1.0.0", "1.0.0")
    with device.client() as client:
        assert not any(client.find(image, 1).get("pending") for image in (0, 1))
    device.update(release, app="confirm", net="confirm")
    device.expect("2.0.0", "2.0.0")
    device.power_cycle("random")
    device.expect("2.0.0", "2.0.0")


def pair_for_good(device):
    """both marked for good, each needs the other: installed together"""
    device.update(device.product.release("2.0.0", "2.0.0", app_needs="2.0.0", net_needs="2.0.0"), app="confirm", net="confirm")
    device.expect("1.0.0", "1.0.0")
    device.expect("2.0.0", "2.0.0")
    device.power_cycle("random")
    device.expect("2.0.0", "2.0.0")


def half_a_pair(device):
    """application that needs the other image, which is not there: not installed"""
    device.update(device.product.release("2.0.0", "2.0.0", app_needs="2.0.0", net_needs="2.0.0"), app="test")
    device.expect("1.0.0", "1.0.0")
    device.say(re.compile("Image index: 0, not installed: .*dependencies"))
    device.expect("1.0.0", "1.0.0")


def confirms_itself(device):
    """an application that confirms itself as soon as the network core answers"""
    device.update(device.product.release("2.0.0", "2.0.0", confirms=True), app="test", net="test")
    device.expect("1.0.0", "1.0.0")
    device.expect("2.0.0", "2.0.0", trial=True)
    device.say("confirmed itself")
    device.power_cycle()
    device.expect("2.0.0", "2.0.0")


def downgrade(device):
    """a lower version: the application takes and marks it, the bootloader refuses and erases it"""
    device.expect("2.0.0", "2.0.0")
    device.update(device.product.release("1.0.0", "1.0.0"), app="test")
    device.say("Image 0 in slot 1 erased due to downgrade prevention")
    device.expect("2.0.0", "2.0.0")
    with device.client() as client:
        assert client.find(0, 1) is None, "the refused image is still there"


def recovery(device):
    """serial recovery by request and by button; a reset leaves it"""
    device.expect("1.0.0", "1.0.0")
    device.reset(recovery=True)
    device.say(RECOVERY)
    with device.client() as client:
        assert client.echo("who is there") == "who is there"
        assert client.find(0, 0)["version"] == "1.0.0"
    device.reset()
    device.expect("1.0.0", "1.0.0")
    device.board.press_reset(button=True)
    device.say(RECOVERY)
    device.board.press_reset()
    device.expect("1.0.0", "1.0.0")


def empty_slot(device):
    """no application: serial recovery opens by itself, and takes one"""
    device.expect("1.0.0", "1.0.0")
    device.board.power_cut()
    device.board.device.load("app", device.product.tree.partition("mcuboot_primary")[0], b"\xff" * 0x1000)
    device.board.power_on()
    device.say(RECOVERY)
    with device.client() as client:
        client.upload(0, device.product.release("1.1.0", "1.0.0").app.read_bytes())
    device.reset()
    device.expect("1.1.0", "1.0.0")


CASES = (
    [(one, test_and_revert, {}) for one in SWAP[:2]] + [(one, test_and_confirm, {}) for one in SWAP[1:3]]
    + [(one, power_cut_on_trial, {}) for one in SWAP[::3]] + [(one, permanent, {}) for one in ("swap-offset", "overwrite")]
    + [(one, net_alone, {}) for one in ("swap-move", "swap-offset-backup", "overwrite")]
    + [(one, pair_reverts, {}) for one in BACKUP] + [("swap-move", pair_without_backup, {})]
    + [(one, pair_for_good, {}) for one in ("swap-move", "overwrite")]
    + [("overwrite", half_a_pair, {}), ("swap-move-backup", confirms_itself, {}), ("no-downgrade", downgrade, {"app": "2.0.0", "net": "2.0.0"}),
       ("swap-move-backup", recovery, {}), ("swap-offset", empty_slot, {})]
)


def play(workshop, configuration, case, factory):
    """(what is printed of it, whether all was as it should)"""
    title, start = f"{configuration}: {case.__doc__}", time.monotonic()
    try:
        with workshop.device(configuration, **factory) as device:
            case(device)
        return f"ok, {time.monotonic() - start:.0f} s: {title}", True
    except (AssertionError, BoardError, ProductError, SmpError, OSError, subprocess.SubprocessError) as error:
        return f"FAILED {title}\n  {type(error).__name__}: {error}", False


def main():
    cases = [row for row in CASES if all(word in f"{row[0]}: {row[1].__doc__}" for word in sys.argv[1:])]
    results = []
    # two at a time: a board has two cores, but mostly one of them works
    with Workshop() as workshop, ThreadPoolExecutor(2) as pool:
        for text, good in pool.map(lambda row: play(workshop, *row), cases):
            print(text, flush=True)
            results.append(good)
    passed = sum(results)
    print(f"{passed} passed, {len(results) - passed} failed")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
