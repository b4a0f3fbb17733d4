"""A package whose manifest is no JSON object."""
import pathlib
import sys
import zipfile

with zipfile.ZipFile(pathlib.Path(sys.argv[1], "package.zip"), "w") as package:
    package.writestr("app.bin", b"firmware")
    package.writestr("manifest.json", "null")
