"""16 MiB with 900 hashes of two kinds: each kind is made once, or this takes minutes."""
import hashlib
import pathlib
import struct
import sys

firmware = bytes(0x1000000)
header = struct.pack("<IIHHIIBBHII", 0x96F3B83D, 0, 32, 0, len(firmware), 0, 1, 2, 3, 4, 0)
short, long = (kind(header + firmware).digest() for kind in (hashlib.sha256, hashlib.sha512))
tlvs = 450 * (struct.pack("<HH", 0x10, 32) + short + struct.pack("<HH", 0x12, 64) + long)
image = header + firmware + struct.pack("<HH", 0x6907, 4 + len(tlvs)) + tlvs
pathlib.Path(sys.argv[1], "image.bin").write_bytes(image)
