#!/usr/bin/env python3
"""Copies a build tree and changes it: for the configurations whose size is measured.

usage: tree.py TREE OUTPUT [SYMBOL=VALUE | -PARTITION | +PARTITION=ADDRESS,SIZE]...

Symbols are those of nrf53boot/.config, without CONFIG_; 'n' unsets one. Partitions are those of Partition Manager, new ones
lie in external flash.
"""
import pathlib
import re
import shutil
import sys


def set_symbol(path, name, value):
    text = path.read_text(encoding="utf-8")
    row = f"# {name} is not set\n" if value == "n" else f"{name}={value}\n"
    text = re.sub(rf"^(?:# )?{name}(?:=.*| is not set)\n", "", text, flags=re.M)
    path.write_text(text + row, encoding="utf-8")


def remove_partition(tree, name):
    path = tree / "partitions.yml"
    text, count = re.subn(rf"^{name}:\n(?:[ -].*\n)*", "", path.read_text(encoding="utf-8"), flags=re.M)
    if count != 1:
        sys.exit(f"tree.py: '{path}' has no partition '{name}'")
    path.write_text(text, encoding="utf-8")
    symbols = tree / "pm.config"
    symbols.write_text(re.sub(rf"^PM_{name.upper()}_(?:END_)?(?:ADDRESS|SIZE)=.*\n", "",
                              symbols.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8")


def add_partition(tree, name, address, size):
    with open(tree / "partitions.yml", "a", encoding="utf-8") as file:
        file.write(f"{name}:\n  address: 0x{address:x}\n  device: DT_CHOSEN(nordic_pm_ext_flash)\n"
                   f"  end_address: 0x{address + size:x}\n  region: external_flash\n  size: 0x{size:x}\n")
    set_symbol(tree / "pm.config", f"PM_{name.upper()}_ADDRESS", f"0x{address:x}")
    set_symbol(tree / "pm.config", f"PM_{name.upper()}_SIZE", f"0x{size:x}")


def change(tree, item):
    if item.startswith("-"):
        remove_partition(tree, item[1:])
        return
    name, value = item.lstrip("+").split("=", 1)
    if item.startswith("+"):
        add_partition(tree, name, *(int(number, 0) for number in value.split(",")))
    else:
        set_symbol(tree / "nrf53boot/.config", f"CONFIG_{name}", value)


def main():
    tree, output = map(pathlib.Path, sys.argv[1:3])
    shutil.rmtree(output, ignore_errors=True)
    shutil.copytree(tree, output)
    for item in sys.argv[3:]:
        change(output, item)


if __name__ == "__main__":
    main()
