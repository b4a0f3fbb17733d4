#!/usr/bin/env python3
"""`nrf53pack pack` against the same result by imgtool calls and Python's zipfile.

usage: bench/pack.py [NRF53PACK] [IMGTOOL] [BUILD]
A = nrf53pack pack, one process: it checks the build first, signs both images, verifies what it wrote, and packs;
B = the processes that the SDK's build starts one after the other for the same: for the network image those that hash, sign
and validate it for b0n, imgtool sign and imgtool verify for both images, one that writes manifest and zip. The SDK's own
scripts are not here: in their place stand Python processes that load the modules those import (intelhex, ecdsa, hashlib) and do
nothing else, so that B is less than the SDK needs. Counted is the whole time of all processes; not counted are CMake
and ninja, and the raw and HEX forms that the SDK signs once more each.
"""
import pathlib
import sys
import tempfile

from measure import compare

root = pathlib.Path(__file__).resolve().parent.parent
program = sys.argv[1] if len(sys.argv) > 1 else str(root / "build/nrf53pack")
imgtool = sys.argv[2] if len(sys.argv) > 2 else "imgtool"
build = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else root / "fixtures/ncs32_dk_qspi_overwrite"
key = str(root / "fixtures/keys/test-ecdsa-p256.pem")

ZIP = """
import json, os, sys, time, zipfile
out = sys.argv[1]
files = []
for index, name in (("1", "net_core_app_update.bin"), ("0", "app_update.bin")):
    path = os.path.join(out, name)
    files.append({"type": "application", "board": "nrf5340dk", "soc": "nrf5340", "image_index": index,
                  "size": os.path.getsize(path), "file": name, "modtime": int(os.path.getmtime(path))})
with zipfile.ZipFile(os.path.join(out, "dfu_application.zip"), "w") as archive:
    for entry in files:
        archive.write(os.path.join(out, entry["file"]), entry["file"])
    archive.writestr("manifest.json", json.dumps({"format-version": 1, "time": int(time.time()), "files": files}, indent=4))
"""


# What nrfconnect/sdk-nrf scripts/bootloader hash.py, do_sign.py and validation_data.py import (v3.2.0).
SDK_STARTS = {"hash": "import argparse, hashlib; from intelhex import IntelHex",
              "sign": "import argparse, contextlib, hashlib, sys; from ecdsa.keys import SigningKey",
              "validation": "import argparse, hashlib, struct; from intelhex import IntelHex; import ecdsa"}


def sign(source, target, slot, out):
    """The imgtool call that NCS makes for one image."""
    return ([imgtool, "sign", "--key", key, "--header-size", "0x200", "--align", "4", "--version", "1.0.0",
             "--pad-header", "--slot-size", slot, str(source), f"{out}/{target}"], (0,))


app = next(path for path in build.glob("*/zephyr/zephyr.bin") if path.parts[-3] not in ("mcuboot", "b0n", "ipc_radio"))
net = next(build.glob("signed_by_b0_*.bin"))
with tempfile.TemporaryDirectory() as temporary:
    ours = f"{temporary}/ours"
    theirs = f"{temporary}/theirs"
    pathlib.Path(theirs).mkdir()
    starts = [([sys.executable, "-c", code], (0,)) for code in SDK_STARTS.values()]
    compare("A nrf53pack pack, 1 process", [([program, "pack", str(build), "-o", ours, "--key", key], (0,))],
            f"B {len(starts) + 5} processes: {len(starts)} that only load the modules of {', '.join(SDK_STARTS)}, 2 imgtool sign, "
            "2 imgtool verify, 1 zip",
            [*starts, sign(app, "app_update.bin", "0xf0000", theirs), sign(net, "net_core_app_update.bin", "0x37800", theirs),
             ([imgtool, "verify", "-k", key, f"{theirs}/app_update.bin"], (0,)),
             ([imgtool, "verify", "-k", key, f"{theirs}/net_core_app_update.bin"], (0,)),
             ([sys.executable, "-c", ZIP, theirs], (0,))], ratio="B/A")
