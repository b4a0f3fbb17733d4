#!/usr/bin/env python3
"""`nrf53pack sign-b0` and `provision` against python-ecdsa, openssl, intelhex and imgtool.

The references are put together here from the documented layouts; signatures are checked as the SDK's validation_data.py
does: over SHA-256 of the 32 bytes of the firmware's SHA-256.
"""
import base64
import hashlib
import itertools
import os
import struct
import sys
from pathlib import Path

import ecdsa
from intelhex import IntelHex

from interop import KEYS, NRF53PACK, ROOT, Results, imgtool_command, payload, run, scratch

NET, S0, S1, HEADER = 0x01008800, 0x8000, 0x1C000, 0x200
SIGNING = ecdsa.SigningKey.from_pem((KEYS / "test-nsib-p256.pem").read_text())
PUBLIC = KEYS / "test-nsib-p256.pub.pem"
OTHER = KEYS / "test-ecdsa-p256.pub.pem"
MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so")
MAGIC = struct.pack("<3I", 0x281EE6DE, 0x86518483, 79106)


def firmware(address, size, fw_info=0x200, seed=1):
    """Random bytes with a vector table and fw_info in them, as a linker leaves them."""
    data = bytearray(payload(size, seed))
    struct.pack_into("<2I", data, 0, 0x21010000, address + 0x101)
    struct.pack_into("<15I", data, fw_info, 0x281EE6DE, 0x8FCEBB4C, 0x3502, 60, size, 7, address, address, 0x9102FFFF, *[0] * 6)
    return bytes(data)


def block(data, address):
    digest = hashlib.sha256(data).digest()
    signature = SIGNING.sign_deterministic(digest, hashfunc=hashlib.sha256)
    return MAGIC + struct.pack("<I", address) + digest + SIGNING.verifying_key.to_string() + signature


def signed_by_b0(data, address):
    end = (address + len(data) + 3) // 4 * 4
    return data + b"\xff" * (end - address - len(data)) + block(data, address)


def hex_text(folder, address, data):
    path = folder / "reference.hex"
    hex_file = IntelHex()
    hex_file.frombytes(data, address)
    hex_file.write_hex_file(str(path))
    return path.read_bytes()


def sign(*words):
    return run([NRF53PACK, "sign-b0", *words])


def complaint(done, status=0):
    return None if done.returncode == status else f"exit status {done.returncode}: {(done.stdout + done.stderr).decode()}"


def check_whole_file(folder, address, size, fw_info):
    """BIN in, HEX in, BIN out and HEX out all give what the documented layout and a second signer give."""
    data = firmware(address, size, fw_info)
    (folder / "in.bin").write_bytes(data)
    (folder / "in.hex").write_bytes(hex_text(folder, address, data))
    wanted = signed_by_b0(data, address)
    for name, more in (("in.hex", []), ("in.bin", ["--address", hex(address)])):
        done = sign("--key", KEYS / "test-nsib-p256.pem", *more, folder / name, folder / "out.bin", folder / "out.hex")
        if done.returncode != 0:
            return complaint(done)
        if (folder / "out.bin").read_bytes() != wanted:
            return f"other bytes from {name}"
        if (folder / "out.hex").read_bytes() != hex_text(folder, address, wanted):
            return f"other HEX from {name}"
    return None


def check_hex_with_gaps(folder):
    """What a HEX leaves out is signed as 0xff."""
    data = bytearray(firmware(NET, 0x1001))
    data[0x400:0x7F3] = b"\xff" * 0x3F3
    hex_file = IntelHex()
    hex_file.frombytes(data[:0x400], NET)
    hex_file.frombytes(data[0x7F3:], NET + 0x7F3)
    hex_file.start_addr = {"EIP": NET + 0x101}
    hex_file.write_hex_file(str(folder / "in.hex"))
    done = sign("--key", KEYS / "test-nsib-p256.pem", folder / "in.hex", folder / "out.bin")
    if done.returncode != 0:
        return complaint(done)
    return None if (folder / "out.bin").read_bytes() == signed_by_b0(bytes(data), NET) else "other bytes"


