#!/usr/bin/env python3
"""Do the files of each sample tree agree with each other?

Reads the committed files only, none of the makers' tables, so that an error there shows up here. Needs PyYAML,
'cryptography', dtc and fdtget.

    check_consistency.py [FIXTURES]
"""

import hashlib
import itertools
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

import yaml
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from nsib_sign import read_hex

LINES = {"app": 700, "mcuboot": 500, "net": 400, "b0n": 350, "sysbuild": 200}
FIRMWARE_INFO = 0x200
VALIDATION_BLOCK = 176
MAGIC_INFO = (0x281EE6DE, 0x8FCEBB4C, 0x00003502)
MAGIC_VALIDATION = (0x281EE6DE, 0x86518483, 0x00013502)

# What the trees are there for: symbols of MCUboot's .config.
STATEMENTS = {
    "ncs32_dk_qspi_brick": {"BOOT_SWAP_USING_MOVE": "y", "BOOT_UPGRADE_ONLY": "n", "NRF53_MULTI_IMAGE_UPDATE": "y",
                            "USE_NRF53_MULTI_IMAGE_WITHOUT_UPGRADE_ONLY": "y", "PICOLIBC": "y",
                            "UPDATEABLE_IMAGE_NUMBER": "2"},
    "ncs32_dk_qspi_overwrite": {"BOOT_SWAP_USING_MOVE": "n", "BOOT_UPGRADE_ONLY": "y", "NRF53_MULTI_IMAGE_UPDATE": "y",
                                "MCUBOOT_VERIFY_IMG_ADDRESS": "y", "UPDATEABLE_IMAGE_NUMBER": "2"},
    "ncs32_dk_qspi_nrf53boot": {"BOOT_SWAP_USING_MOVE": "y", "BOOT_UPGRADE_ONLY": "n", "UPDATEABLE_IMAGE_NUMBER": "2"},
    "ncs20_child_single_pair": {"BOOT_SWAP_USING_MOVE": "y", "PCD_APP": "y", "NRF53_MULTI_IMAGE_UPDATE": "n",
                                "UPDATEABLE_IMAGE_NUMBER": "1", "PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY": "y"},
}


def require(condition, problem):
    if not condition:
        raise AssertionError(problem)


def same(what, left, right):
    require(left == right, f"{what}: {left!r} and {right!r}")


class Kconfig:
    """A complete .config: a symbol without a line is off."""

    def __init__(self, path):
        self.path, self.values = path, {}
        self.lines = path.read_text(encoding="utf-8").splitlines()
        for line in self.lines:
            off = re.fullmatch(r"# (?:SB_)?CONFIG_(\w+) is not set", line)
            on = re.fullmatch(r"(?:SB_)?CONFIG_(\w+)=(.*)", line)
            if off or on:
                name = (off or on)[1]
                require(name not in self.values, f"{path}: {name} twice")
                self.values[name] = "n" if off else on[2]
            else:
                require(line == "" or line.startswith("#"), f"{path}: no Kconfig line: {line}")

    def __getitem__(self, name):
        return self.values.get(name, "n")

    def number(self, name):
        return int(self[name], 0)

    def text(self, name):
        return self[name].strip('"')


class Devicetree:
    """Compiled with dtc, read back with fdtget."""

    def __init__(self, path, scratch):
        self.path = path
        self.blob = pathlib.Path(scratch) / ("-".join(path.parts[-4:]) + ".dtb")
        done = subprocess.run(["dtc", "-@", "-I", "dts", "-O", "dtb", "-o", str(self.blob), str(path)],
                              capture_output=True, text=True, check=False)
        require(done.returncode == 0 and "ERROR" not in done.stderr, f"{path}: dtc: {done.stderr.strip()}")

    def get(self, node, name, kind):
        done = subprocess.run(["fdtget", "-t", kind, str(self.blob), node, name], capture_output=True, text=True,
                              check=False)
        require(done.returncode == 0, f"{self.path}: {node} {name}: {done.stderr.strip()}")
        return done.stdout.strip()

    def cells(self, node, name):
        return [int(cell, 16) for cell in self.get(node, name, "x").split()]

    def labelled(self, label):
        return self.get("/__symbols__", label, "s")

    def chosen(self, name):
        return self.get("/chosen", name, "s")


