"""All byte values."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
(out / ".config").write_bytes(bytes(range(256)) * 64)