def check_signature_as_the_script_does(folder):
    (folder / "in.bin").write_bytes(firmware(NET, 5000))
    done = sign("--key", KEYS / "test-nsib-p256.pem", "--address", hex(NET), folder / "in.bin", folder / "out.bin")
    if done.returncode != 0:
        return complaint(done)
    tail = (folder / "out.bin").read_bytes()[-176:]
    digest, point, signature = tail[16:48], tail[48:112], tail[112:]
    key = ecdsa.VerifyingKey.from_string(point, ecdsa.NIST256p, hashfunc=hashlib.sha256)
    key.verify(signature, digest, hashfunc=hashlib.sha256)
    try:
        key.verify_digest(signature, digest)
        return "the hash itself is signed; b0 wants the hash of the hash"
    except ecdsa.BadSignatureError:
        pass
    (folder / "hash").write_bytes(digest)
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    (folder / "der").write_bytes(ecdsa.util.sigencode_der(r, s, key.pubkey.order))
    return complaint(run(["openssl", "dgst", "-sha256", "-verify", PUBLIC, "-signature", folder / "der", folder / "hash"]))


def export(folder):
    """The two files that a signer elsewhere may be given."""
    data = firmware(NET, 3001)
    (folder / "in.bin").write_bytes(data)
    done = sign("--address", hex(NET), "--payload-out", folder / "payload", "--digest-out", folder / "digest", folder / "in.bin")
    assert done.returncode == 0, done.stderr
    digest = hashlib.sha256(data).digest()
    assert (folder / "payload").read_bytes() == digest
    assert (folder / "digest").read_bytes() == hashlib.sha256(digest).digest()
    return data


def check_signature_made_elsewhere(folder, how):
    data = export(folder)
    private = str(KEYS / "test-nsib-p256.pem")
    commands = {
        "openssl pkeyutl, digest": ["pkeyutl", "-sign", "-inkey", private, "-in", "digest", "-out", "signature"],
        "openssl dgst, payload": ["dgst", "-sha256", "-sign", private, "-out", "signature", "payload"],
    }
    if how in commands:
        assert run(["openssl", *commands[how]], cwd=folder).returncode == 0
    else:
        raw = SIGNING.sign((folder / "payload").read_bytes(), hashfunc=hashlib.sha256)
        (folder / "signature").write_bytes(raw if how == "raw r, s" else base64.b64encode(raw))
    done = sign("--public-key", PUBLIC, "--signature-in", folder / "signature", "--address", hex(NET), folder / "in.bin", folder / "out.bin")
    if done.returncode != 0:
        return complaint(done)
    out = (folder / "out.bin").read_bytes()
    if out[:-64] != signed_by_b0(data, NET)[:-64]:
        return "another block than with the private key"
    SIGNING.verifying_key.verify(out[-64:], out[-160:-128], hashfunc=hashlib.sha256)
    return None


def check_signing_command(folder):
    export(folder)
    command = f"openssl pkeyutl -sign -inkey {KEYS / 'test-nsib-p256.pem'} -in {{digest}} -out {{signature}}"
    done = sign("--public-key", PUBLIC, "--sign-with", command, "--address", hex(NET), folder / "in.bin", folder / "out.bin")
    if done.returncode != 0:
        return complaint(done)
    return complaint(run([NRF53PACK, "verify", "--key", PUBLIC, folder / "out.bin"]))


def check_token(folder, part, status=0):
    """A PKCS#11 token signs what is a hash already (softhsm2 has no mechanism that hashes for ECDSA)."""
    data = export(folder)
    module = next((path for path in MODULES if os.path.exists(path)), None)
    if module is None:
        return "softhsm2 is needed"
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    environment = dict(os.environ, SOFTHSM2_CONF=str(folder / "softhsm2.conf"), PIN="1234")
    for words in (["--init-token", "--free", "--label", "b0", "--pin", "1234", "--so-pin", "5678"],
                  ["--import", KEYS / "test-nsib-p256.pem", "--token", "b0", "--label", "nsib", "--id", "01", "--pin", "1234"]):
        done = run(["softhsm2-util", *words], env=environment)
        if done.returncode != 0:
            return complaint(done)
    command = (f"pkcs11-tool --module {module} --token-label b0 --pin env:PIN --sign --id 01 --mechanism ECDSA "
               f"--input-file {part} --output-file {{signature}}")
    done = run([NRF53PACK, "sign-b0", "--public-key", PUBLIC, "--sign-with", command, "--address", hex(NET), folder / "in.bin", folder / "out.bin"], env=environment)
    if status:
        return complaint(done, status) or ("an output was written" if (folder / "out.bin").exists() else None)
    if done.returncode != 0:
        return complaint(done)
    return None if (folder / "out.bin").read_bytes()[:-64] == signed_by_b0(data, NET)[:-64] else "another block"


