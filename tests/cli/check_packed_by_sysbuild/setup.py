"""The update files lie in the folder that the sysbuild module has `pack` write to."""
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds  # noqa: E402

build = builds.copy("ncs32_dk_qspi_overwrite")
(build / "nrf53pack").mkdir()
for path in builds.pack(build).glob("*_update.bin"):
    shutil.copy(path, build / "nrf53pack")
