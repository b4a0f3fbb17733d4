"""A partition map of its own, which the report would replace."""
import pathlib
import shutil
import sys

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "fixtures"
shutil.copy(FIXTURES / "ncs32_dk_qspi_overwrite/partitions.yml", pathlib.Path(sys.argv[1]) / "pm_static.yml")
