#!/usr/bin/env python3
"""The whole nRF5340: 1 MiB and 8 MiB of flash, write size 4, any number of power cuts, in each mode with each set of images.

usage: run.py PROGRAM [--only TEXT]

The sample tree with nrf53boot is simulated as it is, and with the other modes and the backup of the network core. Each
scenario of a set has to be good, which is only said of one that is closed. The last line before the count is the total.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import yaml

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "cli"))

from builds import FIXTURES, set_symbol  # noqa: E402

FIXTURE = "ncs32_dk_qspi_nrf53boot"
# of nrf53boot, and of the application, which writes its update where the mode wants it
MODES = {"swap-move": ("SWAP_MOVE", "SWAP_USING_MOVE"), "swap-offset": ("SWAP_OFFSET", "SWAP_USING_OFFSET"),
         "overwrite": ("OVERWRITE", "OVERWRITE_ONLY")}
BACKUP_SIZE = 2 * 0x40000 + 2 * 0x1000

APP = ["app-test-confirm", "app-test-revert", "app-permanent", "app-upload-interrupted", "second-update-while-unconfirmed"]
NET = ["net-only", "net-upload-interrupted", "net-transfer-fails", "net-transfer-hangs"]
BOTH = ["both-at-once", "both-app-marked-first"]
SETS = {
    "app": (False, APP),
    "net": (False, NET),
    "both": (False, BOTH),
    "both with backup": (True, [*NET, *BOTH, "both-with-backup-confirm", "both-with-backup-revert"]),
}
SWAP_ONLY = {"app-test-revert", "second-update-while-unconfirmed", "both-with-backup-confirm",
             "both-with-backup-revert"}


def add_backup(build):
    path = build / "partitions.yml"
    partitions = yaml.safe_load(path.read_text(encoding="utf-8"))
    start = partitions["external_flash"]["address"]
    partitions["nrf53boot_net_backup"] = {"address": start, "size": BACKUP_SIZE, "end_address": start + BACKUP_SIZE,
                                          "region": "external_flash", "device": partitions["external_flash"]["device"]}
    partitions["external_flash"]["address"] += BACKUP_SIZE
    partitions["external_flash"]["size"] -= BACKUP_SIZE
    path.write_text(yaml.safe_dump(partitions), encoding="utf-8")
    (build / "pm.config").unlink()  # it says the same, and is not read beside the YAML


def make(folder, mode, backup):
    subprocess.run(["cp", "-r", str(FIXTURES / FIXTURE), str(folder)], check=True)
    build = folder / FIXTURE
    bootloader = build / "nrf53boot" / ".config"
    application = build / "sensor_hub" / "zephyr" / ".config"
    for symbols in MODES.values():
        for config, prefix, symbol in ((bootloader, "CONFIG_NRF53BOOT_IMAGE0_MODE_", symbols[0]),
                                       (application, "CONFIG_MCUBOOT_BOOTLOADER_MODE_", symbols[1])):
            name = prefix + symbol
            set_symbol(config, f"{name}=y" if symbols == MODES[mode] else f"# {name} is not set")
    if backup:
        set_symbol(bootloader, "CONFIG_NRF53BOOT_NET_BACKUP=y")
        add_backup(build)
    return build


def simulate(program, build, scenarios):
    """[(scenario, state, why)], counts; a call that fails otherwise is one bad scenario."""
    words = [word for name in scenarios for word in ("--scenario", name)]
    call = subprocess.run([program, "simulate", "--format", "json", *words, str(build)], capture_output=True, text=True)
    if call.returncode not in (0, 1, 3) or not call.stdout:
        return [("simulate", f"status {call.returncode}", call.stderr)], {}
    report = json.loads(call.stdout)
    rows = [(row["name"], row["state"], row["why"] or row["failures"]) for row in report["scenarios"]]
    return rows, {what: sum(row[what] for row in report["scenarios"] if row["state"] != "not run")
                  for what in ("cuts", "states", "boots")}


def run_case(program, mode, title):
    backup, names = SETS[title]
    wanted = [name for name in names if mode != "overwrite" or name not in SWAP_ONLY]
    with tempfile.TemporaryDirectory() as folder:
        rows, counts = simulate(program, make(pathlib.Path(folder), mode, backup), wanted)
    bad = [row for row in rows if row[1] != "good"]
    good = not bad and {row[0] for row in rows} == set(wanted)
    print(f"{'ok' if good else 'FAILED'}: {mode}, {title}: {len(rows)} scenarios, "
          + ", ".join(f"{number} {what}" for what, number in counts.items()))
    for name, state, why in bad:
        print(f"    {name}: {state}: {why}")
    sys.stdout.flush()
    return good, counts


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    options = parser.parse_args()
    cases = [(mode, title) for mode in MODES for title in SETS if options.only in f"{mode}, {title}"]
    totals, passed = {"cuts": 0, "states": 0, "boots": 0}, 0
    for mode, title in cases:
        good, counts = run_case(options.program, mode, title)
        passed += good
        for what, number in counts.items():
            totals[what] += number
    print(", ".join(f"{number} {what}" for what, number in totals.items()))
    print(f"{passed} passed, {len(cases) - passed} failed")
    return 0 if cases and passed == len(cases) else 1


if __name__ == "__main__":
    sys.exit(main())
