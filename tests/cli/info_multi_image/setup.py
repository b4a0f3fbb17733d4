"""A multi-image file of an application that is no image, and of the two variants of MCUboot."""
import pathlib
import sys

header = bytes.fromhex("a163696d6783 a262696400 6473697a6505 a262696421 6473697a6502 a262696420 6473697a6502".replace(" ", ""))
pathlib.Path(sys.argv[1], "multi.bin").write_bytes(len(header).to_bytes(2, "little") + header + b"hello" + b"s0" + b"s1")
