"""A file in place of a wrapping key."""
import pathlib
import sys

(pathlib.Path(sys.argv[1]) / "kek").write_bytes(b"A" * 32 + b"\n")
