"""The good map with the line ends of Windows."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
good = pathlib.Path(__file__).parent.parent / "check_good_static_map/pm_static.yml"
(out / "pm_static.yml").write_bytes(good.read_bytes().replace(b"\n", b"\r\n"))
