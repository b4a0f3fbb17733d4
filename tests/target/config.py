#!/usr/bin/env python3
"""What `nrf53pack bootconfig` writes of builds: it compiles, the linker's preprocessor takes it, its values are the build's.

usage: config.py [PROGRAM]      (else $NRF53PACK, else build/nrf53pack)
"""
import hashlib
import os
import pathlib
import re
import runpy
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
TREE = ROOT / "fixtures/ncs32_dk_qspi_nrf53boot"
KEYS = ROOT / "fixtures/keys"
PUBLIC = KEYS / "test-ecdsa-p256.pub.pem"
BACKUP = "nrf53boot_net_backup:\n  address: 0x128000\n  end_address: 0x1aa000\n  region: external_flash\n  size: 0x82000\n"


def tree(folder, *symbols, partitions=""):
    """The build with symbols of nrf53boot's .config set, or not (a line '# NAME is not set'), and more partitions."""
    build = folder / "build"
    shutil.copytree(TREE, build)
    config = build / "nrf53boot/.config"
    text = config.read_text(encoding="utf-8")
    for line in symbols:
        name = line.removeprefix("# ").split("=")[0].split(" ")[0]
        text = re.sub(rf"^(?:{name}=.*|# {name} is not set)\n", "", text, flags=re.M) + line + "\n"
    config.write_text(text, encoding="utf-8")
    path = build / "partitions.yml"
    path.write_text(path.read_text(encoding="utf-8") + partitions, encoding="utf-8")
    return build


def run(build, output, *words, keys=(PUBLIC,)):
    options = [word for key in keys for word in ("--key", key)]
    return subprocess.run([PROGRAM, "bootconfig", build, "-o", output, *options, *words], capture_output=True, text=True,
                          check=False).returncode


def values(output):
    header = (output / "target_config.h").read_text(encoding="ascii")
    return {name: int(value, 0) for name, value in re.findall(r"^#define TARGET_(\w+) (\w+)$", header, re.M)}


def source(output):
    return (output / "boot_config.c").read_text(encoding="ascii")


def downgrade_rules(folder):
    for number, (symbols, rule) in enumerate((((), "DOWNGRADE_ALLOWED"),
                                              (("CONFIG_NRF53BOOT_DOWNGRADE_BY_VERSION=y",), "DOWNGRADE_BY_VERSION"))):
        here = folder / str(number)
        here.mkdir()
        yield run(tree(here, *symbols), here / "out") == 0
        yield re.findall(r"\.downgrade = (\w+),", source(here / "out")) == [rule, rule]


def modes(folder):
    for mode, name in (("SWAP_OFFSET", "UPGRADE_SWAP_OFFSET"), ("OVERWRITE", "UPGRADE_OVERWRITE_ONLY")):
        here = folder / mode
        here.mkdir()
        yield run(tree(here, "# CONFIG_NRF53BOOT_IMAGE0_MODE_SWAP_MOVE is not set",
                       f"CONFIG_NRF53BOOT_IMAGE0_MODE_{mode}=y"), here / "out") == 0
        yield re.findall(r"\.mode = (\w+),", source(here / "out")) == [name, "UPGRADE_OVERWRITE_ONLY"]


def compiles(folder):
    out = folder / "out"
    yield run(TREE, out, keys=(PUBLIC, KEYS / "test-nsib-p256.pub.pem")) == 0
    program = folder / "program.c"
    program.write_text("""#include <stdio.h>
#include "target_config.h"
int main(void)
{
    printf("%u %u %x %x", target_config.key_count, target_config.keys[1].der_size, target_config.net.ram_flash_address,
           target_config.images[BOOT_IMAGE_APP].secondary.size);
    return target_config.keys[0].der[0] == 0x30 ? 0 : 1;
}
""", encoding="ascii")
    subprocess.run(["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", f"-I{ROOT / 'include'}", f"-I{out}", str(program),
                    str(out / "boot_config.c"), "-o", str(folder / "program")], check=True)
    printed = subprocess.run([folder / "program"], capture_output=True, text=True, check=True).stdout
    yield printed == "2 91 20030000 e8000"


def linker(folder):
    out = folder / "out"
    yield run(TREE, out) == 0
    script = subprocess.run(["cc", "-E", "-P", "-x", "c", "-D__LINKER__", "-include", str(out / "target_config.h"), "-"],
                            input="ORIGIN = TARGET_BOOT_ADDRESS, LENGTH = TARGET_BOOT_SIZE", capture_output=True, text=True,
                            check=True).stdout
    yield script.strip() == "ORIGIN = 0x0, LENGTH = 0x10000"


