"""An encrypted image."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import encrypted

(pathlib.Path(sys.argv[1]) / "update.bin").write_bytes(encrypted.image())
