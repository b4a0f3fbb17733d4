import pathlib
import sys

pathlib.Path(sys.argv[1], "image.bin").write_bytes(b"")
