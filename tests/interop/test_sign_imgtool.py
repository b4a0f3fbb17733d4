#!/usr/bin/env python3
"""`nrf53pack sign` against `imgtool sign`: everything but the signature is the same, and imgtool accepts it.

Each case runs both programs on the same input with the same options. Cases that imgtool refuses must be refused.
"""
import sys
from pathlib import Path

from interop import KEYS, NRF53PACK, Image, ImgtoolWorker, Results, imgtool_command, payload, run, scratch

BASE = ["--version", "1.2.3+4", "--header-size", "0x200", "--pad-header", "--slot-size", "0x90000", "--align", "4"]
KEY_FILES = {
    "P-256": "test-ecdsa-p256.pem",
    "P-256 SEC1": "test-ecdsa-p256-sec1.pem",
    "RSA-2048": "test-rsa-2048.pem",
    "RSA-2048 PKCS#1": "test-rsa-2048-pkcs1.pem",
    "RSA-3072": "test-rsa-3072.pem",
}
peer = ImgtoolWorker() if imgtool_command() else None


def options(**changes):
    """BASE with options replaced, added (True: a flag) or dropped (None)."""
    table = {"--version": "1.2.3+4", "--header-size": "0x200", "--pad-header": True, "--slot-size": "0x90000", "--align": "4"}
    for name, value in changes.items():
        table["--" + name.replace("_", "-")] = value
    words = []
    for name, value in table.items():
        if value is None:
            continue
        words += [name] if value is True else [name, value]
    return words


def intel_hex(segments, start_record=False, end=True):
    """HEX text of (address, bytes) segments, written here so that neither program's writer is trusted."""

    def record(kind, offset, data):
        body = bytes([len(data), offset >> 8, offset & 0xFF, kind]) + data
        return ":" + (body + bytes([-sum(body) & 0xFF])).hex().upper() + "\n"

    text, high = "", None
    if start_record:
        text += record(5, 0, bytes.fromhex("00010201"))
    for address, data in segments:
        for at in range(0, len(data), 16):
            here = address + at
            piece = data[at : at + min(16, 0x10000 - (here & 0xFFFF))]
            if here >> 16 != high:
                high = here >> 16
                text += record(4, 0, bytes([high >> 8, high & 0xFF]))
            text += record(0, here & 0xFFFF, piece)
            rest = data[at + len(piece) : at + 16]
            if rest:
                high = (here + len(piece)) >> 16
                text += record(4, 0, bytes([high >> 8, high & 0xFF])) + record(0, 0, rest)
    return (text + (record(1, 0, b"") if end else "")).encode()


def bin_cases():
    for size in (1, 2, 3, 4, 5, 15, 16, 17, 511, 512, 1000, 65535, 65536, 100001):
        yield f"{size} bytes", payload(size), options()
    data = payload(1000)
    for version in ("0", "1", "1.2", "1.2.3", "0.0.0+0", "255.255.65535+4294967295"):
        yield f"version {version}", data, options(version=version)
    for header in ("0x20", "32", "0x100", "0x400", "0xfff0", "0xffff"):
        yield f"header {header}", data, options(header_size=header)
    yield "header space in the input", bytes(0x200) + data, options(pad_header=None)
    yield "only header space in the input", bytes(0x200), options(pad_header=None)
    yield "erased value 0", data, options(erased_val="0")
    yield "erased value 0xff", data, options(erased_val="0xff")
    yield "security counter 0", data, options(security_counter="0")
    yield "security counter 7", data, options(security_counter="7")
    yield "security counter 0xffffffff", data, options(security_counter="0xffffffff")
    yield "security counter auto", data, options(security_counter="auto")
    yield "one dependency", data, options(dependencies="(1, 2.3.4+5)")
    yield "two dependencies", data, options(dependencies="(1, 2.3.4+5)(0,1.0.0)")
    yield "two dependencies and a counter", data, options(dependencies="(1,255.255.65535+4294967295), (255,0)", security_counter="1")
    yield "load address", data, options(load_addr="0x20000000")
    yield "rom fixed", data, options(rom_fixed="0x10000")
    yield "not bootable", data, options(non_bootable=True)
    yield "full public key", data, options(public_key_format="full")
    yield "slot size 0", data, options(slot_size="0")
    for align in ("1", "2", "4", "8", "16", "32"):
        yield f"align {align}", data, options(align=align)
    yield "max align 16", data, options(max_align="16")
    yield "max sectors 256", data, options(max_sectors="256")
    for flag in ("pad", "confirm"):
        yield flag, data, options(**{flag: True})
        yield f"{flag}, overwrite-only", data, options(**{flag: True, "overwrite_only": True})
        yield f"{flag}, erased value 0", data, options(**{flag: True, "erased_val": "0"})
        for align in ("8", "16", "32"):
            yield f"{flag}, align {align}", data, options(**{flag: True, "align": align})
        yield f"{flag}, max align 16", data, options(**{flag: True, "max_align": "16"})
        # 80 bytes of TLVs and 72 of the longest signature: full up to the trailer, however long it comes out
        yield f"{flag}, full slot", payload(0x10000 - 0x630 - 0x200 - 80 - 72), options(**{flag: True, "slot_size": "0x10000"})
    yield "network image", data, ["--version", "0.0.0+0", "--align", "4", "--slot-size", "0x37800", "--pad-header", "--header-size", "0x200"]


