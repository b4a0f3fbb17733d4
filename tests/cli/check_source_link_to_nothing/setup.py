"""A sound application whose sysbuild.conf links to a file that was moved away: without it no bootloader would be asked for."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds

tree = builds.copy("ncs32_dk_qspi_overwrite_source")
(tree / "sysbuild.conf").unlink()
(tree / "sysbuild.conf").symlink_to("../common/sysbuild.conf")
