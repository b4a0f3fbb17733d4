"""Builds that cases make before they run: copies of a fixture, edited. For their setup.py."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"


def copy(fixture):
    """The fixture as $OUT/build."""
    build = pathlib.Path(sys.argv[1]) / "build"
    shutil.copytree(FIXTURES / fixture, build)
    return build


def copy_with_net_backup():
    """The sample build of nrf53boot as $OUT/build, with a backup of the network core in its map and its options."""
    sys.path.insert(0, str(FIXTURES.parent / "firmware/port/qemu_an521"))
    from build_tree import BuildTree

    return BuildTree.create(pathlib.Path(sys.argv[1]) / "build", backup=True).folder


def pack(build):
    """What the program packs of it, in $OUT/out."""
    out = build.parent / "out"
    subprocess.run([os.environ["NRF53PACK"], "pack", build, "-o", out, "--key", FIXTURES / "keys/test-ecdsa-p256.pem"],
                   check=True, capture_output=True)
    return out


def copy_with_refused_updates():
    """The sample build as $OUT/build, where an earlier run left what this bootloader refuses: images without a signature."""
    build = copy("ncs32_dk_qspi_overwrite")
    for folder in (build, build / "nrf53pack"):
        folder.mkdir(exist_ok=True)
        for name in ("app_update.bin", "net_core_app_update.bin"):
            subprocess.run([os.environ["NRF53PACK"], "sign", "--version", "1.0.0", "--header-size", "0x200", "--pad-header", "--slot-size",
                            "0x40000", "--align", "4", build / "sensor_hub/zephyr/zephyr.hex", folder / name], check=True, capture_output=True)


def change_hex(path):
    """The first byte of the third record is another one; the checksum is right."""
    lines = path.read_text(encoding="ascii").splitlines()
    row = bytearray.fromhex(lines[2][1:])
    row[4] ^= 1
    row[-1] = -sum(row[:-1]) & 0xFF
    lines[2] = ":" + row.hex().upper()
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def signed_with_encrypted_key():
    """The sample build, packed into itself with the key that it names, which is under a passphrase ("nrf53pack")."""
    build = copy("ncs32_dk_qspi_overwrite")
    key = shutil.copy(FIXTURES / "keys/test-ecdsa-p256-encrypted.pem", build)
    for config in ("zephyr/.config", "mcuboot/zephyr/.config"):
        set_symbol(build / config, f'{"SB_" if config[0] == "z" else ""}CONFIG_BOOT_SIGNATURE_KEY_FILE="{key}"')
    out = pack(build)
    shutil.copy(out / "app_update.bin", build / "sensor_hub/zephyr/zephyr.signed.bin")
    shutil.copy(out / "net_core_app_update.bin", build / "signed_by_mcuboot_and_b0_ipc_radio.bin")


def edit(path, old, new):
    """Replaces a text that stands there exactly once."""
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{path}: '{old}' stands there {text.count(old)} times")
    path.write_text(text.replace(old, new), encoding="utf-8")


def set_symbol(config, line):
    """One line of a .config takes the place of the symbol's, or is added."""
    name = line.removeprefix("# ").split("=")[0].split(" ")[0]
    text = re.sub(rf"^(?:{name}=.*|# {name} is not set)\n", "", config.read_text(encoding="utf-8"), flags=re.M)
    config.write_text(text + line + "\n", encoding="utf-8")


def forget_release(build):
    """Nothing says any more of which NCS release the build is."""
    for path in [path for path in build.rglob("*") if path.is_file()]:
        if path.name in ("ncs_version.h", "CMakeCache.txt", "build_info.yml"):
            path.unlink()
        elif path.name == ".config":
            path.write_text(re.sub(r".*\d+\.\d+\.\d+.*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
