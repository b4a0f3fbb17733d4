"""A build tree of the demonstration product: fixtures/ncs32_dk_qspi_nrf53boot with other options, firmware and versions.

What NCS's build would write for such options is exchanged in all files that say it, so that `nrf53pack check` finds the
tree as sound as every user's has to be.
"""
import pathlib
import re
import shutil

ROOT = pathlib.Path(__file__).resolve().parents[3]
FIXTURE = ROOT / "fixtures/ncs32_dk_qspi_nrf53boot"
APP, NET = "sensor_hub", "ipc_radio"
KEYS = ROOT / "fixtures/keys"

# mode: (option of nrf53boot, of the application, of sysbuild, of MCUboot). MCUboot is built for its partition only.
MODES = {
    "swap-move": ("SWAP_MOVE", "SWAP_USING_MOVE", "SWAP_USING_MOVE", "BOOT_SWAP_USING_MOVE"),
    "swap-offset": ("SWAP_OFFSET", "SWAP_USING_OFFSET", "SWAP_USING_OFFSET", "BOOT_SWAP_USING_OFFSET"),
    "overwrite": ("OVERWRITE", "OVERWRITE_ONLY", "OVERWRITE_ONLY", "BOOT_UPGRADE_ONLY"),
}
BACKUP_SIZE = 2 * 0x40000 + 2 * 0x1000  # two images and two state pages


class BuildTree:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    @classmethod
    def create(cls, folder, mode="swap-move", backup=False, recovery=True, no_downgrade=False):
        """A copy of the fixture in a folder that is made, with nrf53boot's options."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(FIXTURE, folder)
        tree = cls(folder)
        tree._set_mode(mode)
        boot = "nrf53boot/.config"
        tree.set(boot, "CONFIG_NRF53BOOT_NET_BACKUP", backup)
        tree.set(boot, "CONFIG_NRF53BOOT_SERIAL_RECOVERY", recovery)
        tree.set(boot, "CONFIG_NRF53BOOT_DOWNGRADE_BY_VERSION", no_downgrade)
        if backup:
            tree._add_external_partition("nrf53boot_net_backup", BACKUP_SIZE)
        return tree

    def copy(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return BuildTree(folder)

    def set(self, name, symbol, value):
        """A symbol of a .config in Kconfig's form; True and False are y and "is not set"."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        row = f"# {symbol} is not set" if value is False else f"{symbol}={'y' if value is True else value}"
        changed, count = re.subn(rf"^(?:# )?{symbol}(?:=.*| is not set)$", row, text, count=1, flags=re.M)
        path.write_text(changed if count else f"{text}{row}\n", encoding="utf-8")

    def put_app(self, binary, version):
        """The application's program, as it lies in its slot behind the header, and the version of its image."""
        self._put(APP, binary, self.partition("app")[0])
        self.set(f"{APP}/zephyr/.config", "CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION", f'"{version}"')

    def put_net(self, binary, version, firmware_version):
        self._put(NET, binary, self.partition(NET, "_CPUNET")[0])
        self.set("zephyr/.config", "SB_CONFIG_SECURE_BOOT_MCUBOOT_VERSION", f'"{version}"')
        self.set(f"{NET}/zephyr/.config", "CONFIG_FW_INFO_FIRMWARE_VERSION", firmware_version)
        for old in self.folder.glob("signed_by_b0_*"):
            old.unlink()  # pack makes it of the new program

    def partition(self, name, core=""):
        """(address, size)"""
        text = (self.folder / f"partitions{core}.yml").read_text(encoding="utf-8")
        body = re.search(rf"^{name}:\n((?:[ -].*\n?)*)", text, re.M)
        if not body:
            raise ValueError(f"'{self.folder}' has no partition '{name}'")
        return tuple(int(re.search(rf"^  {key}: (\w+)", body[1], re.M)[1], 0) for key in ("address", "size"))

    def _set_mode(self, mode):
        chosen = MODES[mode]
        for boot, app, sysbuild, mcuboot in MODES.values():
            self.set("nrf53boot/.config", f"CONFIG_NRF53BOOT_IMAGE0_MODE_{boot}", boot == chosen[0])
            self.set(f"{APP}/zephyr/.config", f"CONFIG_MCUBOOT_BOOTLOADER_MODE_{app}", app == chosen[1])
            self.set("zephyr/.config", f"SB_CONFIG_MCUBOOT_MODE_{sysbuild}", sysbuild == chosen[2])
            self.set("mcuboot/zephyr/.config", f"CONFIG_{mcuboot}", mcuboot == chosen[3])
        offset = mode == "swap-offset"
        self.set("mcuboot/zephyr/.config", "CONFIG_BOOT_PREFER_SWAP_OFFSET", offset)
        self.set("mcuboot/zephyr/.config", "CONFIG_BOOT_PREFER_SWAP_MOVE", not offset)
        self.set("mcuboot/zephyr/.config", "CONFIG_USE_NRF53_MULTI_IMAGE_WITHOUT_UPGRADE_ONLY", mode != "overwrite")
        if mode == "overwrite":
            self.set(f"{APP}/zephyr/.config", "CONFIG_MCUBOOT_UPDATE_FOOTER_SIZE", "0x0")

    def _add_external_partition(self, name, size):
        """Takes the start of what is free in external flash, in each file that holds the map."""
        start, free = self.partition("external_flash")
        for path in self.folder.rglob("*"):
            text = path.read_text(encoding="utf-8") if path.name in ("partitions.yml", "pm.config", "pm_config.h") else ""
            if "EXTERNAL_FLASH" in text or "external_flash:" in text:
                path.write_text(_with_partition(path.name, text, name, start, size, free), encoding="utf-8")

    def _put(self, image, binary, address):
        data = pathlib.Path(binary).read_bytes()
        zephyr = self.folder / image / "zephyr"
        (zephyr / "zephyr.bin").write_bytes(data)
        (zephyr / "zephyr.hex").write_text(intel_hex(address, data), encoding="ascii")


