"""What was sent to the devices, and a word about it: nothing of the build that it comes from."""
import pathlib
import sys

kept = pathlib.Path(sys.argv[1]) / "kept"
kept.mkdir()
(kept / "README").write_text("1.4.2\n")
(kept / "dfu_application.zip").write_bytes(b"PK\5\6" + bytes(18))
