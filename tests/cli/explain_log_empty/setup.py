import pathlib
import sys

(pathlib.Path(sys.argv[1]) / "empty.log").write_bytes(b"")