class Tree:
    def __init__(self, folder, scratch):
        self.folder, self.name = folder, folder.name
        self.child_era = not (folder / "domains.yaml").exists()
        root = "zephyr" if self.child_era else self.domains()["default"] + "/zephyr"
        nets = [path.parent.parent for path in folder.glob("*/zephyr/zephyr.dts") if "Network" in path.read_text()]
        net = next(path for path in nets if path.name != "b0n")
        self.net = net.name
        self.place = {"app": folder / root, "mcuboot": folder / "mcuboot/zephyr", "net": net / "zephyr",
                      "b0n": (net if self.child_era else folder) / "b0n/zephyr"}
        self.config = {name: Kconfig(path / ".config") for name, path in self.place.items()}
        if not self.child_era:
            self.config["sysbuild"] = Kconfig(folder / "zephyr/.config")
        self.tree = {name: Devicetree(path / "zephyr.dts", scratch) for name, path in self.place.items()}
        net_root = net if self.child_era else folder
        self.map = {"app": self.load(folder / "partitions.yml"), "net": self.load(net_root / "partitions_CPUNET.yml")}
        self.regions = {"app": self.load(folder / "regions.yml"), "net": self.load(net_root / "regions_CPUNET.yml")}
        self.pm_config = {"app": folder / "pm.config", "net": net_root / "pm_CPUNET.config"}

    @staticmethod
    def load(path):
        return yaml.safe_load(path.read_text(encoding="utf-8"))

    def domains(self):
        return self.load(self.folder / "domains.yaml")

    def signed_by_b0(self, suffix):
        if self.child_era:
            return self.place["net"] / f"signed_by_b0_app.{suffix}"
        return self.folder / f"signed_by_b0_{self.net}.{suffix}"


def check_sizes(tree):
    for name, config in tree.config.items():
        require(len(config.lines) >= LINES[name], f"{config.path}: only {len(config.lines)} lines")


def check_statement(tree):
    for symbol, value in STATEMENTS[tree.name].items():
        same(f"mcuboot {symbol}", tree.config["mcuboot"][symbol], value)
    own = tree.folder / "nrf53boot/.config"
    same("nrf53boot/.config", own.exists(), tree.name.endswith("nrf53boot"))
    if own.exists():
        config = Kconfig(own)
        same("image 0", config["NRF53BOOT_IMAGE0_MODE_SWAP_MOVE"], "y")
        same("image 1", config["NRF53BOOT_IMAGE1_MODE_OVERWRITE"], "y")
        require("NRF53BOOT_NET_BACKUP" in config.values, "nrf53boot/.config: NRF53BOOT_NET_BACKUP is not stated")


def check_pm_config(tree):
    for core in ("app", "net"):
        said = dict(line.split("=", 1) for line in tree.pm_config[core].read_text().splitlines())
        names = set(said["PM_ALL_BY_SIZE"].strip('"').split())
        same(f"{core}: names in pm.config and partitions", names, set(tree.map[core]))
        for name, partition in tree.map[core].items():
            key = f"PM_{name.upper()}"
            base = tree.regions[core][partition["region"]]["base_address"]
            same(f"{name} address", int(said[f"{key}_ADDRESS"], 0), partition["address"])
            same(f"{name} size", int(said[f"{key}_SIZE"], 0), partition["size"])
            same(f"{name} end", int(said[f"{key}_END_ADDRESS"], 0), partition["address"] + partition["size"])
            same(f"{name} end_address", partition["end_address"], partition["address"] + partition["size"])
            same(f"{name} offset", int(said[f"{key}_OFFSET"], 0), partition["address"] - base)
            same(f"{name} number", f"{key}_ID" in said, bool(tree.regions[core][partition["region"]]["device"]))
        same(f"{core}: PM_NUM", int(said["PM_NUM"]), sum(1 for key in said if re.fullmatch(r"PM_\d+_LABEL", key)))


