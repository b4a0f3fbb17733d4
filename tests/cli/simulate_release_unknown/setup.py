"""A build that no longer says of which NCS release it is."""
import pathlib
import re
import shutil
import sys

source = pathlib.Path(__file__).resolve().parents[3] / "fixtures/ncs32_dk_qspi_brick"
build = pathlib.Path(sys.argv[1]) / "build"
shutil.copytree(source, build)
for path in [path for path in build.rglob("*") if path.is_file()]:
    if path.name in ("ncs_version.h", "CMakeCache.txt", "build_info.yml"):
        path.unlink()
    elif path.name == ".config":
        path.write_text(re.sub(r".*\d+\.\d+\.\d+.*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
