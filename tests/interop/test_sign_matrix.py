#!/usr/bin/env python3
"""`nrf53pack sign` against two versions of `imgtool sign`: every option alone with every type of key, options that touch
each other, and odd input.

Without a key and with Ed25519 whole files are equal. RSA and ECDSA signatures are random in imgtool: there, all but the
signature is equal, each program verifies what the other made, and with the same signature handed to both whole files are
equal again. What one version does not have is listed in CAPABILITIES; what imgtool does and nrf53pack refuses on purpose
stands in REFUSED_HERE.
"""
import base64
import concurrent.futures
import os
import sys
from pathlib import Path

from interop import KEYS, NRF53PACK, Image, ImgtoolWorker, Results, payload, run, scratch

OLD = os.environ.get("IMGTOOL_OLD", str(Path(sys.prefix) / "imgtool-1.9.0"))
KEY_TYPES = {
    "no key": None,
    "RSA-2048": "test-rsa-2048",
    "RSA-3072": "test-rsa-3072",
    "P-256": "test-ecdsa-p256",
    "P-384": "test-ecdsa-p384",
    "Ed25519": "test-ed25519",
}
DETERMINISTIC = ("no key", "Ed25519")
SIGNATURES = (0x20, 0x22, 0x23, 0x24)

# What imgtool 1.9.0 (2022) does not have: options and keys that came later, and TLV types of two bytes.
CAPABILITIES = {
    "1.9.0": {
        "greatest TLV type": 0xFF,
        "options": {"--sha", "--pure", "--vid", "--cid", "--custom-tlv-file", "--non-bootable", "--test", "--vector-to-sign", "--fix-sig", "--sig-out"},
        "keys": {"P-384"},
    },
}


class Imgtool(ImgtoolWorker):
    def __init__(self, folder=None):
        super().__init__(folder)
        self.lacks = CAPABILITIES.get(self.version, {"greatest TLV type": 1 << 32, "options": set(), "keys": set()})

    def has(self, label, words):
        types = [int(words[at + 1], 0) for at, word in enumerate(words) if word == "--custom-tlv"]
        if max(types, default=0) > self.lacks["greatest TLV type"]:
            return False
        return label not in self.lacks["keys"] and not self.lacks["options"] & set(words)


def options(**changes):
    """The usual options, with some replaced, added (True: a flag; a list: several values) or dropped (None)."""
    table = {"version": "1.2.3+4", "header_size": "0x200", "pad_header": True, "slot_size": "0x90000", "align": "4", **changes}
    words = []
    for name, value in table.items():
        option = "--" + name.replace("_", "-")
        if value is None:
            continue
        for one in value if isinstance(value, list) else [value]:
            words += [option] if one is True else [option, *one] if isinstance(one, tuple) else [option, one]
    return words


ALL_TLVS = {
    "security_counter": "auto",
    "boot_record": "SPE",
    "dependencies": "(1, 2.3.4+5)(0,1.0.0)",
    "custom_tlv": [("0xa0", "0x11223344"), ("0xffa1", "hello")],
}
IDS = {"vid": "nordicsemi.com", "cid": "nRF5340_app"}
RAW_ID = "00112233-4455-6677-8899-aaBBccDDeeFF"

