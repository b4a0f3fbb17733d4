#!/usr/bin/env python3
"""Bad input on the serial line of the emulated board: to the running application, and to serial recovery.

usage: bad_input.py

After each case the device answers an echo, nothing is pending, and what is installed is what was. In the end it starts with the pair it
had, also when an image of the wrong kind or with a spoilt byte was sent whole and marked. Ends with "N passed, N failed".
"""
import sys

import bad_input_lines
import bad_input_uploads
import clients_bench
from bad_input_device import Device
from clients_bench import Results, workshop
from clients_programs import Library, Refused
from product import KEYS, BuildTree, nrf53pack, run

NO_SUCH_NUMBERS = {"application": (2, 3, 4, 5), "recovery": (5, 6, 9)}
MODE = "swap-move-backup"


def small_images(product, folder):
    """Of the fixture itself, whose programs are a few hundred bytes: an upload in a dozen pieces."""
    tree = BuildTree.create(folder / "small", **product.options)
    run(nrf53pack(), "pack", tree.folder, "-o", folder / "small-out", "--key", KEYS / "test-ecdsa-p256.pem")
    return tuple((folder / "small-out" / name).read_bytes() for name in ("app_update.bin", "net_core_app_update.bin"))


def run_cases(results, who, device, cases):
    installed = device.installed()
    for case in cases:
        with results.case(f"{who}: {case.__name__}"):
            try:
                case(device)
                device.is_alive()
                images = device.images()
                assert device.installed(images) == installed, f"{images} in place of {installed}"
                assert not device.pending(images), images
            except BaseException:
                device.reopen()
                raise


def cases_of(who):
    # the first of the uploads needs a device on which none has begun
    first, *uploads = bad_input_uploads.CASES
    special = bad_input_uploads.CASES_APPLICATION if who == "application" else bad_input_uploads.CASES_RECOVERY
    return [first, *bad_input_lines.CASES, *uploads, *special]


def marked_but_wrong(running):
    """Whole files that a running application cannot judge, marked for installation: the bootloader drops them."""
    client, old, new = Library(running.path), running.old, running.app_only
    spoilt = bytearray(new.app.read_bytes())
    spoilt[0x400] ^= 1
    for number, content in ((0, running.net_only.net.read_bytes()), (1, new.app.read_bytes()), (0, bytes(spoilt))):
        try:
            client.upload_bytes(content, number)
            client.confirm(next(one.hash for one in client.images() if (one.image, one.slot) == (number, 1)))
        except (Refused, StopIteration):
            pass  # refused before that is as good
        client.reset()
        running.started(old, old)


def main():
    results = Results()
    product = workshop.product(MODE)
    app, net = small_images(product, product.folder)
    slot_size = product.tree.partition("mcuboot_secondary")[1]
    with clients_bench.device(MODE) as running:
        for who, whole in (("application", {0: app, 1: net}), ("recovery", {2: app, 3: net})):
            if who == "recovery":
                running.enter_recovery()
            device = Device(running.path, whole, slot_size, NO_SUCH_NUMBERS[who])
            run_cases(results, who, device, cases_of(who))
            device.close()
        with results.case("the same pair starts"):
            Library(running.path).reset()
            running.started(running.old, running.old)
        with results.case("wrong images, marked"):
            marked_but_wrong(running)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
