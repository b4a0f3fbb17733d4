"""MCUboot's overlay includes a file of the SDK, which may choose the flash or not."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds

tree = builds.copy("ncs32_dk_qspi_overwrite_source")
overlay = tree / "sysbuild/mcuboot.overlay"
overlay.write_text('#include <nordic/flash.dtsi>\n')