# Every option alone.
ALONE = {
    "nothing else": {},
    "counter 0": {"security_counter": "0"},
    "counter 7": {"security_counter": "7"},
    "greatest counter": {"security_counter": "0xffffffff"},
    "counter auto": {"security_counter": "auto"},
    "dependency": {"dependencies": "(1,1.2.3+4)"},
    "dependencies": {"dependencies": "(1, 2.3.4+5)(0,1.0.0)"},
    "boot record": {"boot_record": "SPE"},
    "longest software type": {"boot_record": "ABCDEFGHIJKL"},
    "software type of 12 letters in 24 bytes": {"boot_record": "äöüäöüäöüäöü"},
    "empty software type": {"boot_record": ""},
    "vendor by name": {"vid": "nordicsemi.com"},
    "vendor with hyphens": {"vid": RAW_ID},
    "vendor in digits": {"vid": RAW_ID.replace("-", "")},
    "vendor and class by name": IDS,
    "class under a vendor in digits": {"vid": RAW_ID, "cid": "nRF5340_app"},
    "class in digits alone": {"cid": RAW_ID},
    "vendor with letters beyond ASCII": {"vid": "köln.example"},
    "custom TLV in hexadecimal": {"custom_tlv": [("0xa0", "0x11223344")]},
    "custom TLV of text": {"custom_tlv": [("0xa1", "hello")]},
    "custom TLV with nothing": {"custom_tlv": [("0xa1", "")]},
    "custom TLV of no digits": {"custom_tlv": [("0xa1", "0x")]},
    "greatest custom TLV": {"custom_tlv": [("0xfffe", "x")]},
    "custom TLV in decimal": {"custom_tlv": [("160", "x")]},
    "custom TLV in MCUboot's own range": {"custom_tlv": [("0x100", "x")]},
    "custom TLVs": {"custom_tlv": [("0xa3", "three"), ("0xa1", "one"), ("0xa2", "0x02")]},
    "custom TLV of a file": {"custom_tlv_file": [("0xa0", "FILE")]},
    "full public key": {"public_key_format": "full"},
    "key hash": {"public_key_format": "hash"},
    "padded signature": {"pad_sig": True},
    "not bootable": {"non_bootable": True},
    "load address": {"load_addr": "0x20000000"},
    "load address 0": {"load_addr": "0"},
    "ROM address": {"rom_fixed": "0x10000"},
    "SHA-256": {"sha": "256"},
    "SHA-384": {"sha": "384"},
    "SHA-512": {"sha": "512"},
    "SHA auto": {"sha": "auto"},
    "erased value 0": {"erased_val": "0"},
    "padded": {"pad": True},
    "confirmed": {"confirm": True},
    "for a test": {"test": True},
    "overwrite-only, padded": {"overwrite_only": True, "pad": True},
    "align 16, confirmed": {"align": "16", "confirm": True},
    "max align 32, padded": {"max_align": "32", "pad": True},
    "64 sectors, padded": {"max_sectors": "64", "pad": True},
    "little-endian": {"endian": "little"},
}

# Options that share bytes: the hash with the key's hash and the boot record, areas with each other.
TOGETHER = {
    "all TLVs": ALL_TLVS,
    "all TLVs with ids and a file": {**ALL_TLVS, **IDS, "custom_tlv_file": [("0xa5", "FILE")]},
    "file before value": {"custom_tlv_file": [("0xa5", "FILE")], "custom_tlv": [("0xa6", "later")]},
    "all TLVs, full key": {**ALL_TLVS, "public_key_format": "full"},
    "boot record, SHA-512": {"boot_record": "SPE", "sha": "512"},
    "boot record, SHA-384": {"boot_record": "SPE", "sha": "384"},
    "full key, SHA-512": {"public_key_format": "full", "sha": "512"},
    "full key, padded signature": {"public_key_format": "full", "pad_sig": True},
    "not bootable at a ROM address": {"rom_fixed": "0x10000", "non_bootable": True},
    "header of 0x20": {"header_size": "0x20"},
    "header of 0xfff0": {"header_size": "0xfff0"},
    "header of 0xffff": {"header_size": "0xffff"},
    "header of 0x20, erased value 0": {"header_size": "0x20", "erased_val": "0"},
    "least version": {"version": "0.0.0"},
    "short version": {"version": "1"},
    "greatest version": {"version": "255.255.65535+4294967295", "security_counter": "auto", "boot_record": "SPE"},
    "protected area of 65,000 bytes": {"custom_tlv_file": [("0xa0", "BIG")]},
}

# Pure signatures are Ed25519's alone.
PURE = {
    "pure": {"pure": True},
    "pure, full key": {"pure": True, "public_key_format": "full"},
    "pure, all TLVs": {"pure": True, **ALL_TLVS},
    "pure, confirmed": {"pure": True, "confirm": True},
    "pure, SHA auto": {"pure": True, "sha": "auto"},
}

