"""A copy of a fixture tree that edits are made on: where the files of an image lie, and how text is exchanged.

Every exchange fails when it finds nothing to exchange, so that a mutation cannot quietly become none.
"""
import pathlib
import re
import shutil

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"

OVERWRITE = "ncs32_dk_qspi_overwrite"
NRF53BOOT = "ncs32_dk_qspi_nrf53boot"
BRICK = "ncs32_dk_qspi_brick"
CHILD = "ncs20_child_single_pair"
STATIC = "sensor_hub_source"
SOURCE = "ncs32_dk_qspi_overwrite_source"

SYSBUILD_FOLDERS = {"app": "sensor_hub", "net": "ipc_radio", "mcuboot": "mcuboot", "b0n": "b0n", "sysbuild": "."}
CHILD_FOLDERS = {"app": ".", "net": "hci_rpmsg", "mcuboot": "mcuboot", "b0n": "hci_rpmsg/b0n"}


class NothingToEdit(Exception):
    """An edit does not fit the tree any more."""


class Tree:
    def __init__(self, fixture, root, program):
        self.fixture = fixture
        self.root = root
        self.program = program
        self.folders = CHILD_FOLDERS if fixture == CHILD else SYSBUILD_FOLDERS
        shutil.copytree(FIXTURES / fixture, root)

    def config(self, image):
        """Name of the image's .config."""
        if image == "nrf53boot":
            return "nrf53boot/.config"
        return (pathlib.PurePosixPath(self.folders[image]) / "zephyr/.config").as_posix()

    def devicetree(self, image):
        return (pathlib.PurePosixPath(self.folders[image]) / "zephyr/zephyr.dts").as_posix()

    def partition_files(self, net=False):
        """Names of the YAML file and of the file for CMake that hold the same partitions."""
        if self.fixture == STATIC:
            return "pm_static.yml", None
        prefix = "hci_rpmsg/" if net and self.fixture == CHILD else ""
        end = "_CPUNET" if net else ""
        return f"{prefix}partitions{end}.yml", f"{prefix}pm{end}.config"

    def path(self, name):
        path = self.root / name
        if not path.exists():
            raise NothingToEdit(f"{name} does not exist")
        return path

    def names(self, pattern):
        """Files whose path from the root matches the regular expression; there is at least one."""
        names = [path.relative_to(self.root).as_posix() for path in sorted(self.root.rglob("*")) if path.is_file()]
        found = [name for name in names if re.search(pattern, name)]
        if not found:
            raise NothingToEdit(f"no file matches {pattern}")
        return found

    def read(self, name):
        return self.path(name).read_bytes().decode("utf-8")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))

    def exchange(self, name, pattern, new, count=1):
        """Exchanges exactly `count` matches (None: at least one) of a regular expression, '^' and '$' at each line."""
        text, found = re.subn(pattern, new, self.read(name), flags=re.MULTILINE)
        if found == 0 or (count is not None and found != count):
            raise NothingToEdit(f"{name}: {found} matches of {pattern!r}, {count or 'some'} were expected")
        self.write(name, text)

    def contents(self):
        return {path.relative_to(self.root).as_posix(): path.read_bytes()
                for path in sorted(self.root.rglob("*")) if path.is_file()}
