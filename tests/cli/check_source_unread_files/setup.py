"""Files with names that look right and that nothing reads."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds

tree = builds.copy("ncs32_dk_qspi_overwrite_source")
(tree / "sysbuild/mcuboot.conf").rename(tree / "sysbuild/mcu_boot.conf")
(tree / "sysbuild/hci_ipc.conf").write_text("CONFIG_BT=y\n")
(tree / "pm_static.yml").rename(tree / "pm-static.yml")
(tree / "sysbuild/b0n").mkdir()
