"""Four bytes in front of an archive: readers from its end find it all the same."""
import io
import pathlib
import sys
import zipfile

made = io.BytesIO()
with zipfile.ZipFile(made, "w") as archive:
    archive.writestr("manifest.json", "{}")
pathlib.Path(sys.argv[1], "package.zip").write_bytes(b"PK\3\4" + made.getvalue())
