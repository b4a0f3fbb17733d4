import pathlib
import struct
import sys

START = 0x0103f800
firmware = bytearray(b"\x11" * 0x7c0)
firmware[4:8] = struct.pack("<I", START + 0x101)
# fw_info: magic words, length of the struct, total size, version, address, boot address, valid, reserved.
firmware[0x200:0x23c] = struct.pack("<15I", 0x281ee6de, 0x8fcebb4c, 0x00003502, 60, len(firmware), 3, START, START, 0x9102ffff, *[0] * 6)
pathlib.Path(sys.argv[1], "firmware.bin").write_bytes(firmware)
