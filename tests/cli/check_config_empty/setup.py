"""Nothing at all."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
(out / ".config").write_bytes(b"")
