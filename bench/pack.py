#!/usr/bin/env python3
"""`nrf53pack pack` against the same result by imgtool calls and Python's zipfile.

usage: bench/pack.py [NRF53PACK] [IMGTOOL] [BUILD]
A = nrf53pack pack (which checks the build first and verifies what it wrote);
B = imgtool sign for both images, imgtool verify for both, a Python process that writes manifest and zip.
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
    compare("A nrf53pack pack", [([program, "pack", str(build), "-o", ours, "--key", key], (0,))],
            "B imgtool and zipfile",
            [sign(app, "app_update.bin", "0xf0000", theirs), sign(net, "net_core_app_update.bin", "0x37800", theirs),
             ([imgtool, "verify", "-k", key, f"{theirs}/app_update.bin"], (0,)),
             ([imgtool, "verify", "-k", key, f"{theirs}/net_core_app_update.bin"], (0,)),
             ([sys.executable, "-c", ZIP, theirs], (0,))], ratio="B/A")
