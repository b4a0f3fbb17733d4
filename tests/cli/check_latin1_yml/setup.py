"""A comment in Latin-1: Partition Manager could not read it either."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
good = pathlib.Path(__file__).parent.parent / "check_good_static_map/pm_static.yml"
(out / "pm_static.yml").write_bytes(b"# Gr\xf6\xdfe\n" + good.read_bytes())
