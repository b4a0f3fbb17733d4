import pathlib
import sys

pathlib.Path(sys.argv[1], "firmware.bin").write_bytes(b"")