# Both must refuse, each for its reason.
REFUSED = {
    "header of 31": {"header_size": "31"},
    "header of 0": {"header_size": "0"},
    "header of 65536": {"header_size": "65536"},
    "version over 8 bits": {"version": "256.0.0"},
    "minor version over 8 bits": {"version": "1.256.0"},
    "revision over 16 bits": {"version": "1.0.65536"},
    "build over 32 bits": {"version": "1.0.0+4294967296"},
    "leading zero": {"version": "1.02.3"},
    "empty version": {"version": ""},
    "13 characters of software type": {"boot_record": "ABCDEFGHIJKLM"},
    "counter over 32 bits": {"security_counter": "0x100000000"},
    "counter of text": {"security_counter": "often"},
    "class by name without vendor": {"cid": "nRF5340_app"},
    "vendor that is not printable": {"vid": "a\tb"},
    "custom TLV under 0xa0": {"custom_tlv": [("0x9f", "x")]},
    "custom TLV of MCUboot": {"custom_tlv": [("0x50", "0x01000000")]},
    "custom TLV 0xffff": {"custom_tlv": [("0xffff", "x")]},
    "custom TLV over 16 bits": {"custom_tlv": [("0x100a0", "x")]},
    "custom TLV twice": {"custom_tlv": [("0xa0", "x"), ("160", "y")]},
    "custom TLV as value and as file": {"custom_tlv": [("0xa5", "x")], "custom_tlv_file": [("0xa5", "FILE")]},
    "odd digits": {"custom_tlv": [("0xa0", "0x123")]},
    "no digits": {"custom_tlv": [("0xa0", "0xzz")]},
    "custom TLV of a file that is not there": {"custom_tlv_file": [("0xa0", "nowhere")]},
    "protected area over 64 KiB": {"custom_tlv_file": [("0xa0", "BIG"), ("0xa1", "BIG")]},
    "load and ROM address": {"load_addr": "0x20000000", "rom_fixed": "0x10000"},
    "pure with a hash": {"pure": True, "sha": "512"},
    "unknown hash": {"sha": "1"},
    "unknown key form": {"public_key_format": "none"},
    "big-endian, but only here": {"endian": "middle"},
}

# Combinations of key and hash that imgtool refuses.
WRONG_HASH = {
    "RSA-2048": ("384", "512"),
    "RSA-3072": ("384", "512"),
    "P-256": ("384", "512"),
    "P-384": ("256", "512"),
    "Ed25519": ("384",),
}

# imgtool makes these, nrf53pack does not: what would come out starts nowhere, or is not for an nRF5340.
REFUSED_HERE = {
    "pure without a key": ("no key", {"pure": True}, 2000),
    "big-endian": ("no key", {"endian": "big"}, 2000),
    "compressed": ("no key", {"compression": "lzma2"}, 2000),
}


class Bench:
    """The folder, the peers and the inputs of one run."""

    def __init__(self, folder):
        self.folder = folder
        self.files = {"FILE": folder / "tlv.bin", "BIG": folder / "big.bin"}
        self.files["FILE"].write_bytes(payload(37, 1))
        self.files["BIG"].write_bytes(payload(64992, 2))
        self.new, self.old = Imgtool(), Imgtool(OLD)
        self.pool = concurrent.futures.ThreadPoolExecutor(3)

    def words(self, label, changes):
        key = KEY_TYPES[label]
        words = [str(self.files.get(word, word)) for word in options(**changes)]
        return words + (["--key", str(KEYS / f"{key}.pem")] if key else [])

    def imgtool(self, peer, words, source):
        output = self.folder / f"imgtool-{peer.version}.bin"
        output.unlink(missing_ok=True)
        said = peer.call(["sign", *words, source, output])
        return output.read_bytes() if said is None else said

    def ours(self, words, source):
        output = self.folder / "ours.bin"
        output.unlink(missing_ok=True)
        done = run([NRF53PACK, "sign", *words, source, output])
        if done.returncode not in (0, 2, 3) or b"Sanitizer" in done.stderr:
            raise AssertionError(f"nrf53pack ended with {done.returncode}: {done.stderr.decode()[-500:]}")
        if done.returncode != 0:
            assert not output.exists(), "something was left behind"
            assert done.stderr.count(b"error:") == 1, done.stderr.decode()
            return done.stderr.decode()
        return output.read_bytes()

    def everybody(self, label, changes, data):
        """What each of them made: bytes, or the words of a refusal; None from a version that lacks something."""
        words = self.words(label, changes)
        source = self.folder / "in.bin"
        source.write_bytes(data)
        ours = self.pool.submit(self.ours, words, source)
        theirs = [
            (peer, self.pool.submit(self.imgtool, peer, words, source)) for peer in (self.new, self.old) if peer.has(label, words)
        ]
        return ours.result(), [(peer, future.result()) for peer, future in theirs]

    def close(self):
        self.new.close()
        self.old.close()


