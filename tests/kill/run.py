#!/usr/bin/env python3
"""Every kill: the program is killed before each of its system calls that touch files, one run for each call.

usage: run.py [--every N]     NRF53PACK names the program. Needs strace.

After each kill, a file under the name of a result must be whole: the one that was there before, or a new one that
verifies. What was there before may not be gone. After the last kill the command runs once more, undisturbed, over what
the kills left, and has to succeed. Files under temporary names may stay.
"""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NRF53PACK = os.environ.get("NRF53PACK", str(ROOT / "build" / "nrf53pack"))
KEY = ROOT / "fixtures/keys/test-ecdsa-p256.pem"
PUBLIC = ROOT / "fixtures/keys/test-ecdsa-p256.pub.pem"
TREE = ROOT / "fixtures/ncs32_dk_qspi_overwrite"
CALLS = ("open,openat,close,write,pwrite64,fsync,fdatasync,fchmod,link,linkat,unlink,unlinkat,rename,renameat,renameat2,"
         "mkdir,mkdirat,rmdir")
# LeakSanitizer cannot work in a traced program
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, env=ENVIRONMENT)


def pack(folder):
    return NRF53PACK, "pack", TREE, "-o", folder, "--key", KEY


def sign(folder):
    return (NRF53PACK, "sign", "--key", KEY, "--version", "1.2.3", "--header-size", "0x200", "--pad-header",
            "--slot-size", "0x20000", "--align", "4", PUBLIC, folder / "signed.bin")


def check(folder):
    return NRF53PACK, "check", TREE, "--format", f"json={folder / 'report.json'}"


def image_whole(path):
    return run(NRF53PACK, "verify", path, "--key", PUBLIC).returncode == 0


def zip_whole(path):
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None and "manifest.json" in archive.namelist()
    except (zipfile.BadZipFile, EOFError):
        return False


def json_whole(path):
    try:
        return isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except ValueError:
        return False


PACKED = {"app_update.bin": image_whole, "net_core_app_update.bin": image_whole, "dfu_application.zip": zip_whole,
          "pack.json": json_whole}
# title, command, results, whether results of an earlier run are there
CASES = (
    ("pack into a new folder", pack, PACKED, False),
    ("pack over older results", pack, PACKED, True),
    ("sign a new file", sign, {"signed.bin": image_whole}, False),
    ("sign over an older file", sign, {"signed.bin": image_whole}, True),
    ("a report over an older one", check, {"report.json": json_whole}, True),
)


def complaints(folder, results, before):
    """What is not as it should be in the folder after a kill."""
    for name, whole in results.items():
        path = folder / name
        if not path.exists():
            if name in before:
                yield f"'{name}' is gone"
        elif path.read_bytes() != before.get(name) and not whole(path):
            yield f"'{name}' is not whole"


def killed_run(command, number):
    """False when the program came to its end before its `number`-th call."""
    status = run("strace", "-o", os.devnull, "-e", f"trace={CALLS}", "-e", f"inject={CALLS}:signal=KILL:when={number}",
                 *command).returncode
    return status in (-signal.SIGKILL, 128 + signal.SIGKILL)


def prepare(folder, command, results, older):
    shutil.rmtree(folder, ignore_errors=True)
    if not older and command is pack:
        return {}
    folder.mkdir()
    if older and run(*command(folder)).returncode != 0:
        sys.exit("the command fails without any kill")
    return {name: (folder / name).read_bytes() for name in results} if older else {}


def try_case(title, command, results, older, every, scratch):
    folder = scratch / "out"
    number, bad = every, []
    while True:
        before = prepare(folder, command, results, older)
        if not killed_run(command(folder), number):
            break
        bad += [f"killed before call {number}: {text}" for text in complaints(folder, results, before)]
        number += every
    if number == every:
        bad.append("no kill happened")
    if run(*command(folder)).returncode != 0:
        bad.append("the command fails after the kills")
    bad += [f"'{name}' is not whole in the end" for name, whole in results.items()
            if not (folder / name).exists() or not whole(folder / name)]
    print(f"{'FAILED' if bad else 'ok'}: {title}, {number // every - 1} kills")
    print("".join(f"    {text}\n" for text in bad), end="", flush=True)
    return not bad


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="kill before each N-th call only")
    every = parser.parse_args().every
    with tempfile.TemporaryDirectory() as scratch:
        good = [try_case(*case, every, Path(scratch)) for case in CASES]
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
