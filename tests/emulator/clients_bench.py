"""Emulated devices for the tests with clients: what common.py has, the updates that the tests install, and result lines."""
import atexit
import contextlib
import re
import sys
import time
import traceback

from common import RECOVERY, SECONDS, Workshop
from product import CONFIGURATIONS, read_tlvs

# 1.1.0 works with the other core's 1.0.0, 2.0.0 only with 2.0.0
OLD, NEW, APP_ONLY, NET_ONLY = ("1.0.0", "1.0.0"), ("2.0.0", "2.0.0"), ("1.1.0", "1.0.0"), ("1.0.0", "1.1.0")
SHA256 = 0x10  # the TLV's type
REVERTS = ("swap-move", "swap-offset")
# the reference modes: with a backup of the network core's image and without
MODES = tuple(name for name in CONFIGURATIONS if name.removesuffix("-backup") in (*REVERTS, "overwrite"))
NETWORK = re.compile(r"demo net (\S+), protocol")

workshop = Workshop()
atexit.register(workshop.__exit__)


class Update:
    """Files of one `nrf53pack pack`, and what lists say of them."""

    def __init__(self, release):
        self.app, self.net, self.package = release.app, release.net, release.zip
        self.app_version, self.net_version = release.app_version, release.net_version
        self.app_hash, self.net_hash = (dict(read_tlvs(file.read_bytes()))[SHA256].hex() for file in (self.app, self.net))


class Device:
    """A device that runs, made with the old versions."""

    def __init__(self, device):
        self._device, self.board = device, device.board
        self.folder, self.path = device.board.folder, device.board.smp
        self.reverts = device.product.options["mode"] in REVERTS
        self.old, self.new, self.app_only, self.net_only = (Update(device.product.release(*pair))
                                                            for pair in (OLD, NEW, APP_ONLY, NET_ONLY))
        self.started(self.old, self.old)

    def started(self, app, net, trial=False):
        """Both consoles say these versions, behind all that was waited for before."""
        self._device.expect(app.app_version, net.net_version, trial)
        version = self.board.wait_for("net", NETWORK, SECONDS).match[1]
        assert version == net.net_version, f"the network core says {version}"

    def enter_recovery(self):
        """As a user does: the button is held while the device starts."""
        self.board.press_reset(button=True)
        self.board.wait_for("app", RECOVERY, SECONDS)
        self.board.device["recovery_pin"] = 0


@contextlib.contextmanager
def device(configuration):
    with workshop.device(configuration) as made:
        yield Device(made)


class Results:
    """One line a case, with the seconds it took, and the closing line."""

    def __init__(self):
        self.passed = self.failed = 0

    @contextlib.contextmanager
    def case(self, name):
        begin = time.monotonic()
        try:
            yield
        except Exception as error:
            self.failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {error}")
            traceback.print_exc(file=sys.stdout)
        else:
            self.passed += 1
            print(f"ok {name} ({time.monotonic() - begin:.1f} s)")
        sys.stdout.flush()

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0
