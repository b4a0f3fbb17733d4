"""The input of the case is made of the sample firmware."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
(out / "empty.bin").write_bytes(b"")
