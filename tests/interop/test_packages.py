#!/usr/bin/env python3
"""Packages as update clients read them: a model of Nordic's iOS library (directory of the archive, names by substring, strict types),
one of the Android library (entry by entry from the start), smpclient for the images, cbor2 for dfu_multi_image.bin; and packages that are
spoilt in every way a client would not notice.
"""
import io
import json
import os
import shutil
import struct
import sys
import warnings
import zipfile
import zlib
from pathlib import Path

import cbor2
from smpclient.mcuboot import ImageInfo

from interop import KEYS, NRF53PACK, ROOT, Results, run, scratch

TREE = ROOT / "fixtures" / "ncs32_dk_qspi_overwrite"
SINGLE = ROOT / "fixtures" / "ncs20_child_single_pair"
EPOCH = "1767225600"  # 2026-01-01 00:00:00 UTC


def pack(build, out, *words, key="test-ecdsa-p256.pem"):
    shutil.rmtree(out, ignore_errors=True)
    done = run([NRF53PACK, "pack", build, "-o", out, "--key", KEYS / key, *words], env=dict(os.environ, SOURCE_DATE_EPOCH=EPOCH))
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return out


def copy_tree(folder, *symbols):
    """A copy of the tree with further symbols of sysbuild."""
    build = folder / "build"
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(TREE, build)
    with open(build / "zephyr" / ".config", "a", encoding="utf-8") as config:
        config.writelines(f"{symbol}=y\n" for symbol in symbols)
    return build


