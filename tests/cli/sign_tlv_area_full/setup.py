"""A custom TLV that fits, and not twice."""
import pathlib
import sys

(pathlib.Path(sys.argv[1]) / "big").write_bytes(bytes(40000))
