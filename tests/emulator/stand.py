"""A configuration of the demonstration product beside its simulation: the device, its updates, the twin.

Versions are 1.0.0 on both cores at first; the demonstration has 1.1.0 of each core, which goes with the other one's 1.0.0, and
2.0.0 of both, which go with each other only.
"""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "firmware/port/qemu_an521"))
from build_tree import KEYS  # noqa: E402
from marks import Places  # noqa: E402
from product import NETBOOT, Product  # noqa: E402
from twin import Twin  # noqa: E402

OLD, BOTH = "1.0.0", "2.0.0"
VERSIONS = (OLD, "1.1.0", BOTH)


class Stand:
    def __init__(self, configuration, folder, firmware):
        self.product = Product(folder, configuration, firmware)
        self.rom, self.build = self.product.rom, self.product.tree.folder
        self.places = Places(self.product.programs)
        self.twin = Twin(self.build, KEYS / "test-ecdsa-p256.pub.pem", NETBOOT.get(configuration, "reference"))
        self._contents = {}
        for version in VERSIONS:
            self.release(version)

    def release(self, version):
        """Both images of a version; those of 2.0.0 ask for each other."""
        needs = {"app_needs": BOTH, "net_needs": BOTH} if version == BOTH else {}
        release = self.product.release(version, version, **needs)
        self._contents[version] = release.app.read_bytes(), release.net_b0.read_bytes()
        return release

    def create(self, path):
        return self.product.create_device(path, OLD, OLD)

    def update(self, image, version):
        """The file for image 0, the application, or 1, the network core."""
        release = self.release(version)
        return (release.app, release.net)[image].read_bytes()

    def pair(self, device):
        """Versions of what lies where the two cores run it; None: no such image, or none whole."""
        places = self.places.values
        app = device.read("app", places["PRIMARY_OFFSET"], places["PRIMARY_SIZE"])
        net = device.read("net", places["NET_APP_ADDRESS"] - places["NET_FLASH_ADDRESS"], places["NET_APP_SIZE"])
        return tuple(next((version for version in VERSIONS if content.startswith(self._contents[version][core])), None)
                     for core, content in enumerate((app, net)))


def open_stands(configurations, folder, firmware=None):
    """Makes trees and updates below the folder. `firmware`: what scripts/firmware.sh made, else build-firmware."""
    return {name: Stand(name, pathlib.Path(folder) / name, firmware) for name in configurations}
