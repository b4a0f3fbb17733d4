#!/usr/bin/env python3
"""Maps, and the report's table of them, against what `check` and `pack` say of the same trees.

usage: maps.py [PART-OF-A-NAME...]      NRF53PACK is the program. Ends with "N passed, N failed".
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from cases import run_cases  # noqa: E402
from report_trees import FIXTURES, PROGRAM, partition  # noqa: E402

TIMEOUT = 120
FAST = "--no-simulation"
NET_FLASH = 0x37800


def run(*arguments, status=(0, 1)):
    answer = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=TIMEOUT, check=False)
    assert answer.returncode in status, (answer.returncode, answer.stderr)
    return answer


def map_json(path):
    return json.loads(run("map", path, "--format", "json").stdout)


def partitions(layout):
    return {(region["name"], p["name"]): p for region in layout["regions"] for p in region["partitions"]}


def trees():
    for path in sorted(FIXTURES.glob("ncs*")):
        yield path
    for path in sorted(FIXTURES.glob("pairs/*")):
        yield path / "build"
        yield path / "source"


def test_overlaps_are_those_that_check_finds(folder):
    """Spans are a graph: with TF-M and with an immutable bootloader a partition has several containers."""
    found = [tree for tree in trees() if tree.is_dir()]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        maps = list(pool.map(lambda tree: run("map", tree, "--format", "json", status=(0, 2, 3)), found))
    drawn = [(tree, partitions(json.loads(answer.stdout))) for tree, answer in zip(found, maps) if answer.stdout]
    assert len(drawn) > 100, len(drawn)
    for tree, places in drawn:
        overlapping = {key[1] for key, place in places.items() if place["overlaps"]}
        if overlapping:
            said = json.loads(run("check", tree, "--format", "json").stdout)["findings"]
            told = [item["message"] for item in said if "overlap" in item["message"]]
            assert any(name in message for name in overlapping for message in told), (tree, overlapping)


def test_overlap_beside_common_parts_is_found(folder):
    """One container of TF-M's grows into what the other one alone has."""
    tree = folder / "tree"
    shutil.copytree(FIXTURES / "pairs/trusted_firmware/build", tree)
    with open(tree / "partitions.yml", "a", encoding="utf-8") as file:
        file.write(partition("intruder", 0x20000, 0x1000, "flash_primary"))
    places = partitions(map_json(tree))
    inside = {key[1] for key, place in places.items()
              if key[0] == "app-flash" and place["address"] < 0x21000 and place["address"] + place["size"] > 0x20000}
    assert len(inside) > 3 and set(places["app-flash", "intruder"]["overlaps"]) == inside - {"intruder"}, inside


def network_update(tree, firmware):
    """The build with a signed network image of so many bytes of firmware."""
    shutil.copytree(FIXTURES / "ncs32_dk_qspi_overwrite", tree)
    program = tree / "ipc_radio/zephyr/zephyr.bin"
    data = program.read_bytes()
    (tree / "net.bin").write_bytes(data + b"\xa5" * (firmware - len(data)))
    run("sign", "--key", FIXTURES / "keys/test-ecdsa-p256.pem", "--version", "1.2.3+4", "--align", "4", "--slot-size",
        "0x40000", "--overwrite-only", "--header-size", "0x200", "--pad-header", tree / "net.bin",
        tree / "signed_by_mcuboot_and_b0_ipc_radio.bin", status=(0,))
    return tree


def test_limit_of_the_network_core_is_the_tighter_one(folder):
    """What the network core's flash takes, where the slots in RAM and in external flash would take more."""
    for name, size, too_large in (("full", NET_FLASH, False), ("over", NET_FLASH + 4, True)):
        tree = network_update(folder / name, size)
        slot = partitions(map_json(tree))["external-flash", "mcuboot_secondary_1"]["slot"]
        assert slot["limit"] == 262104 and slot["firmware_limit"] == NET_FLASH
        text = " ".join(run("map", tree, "--region", "external-flash").stdout.split())
        assert f"{size} of {NET_FLASH} bytes of firmware" in text, text
        assert f"largest network firmware {NET_FLASH} bytes: the network core's flash takes no more" in text
        assert ("too large: signed_by_mcuboot_and_b0_ipc_radio.bin" in text) == too_large, text
        found = json.loads(run("check", tree, "--format", "json").stdout)["findings"]
        told = [item["message"] for item in found if item["rule"] == "N53-0502"]
        assert [f"holds {size} bytes of firmware" in message for message in told] == [True] * too_large, told
        page = run("report", tree, FAST).stdout
        assert f"<td>{NET_FLASH} bytes of firmware (network core's flash)</td>" in page and "262104" not in page
        assert (f"too large for {NET_FLASH}" in page) == too_large


def test_sources_leave_the_network_core_what_b0n_leaves(folder):
    """Sources that say nothing of that core's flash get the SDK's division of it."""
    found = partitions(map_json(FIXTURES / "ncs32_dk_qspi_overwrite_source"))
    slot = found["external-flash", "mcuboot_secondary_1"]["slot"]
    assert slot["limit"] == 262104 and slot["firmware_limit"] == NET_FLASH, slot


def test_largest_update_is_in_the_table(folder):
    page = run("report", FIXTURES / "ncs32_dk_qspi_overwrite", FAST).stdout
    table = re.search(r'<table class="memory">.*?</table>', page, re.S)[0]
    assert '<th scope="col">Largest update</th>' in table
    row = re.search(r'<tr data-row="app-flash-\d+"><th[^>]*><span class="swatch"></span>mcuboot_primary</th>.*?</tr>',
                    page, re.S)[0]
    assert "<td>950232 bytes</td>" in row, row


def test_packed_size_stands_beside_the_same_limit(folder):
    out = folder / "out"
    text = run("pack", FIXTURES / "ncs32_dk_qspi_overwrite", "-o", out, "--key",
               FIXTURES / "keys/test-ecdsa-p256.pem").stdout
    assert re.search(rf"net_core_app_update.bin: version \S+, \d+ bytes, firmware \d+ bytes of {NET_FLASH} "
                     r"\(network core's flash\)", text), text
    record = json.loads((out / "pack.json").read_text(encoding="utf-8"))
    limits = {image["file"]: image.get("firmware_limit") for image in record["images"]}
    assert limits == {"net_core_app_update.bin": NET_FLASH, "app_update.bin": None}, limits


def test_memories_with_nothing_in_them_are_named(folder):
    unplaced = {item["name"]: item["why"] for item in map_json(FIXTURES / "ncs32_dk_qspi_overwrite")["not_placed"]}
    assert "0x2fc bytes from 0xff8100" in unplaced["otp"]


if __name__ == "__main__":
    sys.exit(run_cases(globals()))
