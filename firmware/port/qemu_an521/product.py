#!/usr/bin/env python3
"""The demonstration product on the emulated board: build trees, packed releases, and a device as it leaves the factory.

usage: product.py DIR [--configuration NAME] [--app VERSION] [--net VERSION] [--update APP,NET]...

makes DIR/device.bin and DIR/rom.elf, for board.py, with these versions of both cores in flash, and for each update a folder
DIR/update-APP-NET with dfu_application.zip, app_update.bin and net_core_app_update.bin: what `nrf53pack check` and `nrf53pack
pack` make of the build tree beside them. Needs what scripts/firmware.sh leaves in build-firmware.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from board import Board  # noqa: E402
from build_tree import KEYS, NET, APP, ROOT, BuildTree  # noqa: E402
from device import DeviceFile  # noqa: E402
from program import one_line_errors  # noqa: E402

# name: options of BuildTree.create(). Their nrf53boot and netboot are built by scripts/firmware.sh.
CONFIGURATIONS = {
    "swap-move": {"mode": "swap-move"},
    "swap-move-backup": {"mode": "swap-move", "backup": True},
    "swap-offset": {"mode": "swap-offset"},
    "swap-offset-backup": {"mode": "swap-offset", "backup": True},
    "overwrite": {"mode": "overwrite"},
    "no-downgrade": {"mode": "swap-move", "backup": True, "no_downgrade": True},
    "stock-netboot": {"mode": "swap-move", "backup": True},
}
NETBOOT = {"stock-netboot": "stock"}  # behaves as b0n; the others verify the network image at each boot

NET_FLASH = 0x01000000  # CPU's address
TLV_MAGIC, TLV_PROTECTED_MAGIC = 0x6907, 0x6908  # include/nrf53pack/mcuboot_format.h


class ProductError(Exception):
    """A program of the way from sources to a device failed."""


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ProductError(f"exit status {done.returncode}: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def nrf53pack():
    """The program: $NRF53PACK, the one that the firmware was built with, or what a build left."""
    cache = ROOT / "build-firmware/CMakeCache.txt"
    used = re.search(r"^NRF53PACK:\w+=(.+)$", cache.read_text(encoding="utf-8"), re.M) if cache.is_file() else None
    for path in (os.environ.get("NRF53PACK"), used and used[1], ROOT / "build-firmware/host/nrf53pack",
                 ROOT / "build-release/nrf53pack", ROOT / "build/nrf53pack"):
        if path and pathlib.Path(path).is_file():
            return pathlib.Path(path).resolve()
    raise ProductError("no program 'nrf53pack' is built; 'scripts/firmware.sh' builds it")


@dataclass(frozen=True)
class Release:
    """What one `nrf53pack pack` made. No zip and no backup where dependencies were added afterwards."""
    folder: pathlib.Path
    app_version: str
    net_version: str
    app: pathlib.Path      # app_update.bin
    net: pathlib.Path      # net_core_app_update.bin
    net_b0: pathlib.Path   # signed_by_b0_*.bin: what lies in the network core's flash
    provision: pathlib.Path
    zip: pathlib.Path
    backup: pathlib.Path   # net_backup_factory.hex, in a configuration with a backup


class Product:
    """One configuration. Everything is made below `folder`; trees and releases are made once and kept."""

    def __init__(self, folder, configuration="swap-move-backup", firmware=None):
        self.folder, self.configuration = pathlib.Path(folder), configuration
        self.options = CONFIGURATIONS[configuration]
        self.firmware = pathlib.Path(firmware or os.environ.get("NRF53PACK_FIRMWARE") or ROOT / "build-firmware")
        self.programs = self.firmware / f"qemu_{configuration}"
        self.rom = self.firmware / "qemu_rom/rom.elf"
        if not self.rom.is_file():
            raise ProductError(f"no firmware in '{self.firmware}'; 'scripts/firmware.sh' builds it")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.tree = BuildTree.create(self.folder / "build", **self.options)
        self._releases, self._lock = {}, threading.Lock()

    def release(self, app, net, **options):
        """The update of both cores with these versions, made once. Options:

        app_needs, net_needs: the lowest version of the other core's image that this one declares to work with
        confirms: the application confirms itself when the network core answers and speaks its protocol
        app_program, net_program: other programs than the demonstration's, as they lie in their slots
        """
        key = app, net, *sorted(options.items())
        with self._lock:
            if key not in self._releases:
                self._releases[key] = self._make_release(app, net, **options)
            return self._releases[key]

    def create_device(self, path, app="1.0.0", net="1.0.0", ram="zero", **options):
        """A device file as the production line leaves it: both bootloaders, both firmwares, and the backup where there is
        one."""
        release = self.release(app, net, **options)
        device = DeviceFile.create(path)
        try:
            device.load("app", self.tree.partition("mcuboot")[0], (self.programs / "nrf53boot.bin").read_bytes())
            device.load("app", self.tree.partition("mcuboot_primary")[0], release.app.read_bytes())
            device.load("net", self.tree.partition("b0n", "_CPUNET")[0] - NET_FLASH,
                        (self.programs / "netboot.bin").read_bytes())
            device.load_hex(release.provision)
            device.load("net", self.tree.partition("app", "_CPUNET")[0] - NET_FLASH, release.net_b0.read_bytes())
            if self.options.get("backup"):
                device.load_hex(release.backup)
            device.lose_power(ram)
        finally:
            device.close()
        return pathlib.Path(path)

    def board(self, folder, device=None, **options):
        """A board with a factory device of its own, or with the given file. Not started yet."""
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        path = device or self.create_device(folder / "device.bin")
        if not (folder / "rom.elf").exists():
            shutil.copyfile(self.rom, folder / "rom.elf")
        return Board(path, folder / "rom.elf", folder, **options)

    def _make_release(self, app, net, app_needs=None, net_needs=None, confirms=False, app_program=None, net_program=None):
        kind = "".join([f"-app-needs-{app_needs}" if app_needs else "", f"-net-needs-{net_needs}" if net_needs else "",
                        "-confirms" if confirms else ""])
        folder = self.folder / (f"update-{app}-{net}{kind}" + (f"-{len(self._releases)}" if app_program or net_program else ""))
        tree = self.tree.copy(folder / "build")
        tree.put_app(app_program or self.programs / f"demo_app_{short(app)}{'_confirm' * confirms}.bin", app)
        tree.put_net(net_program or self.programs / f"demo_net_{short(net)}.bin", net, net.split(".")[0])
        run(nrf53pack(), "check", tree.folder)
        run(nrf53pack(), "pack", tree.folder, "-o", folder, "--key", KEYS / "test-ecdsa-p256.pem",
            "--nsib-key", KEYS / "test-nsib-p256.pem")
        release = Release(folder, app, net, folder / "app_update.bin", folder / "net_core_app_update.bin",
                          folder / f"signed_by_b0_{NET}.bin", folder / "net_provision.hex",
                          folder / "dfu_application.zip", folder / "net_backup_factory.hex")
        if self.options.get("backup") and not release.backup.is_file():
            raise ProductError(f"'{nrf53pack()}' made no {release.backup.name}: is it older than these files? 'scripts/firmware.sh' builds it")
        if app_needs or net_needs:
            release.zip.unlink()
            release.backup.unlink(missing_ok=True)
            sign_with_dependency(release.app, tree.folder / APP / "zephyr/zephyr.hex", 1, app_needs)
            sign_with_dependency(release.net, folder / f"signed_by_b0_{NET}.hex", 0, net_needs)
        return release


def short(version):
    """1 for 1.0.0, 1_1 for 1.1.0: how the demonstration's programs are called."""
    parts = version.split(".")
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return "_".join(parts)