def check_layout(tree):
    for core in ("app", "net"):
        partitions = tree.map[core]
        for name, partition in partitions.items():
            region = tree.regions[core][partition["region"]]
            low, high = region["base_address"], region["base_address"] + region["size"]
            require(low <= partition["address"] and partition["end_address"] <= high, f"{name} leaves {region['name']}")
            members = [partitions[member] for member in partition.get("span", [])]
            if members:
                same(f"{name} and its span", sum(m["size"] for m in members if "span" not in m), partition["size"])
                same(f"{name} and its span", min(m["address"] for m in members), partition["address"])
        plain = {name: p for name, p in partitions.items() if "span" not in p and p["size"] > 0}
        for (one, a), (two, b) in itertools.combinations(plain.items(), 2):
            apart = a["end_address"] <= b["address"] or b["end_address"] <= a["address"]
            require(a["region"] != b["region"] or apart, f"{one} and {two} overlap")


def check_slots(tree):
    partitions, mcuboot = tree.map["app"], tree.config["mcuboot"]
    same("slots of image 0", partitions["mcuboot_primary"]["size"], partitions["mcuboot_secondary"]["size"])
    require(partitions["mcuboot_primary"]["size"] // 4096 <= mcuboot.number("BOOT_MAX_IMG_SECTORS"), "too many sectors")
    same("protected range", (partitions["mcuboot_primary"]["address"] - partitions["mcuboot"]["address"]) % 0x4000, 0)
    same("mcuboot size", mcuboot.number("PM_PARTITION_SIZE_MCUBOOT"), partitions["mcuboot"]["size"])
    same("pcd_sram grid", partitions["pcd_sram"]["address"] % 0x2000, 0)
    same("link address", partitions["app"]["address"],
         partitions["mcuboot_primary"]["address"] + partitions["mcuboot_pad"]["size"])
    for image in ("app", "mcuboot"):
        same(f"{image} page size", tree.config[image]["NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE"], "4096")
        same(f"{image} images", tree.config[image]["UPDATEABLE_IMAGE_NUMBER"], mcuboot["UPDATEABLE_IMAGE_NUMBER"])
    if not tree.child_era:
        same("slots of image 1", partitions["mcuboot_primary_1"]["size"], partitions["mcuboot_secondary_1"]["size"])
        same("sysbuild images", tree.config["sysbuild"]["MCUBOOT_UPDATEABLE_IMAGES"], mcuboot["UPDATEABLE_IMAGE_NUMBER"])


def check_network_map(tree):
    partitions = tree.map["net"]
    same("b0n size", tree.config["b0n"].number("B0N_SIZE"), partitions["b0n"]["size"])
    same("provision size", tree.config["b0n"].number("PM_PARTITION_SIZE_PROVISION"), partitions["provision"]["size"])
    same("container", partitions["b0n_container"]["size"] % tree.config["b0n"].number("FPROTECT_BLOCK_SIZE"), 0)
    same("application of the network core", partitions["app"]["span"], [tree.net])
    same("secure boot", tree.config["net"]["SECURE_BOOT"] + tree.config["net"]["FW_INFO"], "yy")


def check_modes(tree):
    if tree.child_era:
        return
    sysbuild, mcuboot, app = tree.config["sysbuild"], tree.config["mcuboot"], tree.config["app"]
    for mode, option in (("SWAP_USING_MOVE", "BOOT_SWAP_USING_MOVE"), ("OVERWRITE_ONLY", "BOOT_UPGRADE_ONLY")):
        same(mode, sysbuild[f"MCUBOOT_MODE_{mode}"], mcuboot[option])
        same(f"app {mode}", app[f"MCUBOOT_BOOTLOADER_MODE_{mode}"], mcuboot[option])
    same("key", sysbuild["BOOT_SIGNATURE_KEY_FILE"], mcuboot["BOOT_SIGNATURE_KEY_FILE"])
    same("signature", sysbuild["BOOT_SIGNATURE_TYPE_ECDSA_P256"], mcuboot["BOOT_SIGNATURE_TYPE_ECDSA_P256"])
    same("network image", sysbuild.text("NETCORE_IMAGE_NAME"), tree.net)
    names = [domain["name"] for domain in tree.domains()["domains"]]
    same("domains", names, [tree.place["app"].parent.name, tree.net])


def check_devicetrees(tree):
    regions = tree.regions["app"]
    for image in ("app", "mcuboot"):
        devicetree, config = tree.tree[image], tree.config[image]
        flash = devicetree.chosen("nordic,pm-ext-flash")
        bits = devicetree.cells(flash, "size")[0]
        same(f"{image} external flash", bits // 8, regions["external_flash"]["size"])
        same(f"{image} PM_EXTERNAL_FLASH_SIZE_BITS", config.number("PM_EXTERNAL_FLASH_SIZE_BITS"), bits)
        same(f"{image} PM_EXTERNAL_FLASH_PATH", config.text("PM_EXTERNAL_FLASH_PATH"), flash)
        ram = devicetree.cells(devicetree.labelled("sram0"), "reg")
        same(f"{image} RAM", ram, [regions["sram_primary"]["base_address"], regions["sram_primary"]["size"]])
        same(f"{image} PM_SRAM", ram, [config.number("PM_SRAM_BASE"), config.number("PM_SRAM_SIZE")])
        same(f"{image} flash", devicetree.cells(devicetree.labelled("flash0"), "reg")[1], regions["flash_primary"]["size"])
    ram_flash = tree.tree["mcuboot"].cells(tree.tree["mcuboot"].labelled("flash_sim0"), "reg")
    same("RAM flash", ram_flash, [0, 0x40000])
    if "ram_flash" in regions:
        same("RAM flash region", regions["ram_flash"]["size"], ram_flash[1])
        same("NRF53_RAM_FLASH_SIZE", tree.config["mcuboot"].number("NRF53_RAM_FLASH_SIZE"), ram_flash[1])


def check_shared_memory(tree):
    rpmsg = tree.map["app"]["rpmsg_nrf53_sram"]
    for image in ("app", "net"):
        devicetree = tree.tree[image]
        shared = devicetree.cells(devicetree.chosen("zephyr,ipc_shm"), "reg")
        same(f"{image} shared memory", shared, [rpmsg["address"], rpmsg["size"]])
    net = tree.tree["net"]
    regions = tree.regions["net"]
    same("network flash", net.cells(net.labelled("flash1"), "reg"),
         [regions["flash_primary"]["base_address"], regions["flash_primary"]["size"]])
    same("network RAM", net.cells(net.labelled("sram1"), "reg"),
         [regions["sram_primary"]["base_address"], regions["sram_primary"]["size"]])


def check_enabled_devices(tree):
    for image, config in tree.config.items():
        if image != "sysbuild":
            text = tree.tree[image].path.read_text(encoding="utf-8")
            for symbol in (name for name in config.values if name.startswith("DT_HAS_")):
                wanted = symbol[len("DT_HAS_") : -len("_ENABLED")]
                found = {re.sub(r"[^A-Z0-9]", "_", name.upper()) for name in re.findall(r'"([a-z0-9]+,[^"]+|[^",]+)"', text)}
                require(wanted in found, f"{image}: {symbol} has no node")


def image_pair(folder, stem="zephyr"):
    address, data = read_hex((folder / f"{stem}.hex").read_text(encoding="ascii"))
    same(f"{folder.name}/{stem}.hex and .bin", data, (folder / f"{stem}.bin").read_bytes())
    return address, data


def check_application_binary(tree):
    partitions = tree.map["app"]
    address, data = image_pair(tree.place["app"])
    stack, reset = struct.unpack_from("<2I", data)
    same("link address", address, partitions["app"]["address"])
    same("vector table's alignment", address % 0x200, 0)
    require(partitions["sram_primary"]["address"] < stack <= partitions["sram_primary"]["end_address"], f"stack {stack:#x}")
    require(address <= reset < address + len(data) and reset & 1, f"reset vector {reset:#x}")


def check_network_binary(tree):
    partition, ram = tree.map["net"][tree.net], tree.map["net"]["sram_primary"]
    address, data = image_pair(tree.place["net"])
    stack, reset = struct.unpack_from("<2I", data)
    same("link address", address, partition["address"])
    require(ram["address"] < stack <= ram["end_address"], f"stack {stack:#x}")
    require(address <= reset < address + len(data) and reset & 1, f"reset vector {reset:#x}")
    fields = struct.unpack_from("<15I", data, FIRMWARE_INFO)
    same("fw_info magic", fields[:3], MAGIC_INFO)
    same("fw_info total size", fields[3], 60)
    same("fw_info size", fields[4], len(data))
    same("fw_info version", fields[5], tree.config["net"].number("FW_INFO_FIRMWARE_VERSION"))
    same("fw_info addresses", fields[6:8], (address, address))
    same("fw_info valid", fields[8], 0x9102FFFF)


def check_validation_block(tree, public):
    _, image = image_pair(tree.place["net"])
    folder = tree.signed_by_b0("bin").parent
    address, data = image_pair(folder, tree.signed_by_b0("bin").stem)
    block = data[-VALIDATION_BLOCK:]
    same("signed image", data[: len(image)], image)
    same("place of the block", len(data) - VALIDATION_BLOCK, (len(image) + 3) // 4 * 4)
    same("magic", struct.unpack_from("<3I", block), MAGIC_VALIDATION)
    same("address", struct.unpack_from("<I", block, 12)[0], address)
    digest = hashlib.sha256(image).digest()
    same("hash", block[16:48], digest)
    numbers = public.public_numbers()
    same("public key", block[48:112], numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))
    signature = encode_dss_signature(int.from_bytes(block[112:144], "big"), int.from_bytes(block[144:], "big"))
    public.verify(signature, digest, ec.ECDSA(hashes.SHA256()))


def check_static_file(fixtures, tree):
    if tree.child_era:
        return
    static = Tree.load(fixtures / "sensor_hub_source/pm_static.yml")
    for name, said in static.items():
        for key in ("address", "size", "region"):
            same(f"pm_static.yml {name} {key}", said[key], tree.map["app"][name][key])


CHECKS = (check_sizes, check_statement, check_pm_config, check_layout, check_slots, check_network_map, check_modes,
          check_devicetrees, check_shared_memory, check_enabled_devices, check_application_binary, check_network_binary)


def outcome(check, *arguments):
    try:
        check(*arguments)
    except Exception as error:  # every failure is a result line, also one that nobody foresaw
        return f"{type(error).__name__}: {error}"
    return None


def results(fixtures):
    """Name and problem (None: good) of every check of every tree."""
    public = serialization.load_pem_public_key((fixtures / "keys/test-nsib-p256.pub.pem").read_bytes())
    with tempfile.TemporaryDirectory(prefix="nrf53pack-fixtures-") as scratch:
        for name in STATEMENTS:
            trees = []
            yield f"{name}: readable", outcome(lambda: trees.append(Tree(fixtures / name, scratch)))
            for tree in trees:
                for check in CHECKS:
                    yield f"{name}: {check.__name__}", outcome(check, tree)
                yield f"{name}: check_validation_block", outcome(check_validation_block, tree, public)
                yield f"{name}: check_static_file", outcome(check_static_file, fixtures, tree)


def main():
    default = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
    fixtures = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    problems = [(name, problem) for name, problem in results(fixtures) if problem]
    for name, problem in problems:
        print(f"{name}: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