# What the clients read: NordicSemiconductor/IOS-nRF-Connect-Device-Manager Source/McuMgrManifest.swift (29d9f492) and
# McuMgrPackage.swift (04cbdbda).
def ios(data):
    """Image number to bytes, or an exception where the library refuses; an assertion where it would take the wrong file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        paths = archive.namelist()
        text = archive.read(next(path for path in paths if path.endswith(".json"))).decode().replace(" ", "")
        manifest = json.loads(text)
        assert type(manifest["format-version"]) is int and type(manifest["time"]) is int
        images = {}
        for entry in manifest["files"]:
            for key, kind in (("size", int), ("file", str), ("modtime", int), ("type", str), ("board", str), ("soc", str)):
                assert type(entry[key]) is kind, f"{key} is {entry[key]!r}"
            if "version_MCUBOOT" in entry or "version_MCUBOOT+XIP" in entry:
                assert type(entry["load_address"]) is int
            assert type(entry.get("image_index", "0")) is str, "a bare number is image 0"
            index = (int(entry.get("image_index", "0")), int(entry.get("slot", "1")))
            matches = [path for path in paths if entry["file"] in path]
            assert matches == [entry["file"]], f"{entry['file']} also matches {matches}"
            assert index not in images or "slot" in entry or entry["type"] == "mcuboot", f"two files for {index}"
            images[index, entry["file"]] = archive.read(entry["file"])
            assert len(images[index, entry["file"]]) == entry["size"]
    return {(number, name): bytes_ for ((number, _), name), bytes_ in images.items()}


# sample/src/main/java/io/runtime/mcumgr/sample/utils/ZipPackage.java (18e5135a) of NordicSemiconductor/Android-nRF-Connect-Device-Manager.
def android(data):
    at, entries = 0, {}
    while data[at : at + 4] == b"PK\3\4":
        flags, method, crc, packed, size, names, extra = struct.unpack_from("<HH4xIIIHH", data, at + 6)
        assert flags & 8 == 0 and method in (0, 8)
        name = data[at + 30 : at + 30 + names].decode()
        at += 30 + names + extra
        content = data[at : at + packed] if method == 0 else zlib.decompress(data[at : at + packed], -15)
        assert zlib.crc32(content) == crc and len(content) == size
        assert name == "manifest.json" or name.endswith(".bin"), f"{name} is an error"
        entries[name] = content
        at += packed
    manifest = json.loads(entries["manifest.json"])
    return {(int(entry.get("image_index", 0)), entry["file"]): entries[entry["file"]] for entry in manifest["files"]}


def check_clients(path, expected):
    """expected: image number to the file beside the package."""
    data = path.read_bytes()
    phones = (ios(data), android(data))
    if phones[0] != phones[1]:
        return f"{path.name}: the two phones install different things"
    found = {number: content for (number, _), content in phones[0].items()}
    for number, file in expected.items():
        if found.get(number) != (path.parent / file).read_bytes():
            return f"{path.name}: image {number} is not {file}"
    return None if len(phones[0]) == len(expected) else f"{path.name}: {sorted(phones[0])}"


def forms(folder):
    """One tree as the packages of each release are."""
    both = {0: "app_update.bin", 1: "net_core_app_update.bin"}
    for words, version, names in ((["--sdk-version", "2.7.0"], 1, ["ipc_radio.bin", "sensor_hub.bin"]),
                                  (["--sdk-version", "2.8.0"], 1, ["ipc_radio.bin", "sensor_hub.signed.bin"]),
                                  ([], 1, ["ipc_radio.bin", "sensor_hub.signed.bin"])):
        out = pack(TREE, folder / "out", *words)
        problem = check_clients(out / "dfu_application.zip", both) or check_manifest(out, version, names)
        if problem:
            return f"{words}: {problem}"
    out = pack(SINGLE, folder / "out", "--allow", "N53-0003=only the form counts here", key="test-rsa-2048.pem")
    return check_clients(out / "dfu_application.zip", {0: "app_update.bin"}) or check_manifest(out, 0, ["app_update.bin"])


def check_manifest(out, version, names):
    with zipfile.ZipFile(out / "dfu_application.zip") as archive:
        text = archive.read("manifest.json").decode()
        if archive.namelist() != [*names, "manifest.json"]:
            return f"entries {archive.namelist()}"
    manifest = json.loads(text)
    if manifest["format-version"] != version or [entry["file"] for entry in manifest["files"]] != names:
        return text
    # The very text that Python's json writes: 4 blanks, no line break at the end.
    if text != json.dumps(manifest, indent=4):
        return "not as json.dumps(indent=4) writes it"
    for entry in manifest["files"]:
        keys = list(entry)
        single = version == 0 and len(names) == 1
        start = ["load_address", "version_MCUBOOT", "type", "board", "soc"] if single else ["type", "board", "soc"]
        if keys[: len(start)] != start or keys[-3:] != ["size", "file", "modtime"]:
            return f"order {keys}"
        if single and ("image_index" in entry or "slot_index_primary" in entry):
            return "a single image before sysbuild has a number"
    return None


def images(folder):
    """smpclient reads every image of a package."""
    out = pack(TREE, folder / "out")
    with zipfile.ZipFile(out / "dfu_application.zip") as archive:
        archive.extractall(folder / "unpacked")
        manifest = json.loads(archive.read("manifest.json"))
    for entry in manifest["files"]:
        parsed = ImageInfo.load_file(str(folder / "unpacked" / entry["file"]))
        if "version_MCUBOOT" in entry and entry["version_MCUBOOT"] != str(parsed.header.ver).replace("-build", "+"):
            return f"{entry['file']}: {parsed.header.ver}"
    return None


def multi_image(folder):
    """Against dfu_multi_image_tool.py of nrfconnect/sdk-nrf (0abc2e61): u16, CBOR, images."""
    symbols = ("BUILD", "APP", "NET")
    build = copy_tree(folder, *(f"SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_{symbol}" for symbol in symbols))
    out = pack(build, folder / "out")
    data = (out / "dfu_multi_image.bin").read_bytes()
    size = struct.unpack_from("<H", data)[0]
    header, at, found = cbor2.loads(data[2 : 2 + size]), 2 + size, {}
    if cbor2.dumps(header) != data[2 : 2 + size]:
        return "not the CBOR that cbor2 writes"
    for image in header["img"]:
        if list(image) != ["id", "size"]:
            return str(image)
        found[image["id"]] = data[at : at + image["size"]]
        at += image["size"]
    wanted = {0: (out / "app_update.bin").read_bytes(), 1: (out / "net_core_app_update.bin").read_bytes()}
    if at != len(data) or found != wanted:
        return f"images {sorted(found)}, {len(data) - at} bytes behind"
    shown = json.loads(run([NRF53PACK, "info", "--format", "json", out / "dfu_multi_image.bin"]).stdout)
    return None if [(i["id"], i["core"]) for i in shown["images"]] in (
        [(0, "application"), (1, "network")], [(1, "network"), (0, "application")]) else str(shown)


def reproducible(folder):
    build = copy_tree(folder, "SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_BUILD", "SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_APP")
    sums = set()
    for zone in ("UTC", "Asia/Kathmandu"):
        os.environ["TZ"] = zone
        out = pack(build, folder / "out")
        sums.add(tuple(path.read_bytes() for path in sorted(out.iterdir())))
    del os.environ["TZ"]
    return None if len(sums) == 1 else "different bytes"


# Spoilt packages. Each case: what is done to the entries, to the manifest or to the bytes, the exit status and what is said.
def zipped(entries, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, content)
    return out.getvalue()


def with_manifest(change):
    def spoil(entries):
        entries = [(name, json.loads(content) if name == "manifest.json" else content) for name, content in entries]
        change(dict(entries)["manifest.json"])
        return zipped([(name, json.dumps(content) if name == "manifest.json" else content) for name, content in entries])
    return spoil


def with_text(change):
    def spoil(entries):
        return zipped([(name, change(content.decode()) if name == "manifest.json" else content) for name, content in entries])
    return spoil


def with_entry(name, content=b"x", first=False):
    def spoil(entries):
        return zipped([(name, content), *entries] if first else [*entries, (name, content)])
    return spoil


def renamed(old, new):
    """In archive and manifest alike."""
    def spoil(entries):
        return zipped([(new if name == old else name, content.replace(old.encode(), new.encode()) if name == "manifest.json" else content)
                       for name, content in entries])
    return spoil


def with_bytes(change):
    return lambda entries: bytes(change(bytearray(zipped(entries))))


def set_file(number, **values):
    def change(manifest):
        manifest["files"][number].update(values)
    return with_manifest(change)


def drop_file_key(number, key):
    def change(manifest):
        del manifest["files"][number][key]
    return with_manifest(change)


def local_name(data):
    """Another name in the entry's own header than in the directory: phones of the two kinds disagree."""
    data[30] = ord("x")
    return data


