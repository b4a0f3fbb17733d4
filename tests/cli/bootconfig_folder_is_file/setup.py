import pathlib
import sys

(pathlib.Path(sys.argv[1]) / "config").write_text("a file\n", encoding="utf-8")
