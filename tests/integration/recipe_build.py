"""The build tree that nRF Connect SDK makes of a recipe's files, as far as nrf53pack reads it.

No SDK runs here. A sample tree of the repository is the base; what sysbuild, Kconfig and Partition Manager make of the
recipe's fragments is worked out anew, independent of the program's own data for source trees:
  * sysbuild sets the mode, the image numbers, PCD and the network core's hooks in MCUboot and the application (sdk-nrf
    sysbuild/CMakeLists.txt); with child images each image has Kconfig's defaults and its own fragment;
  * options whose dependencies fail are off (sdk-nrf modules/mcuboot/boot/zephyr/Kconfig);
  * partitions.yml is pm_static.yml, a partition in a region that is not there is dropped (scripts/partition_manager.py).
"""
import pathlib
import re
import shutil
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/fixtures_make"))

from layouts import EXTERNAL, RAM_FLASH, application_regions, network  # noqa: E402
from partition_map import Domain, Partition, partitions_yml, pm_config, pm_config_h, regions_yml  # noqa: E402

FIXTURES = ROOT / "fixtures"
MODES = {"SWAP_USING_MOVE": "BOOT_SWAP_USING_MOVE", "SWAP_WITHOUT_SCRATCH": "BOOT_SWAP_USING_MOVE",
         "OVERWRITE_ONLY": "BOOT_UPGRADE_ONLY", "SINGLE_APP": "SINGLE_APPLICATION_SLOT"}
BOOT_MODES = ("BOOT_SWAP_USING_MOVE", "BOOT_UPGRADE_ONLY", "SINGLE_APPLICATION_SLOT")


def release(text):
    return tuple(int(part) for part in text.split("."))


def read_conf(path, prefix="CONFIG_"):
    """Assignments of a fragment; {} when it is not there."""
    if not path.is_file():
        return {}
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [line.split("=", 1) for line in lines if line.startswith(prefix) and "=" in line]
    return {name[len(prefix):]: value for name, value in pairs}