def encrypted(data):
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return data


def hidden_entry(data):
    """An entry in front that only a reader from the start sees."""
    hidden = zipped([("app_update.bin", b"evil")])
    hidden = hidden[: hidden.index(b"PK\1\2")]
    end = data.rindex(b"PK\5\6")
    central = struct.unpack_from("<I", data, end + 16)[0]
    at = central
    while data[at : at + 4] == b"PK\1\2":
        struct.pack_into("<I", data, at + 42, struct.unpack_from("<I", data, at + 42)[0] + len(hidden))
        at += 46 + sum(struct.unpack_from("<HHH", data, at + 28))
    struct.pack_into("<I", data, end + 16, central + len(hidden))
    return hidden + data


def not_utf8(data):
    return data.replace(b"sensor_hub.signed.bin", b"sensor_hub.signed\xff.bin"[:21])


def bomb(entries):
    return zipped([*entries, ("zeros.txt", bytes(64 << 20))], zipfile.ZIP_DEFLATED)


def lying_bomb(entries):
    """The directory promises 10 bytes, the entry unpacks to 64 MiB."""
    data = bytearray(zipped([*entries, ("zeros.txt", bytes(64 << 20))], zipfile.ZIP_DEFLATED))
    directory = data.rindex(b"PK\1\2")
    struct.pack_into("<I", data, directory + 24, 10)
    struct.pack_into("<I", data, struct.unpack_from("<I", data, directory + 42)[0] + 22, 10)
    return bytes(data)


def streamed(entries):
    class NoSeek(io.RawIOBase):
        data = b""

        def writable(self):
            return True

        def seekable(self):
            return False

        def write(self, more):
            self.data += bytes(more)
            return len(more)
    out = NoSeek()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return out.data


def zip64(data):
    end = data.rindex(b"PK\5\6")
    struct.pack_into("<I", data, end + 16, 0xffffffff)
    return data


