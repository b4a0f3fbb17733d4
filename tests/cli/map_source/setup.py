import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds

builds.copy("ncs32_dk_qspi_brick_source")
