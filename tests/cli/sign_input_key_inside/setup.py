import pathlib
import struct
import sys

key = pathlib.Path("fixtures/keys/test-ecdsa-p256.pem").read_bytes()
pathlib.Path(sys.argv[1], "firmware.bin").write_bytes(struct.pack("<II", 0x20008000, 0x00010401) + key)
