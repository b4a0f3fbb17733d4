import pathlib
import struct
import sys

header = struct.pack("<IIHHII8sI", 0x96f3b83d, 0, 0x20, 0, 64, 0, bytes(8), 0)
pathlib.Path(sys.argv[1], "image.bin").write_bytes(header + bytes(64))
