"""A page of the network core, whose counter is at version 4; the firmware has version 3."""
import pathlib
import struct
import sys

slots = struct.pack("<3I", 0x01008800, 0x01008800, 1)
key = struct.pack("<I", 0x50FAFFFF) + bytes.fromhex("bfe7f277da7e9549cf77ec5813a3095e")
counter = struct.pack("<4H2H", 1, 1, 1, 2, 0xFFFF & ~(4 << 1 | 1), 0xFFFF)
(pathlib.Path(sys.argv[1]) / "page.bin").write_bytes(slots + key + counter)
