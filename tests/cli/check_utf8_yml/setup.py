"""Umlauts in a comment, in UTF-8."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
good = pathlib.Path(__file__).parent.parent / "check_good_static_map/pm_static.yml"
(out / "pm_static.yml").write_bytes("# Größe →\n".encode() + good.read_bytes())
