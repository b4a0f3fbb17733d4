"""A file in place of a wrapping key."""
import pathlib
import sys

(pathlib.Path(sys.argv[1]) / "kek").write_bytes(b"0VoElcTCqP8weM5Jtfyy3Q==\n")
