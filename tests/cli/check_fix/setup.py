import pathlib
import shutil
import sys

shutil.copytree(pathlib.Path(__file__).resolve().parent / "app", pathlib.Path(sys.argv[1]) / "app")
