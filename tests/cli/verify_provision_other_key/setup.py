"""A page of the network core with another key than the firmware's."""
import pathlib
import struct
import sys

slots = struct.pack("<3I", 0x01008800, 0x01008800, 1)
key = struct.pack("<I", 0x50FAFFFF) + bytes(16)
(pathlib.Path(sys.argv[1]) / "page.bin").write_bytes(slots + key)
