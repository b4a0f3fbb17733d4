"""Texts of a manifest that would colour a terminal, and a file that is not in the archive."""
import json
import pathlib
import sys
import zipfile

manifest = {"format-version": 1, "time": 1, "name": "red \x1b[31m", "files": [
    {"type": "application", "board": "a\nb", "soc": "nrf5340", "size": 4, "file": "gone.bin", "modtime": 1}]}
with zipfile.ZipFile(pathlib.Path(sys.argv[1], "package.zip"), "w") as archive:
    archive.writestr("notes\x07.txt", "x")
    archive.writestr("manifest.json", json.dumps(manifest))
