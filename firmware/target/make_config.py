#!/usr/bin/env python3
"""Writes target_config.h: the partition map, modes and key of one build tree as constants for compiler and linker.

usage: make_config.py TREE OUTPUT --key PUBLIC.pem [--set SYMBOL=VALUE]...

Reads TREE/pm.config, TREE/pm_CPUNET.config and TREE/nrf53boot/.config (Partition Manager builds). --set replaces or
adds a symbol of any of the three. The key is a SubjectPublicKeyInfo, as `openssl pkey -pubout` writes it.
"""
import argparse
import base64
import hashlib
import pathlib
import re
import sys

RAM_START = 0x20000000
RAM_SIZE = 0x80000
NET_FLASH = 0x01000000
NET_RAM = 0x21000000
STACK_SIZE = 8192
RSA_OID = bytes.fromhex("06092a864886f70d010101")
HEADER = """/* Written by firmware/target/make_config.py. */
#ifndef TARGET_CONFIG_H
#define TARGET_CONFIG_H

{rows}#define TARGET_KEY_DER {der}
#define TARGET_KEY_HASH {hash}

#ifndef __LINKER__
#include "nrf53pack/boot_config.h"
extern const struct boot_config target_config;
#endif

#endif
"""
P256_OID = bytes.fromhex("06082a8648ce3d030107")


def fail(text):
    sys.exit(f"make_config.py: {text}")


def read_symbols(path):
    if not path.is_file():
        fail(f"no file '{path}'")
    rows = re.findall(r"^(?:CONFIG_)?(\w+)=(.*)$", path.read_text(encoding="utf-8"), re.M)
    return {name: value.strip('"') for name, value in rows}


def der_element(data, position):
    """(tag, first byte of the content, end) of the DER element at `position`."""
    tag, length, start = data[position], data[position + 1], position + 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(data[start:start + count], "big"), start + count
    return tag, start, start + length


def read_key(path):
    """(type, bytes as imgtool getpub embeds them): SubjectPublicKeyInfo (EC), RSAPublicKey of PKCS#1 (RSA)."""
    body = re.search(r"-----BEGIN PUBLIC KEY-----(.*?)-----END", path.read_text(encoding="ascii"), re.S)
    if not body:
        fail(f"'{path}' is no public key")
    der = base64.b64decode(body[1])
    if P256_OID in der:
        return "BOOT_KEY_ECDSA_P256", der
    if RSA_OID not in der:
        fail(f"'{path}' is neither an ECDSA P-256 nor an RSA key")
    _, start, _ = der_element(der, 0)
    _, _, algorithm_end = der_element(der, start)
    _, bits, end = der_element(der, algorithm_end)
    key = der[bits + 1:end]
    size = {270: "2048", 398: "3072"}.get(len(key))
    if size is None:
        fail(f"'{path}' is an RSA key of another length than 2048 and 3072 bits")
    return f"BOOT_KEY_RSA_{size}", key


class Map:
    def __init__(self, symbols):
        self.symbols = symbols

    def number(self, name, default=None):
        text = self.symbols.get(name)
        if text is None:
            if default is None:
                fail(f"the tree does not say '{name}'")
            return default
        return int(text, 0)

    def partition(self, name, default=None):
        return (self.number(f"PM_{name}_ADDRESS", default), self.number(f"PM_{name}_SIZE", default))

    def on(self, name):
        return self.symbols.get(f"NRF53BOOT_{name}") == "y"


def choose(tree, choices):
    for symbol, value in choices:
        if tree.on(symbol):
            return value
    fail("none is chosen of " + ", ".join(f"CONFIG_NRF53BOOT_{symbol}" for symbol, _ in choices))


