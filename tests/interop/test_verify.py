#!/usr/bin/env python3
"""`nrf53pack verify` says "verified" only of what it checked; images and packages are spoilt here, with Python alone.
"""
import json
import os
import re
import shutil
import struct
import sys
import threading
import zipfile
from pathlib import Path

from interop import KEYS, NRF53PACK, ROOT, Image, Results, name_key, run, scratch

TREE = ROOT / "fixtures" / "ncs32_dk_qspi_overwrite"
KEY, PUBLIC = KEYS / "test-ecdsa-p256.pem", KEYS / "test-ecdsa-p256.pub.pem"


def verify(*words):
    done = run([NRF53PACK, "verify", *words])
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def expect(words, status, said):
    """None, or what differs; `said` must be in the answer, and "verified" must not open a line unless it is expected."""
    got, text = verify(*words)
    if got != status or said not in text:
        return f"exit {got}, expected {status} and '{said}': {text}"
    if status != 0 and any(line.startswith(("verified", "hash verified")) for line in text.splitlines()):
        return f"says verified: {text}"
    return None


def packed(folder, tree=TREE):
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    done = run([NRF53PACK, "pack", tree, "-o", out, "--key", KEY])
    assert done.returncode == 0, done.stderr + done.stdout
    return out


def flags(folder, out):
    """A flag alone makes nothing encrypted or compressed: the key, or the right hash, is missing then."""
    cases = ((4, "no ENC... TLV", "ENCRYPTED_AES128"), (8, "no ENC... TLV", "ENCRYPTED_AES256"),
             (0x200, "hash                 FAIL", "LZMA1"), (0x400, "hash                 FAIL", "LZMA2"))
    for bit, said, name in cases:
        data = bytearray((out / "app_update.bin").read_bytes())
        struct.pack_into("<I", data, 16, struct.unpack_from("<I", data, 16)[0] | bit)
        (folder / "flag.bin").write_bytes(data)
        for words in ([], ["--key", PUBLIC], ["--key", PUBLIC, "--against", TREE]):
            problem = expect([folder / "flag.bin", *words], 1, said) or expect([folder / "flag.bin", *words], 1, name)
            if problem:
                return problem
    return None


def answers(folder, out):
    image, package = out / "app_update.bin", out / "dfu_application.zip"
    unsigned = folder / "unsigned.bin"
    run([NRF53PACK, "sign", "--version", "1.0.0", "--header-size", "0x200", "--pad-header", "--slot-size", "0xe8000",
         TREE / "sensor_hub/zephyr/zephyr.bin", unsigned])
    spoilt = folder / "signature.bin"
    spoilt.write_bytes(image.read_bytes()[:-1] + bytes([image.read_bytes()[-1] ^ 1]))
    return (expect([image], 0, "\nhash verified; signature not checked, give --key\n")
            or expect([package], 0, "\nhash verified; signature not checked, give --key\n")
            or expect([unsigned], 0, "\nhash verified; no signature to check\n")
            or expect([unsigned, "--key", PUBLIC], 1, "carries no signature")
            or expect([image, "--key", PUBLIC], 0, "\nverified: hash, and signature with key ")
            or expect([TREE / "signed_by_b0_ipc_radio.bin"], 0, "\nhash verified; signature not checked, give --key\n")
            or expect([TREE / "signed_by_b0_ipc_radio.bin", "--key", KEYS / "test-rsa-2048.pub.pem"], 1, "firmware key")
            or expect([image, "--against", TREE], 3, "root-ec-p256.pem' is not here to compare")
            or expect([spoilt, "--against", TREE], 3, "not verified: 1 signature was not checked")
            or expect([package, "--against", TREE], 3, "not verified: 2 signatures were not checked")
            or expect([spoilt, "--against", TREE, "--key", PUBLIC], 1, "signature            FAIL"))


def tree_key(folder, out):
    """The key file the tree names is here: right, wrong, and beside another --key."""
    build = folder / "build"
    shutil.copytree(TREE, build)
    name_key(build, "trusted.pem")
    image = out / "app_update.bin"
    shutil.copy(KEY, build / "trusted.pem")
    pack = [NRF53PACK, "pack", build, "-o", folder / "out2", "--key"]
    problem = expect([image, "--against", build], 0, "verified: hash, and signature with key")
    done = run(pack + [KEY])
    if problem or done.returncode != 0 or b"compared with" not in done.stdout:
        return problem or f"pack: {done.stdout} {done.stderr}"
    shutil.copy(KEYS / "test-nsib-p256.pem", build / "trusted.pem")
    shutil.rmtree(folder / "out2")
    done = run(pack + [KEY])
    if done.returncode != 3 or (folder / "out2").exists() or b"trusts" not in done.stderr:
        return f"pack with another key than the tree's: {done.returncode} {done.stderr}"
    return (expect([image, "--against", build], 1, "verification FAILED")
            or expect([image, "--against", build, "--key", PUBLIC], 1,
                      f"key of the tree      FAIL        key '{PUBLIC}' is not the key the bootloader of the tree trusts"))


def key_tlv(folder, out):
    data = bytearray((out / "app_update.bin").read_bytes())
    at = data.index(struct.pack("<HH", 0x01, 32), Image(bytes(data)).hashed_size)
    struct.pack_into("<H", data, at, 0xA0)
    (folder / "keyless.bin").write_bytes(data)
    return expect([folder / "keyless.bin", "--key", PUBLIC], 1, "names no key")