SPOILT = {
    "entry that leaves the folder": (with_entry("../../etc/x.txt"), 1, "points out of the folder"),
    "absolute entry": (with_entry("/etc/x.txt"), 1, "points out of the folder"),
    "Windows path": (with_entry("c:\\x.txt"), 1, "points out of the folder"),
    "entry twice": (lambda entries: zipped([*entries, entries[0]]), 3, "two entries have the same name"),
    "entry twice but for case": (with_entry("IPC_Radio.bin"), 1, "differ in case only"),
    "bomb": (bomb, 3, "larger than any nRF5340 update can be"),
    "bomb that lies": (lying_bomb, 3, "is damaged"),
    "encrypted entry": (with_bytes(encrypted), 3, "is encrypted"),
    "zip64": (with_bytes(zip64), 3, "zip64"),
    "bytes behind": (with_bytes(lambda data: data + b"more"), 3, "something behind it"),
    "bytes in front": (with_bytes(lambda data: b"PK\3\4" + data), 3, "belong to no entry"),
    "entry only for readers from the start": (with_bytes(hidden_entry), 3, "does not lie behind the one before it"),
    "header with another name": (with_bytes(local_name), 3, "header that says something else"),
    "stored with sizes behind": (streamed, 3, "Android clients cannot read"),
    "name that is no UTF-8": (with_bytes(not_utf8), 3, "no UTF-8"),
    "cut": (with_bytes(lambda data: data[:-1]), 3, "no directory at its end"),
    "file missing": (lambda entries: zipped(entries[1:]), 1, "is not in the package"),
    "file not listed": (with_entry("other.bin"), 1, "is not in the manifest"),
    "folder": (with_entry("docs/", b""), 1, "is not in the manifest"),
    "size that lies": (set_file(0, size=12), 1, "the manifest says 12"),
    "size beyond all clients": (set_file(0, size=1 << 70), 1, "no client can hold"),
    "negative size": (set_file(0, size=-1), 1, "must be a number"),
    "image_index as number": (set_file(0, image_index=1), 1, "with a bare number iOS clients write image 0"),
    "image_index that is no number": (set_file(0, image_index="one"), 1, "must hold a number"),
    "image_index beyond the bootloader": (set_file(0, image_index="9"), 1, "is image 9"),
    "images swapped": (with_manifest(lambda m: [e.update(image_index=i) for e, i in zip(m["files"], "01")]), 1, "for the network core"),
    "no board": (drop_file_key(1, "board"), 1, "'board' is missing"),
    "no soc": (drop_file_key(1, "soc"), 1, "'soc' is missing"),
    "no modtime": (drop_file_key(0, "modtime"), 1, "'modtime' is missing"),
    "version as number": (set_file(1, version_MCUBOOT=1), 1, "must be a text in quotes"),
    "version of another image": (set_file(1, version_MCUBOOT="9.9.9"), 1, "the manifest says '9.9.9'"),
    "load address as text": (set_file(0, load_address="16812032"), 1, "must be a number"),
    "load address of another slot": (set_file(0, load_address=0x01000000), 1, "is linked for 0x1008800"),
    "another chip": (set_file(1, soc="nrf52840"), 1, "soc"),
    "name inside a name": (renamed("ipc_radio.bin", "hub.signed.bin"), 1, "part of the name of another file"),
    "name inside another entry": (with_entry("ipc_radio.bin.txt"), 1, "part of the name of another entry"),
    "name with a blank": (renamed("ipc_radio.bin", "ipc radio.bin"), 1, "no plain name without blanks"),
    "name in a folder": (renamed("ipc_radio.bin", "x/ipc_radio.bin"), 1, "no plain name without blanks"),
    "two manifests": (with_entry("a.json", b"{}", first=True), 1, "iOS clients take the first one, 'a.json'"),
    "no manifest": (lambda entries: zipped(entries[:-1]), 3, "manifest.json"),
    "large manifest": (with_text(lambda text: text + " " * 300000), 3, "the most that is read"),
    "deep manifest": (with_text(lambda text: text[:-1] + ', "x": ' + "[" * 50 + "]" * 50 + "}"), 3, "nested deeper"),
    "manifest in YAML": (with_text(lambda text: "files: []\n"), 3, "no JSON"),
    "manifest with a comma too many": (with_text(lambda text: text[:-1] + ",}"), 3, "no JSON"),
    "manifest with a comment": (with_text(lambda text: text + "// x"), 3, "no JSON"),
    "key twice": (with_text(lambda text: text.replace('"files"', '"time": 2, "files"', 1)), 1, "stands twice"),
    "unknown format": (with_manifest(lambda manifest: manifest.update({"format-version": 7})), 1, "format version 7"),
    "no files": (with_manifest(lambda manifest: manifest.update(files=[])), 1, "lists no file"),
}


def spoilt(folder, name):
    change, status, said = SPOILT[name]
    with zipfile.ZipFile(folder / "good" / "dfu_application.zip") as archive:
        entries = [(entry, archive.read(entry)) for entry in archive.namelist()]
    path = folder / "spoilt.zip"
    path.write_bytes(change(entries))
    done = run([NRF53PACK, "verify", path])
    text = (done.stdout + done.stderr).decode(errors="replace")
    if done.returncode != status or said not in text or "\nverified" in text:
        return f"exit {done.returncode}, expected {status} and '{said}': {text}"
    if status == 3 and done.stderr.count(b"error:") != 1:
        return f"not one error: {text}"
    shown = run([NRF53PACK, "info", path])
    return None if shown.returncode in (0, 3) else f"info: exit {shown.returncode}"


def unspoilt(folder):
    """Other tools' archives of the same content are good ones."""
    with zipfile.ZipFile(folder / "good" / "dfu_application.zip") as archive:
        entries = [(entry, archive.read(entry)) for entry in archive.namelist()]
    path = folder / "again.zip"
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        path.write_bytes(zipped(entries, method))
        done = run([NRF53PACK, "verify", path])
        if done.returncode != 0:
            return f"{method}: {done.stdout.decode()}{done.stderr.decode()}"
    return None


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "Duplicate name")
    results = Results()
    with scratch() as scratch_name:
        place = Path(scratch_name)
        pack(TREE, place / "good")
        results.add("forms of NCS as the phones read them", forms(place))
        results.add("smpclient reads the images", images(place))
        results.add("dfu_multi_image.bin", multi_image(place))
        results.add("same inputs, same bytes", reproducible(place))
        results.add("archives of other tools", unspoilt(place))
        for case in SPOILT:
            results.add(f"spoilt package: {case}", spoilt(place, case))
    sys.exit(results.finish())