def check_wrong_signature(folder, how):
    """The hash signed once, another key, another firmware: nothing is written."""
    export(folder)
    digest = (folder / "digest").read_bytes()
    if how == "once":
        raw = SIGNING.sign_digest((folder / "payload").read_bytes())
    elif how == "other key":
        raw = ecdsa.SigningKey.from_pem((KEYS / "test-ecdsa-p256.pem").read_text()).sign_digest(digest)
    else:
        raw = SIGNING.sign_digest(hashlib.sha256(digest).digest())
    (folder / "signature").write_bytes(raw)
    done = sign("--public-key", PUBLIC, "--signature-in", folder / "signature", "--address", hex(NET), folder / "in.bin", folder / "out.bin")
    if (folder / "out.bin").exists():
        return "an output was written"
    return complaint(done, 1) or (None if done.stderr.count(b"\n") == 1 else f"not one error: {done.stderr.decode()}")


def check_chain(folder, address, slot_size, suffix):
    """signed_by_mcuboot_and_b0_*: the header and TLVs are imgtool's, and the b0 signature inside stands."""
    data = firmware(address, 20001)
    (folder / "in.hex").write_bytes(hex_text(folder, address, data))
    inner, ours, theirs = (folder / (name + suffix) for name in ("signed_by_b0", "ours", "theirs"))
    words = ["sign", "--version", "0.0.0+0", "--align", "4", "--slot-size", hex(slot_size), "--pad-header", "--header-size", hex(HEADER)]
    done = sign("--key", KEYS / "test-nsib-p256.pem", folder / "in.hex", inner)
    if done.returncode != 0:
        return complaint(done)
    for command, out in (([NRF53PACK], ours), ([imgtool_command()], theirs)):
        done = run([*command, *words, inner, out])
        if done.returncode != 0:
            return complaint(done)
    if ours.read_bytes() != theirs.read_bytes():
        return "imgtool makes other bytes of it"
    done = run([NRF53PACK, *words, "--key", KEYS / "test-ecdsa-p256.pem", inner, ours])
    if done.returncode != 0:
        return complaint(done)
    page = folder / "page.hex"
    slots = ["--s0", hex(NET)] if address == NET else ["--s0", hex(S0), "--s1", hex(S1)]
    done = run([NRF53PACK, "provision", "--form", "new", "--address", "0x01008580" if address == NET else "0xff8100", *slots, "--public-key", PUBLIC, "-o", page])
    if done.returncode != 0:
        return complaint(done)
    done = run([NRF53PACK, "verify", "--key", OTHER, "--provision", page, ours])
    lines = {" ".join(line.split()[:3]) for line in done.stdout.decode().splitlines()}
    wanted = {"provision slot pass", "provision key pass", "firmware hash pass", "firmware signature pass"}
    return complaint(done) or (f"no line {wanted - lines}" if wanted - lines else None)


def page(form, s0, s1, keys, nsib, mcuboot, width, certificate, mcuboot_only):
    """Provision data as bytes, from the documented layout."""
    data = struct.pack("<3I", s0, s1, len(keys))
    for index, key in enumerate(keys):
        token = 0x50FAFFFF | index << 24 if form == "new" else 0xFFFFFFFF
        data += struct.pack("<I", token) + hashlib.sha256(ecdsa.VerifyingKey.from_pem(key.read_text()).to_string()).digest()[:16]
    if mcuboot_only:
        data = bytes(4 * width + 32 + 12)
    counters = [(description, slots) for description, slots in ((1, nsib), (2, mcuboot)) if slots]
    if counters or form == "first":
        data += struct.pack("<2H", 1, len(counters))
        for description, slots in counters:
            data += struct.pack("<2H", description, slots) + b"\xff" * (0 if form == "first" else slots * width)
    if certificate:
        more = struct.pack("<2H2B", 0x9312, 1, 1, len(certificate)) + certificate.encode()
        data += more + bytes(-len(more) % 4)
    return data


