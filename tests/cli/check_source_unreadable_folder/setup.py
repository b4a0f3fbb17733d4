"""A source tree with a folder that only its owner might list, and not even he does."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds

tree = builds.copy("ncs32_dk_qspi_overwrite_source")
(tree / "sysbuild").chmod(0)
