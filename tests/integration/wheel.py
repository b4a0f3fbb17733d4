#!/usr/bin/env python3
"""The wheel as a user meets it: installed into a clean environment without any index, run with nothing else in PATH, removed."""
import json
import os
import pathlib
import re
import stat
import struct
import sys
import tempfile
import venv
import zipfile

from wheel_files import ROOT, Cases, build_wheel, check_licences, run

FIXTURES = ROOT / "fixtures"
cases = Cases()


def shared_libraries(program):
    """Types of the ELF segments that only a program with a loader or shared libraries has: 2 DYNAMIC, 3 INTERP."""
    data = program.read_bytes()
    assert data[:5] == b"\x7fELF\x02", "not a 64-bit ELF file"
    offset, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    types = [struct.unpack_from("<I", data, offset + size * i)[0] for i in range(count)]
    return [kind for kind in types if kind in (2, 3)]


def everything_below(folder):
    return {path.relative_to(folder) for path in folder.rglob("*") if "__pycache__" not in path.parts}


def look_at_the_file(wheel):
    name = wheel.name
    version = re.search(r"nrf53pack VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
    cases.check("the wheel's name has the program's version", name.startswith(f"nrf53pack-{version}-py3-none-"), name)
    pinned = (ROOT / "pyproject.toml").read_text()
    cases.check("the hook asks for the program's version",
                f'"nrf53pack=={version}"' in pinned and f'version = "{version}"' in pinned, pinned)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        sources = [entry for entry in names if re.search(r"sources/device-tree-compiler_[0-9.]+\.orig\.tar\.xz$", entry)]
        programs = [info for info in archive.infolist() if ".data/scripts/" in info.filename]
        leaks = [entry for entry in names if str(ROOT).encode() in archive.read(entry)]
    check_licences(cases, wheel)
    cases.check("the source of dtc, which the GPL asks for, is in it", len(sources) == 1, names)
    cases.check("both programs may be run", len(programs) == 2 and all(info.external_attr >> 16 & stat.S_IXUSR for info in programs),
                [(info.filename, oct(info.external_attr >> 16)) for info in programs])
    cases.check("no path of the machine that built it is in it", not leaks, leaks)


def check_json(command, tree, **kwargs):
    done = run([*command, "check", tree, "--format", "json"], **kwargs)
    try:
        report = json.loads(done.stdout, object_hook=lambda fields: {k: v for k, v in fields.items() if k != "microseconds"})
    except ValueError:
        report = {}
    return done, report


def use(bin_folder, folder):
    """The installed program, with a PATH in which there is no dtc."""
    program = bin_folder / "nrf53pack"
    nowhere = folder / "nothing"
    nowhere.mkdir()
    alone = {"path": str(nowhere)}
    done = run([program, "version"], **alone)
    cases.check("nrf53pack version", done.returncode == 0 and done.stdout.startswith("nrf53pack "), done)
    for name in ("nrf53pack", "nrf53pack-dtc"):
        cases.check(f"{name} needs no shared library", shared_libraries(bin_folder / name) == [], name)
    for tree, status in (("ncs32_dk_qspi_overwrite", 0), ("ncs32_dk_qspi_brick", 1)):
        done, report = check_json([program], FIXTURES / tree, **alone)
        cases.check(f"check of {tree}", done.returncode == status, done)
        cases.check(f"no rule about devicetree is undecided in {tree}",
                    report and "dtc not found" not in done.stdout + done.stderr, done)
        wanted, expected = check_json([os.environ["NRF53PACK"]], FIXTURES / tree, path=os.environ["PATH"])
        cases.check(f"the report on {tree} is that of the other build of this program", report == expected,
                    f"{done.stdout[:2000]}\n{wanted.stdout[:2000]}")
    key = FIXTURES / "keys/test-ecdsa-p256.pem"
    out = folder / "packed"
    done = run([program, "pack", FIXTURES / "ncs32_dk_qspi_overwrite", "-o", out, "--key", key], **alone)
    made = sorted(path.name for path in out.glob("*")) if out.exists() else []
    cases.check("pack", done.returncode == 0 and {"app_update.bin", "net_core_app_update.bin", "dfu_application.zip"} <= set(made),
                f"{done}\n{made}")
    done = run([program, "verify", out / "dfu_application.zip", "--key", key], **alone)
    cases.check("verify", done.returncode == 0, done)
    # without the dtc beside it, the same program says what it cannot decide: so it was that one that was used above
    (bin_folder / "nrf53pack-dtc").rename(folder / "away")
    done, _ = check_json([program], FIXTURES / "ncs32_dk_qspi_overwrite", **alone)
    cases.check("the dtc that was used is the wheel's", "dtc not found" in done.stdout + done.stderr, done)
    (folder / "away").rename(bin_folder / "nrf53pack-dtc")


def main():
    with tempfile.TemporaryDirectory(prefix="nrf53pack-wheel-") as name:
        folder = pathlib.Path(name)
        wheel = build_wheel(folder / "dist")
        look_at_the_file(wheel)
        again = build_wheel(folder / "again")
        cases.check("packed again it is the same file", again.name == wheel.name and again.read_bytes() == wheel.read_bytes())
        environment = folder / "environment"
        venv.create(environment, with_pip=True)
        bin_folder = environment / "bin"
        before = everything_below(environment)
        pip = [bin_folder / "python", "-m", "pip", "--disable-pip-version-check"]
        done = run([*pip, "install", "--no-index", "--find-links", wheel.parent, "nrf53pack"], path="/usr/bin:/bin")
        cases.check("pip install --no-index", done.returncode == 0, done)
        use(bin_folder, folder)
        done = run([bin_folder / "python", "-m", "nrf53pack", "version"])
        cases.check("python -m nrf53pack", done.returncode == 0 and done.stdout.startswith("nrf53pack "), done)
        done = run([bin_folder / "python", "-m", "nrf53pack", "no-such-command"])
        cases.check("its exit status is the program's", done.returncode == 2, done)
        done = run([*pip, "uninstall", "-y", "nrf53pack"])
        cases.check("pip uninstall leaves nothing", done.returncode == 0 and everything_below(environment) == before,
                    sorted(map(str, everything_below(environment) ^ before)))
        target = folder / "target"
        done = run([*pip, "install", "--no-index", "--find-links", wheel.parent, "--target", target, "nrf53pack"])
        done = run([sys.executable, "-m", "nrf53pack", "version"], cwd=target)
        cases.check("python -m nrf53pack after pip install --target", done.returncode == 0, done)
    cases.finish()


if __name__ == "__main__":
    main()