def repack(package, target, edit, extra=()):
    """The package again with its manifest edited and further entries, in the order of the edited list."""
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(target, "w") as copy:
        manifest = json.loads(source.read("manifest.json"))
        edit(manifest)
        for entry in manifest["files"]:
            copy.writestr(entry["file"], source.read(entry["file"]))
        copy.writestr("manifest.json", json.dumps(manifest, indent=4))
        for name, data in extra:
            copy.writestr(name, data)


def indices(net, app):
    def edit(manifest):
        manifest["files"][0]["image_index"], manifest["files"][1]["image_index"] = net, app
    return edit


def packages(folder, out):
    target, package = folder / "edited.zip", out / "dfu_application.zip"
    both, tree = ([], ["--against", TREE]), (["--against", TREE],)
    cases = {
        "swapped": (indices("0", "1"), both, "manifest image index FAIL"),
        "image 7": (indices("7", "0"), both, "manifest image index FAIL"),
        "image 2 of 2": (indices("2", "0"), tree, "manifest image index FAIL"),
        "other SoC": (lambda m: m["files"][1].update(soc="nrf9160"), both, "manifest soc"),
        "format version 2": (lambda m: m.update({"format-version": 2}), both, "format version 2"),
        "other board": (lambda m: m["files"][1].update(board="thingy53"), tree, "manifest board"),
    }
    for name, (edit, ways, said) in cases.items():
        repack(package, target, edit)
        for words in ways:
            problem = expect([target, "--key", PUBLIC, *words], 1, said)
            if problem:
                return f"{name}: {problem}"
    repack(package, target, lambda m: m["files"].reverse())
    problem = expect([target, "--key", PUBLIC, "--against", TREE], 0, "NCSDK-34106")
    for name in ("../evil.sh", "/tmp/evil.sh"):
        repack(package, target, lambda m: None, [(name, b"x")])
        problem = problem or expect([target, "--key", PUBLIC], 1, "points out of the folder")
    return problem


def other_slot_start(folder, out):
    """The map says 0xc000, the firmware is linked for 0x10200: raw bytes do not say so, their reset vector does."""
    build = folder / "moved"
    shutil.copytree(TREE, build)
    path = build / "partitions.yml"
    text, name, lines = path.read_text(), None, []
    moved = {"mcuboot": ("0x0", "0xc000", "0xc000"), "mcuboot_pad": ("0xc000", "0xc200", "0x200"),
             "mcuboot_primary": ("0xc000", "0xf4000", "0xe8000"), "app": ("0xc200", "0xf4000", "0xe7e00"),
             "mcuboot_primary_app": ("0xc200", "0xf4000", "0xe7e00")}
    for line in text.splitlines():
        name = line[:-1] if line.endswith(":") and not line.startswith(" ") else name
        for key, value in zip(("address", "end_address", "size"), moved.get(name, ())):
            if line.startswith(f"  {key}:"):
                line = f"  {key}: {value}"
        lines.append(line)
    path.write_text("\n".join(lines) + "\n")
    (build / "pm.config").unlink()
    (build / "sensor_hub/zephyr/zephyr.hex").unlink()
    plan = [NRF53PACK, "pack", build, "-o", folder / "moved-out", "--key", KEY]
    done = run(plan)
    if done.returncode == 0 or (folder / "moved-out").exists() or b"reset vector" not in done.stderr:
        return f"pack: exit {done.returncode}: {done.stdout.decode()}{done.stderr.decode()}"
    return expect([out / "app_update.bin", "--key", PUBLIC, "--against", build], 1, "reset vector         FAIL")


def pipes(folder, out):
    """Keys may come through a pipe, within the limit of a key file; nothing else may."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)

    def through(data, command):
        def write():
            try:
                pipe.write_bytes(data)
            except BrokenPipeError:
                pass
        writer = threading.Thread(target=write)
        writer.start()
        done = run([NRF53PACK, *command])
        writer.join()
        return done

    image = out / "app_update.bin"
    sign = ["sign", "--key", pipe, "--version", "1.4.2+7", "--header-size", "0x200", "--pad-header", "--slot-size", "0xe8000",
            TREE / "sensor_hub/zephyr/zephyr.bin", folder / "piped.bin"]
    if through(PUBLIC.read_bytes(), ["verify", "--key", pipe, image]).returncode != 0:
        return "public key through a pipe is refused by verify"
    if through(KEY.read_bytes(), sign).returncode != 0:
        return "private key through a pipe is refused by sign"
    done = through(b"x" * 70000, sign)
    if done.returncode != 3 or b"limit" not in done.stderr:
        return f"70000 bytes through a pipe: {done.returncode} {done.stderr}"
    return None if run([NRF53PACK, "verify", pipe]).returncode == 3 else "an image is read from a pipe"


def documented(folder, out):
    """Every check that a program of this repository can print is in docs/verify.md."""
    names = set()
    for folder in ("src/image", "src/pack", "src/sign", "src/cli"):
        for path in (ROOT / folder).rglob("*.c"):
            text = path.read_text()
            names |= set(re.findall(r'(?:verdict_add|SAY|VERDICT)\([^;"]*?"([a-zA-Z][\w -]+)",\s*(?!\.)', text))
            names |= set(re.findall(r'check_id\([^;"]*"([a-z ]+)"', text))
    page = (ROOT / "docs" / "verify.md").read_text()
    missing = sorted(name for name in names if f"`{name}`" not in page)
    return f"not in docs/verify.md: {missing}" if missing or len(names) < 40 else None


def main():
    results = Results()
    with scratch() as name:
        folder = Path(name)
        out = packed(folder)
        for test in (flags, answers, tree_key, key_tlv, packages, other_slot_start, pipes, documented):
            results.add(f"verify: {test.__name__.replace('_', ' ')}", test(folder, out))
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
