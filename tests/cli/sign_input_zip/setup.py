import pathlib
import sys
import zipfile

with zipfile.ZipFile(pathlib.Path(sys.argv[1], "update.zip"), "w") as archive:
    archive.writestr(zipfile.ZipInfo("manifest.json"), "{}")
