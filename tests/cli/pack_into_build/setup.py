"""A build of its own that the package is put into, with what a killed run and an older package left there."""
import pathlib
import shutil
import sys

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "fixtures"
build = pathlib.Path(sys.argv[1]) / "build"
shutil.copytree(FIXTURES / "ncs32_dk_qspi_overwrite", build)
(build / "app_update.bin.a1B2c3").write_bytes(b"half")
(build / "dfu_mcuboot.zip").write_bytes(b"of another build")
