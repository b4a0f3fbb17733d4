"""The header promises five bytes, the file ends after two of them."""
import pathlib
import sys

header = bytes.fromhex("a163696d6781a2626964006473697a6505")
pathlib.Path(sys.argv[1], "multi.bin").write_bytes(len(header).to_bytes(2, "little") + header + b"he")
