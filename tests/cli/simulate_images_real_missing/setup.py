"""A build whose firmware was deleted."""
import pathlib
import shutil
import sys

source = pathlib.Path(__file__).resolve().parents[3] / "fixtures/ncs32_dk_qspi_brick"
build = pathlib.Path(sys.argv[1]) / "build"
shutil.copytree(source, build)
for path in (build / "sensor_hub/zephyr/zephyr.bin", build / "sensor_hub/zephyr/zephyr.hex"):
    path.unlink()