def check_page(folder, form, core, keys, nsib, mcuboot, width, certificate):
    mcuboot_only = core == "mcuboot"
    address, s0, s1 = {"app": (0xFF8100, S0, S1), "net": (0x01008580, NET, NET), "mcuboot": (0xFF8100, 0, 0)}[core]
    words = ["--form", form, "--address", hex(address), "--otp-write-width", str(width)]
    words += ["--mcuboot-only"] if mcuboot_only else ["--s0", hex(s0)]
    words += ["--s1", hex(s1)] if core == "app" else []
    for key in keys:
        words += ["--public-key", key]
    for name, slots in (("nsib", nsib), ("mcuboot", mcuboot)):
        words += ["--counter-slots", f"{name}={slots}"] if slots else []
    words += ["--psa-certificate-reference", certificate] if certificate else []
    done = run([NRF53PACK, "provision", *words, "-o", folder / "page.hex"])
    if done.returncode != 0:
        return complaint(done)
    data = page(form, s0, s1, keys, nsib, mcuboot, width, certificate, mcuboot_only)
    start = address + (0 if mcuboot_only or form == "first" else 4 * width + 32)
    return None if (folder / "page.hex").read_bytes() == hex_text(folder, start, data) else "other bytes"


def pages():
    for form, core, keys in itertools.product(("old", "new"), ("app", "net"), ([PUBLIC], [PUBLIC, OTHER], [OTHER, PUBLIC])):
        for nsib, mcuboot, width, certificate in ((0, 0, 2, ""), (240, 0, 2, ""), (240, 20, 2, "0632793520245-10010"), (2, 2, 4, "x")):
            yield form, core, keys, nsib, mcuboot, width, certificate
        yield form, core, [], 0, 0, 2, ""
    for keys, nsib in itertools.product(([], [PUBLIC], [PUBLIC, OTHER]), (0, 240)):
        yield "first", "app", keys, nsib, 0, 2, ""
        yield "first", "net", keys, nsib, 0, 2, ""
    for form in ("old", "new"):
        yield form, "mcuboot", [], 0, 20, 2, ""
        yield form, "mcuboot", [], 0, 240, 4, "abc"


def check_fixture(path):
    """The blocks in the sample trees were made by another program."""
    inner = path.parent / "ipc_radio/zephyr/zephyr.hex"
    with scratch() as name:
        out = Path(name) / "out.bin"
        return complaint(sign("--key", KEYS / "test-nsib-p256.pem", inner, out)) or (
            None if out.read_bytes() == path.read_bytes() else "other bytes")


def cases():
    for size, fw_info in ((0x300, 0x200), (0x301, 0x200), (0x402, 0x200), (0x1203, 0xE00), (0x1100, 0x1000), (0xFFFF, 0x600), (0x10001, 0x800)):
        for address in (NET, S0 + HEADER):
            yield f"firmware of {size:#x} bytes at {address:#x}", check_whole_file, (address, size, fw_info)
    yield "HEX with gaps and a start record", check_hex_with_gaps, ()
    yield "python-ecdsa and openssl verify", check_signature_as_the_script_does, ()
    for how in ("openssl pkeyutl, digest", "openssl dgst, payload", "raw r, s", "base64 of r, s"):
        yield f"signature made elsewhere: {how}", check_signature_made_elsewhere, (how,)
    yield "signing command", check_signing_command, ()
    yield "PKCS#11 token signs the digest", check_token, ("{digest}",)
    yield "PKCS#11 token signs the payload as if it were the digest", check_token, ("{payload}", 1)
    for how in ("once", "other key", "other firmware"):
        yield f"wrong signature: {how}", check_wrong_signature, (how,)
    for address, name in ((NET, "network core"), (S0 + HEADER, "MCUboot in S0"), (S1 + HEADER, "MCUboot in S1")):
        for suffix in (".bin", ".hex"):
            yield f"b0, then MCUboot: {name}{suffix}", check_chain, (address, 0x37800 if address == NET else 0x14000, suffix)
    for number, page_case in enumerate(pages()):
        yield f"provision data {number}: {page_case[0]}, {page_case[1]}, {len(page_case[2])} keys", check_page, page_case


def main():
    results = Results()
    for name, function, arguments in cases():
        with scratch() as folder:
            try:
                problem = function(Path(folder), *arguments)
            except (AssertionError, ecdsa.BadSignatureError) as error:
                problem = f"{type(error).__name__} {error}"
        results.add(name, problem)
    for path in sorted(ROOT.glob("fixtures/ncs32_*/signed_by_b0_ipc_radio.bin")):
        results.add(f"as it stands in {path.parent.name}", check_fixture(path))
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
