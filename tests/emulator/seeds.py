#!/usr/bin/env python3
"""Sequences of mcumgr commands that public documents show, line by line as they are written there, on the emulated board.

usage: seeds.py [--full]

The documents describe the vendor's bootloader, where some of these end in a device that has to be programmed by cable, or cost the
application its way back. In the reference modes they have to end well: the application is tried and comes back when nobody
confirms it, the network core is updated. With --full in all reference modes, else in three. Sources: nrfconnect/sdk-nrf
doc/nrf/app_dev/device_guides/nrf53/serial_recovery.rst (recovery), DevZone 128430 (updates by a running application).

mcumgr: see clients_programs.py. Ends with "N passed, N failed".
"""
import shlex
import sys

import clients_bench
from clients_bench import MODES, Results
from clients_programs import Mcumgr, Refused, run


class Terminal:
    """A shell's prompt: `mcumgr` is the program, FILE names and <hash> are filled in, profiles live in a home of their own."""

    def __init__(self, device):
        self.device = device
        self.home = device.folder / "home"
        self.home.mkdir()
        self.program = Mcumgr(device.path).program

    def type(self, line, **values):
        words = [values.get(word.strip("<>"), word) for word in shlex.split(line)]
        assert words[0] in ("mcumgr", "./mcumgr"), line
        status, text = run([*self.program, *words[1:]], HOME=str(self.home))
        if status or "Error" in text:
            raise Refused(f"{line}: {text}")
        return text

    def connect(self, name):
        self.type(f"mcumgr conn add {name} type=serial connstring=dev={self.device.path},baud=115200,mtu=512")


def serial_recovery_of_the_network_core(device):
    """The network core alone, while the button is held; the application is not touched."""
    terminal = Terminal(device)
    terminal.connect("serial_conn")
    device.enter_recovery()
    terminal.type("./mcumgr image upload net_core_app_update.bin -e -n 3 -c serial_conn",
                  **{"net_core_app_update.bin": device.net_only.net})
    terminal.type("./mcumgr reset -c serial_conn")
    device.started(device.old, device.net_only)


def application(device):
    """upload, list, test, reset, confirm; then again without the confirmation: the application core keeps its way back."""
    terminal = Terminal(device)
    terminal.connect("dk")
    new, digest = device.app_only, {"hash": device.app_only.app_hash, "app.signed.bin": device.app_only.app}
    terminal.type("mcumgr -c dk image upload -e -n 0 app.signed.bin", **digest)
    assert new.app_hash in terminal.type("mcumgr -c dk image list")
    terminal.type("mcumgr -c dk image test <hash>", **digest)
    terminal.type("mcumgr -c dk reset")
    device.started(new, device.old, trial=device.reverts)
    terminal.type("mcumgr -c dk image confirm <hash>", **digest)
    terminal.type("mcumgr -c dk reset")
    device.started(new, device.old)


def network_confirmed(device):
    """upload -n 1, list, confirm, reset: where the thread's device has to be erased by cable."""
    network(device, "confirm")


def network_tested(device):
    """The same with test."""
    network(device, "test")


def network(device, word):
    """And then the application's update is tried and not confirmed: the swap's way back is still there."""
    terminal = Terminal(device)
    terminal.connect("dk")
    new, values = device.net_only, {"hash": device.net_only.net_hash, "signed_by_mcuboot_and_b0_hci_ipc.bin": device.net_only.net}
    terminal.type("mcumgr -c dk image upload -e -n 1 signed_by_mcuboot_and_b0_hci_ipc.bin", **values)
    listed = terminal.type("mcumgr -c dk image list")
    assert "image=1 slot=1" in listed and new.net_hash in listed, listed
    terminal.type(f"mcumgr -c dk image {word} <hash>", **values)
    terminal.type("mcumgr -c dk reset")
    device.started(device.old, new)
    if device.reverts:
        values = {"hash": device.app_only.app_hash, "app.signed.bin": device.app_only.app}
        terminal.type("mcumgr -c dk image upload -e -n 0 app.signed.bin", **values)
        terminal.type("mcumgr -c dk image test <hash>", **values)
        terminal.type("mcumgr -c dk reset")
        device.started(device.app_only, new, trial=True)
        terminal.type("mcumgr -c dk reset")
        device.started(device.old, new)


SEQUENCES = (serial_recovery_of_the_network_core, application, network_confirmed, network_tested)
ALWAYS = {
    "swap-move-backup": (serial_recovery_of_the_network_core, network_confirmed),
    "swap-move": (network_tested,),
    "swap-offset": (serial_recovery_of_the_network_core, application),
    "overwrite": (network_confirmed,),
}


def main():
    results = Results()
    wanted = {mode: SEQUENCES for mode in MODES} if "--full" in sys.argv[1:] else ALWAYS
    for mode, sequences in wanted.items():
        for sequence in sequences:
            with results.case(f"{mode}: {sequence.__name__}"):
                with clients_bench.device(mode) as device:
                    sequence(device)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
