"""A static map was left behind when the partitions moved to devicetree."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds

tree = builds.copy("pairs/devicetree_partitions_both_cores/source")
(tree / "pm_static.yml").write_text("mcuboot:\n  address: 0x0\n  size: 0x10000\n")
