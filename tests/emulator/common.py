"""A device of the demonstration product on the emulated board, as the tests of the bootloader see it: both consoles and an
update client without libraries. What it waits for has a limit."""
import contextlib
import itertools
import pathlib
import re
import shutil
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "firmware/port/qemu_an521"))
from board import BoardError  # noqa: E402
from product import Product, ProductError  # noqa: E402, F401
from smp_client import SmpClient, SmpError  # noqa: E402, F401

SECONDS = 300  # one start with all that the bootloader does first, on a machine that does other things too
STARTED = re.compile(r"demo app (\S+), protocol")
STATE = re.compile(r"boot state: .*, (on trial|confirmed)")
PAIR = re.compile(r"net (\S+), protocol \d+: (fits|DOES NOT FIT)")
RECOVERY = "Serial recovery"


class Device:
    def __init__(self, product, folder, **factory):
        self.product = product
        self.board = product.board(folder, product.create_device(folder / "device.bin", **factory))

    def start(self):
        self.board.power_on()

    def client(self):
        return SmpClient(self.board.smp, SECONDS)

    def upload(self, release, app=None, net=None):
        """`app` and `net`: test, confirm, or None for no upload."""
        with self.client() as client:
            for image, path, mark in ((0, release.app, app), (1, release.net, net)):
                if mark:
                    client.upload(image, path.read_bytes())
                    client.set_state(client.find(image, 1)["hash"], confirm=mark == "confirm")

    def update(self, release, app=None, net=None):
        self.upload(release, app, net)
        self.reset()

    def reset(self, recovery=False):
        with self.client() as client:
            client.reset(recovery)

    def confirm(self):
        with self.client() as client:
            client.set_state(confirm=True)

    def say(self, text):
        """The line comes, behind what was waited for before."""
        return self.board.wait_for("app", text, SECONDS)

    def expect(self, app, net, trial=False):
        """The next start is that of this pair."""
        line = self.board.wait_for("app", (STARTED, RECOVERY), SECONDS)
        state = self.board.wait_for("app", STATE, SECONDS).match if line.match.re is STARTED else None
        pair = self.board.wait_for("app", PAIR, SECONDS).match if state else None
        found = state and (line.match[1], pair[1], state[1])
        wanted = app, net, "on trial" if trial else "confirmed"
        assert found == wanted, f"{wanted} expected, not {found or line.text}\n{self.board.tail(30)}"
        assert (pair[2] == "fits") == (app[0] == net[0]), pair[0]
        fault = self.board.device.fault()
        assert fault is None, f"a rule of the flash was broken: {fault}"

    def power_cycle(self, ram="zero"):
        self.board.power_cut(ram, seed=6)
        self.board.power_on()


class Workshop:
    """Makes products once and devices as often as they are wanted, in a folder of its own. Threads may share one."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="nrf53pack-board-")
        self._products, self._numbers, self._lock = {}, itertools.count(), threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def product(self, configuration):
        with self._lock:
            if configuration not in self._products:
                self._products[configuration] = Product(pathlib.Path(self._folder.name) / configuration, configuration)
            return self._products[configuration]

    @contextlib.contextmanager
    def device(self, configuration, **factory):
        folder = pathlib.Path(self._folder.name) / f"device-{next(self._numbers)}"
        folder.mkdir()
        device = Device(self.product(configuration), folder, **factory)
        try:
            device.start()
            yield device
        finally:
            device.board.close()
            shutil.rmtree(folder)