def hex_cases():
    yield "hex", intel_hex([(0x10200, payload(1000))]), options()
    yield "hex with gaps", intel_hex([(0x10200, payload(100)), (0x10300, payload(33)), (0x18000, payload(7))]), options()
    yield "hex over 64 KiB", intel_hex([(0x1FFF5, payload(70000))]), options()
    yield "hex with a start record", intel_hex([(0x10200, payload(100))], start_record=True), options()
    yield "hex below 64 KiB", intel_hex([(0x1000, payload(100))]), options()
    yield "hex with gaps, erased value 0", intel_hex([(0x10200, payload(5)), (0x10300, payload(5))]), options(erased_val="0")
    yield "hex segments out of order", intel_hex([(0x10300, payload(5)), (0x10200, payload(5))]), options()


def refused_cases():
    data = payload(1000)
    yield "header space not zero", data, options(pad_header=None)
    yield "larger than the slot", payload(0x8F000), options(slot_size="0x8f000")
    yield "version with text", data, options(version="1.2.x")
    yield "version with leading zero", data, options(version="01.2.3")
    yield "version over 8 bits", data, options(version="256.0.0")
    yield "header under 32", data, options(header_size="31")
    yield "header over 16 bits", data, options(header_size="0x10000")
    yield "align 3", data, options(align="3")
    yield "erased value 1", data, options(erased_val="1")
    yield "counter over 32 bits", data, options(security_counter="0x100000000")
    yield "dependency without version", data, options(dependencies="(1)")
    yield "load address and rom fixed", data, options(load_addr="0x20000000", rom_fixed="0x10000")
    yield "missing input", None, options()


