#!/usr/bin/env python3
"""`nrf53pack info`: JSON and YAML hold the same for every kind of file and for odd names, the text names every value, and what is
said about an image is what imgtool and smpclient say.
"""
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import cbor2
import yaml
from smpclient.mcuboot import ImageInfo

from interop import KEYS, NRF53PACK, ROOT, Results, imgtool_command, payload, run, scratch

TREE = ROOT / "fixtures" / "ncs32_dk_qspi_overwrite"
NET_HEX = TREE / "signed_by_b0_ipc_radio.hex"
APP_HEX = TREE / "sensor_hub/zephyr/zephyr.hex"
EVERYTHING = ["--boot-record", "SPE", "--vid", "nordicsemi.com", "--cid", "nRF5340_app", "-d", "(1, 2.3.4+5)(0,1.0.0)", "-s", "7",
              "--custom-tlv", "0xa0", "0x11223344", "--custom-tlv", "0xa1", "hello", "--public-key-format", "full"]


def info(path, form="json"):
    done = run([NRF53PACK, "info", path, "--format", form])
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def values(node):
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from values(value)
    elif isinstance(node, list):
        for value in node:
            yield from values(value)
    else:
        yield node


def unique(pairs):
    """A JSON object, in which no key may stand twice."""
    assert len(dict(pairs)) == len(pairs), f"a key stands twice: {pairs}"
    return dict(pairs)


