import pathlib
import sys

pathlib.Path(sys.argv[1], "app").write_text("no folder\n")
