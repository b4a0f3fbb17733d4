"""The update files lie where `pack` was told to put them, in the build's own folder."""
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds  # noqa: E402

build = builds.copy("ncs32_dk_qspi_overwrite")
for path in builds.pack(build).glob("*_update.bin"):
    shutil.copy(path, build)
