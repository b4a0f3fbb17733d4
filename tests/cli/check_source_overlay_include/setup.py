"""MCUboot's overlay includes a file beside the application's folder, and that another one."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds

tree = builds.copy("ncs32_dk_qspi_overwrite_source")
overlay = tree / "sysbuild/mcuboot.overlay"
common = tree.parent / "common"
common.mkdir()
(common / "flash.dtsi").write_text(overlay.read_text())
(common / "all.dtsi").write_text('#ifndef ALL\n#define ALL\n#include "flash.dtsi"\n#include "all.dtsi"\n#endif\n')
overlay.write_text('#include "../../common/all.dtsi"\n')
