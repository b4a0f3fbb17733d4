"""All byte values."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
(out / "pm_static.yml").write_bytes(bytes(range(256)) * 64)