def constants(app, net, key):
    """[(name, value)]: numbers become hexadecimal constants."""
    boot, primary = app.partition("MCUBOOT"), app.partition("MCUBOOT_PRIMARY")
    code, secondary = app.partition("MCUBOOT_PRIMARY_APP"), app.partition("MCUBOOT_SECONDARY")
    ram_flash = app.number("PM_MCUBOOT_PRIMARY_1_SIZE", 0)
    secondary1, backup = app.partition("MCUBOOT_SECONDARY_1", 0), app.partition("NRF53BOOT_NET_BACKUP", 0)
    mailbox = app.partition("PCD_SRAM", RAM_START)
    ram, ram_end = app.number("PM_SRAM_PRIMARY_ADDRESS"), app.number("PM_SRAM_PRIMARY_END_ADDRESS")
    container, net_app = net.partition("B0N_CONTAINER"), net.partition("APP")
    has_net = ram_flash > 0 and secondary1[1] > 0
    if app.on("NET_BACKUP") and not backup[1]:
        fail("CONFIG_NRF53BOOT_NET_BACKUP needs a partition 'nrf53boot_net_backup'")
    mode = choose(app, (("IMAGE0_MODE_SWAP_MOVE", "UPGRADE_SWAP_MOVE"),
                        ("IMAGE0_MODE_SWAP_OFFSET", "UPGRADE_SWAP_OFFSET"),
                        ("IMAGE0_MODE_OVERWRITE", "UPGRADE_OVERWRITE_ONLY")))
    if app.on("DOWNGRADE_BY_SECURITY_COUNTER"):
        # every image would be refused, the running one too: firmware/port/nrf5340/app_hal.c has no counters
        fail("CONFIG_NRF53BOOT_DOWNGRADE_BY_SECURITY_COUNTER needs counters, and this port has none")
    downgrade = "DOWNGRADE_BY_VERSION" if app.on("DOWNGRADE_BY_VERSION") else "DOWNGRADE_ALLOWED"
    return [
        ("BOOT_ADDRESS", boot[0]), ("BOOT_SIZE", boot[1]),
        ("STACK_SIZE", STACK_SIZE),
        ("BOOT_RAM_ADDRESS", ram), ("BOOT_RAM_SIZE", ram_end - ram_flash - ram),
        ("APP_FLASH_ADDRESS", 0), ("APP_FLASH_SIZE", 0x100000),
        ("EXTERNAL_FLASH_SIZE", app.number("PM_EXTERNAL_FLASH_END_ADDRESS", 0)),
        ("RAM_ADDRESS", RAM_START), ("RAM_SIZE", RAM_SIZE),
        ("RAM_FLASH_ADDRESS", ram_end - ram_flash), ("RAM_FLASH_SIZE", ram_flash),
        ("MAILBOX_ADDRESS", mailbox[0]),
        ("NETBOOT_ADDRESS", container[0]), ("NETBOOT_CONTAINER_SIZE", container[1]),
        ("NETBOOT_SIZE", net.number("PM_B0N_SIZE")),
        ("NETBOOT_RAM_ADDRESS", NET_RAM), ("NETBOOT_RAM_SIZE", 0x10000),
        ("NET_FLASH_ADDRESS", NET_FLASH), ("NET_FLASH_SIZE", 0x40000),
        ("NET_APP_ADDRESS", net_app[0]), ("NET_APP_SIZE", net_app[1]),
        ("IMAGE_COUNT", 2 if has_net else 1),
        ("IMAGE0_MODE", mode),
        ("DOWNGRADE", downgrade),
        ("PRIMARY_OFFSET", primary[0]), ("PRIMARY_SIZE", primary[1]),
        ("SECONDARY_OFFSET", secondary[0]), ("SECONDARY_SIZE", secondary[1]),
        ("SECONDARY1_OFFSET", secondary1[0]), ("SECONDARY1_SIZE", secondary1[1]),
        ("BACKUP_OFFSET", backup[0]), ("BACKUP_SIZE", backup[1] if app.on("NET_BACKUP") else 0),
        ("MAX_SECTORS", app.number("NRF53BOOT_MAX_IMG_SECTORS", 256)),
        ("RUN_START", code[0]), ("RUN_END", code[0] + code[1]),
        ("RECOVERY_PIN", app.number("NRF53BOOT_TARGET_RECOVERY_PIN", 32)),  # 0 to 31: of port 0; 32: none
        ("LOG_PIN", app.number("NRF53BOOT_TARGET_LOG_PIN", 32)),
        ("SERIAL_RX_PIN", app.number("NRF53BOOT_TARGET_SERIAL_RX_PIN", 32)),
        ("SERIAL_TX_PIN", app.number("NRF53BOOT_TARGET_SERIAL_TX_PIN", 32)),
        ("KEY_TYPE", key[0]), ("KEY_SIZE", len(key[1])),
    ]


def array(data):
    return ", ".join(f"0x{byte:02x}" for byte in data)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--key", type=pathlib.Path, required=True)
    parser.add_argument("--set", action="append", default=[])
    options = parser.parse_args()
    changed = dict(row.removeprefix("CONFIG_").split("=", 1) for row in options.set)
    app = Map(read_symbols(options.tree / "pm.config") | read_symbols(options.tree / "nrf53boot/.config") | changed)
    net = Map(read_symbols(options.tree / "pm_CPUNET.config") | changed)
    key = read_key(options.key)
    rows = "".join(f"#define TARGET_{name} {value if isinstance(value, str) else hex(value)}\n"
                   for name, value in constants(app, net, key))
    options.output.write_text(HEADER.format(
        rows=rows, der=array(key[1]), hash=array(hashlib.sha256(key[1]).digest())), encoding="ascii")


if __name__ == "__main__":
    main()