class Config:
    """A .config that changes line by line."""

    def __init__(self, path, prefix="CONFIG_"):
        self.path, self.prefix = path, prefix
        self.lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []

    def find(self, name):
        texts = (f"{self.prefix}{name}=", f"# {self.prefix}{name} is not set")
        return next((i for i, line in enumerate(self.lines) if line.startswith(texts[0]) or line == texts[1]), None)

    def get(self, name):
        at = self.find(name)
        return "n" if at is None or self.lines[at].startswith("#") else self.lines[at].split("=", 1)[1]

    def on(self, name):
        return self.get(name) == "y"

    def set(self, name, value):
        value = ("y" if value else "n") if isinstance(value, bool) else str(value)
        line = f"# {self.prefix}{name} is not set" if value == "n" else f"{self.prefix}{name}={value}"
        at = self.find(name)
        if at is None:
            self.lines.append(line)
        else:
            self.lines[at] = line

    def drop(self, name):
        at = self.find(name)
        if at is not None:
            del self.lines[at]

    def choose(self, names, chosen):
        for name in names:
            self.set(name, name == chosen)

    def write(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text("\n".join(self.lines) + "\n", encoding="utf-8")


class Build:
    """source: the recipe's folder; place: the build to make; sdk: '3.2.0'."""

    def __init__(self, source, place, sdk, board):
        self.source, self.place, self.sdk, self.board = source, place, sdk, board
        self.release = release(sdk)
        self.sysbuild = (source / "sysbuild.conf").is_file()
        self.nrf53boot = read_conf(source / "nrf53boot.conf")
        self.answers = read_conf(source / "sysbuild.conf", "SB_CONFIG_")
        self.parts = "sysbuild" if self.sysbuild else "child_image"
        self.fragment = read_conf(source / self.parts / "mcuboot.conf")
        self.app_lines = read_conf(source / "prj.conf")
        for path in sorted((source / "boards").glob("*.conf")):
            self.app_lines |= read_conf(path)
        self.external = self.chosen(source / "boards") or "thingy53" in board
        self.mcuboot_external = self.chosen(source / self.parts) or "thingy53" in board
        self.net_update = self.answers.get("NETCORE_APP_UPDATE") == "y" if self.sysbuild else (
            self.app_lines.get("NRF53_UPGRADE_NETWORK_CORE", "y") == "y")

    @staticmethod
    def chosen(folder):
        return any("nordic,pm-ext-flash = &mx25r64" in path.read_text(encoding="utf-8")
                   for path in folder.glob("*.overlay"))

    @property
    def base(self):
        if not self.sysbuild:
            return "ncs20_child_single_pair"
        return "ncs32_dk_qspi_nrf53boot" if self.nrf53boot else "ncs32_dk_qspi_overwrite"

    def make(self):
        shutil.copytree(FIXTURES / self.base, self.place, symlinks=False)
        for path in [self.place, *self.place.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        if not self.sysbuild:
            for path in (*self.place.glob("zephyr/*.hex"), *self.place.glob("zephyr/*.bin")):
                path.unlink()  # linked behind another bootloader than the recipe's
        self.restate_release()
        self.app = Config(self.place / ("sensor_hub/zephyr/.config" if self.sysbuild else "zephyr/.config"))
        self.mcuboot = Config(self.place / "mcuboot/zephyr/.config")
        self.answer_file = Config(self.place / "zephyr/.config", "SB_CONFIG_") if self.sysbuild else None
        self.make_mcuboot()
        self.make_app()
        if self.sysbuild:
            self.make_sysbuild()
        self.make_devicetree()
        self.make_network()
        self.make_maps()
        for config in (self.app, self.mcuboot, self.answer_file):
            if config is not None:
                config.write()
        if self.nrf53boot:
            self.make_nrf53boot()
        return self.place

    def restate_release(self):
        old = "2.0.0" if not self.sysbuild else "3.2.1"
        number = self.release[0] << 16 | self.release[1] << 8 | self.release[2]
        for path in self.place.rglob("*"):
            if path.name in (".config", "CMakeCache.txt", "domains.yaml"):
                text = path.read_text(encoding="utf-8").replace(f"v{old}", f"v{self.sdk}")
                if "thingy53" in self.board:
                    text = text.replace("nrf5340dk", "thingy53").replace("NRF5340DK", "THINGY53")
                path.write_text(text, encoding="utf-8")
            if path.name == "ncs_version.h":
                path.write_text(f"#ifndef _NCS_VERSION_H_\n#define _NCS_VERSION_H_\n#define NCSVERSION {number << 8:#x}\n"
                                f"#define NCS_VERSION_NUMBER {number:#x}\n"
                                f"#define NCS_VERSION_MAJOR {self.release[0]}\n#define NCS_VERSION_MINOR {self.release[1]}\n"
                                f'#define NCS_PATCHLEVEL {self.release[2]}\n#define NCS_VERSION_STRING "{self.sdk}"\n#endif\n',
                                encoding="utf-8")

    # what sysbuild's own Kconfig comes to

    def mode(self):
        if not self.sysbuild:
            wanted = [name for name in BOOT_MODES if self.fragment.get(name) == "y"]
            return wanted[0] if wanted else "BOOT_SWAP_USING_MOVE"
        default = "OVERWRITE_ONLY" if "thingy53" in self.board else "SWAP_USING_MOVE"
        named = [mode for mode in MODES if self.answers.get(f"MCUBOOT_MODE_{mode}") == "y"]
        return MODES[named[0] if named else default]

    def multi_image_asked(self):
        external = self.answers.get("PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY") == "y"
        asked = external or self.answers.get("MCUBOOT_NRF53_MULTI_IMAGE_UPDATE") == "y"
        return self.release >= (2, 8) and self.net_update and asked and self.mode() != "SINGLE_APPLICATION_SLOT"

    def net_number(self):
        if not self.net_update or (self.release >= (3, 0) and self.mode() == "SINGLE_APPLICATION_SLOT"):
            return -1
        return 1

    def images(self):
        if not self.sysbuild:
            return int(self.fragment.get("UPDATEABLE_IMAGE_NUMBER", 1))
        least = 2 if self.release >= (2, 8) and self.net_number() == 1 else 1
        return max(least, int(self.answers.get("MCUBOOT_UPDATEABLE_IMAGES", least)))

    # the images

    def forced(self):
        """What MCUboot gets whatever its fragment says."""
        if not self.sysbuild:
            return {}
        values = {name: name == self.mode() for name in BOOT_MODES}
        values |= {"UPDATEABLE_IMAGE_NUMBER": self.images(), "PCD_APP": self.net_update,
                   "BOOT_SIGNATURE_KEY_FILE": self.answers.get("BOOT_SIGNATURE_KEY_FILE", '"sample"'),
                   "PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY":
                       self.answers.get("PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY") == "y"}
        if self.multi_image_asked():
            values |= {"BOOT_IMAGE_ACCESS_HOOKS": True, "FLASH_SIMULATOR": True, "FLASH_SIMULATOR_DOUBLE_WRITES": True,
                       "FLASH_SIMULATOR_STATS": False,
                       "USE_NRF53_MULTI_IMAGE_WITHOUT_UPGRADE_ONLY": self.mode() != "BOOT_UPGRADE_ONLY"}
        return values

    def defaults(self):
        overwrite = self.mode() == "BOOT_UPGRADE_ONLY"
        thingy = "thingy53" in self.board
        values = {name: name == self.mode() for name in BOOT_MODES}
        values |= {"BOOT_MAX_IMG_SECTORS": 2048 if thingy else 128, "UPDATEABLE_IMAGE_NUMBER": 1, "PCD_APP": False,
                   "BOOT_IMAGE_ACCESS_HOOKS": thingy or (self.release >= (3, 0) and self.net_number() != -1),
                   "FLASH_SIMULATOR": thingy, "FLASH_SIMULATOR_DOUBLE_WRITES": thingy,
                   "FLASH_SIMULATOR_STATS": not thingy, "NORDIC_QSPI_NOR": thingy or self.release >= (2, 2),
                   "NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE": 4096 if thingy else 65536,
                   "USE_NRF53_MULTI_IMAGE_WITHOUT_UPGRADE_ONLY": False, "MCUBOOT_SERIAL": thingy,
                   "MCUBOOT_SERIAL_DIRECT_IMAGE_UPLOAD": thingy, "BOOT_SERIAL_UART": False,
                   "BOOT_SERIAL_CDC_ACM": thingy, "UART_CONSOLE": not thingy,
                   "PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY": self.app_lines.get("PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY") == "y"
                       or (not self.sysbuild and self.external),
                   "MCUBOOT_VERIFY_IMG_ADDRESS": overwrite and self.images() > 1,
                   "BOOT_SERIAL_ENTRANCE_GPIO": thingy or self.fragment.get("MCUBOOT_SERIAL") == "y"}
        return values

    def make_mcuboot(self):
        config = self.mcuboot
        for values in (self.defaults(), self.fragment, self.forced()):
            for name, value in values.items():
                config.set(name, value)
        if not self.sysbuild and "BOOT_SIGNATURE_TYPE_ECDSA_P256" in self.fragment:
            config.choose(("BOOT_SIGNATURE_TYPE_RSA", "BOOT_SIGNATURE_TYPE_ECDSA_P256"), "BOOT_SIGNATURE_TYPE_ECDSA_P256")
        config.set("BOOT_SERIAL_UART", config.on("MCUBOOT_SERIAL") and not config.on("BOOT_SERIAL_CDC_ACM"))
        modes = [name for name in BOOT_MODES if config.on(name)]
        config.choose(BOOT_MODES, modes[-1] if len(modes) == 1 else self.mode())
        simulated = (self.net_update and config.on("BOOT_IMAGE_ACCESS_HOOKS") and config.on("FLASH_SIMULATOR")
                     and config.on("FLASH_SIMULATOR_DOUBLE_WRITES") and not config.on("FLASH_SIMULATOR_STATS")
                     and self.sim_flash())
        multi = simulated and self.images() > 1 and (
            config.on("BOOT_UPGRADE_ONLY") or config.on("USE_NRF53_MULTI_IMAGE_WITHOUT_UPGRADE_ONLY"))
        recovery = (simulated and not multi and config.on("MCUBOOT_SERIAL_DIRECT_IMAGE_UPLOAD")
                    and self.fragment.get("NRF53_RECOVERY_NETWORK_CORE") == "y")
        config.set("NRF53_MULTI_IMAGE_UPDATE", multi)
        config.set("NRF53_RECOVERY_NETWORK_CORE", recovery)
        config.set("NRF53_MCUBOOT_PRIMARY_1_RAM_FLASH", multi or recovery)
        if not (multi or recovery):
            config.drop("NRF53_RAM_FLASH_SIZE")
        config.set("PICOLIBC", self.release >= (3, 1))
        config.set("MINIMAL_LIBC", self.release < (3, 1))
        config.set("PM_EXTERNAL_FLASH_HAS_DRIVER", config.on("NORDIC_QSPI_NOR"))
        if self.release >= (2, 8):
            config.set("MCUBOOT_NETWORK_CORE_IMAGE_NUMBER", self.net_number())
        else:
            config.drop("MCUBOOT_NETWORK_CORE_IMAGE_NUMBER")

    def sim_flash(self):
        if self.sysbuild:
            return self.net_update
        return self.net_update and (self.external or self.app_lines.get("ADD_MCUBOOT_MEDIATE_SIM_FLASH_DTS") == "y")

    def make_app(self):
        config, mode = self.app, self.mode()
        config.set("NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE", 65536)
        for name in ("IMG_MANAGER", "NORDIC_QSPI_NOR", "MCUMGR"):
            config.set(name, False)
        for name, value in self.app_lines.items():
            config.set(name, value)
        config.set("BOOTLOADER_MCUBOOT", self.sysbuild and self.answers.get("BOOTLOADER_MCUBOOT") == "y"
                   or self.app_lines.get("BOOTLOADER_MCUBOOT") == "y")
        if self.sysbuild:
            config.set("UPDATEABLE_IMAGE_NUMBER", self.images())
            config.set("PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY", self.mcuboot.get("PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY"))
            config.set("MCUBOOT_SIGNATURE_KEY_FILE", self.mcuboot.get("BOOT_SIGNATURE_KEY_FILE"))
            names = ("SWAP_USING_MOVE", "OVERWRITE_ONLY", "SINGLE_APP")
            wanted = {"BOOT_SWAP_USING_MOVE": "SWAP_USING_MOVE", "BOOT_UPGRADE_ONLY": "OVERWRITE_ONLY",
                      "SINGLE_APPLICATION_SLOT": "SINGLE_APP"}[mode]
            config.choose([f"MCUBOOT_BOOTLOADER_MODE_{name}" for name in names], f"MCUBOOT_BOOTLOADER_MODE_{wanted}")
            config.set("MCUBOOT_NETWORK_CORE_IMAGE_NUMBER", self.net_number())
        else:
            config.set("UPDATEABLE_IMAGE_NUMBER", self.app_lines.get("UPDATEABLE_IMAGE_NUMBER", 1))
            config.set("PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY", self.mcuboot.get("PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY"))
            config.set("NRF53_UPGRADE_NETWORK_CORE", self.net_update)
        name = "MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER" if self.release >= (2, 3) else "IMG_MGMT_UPDATABLE_IMAGE_NUMBER"
        config.set(name, config.get("UPDATEABLE_IMAGE_NUMBER"))

    def make_sysbuild(self):
        config = self.answer_file
        config.choose([f"MCUBOOT_MODE_{name}" for name in MODES], None)
        config.set("NETCORE_APP_UPDATE", False)
        config.set("SECURE_BOOT_NETCORE", False)
        config.set("PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY", False)
        for name, value in self.answers.items():
            config.set(name, value)
        known = next(name for name, value in MODES.items() if value == self.mode())
        config.set(f"MCUBOOT_MODE_{known}", True)
        config.set("MCUBOOT_NRF53_MULTI_IMAGE_UPDATE", self.multi_image_asked())
        config.set("MCUBOOT_NETWORK_CORE_IMAGE_NUMBER", self.net_number())
        config.set("MCUBOOT_UPDATEABLE_IMAGES", self.images())
        config.set("DFU_ZIP_NET", self.net_update)
        if self.answers.get("SECURE_BOOT_NETCORE_SIGNATURE_TYPE_SOFTWARE") == "y":
            config.set("SECURE_BOOT_NETCORE_SIGNATURE_TYPE_UNUSED", False)

    def make_devicetree(self):
        """A line that is not chosen, or a node that is not there, is taken out of the base's devicetree."""
        app = self.app.path.with_name("zephyr.dts")
        mcuboot = self.mcuboot.path.with_name("zephyr.dts")
        for path, external in ((app, self.external), (mcuboot, self.mcuboot_external)):
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"\n[^\n]*nordic,pm-ext-flash[^\n]*", "", text)
            if external:
                text = re.sub(r"chosen \{", "chosen {\n\t\tnordic,pm-ext-flash = &mx25r64;", text, count=1)
            path.write_text(text, encoding="utf-8")
        if self.sim_flash() and "zephyr,sim-flash" not in mcuboot.read_text(encoding="utf-8"):
            text = mcuboot.read_text(encoding="utf-8")
            node = ("\n\tnordic_ram_flash_controller: nordic_ram_flash_controller@0 {\n"
                    '\t\tcompatible = "zephyr,sim-flash";\n\t\treg = <0x0 0x40000>;\n\t\t#address-cells = <1>;\n'
                    "\t\t#size-cells = <1>;\n\t\terase-value = <0xff>;\n\t\tflash_sim0: flash_sim@0 {\n"
                    '\t\t\tcompatible = "soc-nv-flash";\n\t\t\treg = <0x0 0x40000>;\n\t\t\terase-block-size = <4096>;\n'
                    "\t\t\twrite-block-size = <4>;\n\t\t};\n\t};\n")
            end = text.rstrip().rfind("};")
            mcuboot.write_text(text[:end] + node.lstrip("\n") + text[end:], encoding="utf-8")
        elif not self.sim_flash():
            text = mcuboot.read_text(encoding="utf-8")
            mcuboot.write_text(text.replace('compatible = "zephyr,sim-flash";',
                                            'compatible = "zephyr,sim-flash";\n\t\tstatus = "disabled";'), encoding="utf-8")

    def make_network(self):
        b0n = self.place / ("b0n" if self.sysbuild else "hci_rpmsg/b0n")
        if not self.net_update:
            shutil.rmtree(b0n)
            for path in self.place.glob("signed_by_b0_*"):
                path.unlink()
            for name in ("ipc_radio", "hci_rpmsg"):
                if (self.place / name).is_dir():
                    net = Config(self.place / name / "zephyr/.config")
                    net.set("SECURE_BOOT", False)
                    net.write()
            return
        b0n_config = Config(b0n / "zephyr/.config")
        software = (self.answers.get("SECURE_BOOT_NETCORE_SIGNATURE_TYPE_SOFTWARE") == "y"
                    or read_conf(self.source / "sysbuild/b0n.conf").get("SB_VALIDATE_FW_SIGNATURE") == "y")
        b0n_config.set("SB_VALIDATE_FW_SIGNATURE", software)
        b0n_config.set("SB_VALIDATE_FW_HASH", not software)
        b0n_config.write()

    def make_nrf53boot(self):
        config = Config(self.place / "nrf53boot/.config")
        for name in ("NRF53BOOT_IMAGE0_MODE_SWAP_MOVE", "NRF53BOOT_IMAGE1_MODE_OVERWRITE",
                     "NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256"):
            config.set(name, False)
        config.drop("NRF53BOOT_MAX_IMG_SECTORS")
        config.set("NRF53BOOT_SIGNATURE_KEY_FILE", self.mcuboot.get("BOOT_SIGNATURE_KEY_FILE"))
        for name, value in self.nrf53boot.items():
            config.set(name, value)
        config.write()

    def make_maps(self):
        ram_flash = self.mcuboot.on("FLASH_SIMULATOR") and self.net_update
        regions = application_regions(ram_flash, EXTERNAL, "CONFIG_PM_EXTERNAL_FLASH_HAS_DRIVER")
        names = {region.name for region in regions} - (set() if self.external else {"external_flash"})
        regions = [region for region in regions if region.name in names]
        static = yaml.safe_load((self.source / "pm_static.yml").read_text(encoding="utf-8"))
        devices = {"external_flash": EXTERNAL, "ram_flash": RAM_FLASH}
        partitions = [Partition(name, item["address"], item["size"], item["region"], devices.get(item["region"], ""),
                                span=item.get("span", []))
                      for name, item in static.items() if item["region"] in names]
        partitions.append(Partition("otp", 0xFF8100, 0x2FC, "otp"))
        domain = Domain("", regions, partitions)
        net = "ipc_radio" if self.sysbuild else "hci_rpmsg"
        other = network(net, 0x280 if self.release >= (2, 3) else 0x200)
        self.write_map(self.place, domain)
        if self.net_update:
            self.write_map(self.place if self.sysbuild else self.place / net, other)
        else:
            for path in self.place.rglob("*CPUNET*"):
                path.unlink()
        for path in self.place.rglob("pm_config.h"):
            core = "net" if net in path.parts or "b0n" in path.parts else "app"
            path.write_text(pm_config_h(domain, other) if core == "app" else pm_config_h(other, domain), encoding="utf-8")

    @staticmethod
    def write_map(folder, domain):
        suffix = f"_{domain.suffix}" if domain.suffix else ""
        for name, text in (("partitions", partitions_yml(domain)), ("regions", regions_yml(domain))):
            (folder / f"{name}{suffix}.yml").write_text(text, encoding="utf-8")
        (folder / f"pm{suffix}.config").write_text(pm_config(domain), encoding="utf-8")
