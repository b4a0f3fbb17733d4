"""Builds that cases make before they run: copies of a fixture, edited. For their setup.py."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"


def copy(fixture):
    """The fixture as $OUT/build."""
    build = pathlib.Path(sys.argv[1]) / "build"
    shutil.copytree(FIXTURES / fixture, build)
    return build


def copy_with_net_backup():
    """The sample build of nrf53boot as $OUT/build, with a backup of the network core in its map and its options."""
    sys.path.insert(0, str(FIXTURES.parent / "firmware/port/qemu_an521"))
    from build_tree import BuildTree

    return BuildTree.create(pathlib.Path(sys.argv[1]) / "build", backup=True).folder


def pack(build):
    """What the program packs of it, in $OUT/out."""
    out = build.parent / "out"
    subprocess.run([os.environ["NRF53PACK"], "pack", build, "-o", out, "--key", FIXTURES / "keys/test-ecdsa-p256.pem"],
                   check=True, capture_output=True)
    return out


def edit(path, old, new):
    """Replaces a text that stands there exactly once."""
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{path}: '{old}' stands there {text.count(old)} times")
    path.write_text(text.replace(old, new), encoding="utf-8")


def set_symbol(config, line):
    """One line of a .config takes the place of the symbol's, or is added."""
    name = line.removeprefix("# ").split("=")[0].split(" ")[0]
    text = re.sub(rf"^(?:{name}=.*|# {name} is not set)\n", "", config.read_text(encoding="utf-8"), flags=re.M)
    config.write_text(text + line + "\n", encoding="utf-8")


def forget_release(build):
    """Nothing says any more of which NCS release the build is."""
    for path in [path for path in build.rglob("*") if path.is_file()]:
        if path.name in ("ncs_version.h", "CMakeCache.txt", "build_info.yml"):
            path.unlink()
        elif path.name == ".config":
            path.write_text(re.sub(r".*\d+\.\d+\.\d+.*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