def differences(label, ours, theirs):
    if label in DETERMINISTIC:
        if ours == theirs:
            return None
        at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), "its length")
        return f"files of {len(ours)} and {len(theirs)} bytes differ at {at}"
    return "; ".join(Image(ours).differences(Image(theirs)))


def cross_verify(bench, label, theirs, peer):
    """Each program takes what the other made. bench.ours() left our file."""
    key = KEYS / f"{KEY_TYPES[label]}.pem"
    said = peer.call(["verify", "--key", key, bench.folder / "ours.bin"])
    if said is not None:
        return f"imgtool {peer.version} refuses ours: {said}"
    path = bench.folder / "theirs.bin"
    path.write_bytes(theirs)
    done = run([NRF53PACK, "verify", "--key", key, path])
    if done.returncode != 0 or done.stdout.count(b" pass ") < 3:
        return f"nrf53pack refuses imgtool's: {done.stdout.decode()}{done.stderr.decode()}"
    return None


def compare(bench, label, changes, data, verify):
    """One case against all versions that can; returns the problems."""
    ours, theirs = bench.everybody(label, changes, data)
    if isinstance(ours, str):
        return f"nrf53pack refused: {ours}"
    for peer, made in theirs:
        if isinstance(made, str):
            return f"imgtool {peer.version} refused: {made}"
        problem = differences(label, ours, made) or (cross_verify(bench, label, made, peer) if verify and label != "no key" else None)
        if problem:
            return f"imgtool {peer.version}: {problem}"
    return None if theirs else "no version of imgtool can do this"


def refused(bench, label, changes, data=None):
    ours, theirs = bench.everybody(label, changes, payload(1000) if data is None else data)
    if not isinstance(ours, str):
        return "nrf53pack signed it"
    newest, made = theirs[0]
    assert newest is bench.new, "the newest version judges, which checks the most"
    return None if isinstance(made, str) else f"imgtool {newest.version} signed it"


def refused_here(bench, label, changes, size):
    ours, theirs = bench.everybody(label, changes, bytes(size))
    if not isinstance(ours, str):
        return "nrf53pack signed it"
    return None if isinstance(theirs[0][1], bytes) else "imgtool refuses it too: the case proves nothing"


def possible(label, changes):
    """Whether this key signs with the hash that is asked for."""
    return changes.get("sha") not in WRONG_HASH.get(label, ())


def same_signature(bench, label, changes):
    """Both take the signature that the other made: whole files are equal for every type of key."""
    key = KEY_TYPES[label]
    public = ["--fix-sig-pubkey", str(KEYS / f"{key}.pub.pem")]
    words = bench.words(label, changes)
    plain = words[: words.index("--key")]
    source, signature = bench.folder / "in.bin", bench.folder / "signature.b64"
    source.write_bytes(payload(1234))
    theirs = bench.imgtool(bench.new, words + ["--sig-out", str(signature)], source)
    ours = bench.ours(plain + public + ["--fix-sig", str(signature)], source)
    if ours != theirs:
        return f"with imgtool's signature: {ours if isinstance(ours, str) else theirs if isinstance(theirs, str) else 'files differ'}"
    raw = base64.b64decode(signature.read_bytes())
    signature.write_bytes(raw)
    if bench.ours(plain + ["--public-key", public[1], "--signature-in", str(signature)], source) != theirs:
        return "with imgtool's signature as plain bytes"
    if "pure" in changes:
        return None  # imgtool takes no pure signature that was made elsewhere: it knows no hash for a public Ed25519 key
    signature.unlink()
    ours = bench.ours(words + ["--sig-out", str(signature)], source)
    theirs = bench.imgtool(bench.new, plain + public + ["--fix-sig", str(signature)], source)
    return None if ours == theirs else f"with our signature: {theirs if isinstance(theirs, str) else 'files differ'}"


def same_vector(bench, label, changes, kind):
    """What is to be signed, under imgtool's option and under ours."""
    key, words = KEY_TYPES[label], bench.words(label, changes)
    source, output = bench.folder / "in.bin", bench.folder / "vector.bin"
    source.write_bytes(payload(1234))
    vector = ["--vector-to-sign", kind]
    theirs, ours = bench.imgtool(bench.new, words + vector, source), bench.ours(words + vector, source)
    if ours != theirs:
        return f"{kind}: {ours if isinstance(ours, str) else 'differs'}"
    plain = words[: words.index("--key")]
    output.unlink(missing_ok=True)
    done = run([NRF53PACK, "sign", *plain, "--public-key", KEYS / f"{key}.pub.pem", f"--{kind}-out", output, source])
    return None if done.returncode == 0 and output.read_bytes() == theirs else f"--{kind}-out: {done.stderr.decode()}"