def shown(value):
    """As the text form prints a value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"0x{value:x} ({value})" if value > 9 else str(value)
    return value[:60]


def same_in_all_forms(path):
    """None, or what differs between the three forms of one file."""
    status, text, error = info(path, "text")
    if status != 0:
        return f"{path.name}: exit {status}: {error}"
    as_json = json.loads(info(path, "json")[1], object_pairs_hook=unique)
    as_yaml = yaml.safe_load(info(path, "yaml")[1])
    if as_json != as_yaml:
        return f"{path.name}: JSON {as_json} and YAML {as_yaml}"
    if list(as_json)[:2] != ["schema_version", "tool"] or as_json.pop("schema_version") != 1:
        return f"{path.name}: schema version"
    if f"nrf53pack {as_json['tool']['version']}\n" != run([NRF53PACK, "--version"]).stdout.decode() or as_json.pop("tool")["name"] != "nrf53pack":
        return f"{path.name}: tool"
    text = text.decode()
    for value in values(as_json):
        if isinstance(value, str) and not value.isprintable():
            continue
        if shown(value) not in text:
            return f"{path.name}: {value!r} is not in the text form"
    return None


def sign(folder, name, source, *words):
    out = folder / name
    done = run([imgtool_command(), "sign", "--version", "1.2.3+4", "--header-size", "0x200", "--pad-header", "--slot-size", "0x8000",
                "--align", "4", *words, source, out])
    assert done.returncode == 0, done.stderr
    return out


def images(folder):
    """Every kind of image imgtool makes."""
    plain = folder / "plain.bin"
    plain.write_bytes(payload(1000))
    yield sign(folder, "unsigned.bin", plain)
    for key in ("rsa-2048", "rsa-3072", "ecdsa-p256", "ecdsa-p384", "ed25519"):
        yield sign(folder, f"{key}.bin", plain, "-k", KEYS / f"test-{key}.pem")
    ed25519 = KEYS / "test-ed25519.pem"
    yield sign(folder, "everything.bin", plain, "-k", KEYS / "test-ecdsa-p256.pem", *EVERYTHING)
    yield sign(folder, "sha512.bin", plain, "-k", ed25519, "--sha", "512")
    yield sign(folder, "pure.bin", plain, "-k", ed25519, "--pure")
    for name, key, wrap in (("rsa", "rsa-2048", "rsa-2048"), ("ec", "ecdsa-p256", "ecdsa-p256"), ("x25519", "ed25519", "x25519")):
        words = ["-k", KEYS / f"test-{key}.pem", "-E", KEYS / f"test-{wrap}.pub.pem"]
        yield sign(folder, f"encrypted-{name}.bin", plain, *words)
        yield sign(folder, f"encrypted-256-{name}.bin", plain, *words, "--encrypt-keylen", "256")
    yield sign(folder, "hmac512.bin", plain, "-k", ed25519, "-E", KEYS / "test-x25519.pub.pem", "--hmac-sha", "512")
    for align in ("4", "8", "16", "32"):
        yield sign(folder, f"confirmed-{align}.bin", plain, "--confirm", "--align", align)
    yield sign(folder, "padded.bin", plain, "--pad")
    zeros = folder / "zeros.bin"
    zeros.write_bytes(bytes(20000))
    yield sign(folder, "compressed.bin", zeros, "--compression", "lzma2armthumb")


def packages(folder):
    out = folder / "out"
    done = run([NRF53PACK, "pack", TREE, "-o", out, "--key", KEYS / "test-ecdsa-p256.pem"])
    assert done.returncode == 0, done.stderr
    yield out / "dfu_application.zip"
    yield out / "net_core_app_update.bin"
    multi = folder / "dfu_multi_image.bin"
    parts = [(1, (out / "net_core_app_update.bin").read_bytes()), (0, (out / "app_update.bin").read_bytes()), (-2, b"s0"), (7, b"x")]
    head = cbor2.dumps({"img": [{"id": number, "size": len(data)} for number, data in parts]})
    multi.write_bytes(struct.pack("<H", len(head)) + head + b"".join(data for _, data in parts))
    yield multi
    merged = folder / "merged.hex"
    merged.write_text(APP_HEX.read_text().replace(":00000001FF\n", "") + NET_HEX.read_text())
    yield merged
    yield sign(folder, "signed.hex", APP_HEX, "--confirm")


def fixtures(folder):
    del folder
    for kind in ("ecdsa-p256", "ecdsa-p384", "rsa-2048", "rsa-3072", "ed25519", "x25519"):
        yield from sorted(KEYS.glob(f"test-{kind}*.pem"))
    yield NET_HEX
    yield TREE / "signed_by_b0_ipc_radio.bin"
    yield APP_HEX


def all_forms(folder, kind):
    count = 0
    for path in kind(folder):
        problem = same_in_all_forms(path)
        if problem:
            return problem
        count += 1
    return None if count else "no file"


ODD_TEXTS = ["", " ", "~", "null", "yes", "1.0", "0x10", "- a", "# x", "a: b", "'", '"', "\\", "\\n", "a\nb", "\t", "\x7f", "\x01", "\x85", "\x9f",
             "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "\u00e9", "\U0001f600", "*x", "&x", "!x", "%x", "@x", "`x", "{a}", "[a]", "a #b",
             "---", "...", "? a", "| x", "> x", "2026-01-01", "\x1b[31mred"]


def odd_strings(folder):
    """A package whose manifest holds each odd text, and a file whose own name is one."""
    image = sign(folder, "image.bin", APP_HEX).read_bytes()
    for number, odd in enumerate(ODD_TEXTS):
        manifest = {"format-version": 1, "time": 1, "name": odd,
                    "files": [{"type": odd, "board": odd, "soc": odd, "load_address": 1, "image_index": "0", "version_MCUBOOT": odd,
                               "size": len(image), "file": "a.bin", "modtime": 1}]}
        path = folder / f"odd{number}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.bin", image)
            archive.writestr("notes " + "".join(c for c in odd if c not in "\0"), "x")
            archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=number % 2 == 0))
        problem = same_in_all_forms(path)
        if problem:
            return f"{odd!r}: {problem}"
        found = json.loads(info(path)[1])
        if (found["name"], found["files"][0]["soc"]) != (odd, odd):
            return f"{odd!r} became {found['name']!r}"
        if any(c in info(path, "text")[1] for c in (b"\x1b", b"\xc2\x85", b"\xc2\x9f", b"\x01")):
            return f"{odd!r} reaches the terminal as it is"
    return None


def odd_paths(folder):
    image = sign(folder, "image2.bin", APP_HEX)
    for name in (b"no utf-8 \xff\xfe", "\u00e9\U0001f600 'x'".encode(), b"a\nb", b"\x1b[31m", b"c1 \xc2\x85"):
        path = os.fsencode(folder) + b"/" + name
        shutil.copy(image, path)
        forms = []
        for form in ("json", "yaml"):
            done = subprocess.run([NRF53PACK.encode(), b"info", b"--format", form.encode(), path], capture_output=True)
            if done.returncode != 0:
                return f"{name!r}: exit {done.returncode}"
            forms.append(json.loads(done.stdout) if form == "json" else yaml.safe_load(done.stdout))
        if forms[0] != forms[1]:
            return f"{name!r}: {forms[0]['path']!r} and {forms[1]['path']!r}"
        exact = bytes.fromhex(forms[0]["path_hex"]) if "path_hex" in forms[0] else forms[0]["path"].encode()
        if exact != path:
            return f"{path!r} became {exact!r}"
    return None


def tlv_list(found, area):
    return [(tlv["type"], tlv["data"]) for tlv in found["tlvs"] if tlv["area"] == area]


def as_imgtool_says(folder):
    """Header and TLVs of `imgtool dumpinfo -f json`."""
    for path in images(folder):
        done = run([imgtool_command(), "dumpinfo", "-s", "-f", "json", "-o", folder / "dump.json", path])
        if done.returncode != 0:
            return f"imgtool: {done.stderr.decode()}"
        theirs = json.loads((folder / "dump.json").read_text())
        ours = json.loads(info(path)[1])
        header = ours["header"]
        for mine, their in (("magic", "magic"), ("load_address", "load_addr"), ("header_size", "hdr_size"),
                            ("protected_tlv_size", "protected_tlv_size"), ("image_size", "img_size"), ("flags", "flags")):
            want = theirs["header"][their]
            if header[mine] != (int(want, 0) if isinstance(want, str) else want):
                return f"{path.name}: {mine} {header[mine]} and {want}"
        area = theirs["tlv_area"]
        for mine, their in (("protected", area.get("tlvs_prot") or []), ("unprotected", area["tlvs"])):
            want = [(int(t["type"], 0) if isinstance(t["type"], str) else t["type"], t["data"].replace(" ", "").lower()) for t in their]
            if tlv_list(ours, mine) != want:
                return f"{path.name}: {tlv_list(ours, mine)} and {want}"
    return None


def as_smpclient_says(folder):
    for path in images(folder):
        theirs, ours = ImageInfo.load_file(str(path)), json.loads(info(path)[1])
        if str(theirs.header.ver) not in (ours["header"]["version"], ours["header"]["version"].replace("+", "-build")):
            return f"{path.name}: {theirs.header.ver} and {ours['header']['version']}"
        if [tlv.value.hex() for tlv in theirs.tlvs] != [data for _, data in tlv_list(ours, "unprotected")]:
            return f"{path.name}: TLVs"
    return None


def find(found, name):
    return next(tlv for tlv in found["tlvs"] if tlv["name"] == name)


def meanings(folder):
    """What is decoded, against what went in."""
    made = {path.name: json.loads(info(path)[1]) for path in images(folder)}
    all_tlvs = made["everything.bin"]
    record = find(all_tlvs, "BOOT_RECORD")["record"]
    raw = cbor2.loads(bytes.fromhex(find(all_tlvs, "BOOT_RECORD")["data"]))
    dependencies = [tlv for tlv in all_tlvs["tlvs"] if tlv["name"] == "DEPENDENCY"]
    hidden = [made[f"encrypted-{bits}{kind}.bin"] for kind in ("ec", "x25519") for bits in ("", "256-")]
    wrapped = [tlv["image_key"] for image in hidden for tlv in image["tlvs"] if "image_key" in tlv]
    expected = [
        ("boot record", (record["sw_type"], record["sw_version"], record["signer_id"], record["measurement_algorithm"]),
         (raw[1], raw[4], raw[5].hex(), raw[6])),
        ("uuid", find(all_tlvs, "UUID_VID")["uuid"], "7617daa5-71fd-5a85-8f94-e28d735ce9f4"),
        ("dependencies", [(d["image"], d["version"]) for d in dependencies], [(1, "2.3.4+5"), (0, "1.0.0+0")]),
        ("counter", find(all_tlvs, "SEC_CNT")["counter"], 7),
        ("vendor text", [t.get("text") for t in all_tlvs["tlvs"] if t["name"] == "vendor"], [None, "hello"]),
        ("public key", find(all_tlvs, "PUBKEY")["key"], "ECDSA P-256"),
        ("pure", (made["pure.bin"]["signature"]["pure"], made["sha512.bin"]["signature"]["pure"]), (True, False)),
        ("signatures", [made[f"{k}.bin"]["signature"]["kind"] for k in ("rsa-2048", "rsa-3072", "ecdsa-p256", "ecdsa-p384", "ed25519")],
         ["RSA-2048, PSS", "RSA-3072, PSS", "ECDSA P-256", "ECDSA P-384", "Ed25519"]),
        ("no signature", made["unsigned.bin"]["signature"], "none"),
        ("image keys", wrapped, ["AES-128", "AES-256"] * 2),
        ("hash of an encrypted image", made["encrypted-ec.bin"]["hash"]["check"], "not of the stored bytes: the image is encrypted"),
        ("hash", made["ecdsa-p384.bin"]["hash"]["check"], "is the hash of the stored bytes"),
        ("compression", made["compressed.bin"]["compression"], "LZMA2 with ARM Thumb filter: compressed, not verified here"),
        ("trailers", [made[f"confirmed-{a}.bin"]["trailer"]["max_align"] for a in (4, 8, 16, 32)], [8, 8, 16, 32]),
        ("confirmed", [made[f"confirmed-{a}.bin"]["trailer"]["image_ok"] for a in (4, 8, 16, 32)], ["set"] * 4),
        ("padded", (made["padded.bin"]["trailer"]["image_ok"], made["padded.bin"]["trailer"]["copy_done"]), ("unset", "unset")),
        ("no trailer", "trailer" in made["unsigned.bin"], False),
    ]
    wrong = [f"{name}: {got!r}, expected {want!r}" for name, got, want in expected if got != want]
    return "; ".join(wrong)


def merged_hex(folder):
    merged = next(path for path in packages(folder) if path.name == "merged.hex")
    found = json.loads(info(merged)[1])
    parts = [(segment["address"], segment["content"]) for segment in found["segments"]]
    kinds = [(address, part["kind"]) for address, part in parts]
    if found["kind"] != "Intel HEX" or (0x01008800, "firmware") not in kinds:
        return f"{found['kind']}, {kinds}"
    block = next(part for _, part in parts if part["kind"] == "firmware")["validation_info"]
    if not block["hash_check"].startswith("is the hash") or not block["signature_check"].startswith("made with"):
        return str(block)
    return None


def spoilt(folder):
    """One bit of the firmware changed: said in plain words."""
    path = sign(folder, "bit.bin", APP_HEX)
    data = bytearray(path.read_bytes())
    data[0x210] ^= 1
    path.write_bytes(data)
    found = json.loads(info(path)[1])
    return None if found["hash"]["check"] == "NOT the hash of the image" else found["hash"]["check"]


def odd_boot_records(folder):
    """Records that imgtool does not write: never a key twice in the answer, and no crash."""
    good = json.loads(info(sign(folder, "record.bin", APP_HEX, "--boot-record", "SPE"))[1])
    record = bytes.fromhex(find(good, "BOOT_RECORD")["data"])
    data = (folder / "record.bin").read_bytes()
    for odd in (b"\xa2\x01\x61a\x01\x61b", b"\xa1\x01\x62a", b"\xa1\x01\xa0", b"\xa1\x18\x63\x61a", b"\x80", b"\xff", b"\xa1\x01\x62\xff\xfe"):
        (folder / "record.bin").write_bytes(data.replace(record, odd.ljust(len(record), b"\0")))
        problem = same_in_all_forms(folder / "record.bin")
        if problem:
            return f"{odd!r}: {problem}"
    return None


def sample_keys(folder):
    """MCUboot's own key: the hash of its public half is what counts, and a P-256 point can be put into an image by hand."""
    path = sign(folder, "sample.bin", APP_HEX, "-k", KEYS / "test-ecdsa-p256.pem")
    data, own = path.read_bytes(), bytes.fromhex(find(json.loads(info(path)[1]), "KEYHASH")["data"])
    sample = bytes.fromhex("e30466f6b8470c1f29070b17f1e2d3e94d445e3f608087fdc711e4382bb538b6")
    path.write_bytes(data.replace(own, sample))
    found = json.loads(info(path)[1])
    if "root-ec-p256.pem" not in found["signature"]["sample_key"] or "root-ec-p256.pem" not in find(found, "KEYHASH")["sample_key"]:
        return str(found["signature"])
    return None


