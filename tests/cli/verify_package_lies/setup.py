"""A package in which nothing is as the manifest says."""
import json
import pathlib
import sys
import zipfile

manifest = {"format-version": 1, "time": 1, "files": [
    {"type": "application", "board": "nrf5340dk", "soc": "nrf5340", "image_index": 1, "size": 9, "file": "app.bin", "modtime": 1},
    {"type": "application", "board": "nrf5340dk", "soc": "nrf5340", "image_index": "0", "size": 3, "file": "my_app.bin", "modtime": 1}]}
with zipfile.ZipFile(pathlib.Path(sys.argv[1], "package.zip"), "w") as archive:
    archive.writestr("first.json", "{}")
    archive.writestr("app.bin", "abc")
    archive.writestr("APP.BIN", "xyz")
    archive.writestr("../out.txt", "x")
    archive.writestr("manifest.json", json.dumps(manifest))
