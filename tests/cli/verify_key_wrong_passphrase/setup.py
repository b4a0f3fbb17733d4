"""An image without signature: that a key is opened shows in what is said about it."""
import hashlib
import pathlib
import struct
import sys

header = struct.pack("<IIHHIIBBHII", 0x96F3B83D, 0, 0x20, 0, 64, 0, 1, 2, 3, 4, 0)
body = header + struct.pack("<II", 0x20002000, 0x10201) + bytes(56)
tlv = struct.pack("<HH", 0x10, 32) + hashlib.sha256(body).digest()
image = body + struct.pack("<HH", 0x6907, 4 + len(tlv)) + tlv
pathlib.Path(sys.argv[1], "image.bin").write_bytes(image)