def places(folder):
    out = folder / "out"
    yield run(TREE, out) == 0
    found = values(out)
    pm = dict(re.findall(r"^PM_(\w+)=(0x\w+)$", (TREE / "pm.config").read_text(encoding="utf-8"), re.M))
    net = dict(re.findall(r"^PM_(\w+)=(0x\w+)$", (TREE / "pm_CPUNET.config").read_text(encoding="utf-8"), re.M))
    for name, text in (("BOOT_ADDRESS", pm["MCUBOOT_ADDRESS"]), ("BOOT_SIZE", pm["MCUBOOT_SIZE"]),
                       ("PRIMARY_OFFSET", pm["MCUBOOT_PRIMARY_ADDRESS"]), ("SECONDARY_SIZE", pm["MCUBOOT_SECONDARY_SIZE"]),
                       ("SECONDARY1_OFFSET", pm["MCUBOOT_SECONDARY_1_ADDRESS"]), ("MAILBOX_ADDRESS", pm["PCD_SRAM_ADDRESS"]),
                       ("RAM_FLASH_SIZE", pm["MCUBOOT_PRIMARY_1_SIZE"]), ("BOOT_RAM_ADDRESS", pm["SRAM_PRIMARY_ADDRESS"]),
                       ("EXTERNAL_FLASH_SIZE", pm["EXTERNAL_FLASH_END_ADDRESS"]), ("NETBOOT_SIZE", net["B0N_SIZE"]),
                       ("NETBOOT_ADDRESS", net["B0N_ADDRESS"]), ("NETBOOT_CONTAINER_SIZE", net["B0N_CONTAINER_SIZE"]),
                       ("NET_APP_ADDRESS", net["APP_ADDRESS"]), ("NET_APP_SIZE", net["APP_SIZE"])):
        yield found[name] == int(text, 16)
    yield found["RAM_FLASH_ADDRESS"] + found["RAM_FLASH_SIZE"] == int(pm["SRAM_PRIMARY_END_ADDRESS"], 16)
    yield found["BOOT_RAM_ADDRESS"] + found["BOOT_RAM_SIZE"] == found["RAM_FLASH_ADDRESS"]
    yield [found[f"{name}_PIN"] for name in ("LOG", "RECOVERY", "SERIAL_RX", "SERIAL_TX")] == [32] * 4


def board(folder):
    build = tree(folder, "CONFIG_NRF53BOOT_SERIAL_RECOVERY=y", "CONFIG_NRF53BOOT_TARGET_RECOVERY_PIN=23",
                 "CONFIG_NRF53BOOT_TARGET_SERIAL_RX_PIN=22", "CONFIG_NRF53BOOT_TARGET_SERIAL_TX_PIN=20",
                 "CONFIG_NRF53BOOT_TARGET_LOG_PIN=21", "CONFIG_NRF53BOOT_NET_BACKUP=y", partitions=BACKUP)
    yield run(build, folder / "out") == 0
    found = values(folder / "out")
    yield [found[name] for name in ("RECOVERY", "RECOVERY_PIN", "SERIAL_RX_PIN", "SERIAL_TX_PIN", "LOG_PIN")] \
        == [1, 23, 22, 20, 21]
    yield (found["BACKUP_OFFSET"], found["BACKUP_SIZE"]) == (0x128000, 0x82000)
    yield ".recovery = true," in source(folder / "out")


def netboot(folder):
    yield run(TREE, folder / "own") == 0 and ".netboot = NETBOOT_REFERENCE," in source(folder / "own")
    yield run(TREE, folder / "stock", "--netboot", "stock") == 0 and ".netboot = NETBOOT_STOCK," in source(folder / "stock")


def devicetree(folder):
    """The build of a golden case, whose slots are nodes: the same places but for the RAM, which nobody divided."""
    case = ROOT / "tests/cli/bootconfig_devicetree/setup.py"
    sys.path.insert(0, str(case.parent.parent))
    before = sys.argv
    sys.argv = [str(case), str(folder)]
    try:
        runpy.run_path(str(case))
    finally:
        sys.argv = before
    yield run(TREE, folder / "pm") == 0 and run(folder / "build", folder / "nodes") == 0
    pm, nodes = values(folder / "pm"), values(folder / "nodes")
    same = [name for name in pm if name.startswith(("BOOT_A", "BOOT_S", "PRIMARY", "SECONDARY", "NET_APP", "MAILBOX"))]
    yield len(same) > 10 and all(pm[name] == nodes[name] for name in same)
    yield nodes["BOOT_RAM_ADDRESS"] == 0x20002000 and nodes["RAM_FLASH_ADDRESS"] == 0x20030000


def private_key(folder):
    """The public half of a private key, and nothing else of it."""
    yield run(TREE, folder / "public") == 0
    for name in ("test-ecdsa-p256.pem", "test-ecdsa-p256-sec1.pem"):
        out = folder / name
        yield run(TREE, out, keys=(KEYS / name,)) == 0
        yield all((out / file.name).read_bytes() == file.read_bytes() for file in (folder / "public").iterdir())
    der = subprocess.run(["openssl", "pkey", "-pubin", "-in", str(PUBLIC), "-outform", "DER"], capture_output=True,
                         check=True).stdout
    arrays = [bytes.fromhex(re.sub(r"0x|[\s,]", "", text))
              for text in re.findall(r"\{\n((?:    (?:0x\w\w,\s*)+)+)", source(folder / "public"))]
    yield arrays == [der, hashlib.sha256(der).digest()]


def whole_or_not(folder):
    """An error leaves what was there; a good call replaces it."""
    out = folder / "out"
    yield run(TREE, out) == 0
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    yield sorted(before) == ["boot_config.c", "target_config.h"]
    yield run(tree(folder, "CONFIG_NRF53BOOT_TARGET_LOG_PIN=40"), out) == 3
    yield {file.name: file.read_bytes() for file in out.iterdir()} == before
    yield run(TREE, out, "--netboot", "stock") == 0
    yield (out / "boot_config.c").read_bytes() != before["boot_config.c"]


TESTS = (downgrade_rules, modes, compiles, linker, places, board, netboot, devicetree, private_key, whole_or_not)


def main():
    passed = failed = 0
    for test in TESTS:
        with tempfile.TemporaryDirectory() as folder:
            results = list(test(pathlib.Path(folder)))
        good = bool(results) and all(results)
        passed, failed = passed + good, failed + (not good)
        print(f"{'ok' if good else 'FAILED'}: {test.__name__.replace('_', ' ')}"
              + ("" if good else f": {[number for number, result in enumerate(results) if not result]}"))
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
