#!/usr/bin/env python3
"""dfu_application.zip in the form of the SDK's releases since 2.7. usage: zip.py OUT APP.bin NET.bin APP-VERSION NET-BOARD"""
import json
import pathlib
import sys
import zipfile

out, app, net, version, board = sys.argv[1:]
parts = [
    (app, "sensor_hub.signed.bin", {"board": "nrf5340dk", "load_address": 0x10200, "image_index": "0", "slot_index_primary": "1",
                                    "slot_index_secondary": "2", "version_MCUBOOT": version}),
    (net, "ipc_radio.bin", {"board": board, "load_address": 0x1008800, "image_index": "1", "slot_index_primary": "3",
                            "slot_index_secondary": "4", "version": "3"}),
]
files = []
with zipfile.ZipFile(out, "w") as archive:
    for path, name, fields in parts:
        data = pathlib.Path(path).read_bytes()
        archive.writestr(name, data)
        files.append({"type": "application", "soc": "nrf5340", **fields, "size": len(data), "file": name, "modtime": 1700000000})
    archive.writestr("manifest.json", json.dumps({"format-version": 1, "time": 1700000000, "files": files, "name": "sensor_hub"}, indent=4))
