"""An application outside of this repository, which is a module of Zephyr's."""
import pathlib
import shutil
import sys

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "fixtures"
shutil.copytree(FIXTURES / "ncs32_dk_qspi_brick_source", pathlib.Path(sys.argv[1]) / "application")
