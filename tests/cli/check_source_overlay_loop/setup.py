"""An overlay that includes itself, which no compiler follows to an end."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds

tree = builds.copy("ncs32_dk_qspi_overwrite_source")
overlay = tree / "sysbuild/mcuboot.overlay"
overlay.write_text(overlay.read_text() + '#include "mcuboot.overlay"\n')