def _with_partition(file, text, name, start, size, free):
    """The text of one of the map's files with the new partition in front of the free rest."""
    end, rest = start + size, free - size
    if file == "partitions.yml":
        text = re.sub(rf"(^external_flash:\n  address: ){start:#x}\n(.*\n.*\n.*\n  size: ){free:#x}$",
                      rf"\g<1>{end:#x}\n\g<2>{rest:#x}", text, flags=re.M)
        return text.rstrip("\n") + (
            f"\n{name}:\n  address: {start:#x}\n  device: DT_CHOSEN(nordic_pm_ext_flash)\n  end_address: {end:#x}\n"
            f"  region: external_flash\n  size: {size:#x}\n")
    between = " " if file == "pm_config.h" else "="
    prefix = "#define " if file == "pm_config.h" else ""
    values = {"OFFSET": start, "ADDRESS": start, "END_ADDRESS": end, "SIZE": size}
    rows = "".join(f"{prefix}PM_{name.upper()}_{key}{between}{value:#x}\n" for key, value in values.items()
                   if f"PM_EXTERNAL_FLASH_{key}{between}" in text)
    rows += f"{prefix}PM_{name.upper()}_NAME{between}{name}\n"
    for key, value in (("OFFSET", end), ("ADDRESS", end), ("SIZE", rest)):
        text = re.sub(rf"(^{prefix}PM_EXTERNAL_FLASH_{key}{between}).*$", rf"\g<1>{value:#x}", text, flags=re.M)
    return re.sub(rf"(?=^{prefix}PM_EXTERNAL_FLASH_OFFSET{between})", rows, text, count=1, flags=re.M)


def intel_hex(address, data):
    """Records of 16 bytes; the address is a multiple of 16."""
    def record(offset, kind, body):
        raw = bytes((len(body), offset >> 8 & 0xFF, offset & 0xFF, kind)) + body
        return f":{(raw + bytes((-sum(raw) & 0xFF,))).hex().upper()}\n"

    rows, upper = [], None
    for start in range(0, len(data), 16):
        at = address + start
        if at >> 16 != upper:
            upper = at >> 16
            rows.append(record(0, 4, upper.to_bytes(2, "big")))
        rows.append(record(at & 0xFFFF, 0, data[start:start + 16]))
    return "".join(rows) + record(0, 1, b"")
