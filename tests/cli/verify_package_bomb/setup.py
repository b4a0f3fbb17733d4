"""64 MiB of zeros in 64 kB."""
import pathlib
import sys
import zipfile

with zipfile.ZipFile(pathlib.Path(sys.argv[1], "package.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("manifest.json", "{}")
    archive.writestr("zeros.bin", bytes(64 << 20))
