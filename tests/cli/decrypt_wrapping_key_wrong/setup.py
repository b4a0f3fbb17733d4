"""An encrypted image."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import encrypted

(pathlib.Path(sys.argv[1]) / "update.bin").write_bytes(encrypted.image(tlv=bytes(24), kind=0x31))
(pathlib.Path(sys.argv[1]) / "kek").write_bytes(b"A" * 22 + b"==\n")