def sign_with_dependency(output, firmware, image, version):
    """Makes the file again as pack did, which pack.json says, with a dependency on the other image."""
    if version is None:
        return
    steps = json.loads((output.parent / "pack.json").read_text(encoding="utf-8"))["steps"]
    step = next(step for step in steps if step["outputs"] == [output.name])
    words = [word for argument in step["arguments"] if argument["name"] != "--key"
             for word in (argument["name"], argument.get("value")) if word]
    output.unlink()
    run(nrf53pack(), "sign", *words, "--key", KEYS / "test-ecdsa-p256.pem", "--dependencies", f"({image}, {version})",
        firmware, output)


def read_tlvs(image):
    """(type, value) of each TLV of an MCUboot image, protected ones first."""
    header_size, payload = struct.unpack_from("<8xHxxI", image)
    at = header_size + payload
    while at + 4 <= len(image):
        kind, size = struct.unpack_from("<HH", image, at)
        if kind in (TLV_MAGIC, TLV_PROTECTED_MAGIC):
            at += 4
            continue
        yield kind, image[at + 4:at + 4 + size]
        at += 4 + size


def make_trees(folder):
    """One tree for each configuration, for the firmware's build; prints CMake's list of them. A tree that is there already
    is left alone, so that nothing is built again."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, options in CONFIGURATIONS.items():
        with tempfile.TemporaryDirectory(dir=folder) as fresh:
            tree = BuildTree.create(pathlib.Path(fresh) / "tree", **options)
            if not same_files(tree.folder, folder / name):
                tree.copy(folder / name)
    print(";".join(f"{name}={folder / name}" + (f"={NETBOOT[name]}" if name in NETBOOT else "")
                   for name in CONFIGURATIONS))


def same_files(one, other):
    def content(folder):
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    return content(one) == content(other)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--configuration", choices=CONFIGURATIONS, default="swap-move-backup")
    parser.add_argument("--app", default="1.0.0", help="version in flash at first")
    parser.add_argument("--net", default="1.0.0")
    parser.add_argument("--update", action="append", default=[], metavar="APP,NET")
    parser.add_argument("--trees", action="store_true", help="make only the build trees of all configurations")
    options = parser.parse_args()
    with one_line_errors("product.py", ProductError, ValueError):
        if options.trees:
            make_trees(options.folder.resolve())
            return
        product = Product(options.folder, options.configuration)
        product.create_device(options.folder / "device.bin", options.app, options.net)
        shutil.copyfile(product.rom, options.folder / "rom.elf")
        for update in options.update:
            release = product.release(*update.split(","))
            print(f"{release.folder}: application {release.app_version}, network {release.net_version}")


if __name__ == "__main__":
    main()
