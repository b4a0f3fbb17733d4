"""What each sample tree states: SDK, images, layout, versions. The texts themselves come from the tables."""

from dataclasses import dataclass

import layouts


@dataclass(frozen=True)
class Image:
    name: str    # folder; '' for the root image of a child-image build
    table: str   # tables/<table>.table
    core: str    # 'app' or 'net'


@dataclass(frozen=True)
class Tree:
    folder: str
    release: str         # of the NCS
    tags: tuple          # conditions in the tables
    app: str             # name of the application
    net: str             # name of the network image
    version: str         # of the application's image
    net_version: str     # fw_info version in the network image's .config
    swaps: bool
    nrf53boot: bool = False

    @property
    def child_era(self):
        return "ncs20" in self.tags

    @property
    def ncs(self):
        return f"/opt/nordic/ncs/v{self.release}"

    @property
    def source(self):
        return f"/home/dev/{self.app}"

    @property
    def domain(self):
        return layouts.single_pair() if self.child_era else layouts.two_pairs()

    @property
    def net_domain(self):
        return layouts.network(self.net, 0x200 if self.child_era else 0x280)

    @property
    def key(self):
        # The key that ships with MCUboot: fine for development, and worth a warning.
        return "root-rsa-2048.pem" if self.child_era else f"{self.ncs}/bootloader/mcuboot/root-ec-p256.pem"


def sensor_hub(folder, mode, **more):
    return Tree(folder, "3.2.1", ("ncs32", "pairs2", "ecdsa", mode), "sensor_hub", "ipc_radio", "1.4.2+7", "3",
                swaps=mode == "move", **more)


TREES = (
    sensor_hub("ncs32_dk_qspi_brick", "move"),
    sensor_hub("ncs32_dk_qspi_overwrite", "overwrite"),
    sensor_hub("ncs32_dk_qspi_nrf53boot", "move", nrf53boot=True),
    Tree("ncs20_child_single_pair", "2.0.0", ("ncs20", "pairs1", "rsa", "move"), "smp_gateway", "hci_rpmsg", "0.9.1+3", "1",
         swaps=True),
)


def images(tree):
    if tree.child_era:
        return (Image("", "app", "app"), Image("mcuboot", "mcuboot", "app"), Image(tree.net, "net", "net"),
                Image(f"{tree.net}/b0n", "b0n", "net"))
    return (Image(tree.app, "app", "app"), Image("mcuboot", "mcuboot", "app"), Image(tree.net, "net", "net"),
            Image("b0n", "b0n", "net"))


THREADS = {
    "app": {"coop": 16, "preempt": 15, "main_priority": 0, "main_stack": 4096, "idle_stack": 320, "heap": 4096,
            "workqueue_stack": 4096, "workqueue_priority": -1, "ticks": 32768},
    "mcuboot": {"coop": 16, "preempt": 15, "main_priority": 0, "main_stack": 10240, "idle_stack": 320, "heap": 0,
                "workqueue_stack": 2048, "workqueue_priority": -1, "ticks": 32768},
    "net": {"coop": 16, "preempt": 15, "main_priority": 0, "main_stack": 2048, "idle_stack": 256, "heap": 8192,
            "workqueue_stack": 2048, "workqueue_priority": -1, "ticks": 32768},
    "b0n": {"coop": 1, "preempt": 0, "main_priority": -2, "main_stack": 1024, "idle_stack": 256, "heap": 0,
            "workqueue_stack": 1024, "workqueue_priority": -2, "ticks": 128},
}


def facts(tree, image):
    """The $names of the tables for one image."""
    core_is_app = image.core == "app"
    cluster = "cpuapp" if core_is_app else "cpunet"
    provision = tree.net_domain.named("provision").size
    named = {
        "ncs": tree.ncs, "app": tree.app, "net": tree.net, "version": tree.version, "key": tree.key,
        "title": tree.app if core_is_app else tree.net, "bt_name": tree.app.replace("_", " ").title(),
        "board": f"nrf5340dk_nrf5340_{cluster}" if tree.child_era else "nrf5340dk",
        "target": f"nrf5340dk/nrf5340/{cluster}", "qualifiers": f"nrf5340/{cluster}",
        "images": 1 if "pairs1" in tree.tags else 2, "escape": "y" if tree.swaps else "n",
        "footer": "0x2000" if tree.swaps else "0x0", "fw_version": tree.net_version,
        "mcuboot_size": f"{tree.domain.named('mcuboot').size:#x}",
        "settings_size": f"{tree.domain.named('settings_storage').size:#x}",
        "b0n_size": f"{tree.net_domain.named('b0n').size:#x}", "provision": f"{provision:#x}",
        "b0_image": "0x8000" if core_is_app else "0x7800", "log_level": 3 if core_is_app else 0,
        "app_number": 0 if core_is_app else -1, "net_number": 1 if core_is_app else -1,
        "load_offset": "0x10000" if core_is_app else "0", "load_size": "0x74000" if core_is_app else "0",
        "code_partition": "y" if core_is_app else "n", "stream": "y" if tree.child_era else "n",
        "oberon": "n" if "rsa" in tree.tags else "y", "assert_verbose": "y",
    }
    return named | THREADS[image.table]