def sign_both(folder, name, data, words, key, ending="bin"):
    """Runs both; the result of each is the bytes of its output, or None where it refused."""
    source, output = folder / ("in." + ending), folder / "out.bin"
    arguments = ["sign", "--key", KEYS / key, *words, source, output]
    source.unlink(missing_ok=True)
    output.unlink(missing_ok=True)
    if data is not None:
        source.write_bytes(data)
    theirs = output.read_bytes() if peer.call(arguments) is None else None
    output.unlink(missing_ok=True)
    done = run([NRF53PACK, *arguments])
    if done.returncode not in (0, 1, 2, 3) or b"Sanitizer" in done.stderr:
        raise AssertionError(f"nrf53pack ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    return theirs, output.read_bytes() if done.returncode == 0 else None


def compare(folder, name, data, words, key, ending="bin"):
    theirs, ours = sign_both(folder, name, data, words, key, ending)
    if theirs is None or ours is None:
        return f"imgtool {'refused' if theirs is None else 'signed'}, nrf53pack {'refused' if ours is None else 'signed'}"
    return "; ".join(Image(ours).differences(Image(theirs)))


def accepted(folder, data, key):
    """imgtool verify and openssl both accept what nrf53pack signed; a changed byte and another key are refused."""
    source, output = folder / "in.bin", folder / "ours.bin"
    source.write_bytes(data)
    if run([NRF53PACK, "sign", "--key", KEYS / key] + BASE + [source, output]).returncode != 0:
        return "nrf53pack refused"
    if run([imgtool_command(), "verify", "--key", KEYS / key, output]).returncode != 0:
        return "imgtool verify refused it"
    image = Image(output.read_bytes())
    (folder / "hashed").write_bytes(image.hashed)
    (folder / "signature").write_bytes(image.signature())
    public = run(["openssl", "pkey", "-in", KEYS / key, "-pubout"]).stdout
    (folder / "public.pem").write_bytes(public)
    pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sigopt", "rsa_mgf1_md:sha256"]
    words = ["openssl", "dgst", "-sha256", "-verify", folder / "public.pem", "-signature", folder / "signature"]
    if run(words + (pss if "rsa" in key else []) + [folder / "hashed"]).returncode != 0:
        return "openssl refused the signature"
    first = output.read_bytes()
    run([NRF53PACK, "sign", "--key", KEYS / key] + BASE + [source, output])
    if output.read_bytes() != first:
        return "a second run gave other bytes"
    damaged = bytearray(first)
    damaged[700] ^= 1
    output.write_bytes(damaged)
    if run([imgtool_command(), "verify", "--key", KEYS / key, output]).returncode == 0:
        return "imgtool accepts a damaged image: the test proves nothing"
    return None


def verified_theirs(folder, data, key):
    """What imgtool signed, nrf53pack verifies; not with another key and not when damaged."""
    source, output = folder / "in.bin", folder / "theirs.bin"
    other = next(name for name in KEY_FILES.values() if name[:12] != key[:12])
    source.write_bytes(data)
    run([imgtool_command(), "sign", "--key", KEYS / key] + BASE + [source, output])
    good = run([NRF53PACK, "verify", "--key", KEYS / key, output])
    if good.returncode != 0 or good.stdout.count(b" pass ") < 3:
        return good.stdout.decode() + good.stderr.decode()
    if run([NRF53PACK, "verify", "--key", KEYS / other, output]).returncode != 1:
        return "verified with another key"
    for at in (40, 700, len(output.read_bytes()) - 10):
        damaged = bytearray(output.read_bytes())
        damaged[at] ^= 4
        (folder / "damaged.bin").write_bytes(damaged)
        if run([NRF53PACK, "verify", "--key", KEYS / key, folder / "damaged.bin"]).returncode != 1:
            return f"verified with byte {at} changed"
    return None


def hex_output(folder, name, data, words):
    """HEX in, HEX out, without a key: whole files must be equal."""
    source, texts = folder / "in.hex", []
    source.write_bytes(data)
    for program in ([imgtool_command(), "sign"], [NRF53PACK, "sign"]):
        output = folder / "out.hex"
        output.unlink(missing_ok=True)
        done = run(program + words + [source, output])
        texts.append(output.read_text() if done.returncode == 0 else None)
    if texts[0] is None or texts[1] is None:
        return "one of them refused"
    return None if texts[0] == texts[1] else "HEX files differ"


def check_hex_addresses(folder):
    """Where a HEX output lies: --hex-addr decides, a header needs room below the firmware, raw input needs an address."""
    source, output = folder / "in.hex", folder / "out.hex"
    output.unlink(missing_ok=True)
    source.write_bytes(intel_hex([(0x100, payload(20))]))
    if run([NRF53PACK, "sign"] + BASE + [source, output]).returncode != 3 or output.exists():
        return "a header of 0x200 below address 0x100"
    texts = []
    for program in ([imgtool_command(), "sign"], [NRF53PACK, "sign"]):
        run(program + BASE + ["--hex-addr", "0x30000", source, output])
        texts.append(output.read_text())
    (folder / "in.bin").write_bytes(payload(20))
    output.unlink()
    if run([NRF53PACK, "sign"] + BASE + [folder / "in.bin", output]).returncode != 2 or output.exists():
        return "raw bytes to HEX without an address"
    return None if texts[0] == texts[1] else "--hex-addr gives another file"


def check_notes(folder):
    """imgtool signs these without a word; nrf53pack signs them too and says what is odd."""
    source, output, image = folder / "in.bin", folder / "out.bin", folder / "image.bin"
    source.write_bytes((0x20008000).to_bytes(4, "little") + (0x10401).to_bytes(4, "little") + payload(992))
    if run([NRF53PACK, "sign"] + options() + [source, image]).stderr:
        return "a note where nothing is odd"
    plain, signed = source.read_bytes(), image.read_bytes()
    cases = (
        ("no Thumb bit", (0x20008000).to_bytes(4, "little") + (0x10400).to_bytes(4, "little") + payload(992), options()),
        ("no multiple of 4", (0x20008002).to_bytes(4, "little") + (0x10401).to_bytes(4, "little") + payload(992), options()),
        ("MCUboot image already", signed, options()),
        ("MCUboot image already", bytes(0x200) + signed, options(pad_header=None)),
        ("shorter than a vector table", payload(7), options()),
        ("shorter than a vector table", bytes(0x207), options(pad_header=None)),
        ("switches the size check off", plain, options(slot_size="0")),
        ("no multiple of 0x200", plain, options(header_size="0x100")),
    )
    for said, data, words in cases:
        source.write_bytes(data)
        done = run([NRF53PACK, "sign"] + words + [source, output])
        if done.returncode != 0 or done.stderr.decode().count("note") != 1 or said not in done.stderr.decode():
            return f"'{said}': exit {done.returncode}: {done.stderr.decode()}"
    return None


def check_same_file(folder):
    """IN and OUT the same file, under the same and under another name."""
    source = folder / "in.bin"
    source.write_bytes(payload(1000))
    (folder / "link.bin").symlink_to(source)
    for output in (source, folder / "." / ".." / folder.name / "in.bin", folder / "link.bin"):
        if run([NRF53PACK, "sign"] + options() + [source, output]).returncode != 2:
            return f"{output} is taken"
    return None if source.read_bytes() == payload(1000) else "the input was changed"


def refusal(folder, name, data, words):
    theirs, ours = sign_both(folder, name, data, words, KEY_FILES["P-256"])
    if theirs is not None:
        return "imgtool signed it: the case proves nothing"
    if ours is not None:
        return "nrf53pack signed it"
    return "something was left behind" if (folder / "out.bin").exists() else None


def main():
    results = Results()
    if imgtool_command() is None:
        print("FAILED  imgtool is not installed")
        return 1
    with scratch() as name:
        folder = Path(name)
        for case, data, words in bin_cases():
            results.add(f"sign {case}", compare(folder, case, data, words, KEY_FILES["P-256"]))
        for case, data, words in hex_cases():
            results.add(f"sign {case}", compare(folder, case, data, words, KEY_FILES["P-256"], "hex"))
            results.add(f"sign {case} to hex", hex_output(folder, case, data, words))
        for label, key in KEY_FILES.items():
            results.add(f"sign with {label}", compare(folder, label, payload(1000), BASE, key))
            results.add(f"sign with {label}, full public key", compare(folder, label, payload(999), BASE + ["--public-key-format", "full"], key))
            for size in (0, 1, 4096):
                results.add(f"{size} bytes with {label} accepted by imgtool and openssl", accepted(folder, payload(max(size, 200)), key))
            results.add(f"imgtool's image with {label} verified", verified_theirs(folder, payload(3000), key))
        results.add("addresses of HEX outputs", check_hex_addresses(folder))
        results.add("notes about odd input", check_notes(folder))
        results.add("input and output are one file", check_same_file(folder))
        for case, data, words in refused_cases():
            results.add(f"refused: {case}", refusal(folder, case, data, words))
    peer.close()
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