def smpclient_reads(bench, label, changes):
    from smpclient.mcuboot import IMAGE_TLV, ImageInfo, VendorTLV

    source = bench.folder / "in.bin"
    source.write_bytes(payload(999))
    ours = bench.ours(bench.words(label, changes), source)
    if isinstance(ours, str):
        return ours
    info, image = ImageInfo.load_file(str(bench.folder / "ours.bin")), Image(ours)
    if str(info.header.ver) != "1.2.3-build4" or info.header.img_size != 999 or info.header.hdr_size != 0x200:
        return f"header: {info.header}"
    hash_type = next(kind for kind, _ in image.tlvs if 0x10 <= kind <= 0x12)
    if info.get_tlv(IMAGE_TLV(hash_type)).value != dict(image.tlvs)[hash_type]:
        return "hash"
    if "custom_tlv" in changes and info.get_tlv(VendorTLV(0xA0)).value != bytes.fromhex("11223344"):
        return "custom TLV"
    return None


def cases():
    """(name, key, changes, data, whether images are verified across)"""
    data = payload(1000)
    for label in KEY_TYPES:
        for name, changes in {**ALONE, **TOGETHER, **(PURE if label == "Ed25519" else {})}.items():
            if possible(label, changes):
                yield f"{label}, {name}", label, changes, data, name in ("nothing else", "full public key", "all TLVs", "padded signature")
        for size in (1, 2, 3, 5, 4096):
            yield f"{label}, {size} bytes", label, {}, payload(size), size == 4096
        yield f"{label}, header space in the file", label, {"pad_header": None}, bytes(0x200) + data, False
        yield f"{label}, nothing but header space", label, {"pad_header": None}, bytes(0x200), False


def check_matrix(bench, results):
    for name, label, changes, data, verify in cases():
        results.add(name, compare(bench, label, changes, data, verify))


def check_refusals(bench, results):
    for name, changes in REFUSED.items():
        results.add(f"refused: {name}", refused(bench, "P-256" if "pure" not in changes else "Ed25519", changes))
    for label, hashes in WRONG_HASH.items():
        for sha in hashes:
            results.add(f"refused: {label} with SHA-{sha}", refused(bench, label, {"sha": sha}))
        if label != "Ed25519":
            results.add(f"refused: {label}, pure", refused(bench, label, {"pure": True}))
    results.add("refused: no room for the header", refused(bench, "P-256", {"pad_header": None}, bytes(0x1FF)))
    results.add("refused: something in the header space", refused(bench, "P-256", {"pad_header": None}, bytes(0x1FF) + b"\1" * 9))
    for name, (label, changes, size) in REFUSED_HERE.items():
        results.add(f"refused here: {name}", refused_here(bench, label, changes, size))


def check_elsewhere(bench, results):
    for label in KEY_TYPES:
        if label == "no key":
            continue
        for name, changes in (("nothing else", {}), ("all TLVs", ALL_TLVS), ("full key", {"public_key_format": "full"}), ("padded signature", {"pad_sig": True})):
            results.add(f"{label}, {name}, same signature", same_signature(bench, label, changes))
        for kind in ("digest", "payload"):
            results.add(f"{label}, {kind} to sign", same_vector(bench, label, {**ALL_TLVS, **IDS}, kind))
        for name, changes in (("nothing else", {}), ("all TLVs", ALL_TLVS)):
            results.add(f"{label}, {name}, read by smpclient", smpclient_reads(bench, label, changes))
    results.add("Ed25519, pure, same signature", same_signature(bench, "Ed25519", {"pure": True}))
    results.add("Ed25519, pure, payload to sign", same_vector(bench, "Ed25519", {"pure": True, **ALL_TLVS}, "payload"))


def main():
    results = Results()
    with scratch() as name:
        bench = Bench(Path(name))
        print(f"imgtool {bench.new.version} and {bench.old.version}")
        assert bench.old.version == "1.9.0" and bench.new.version != "1.9.0", "the two versions that are compared"
        check_matrix(bench, results)
        check_refusals(bench, results)
        check_elsewhere(bench, results)
        bench.close()
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