def unusable(folder):
    """One error, exit status 3, nothing on standard output."""
    cut = sign(folder, "cut.bin", APP_HEX)
    data = cut.read_bytes()
    cut.write_bytes(data[:-1])
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("x.bin", "x")
    (folder / "no_manifest.zip").write_bytes(package.getvalue())
    (folder / "short.bin").write_bytes(bytes.fromhex("0f00a163696d6781"))
    (folder / "not.pem").write_text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    for name, said in (("cut.bin", "impossible size"), ("no_manifest.zip", "no 'manifest.json'"), ("short.bin", "ends inside its header"),
                       ("not.pem", "key")):
        status, out, error = info(folder / name)
        if status != 3 or out or said not in error or error.count("error:") != 1:
            return f"{name}: exit {status}, {out[:100]!r}, {error}"
    return None


if __name__ == "__main__":
    results = Results()
    with scratch() as name:
        folder = Path(name)
        for kind in (images, packages, fixtures):
            results.add(f"three forms of one tree: {kind.__name__}", all_forms(folder, kind))
        results.add("odd strings in all forms", odd_strings(folder))
        results.add("odd paths in JSON and YAML", odd_paths(folder))
        results.add("images as imgtool dumpinfo shows them", as_imgtool_says(folder))
        results.add("images as smpclient reads them", as_smpclient_says(folder))
        results.add("what TLVs and trailers mean", meanings(folder))
        shutil.rmtree(folder / "out", ignore_errors=True)
        results.add("merged HEX, block of NSIB", merged_hex(folder))
        results.add("changed bit", spoilt(folder))
        results.add("odd boot records", odd_boot_records(folder))
        results.add("sample key", sample_keys(folder))
        results.add("unusable files", unusable(folder))
    sys.exit(results.finish())
