import pathlib
import sys

# One byte more than the limit; nothing of it is on the disk.
with open(pathlib.Path(sys.argv[1]) / "large.log", "wb") as file:
    file.truncate(64 * 1024 * 1024 + 1)
