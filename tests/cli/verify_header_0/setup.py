"""An unsigned image, made by hand, whose header size is 0."""
import hashlib
import pathlib
import struct
import sys

firmware = bytes(range(64))
header = struct.pack("<IIHHIIBBHII", 0x96F3B83D, 0, 0, 0, len(firmware), 0, 1, 2, 3, 4, 0)
tlv = struct.pack("<HH", 0x10, 32) + hashlib.sha256(header + firmware).digest()
data = header + firmware + struct.pack("<HH", 0x6907, 4 + len(tlv)) + tlv
pathlib.Path(sys.argv[1], "image.bin").write_bytes(data)
