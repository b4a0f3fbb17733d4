#!/usr/bin/env python3
"""`nrf53pack verify` against a deployed build: what its bootloader would not take is refused, whatever the image says of itself.
"""
import json
import shutil
import struct
import sys
import zipfile
from pathlib import Path

from interop import KEYS, NRF53PACK, ROOT, Results, imgtool_command, name_key, payload, run, scratch

TREE = ROOT / "fixtures" / "ncs32_dk_qspi_overwrite"
KEY, PUBLIC = KEYS / "test-ecdsa-p256.pem", KEYS / "test-ecdsa-p256.pub.pem"
FIRMWARE = TREE / "sensor_hub/zephyr/zephyr.bin"
NET = TREE / "signed_by_b0_ipc_radio.bin"


def verify(*words):
    done = run([NRF53PACK, "verify", *words])
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def expect(words, status, *lines):
    """None, or what differs; a line is the start of a check's name, its verdict and a part of its detail."""
    got, text = verify(*words)
    if got != status:
        return f"exit {got}, expected {status}: {' '.join(map(str, words))}\n{text}"
    for line in lines:
        check, verdict, said = line if isinstance(line, tuple) else (None, None, line)
        found = any(said in row and (check is None or row.split(f" {verdict} ")[0].strip() == check)
                    for row in text.splitlines())
        if not found:
            return f"no line {line}: {' '.join(map(str, words))}\n{text}"
    return None


def sign(folder, name, *words, firmware=FIRMWARE):
    out = folder / name
    usual = ([] if "-v" in words else ["-v", "2.0.0"]) + ([] if "-H" in words else ["-H", "0x200"])
    done = run([NRF53PACK, "sign", *usual, "--pad-header", "-S", "0xe8000", *words, firmware, out])
    assert done.returncode == 0, done.stderr
    return out


def deployed(folder, name, *symbols):
    """The fixture's build with the images it signed, and with further symbols of its bootloader."""
    build = folder / name
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(TREE, build)
    done = run([NRF53PACK, "pack", TREE, "-o", folder / f"{name}-out", "--key", KEY])
    assert done.returncode == 0, done.stderr
    shutil.copy(folder / f"{name}-out/app_update.bin", build / "sensor_hub/zephyr/zephyr.signed.bin")
    shutil.copy(folder / f"{name}-out/net_core_app_update.bin", build / "signed_by_mcuboot_and_b0_ipc_radio.bin")
    shutil.copy(folder / f"{name}-out/dfu_application.zip", build)
    config = build / "mcuboot/zephyr/.config"
    names = [symbol.split("=")[0] for symbol in symbols]
    kept = [line for line in config.read_text().splitlines()
            if not any(line.startswith((f"{n}=", f"# {n} is not set")) for n in names)]
    config.write_text("\n".join(kept + list(symbols)) + "\n")
    return build


def downgrades(folder):
    build = deployed(folder, "version", "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION=y")
    old, new = sign(folder, "old.bin", "-k", KEY, "-v", "1.4.1"), sign(folder, "new.bin", "-k", KEY)
    free = deployed(folder, "free")
    return (expect([new, "--key", PUBLIC, "--against", build], 0, ("downgrade", "pass", "2.0.0+0 over"))
            or expect([old, "--key", PUBLIC, "--against", build], 1, ("downgrade", "FAIL", "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION"))
            or expect([old, "--key", PUBLIC, "--against", free], 0, ("downgrade", "warning", "installs it all the same"))
            or expect([old, "--key", PUBLIC, "--against", build, "--installed", sign(folder, "older.bin", "-k", KEY, "-v", "1.0.0")], 0,
                      ("downgrade", "pass", "older.bin")))


def counters(folder):
    build = deployed(folder, "counter", "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION=y")
    none, seven = sign(folder, "none.bin", "-k", KEY), sign(folder, "seven.bin", "-k", KEY, "-s", "7")
    eight = sign(folder, "eight.bin", "-k", KEY, "-s", "8")
    against = ["--key", PUBLIC, "--against", build]
    return (expect([none, *against], 1, ("security counter", "FAIL", "no protected SEC_CNT"))
            or expect([seven, *against, "--installed", eight], 1, ("security counter", "FAIL", "has 8"))
            or expect([eight, *against, "--installed", seven], 0, ("security counter", "pass", "8 over 7")))


def dependencies(folder):
    build = deployed(folder, "needs")
    app = sign(folder, "needs.bin", "-k", KEY, "-d", "(1,3.0.0)")
    two = sign(folder, "two.bin", "-k", KEY, "-d", "(2,1.0.0)")
    net = sign(folder, "net3.bin", "-k", KEY, "-v", "3.0.0", "-d", "(0,2.0.0)", firmware=NET)
    loop = sign(folder, "loop.bin", "-k", KEY, "-v", "3.0.0", "-d", "(0,2.1.0)", firmware=NET)
    key = ["--key", PUBLIC]
    return (expect([app, *key], 0, ("dependency", "not checked", "needs image 1 at least 3.0.0+0"))
            or expect([app, *key, "--against", build], 1, ("dependency", "FAIL", "installed"))
            or expect([app, net, *key, "--against", build], 0, ("dependency", "pass", "net3.bin"))
            or expect([app, loop, *key, "--against", build], 1, ("dependency", "FAIL", "at least 2.1.0+0"))
            or expect([app, *key, "--against", build, "--installed", net], 0, ("dependency", "pass", "net3.bin"))
            or expect([two, *key, "--against", build], 1, ("dependency", "FAIL", "the bootloader has 2 images"))
            or expect([sign(folder, "net1.bin", "-k", KEY, "-v", "1.0.0", firmware=NET), *key, "--installed", app], 1,
                      ("dependency of installed", "FAIL", "needs image 1 at least 3.0.0+0")))


def encryption(folder):
    plain = deployed(folder, "plain")
    build = deployed(folder, "encrypts", "CONFIG_BOOT_ENCRYPT_IMAGE=y", "CONFIG_BOOT_ENCRYPT_EC256=y")
    image = sign(folder, "encrypted.bin", "-k", KEY, "-E", KEYS / "test-nsib-p256.pub.pem")
    clear = sign(folder, "clear.bin", "-k", KEY, "-E", KEYS / "test-nsib-p256.pub.pem", "--clear")
    device = ["--encrypt-key", KEYS / "test-nsib-p256.pem"]
    damaged = folder / "damaged.bin"
    data = bytearray(image.read_bytes())
    data[0x300] ^= 1
    damaged.write_bytes(data)
    key = ["--key", PUBLIC]
    return (expect([image, *key], 3, ("hash", "not checked", "encrypted"), "not verified: 1 of 1 images are encrypted")
            or expect([image, *key, *device], 0, ("hash", "pass", ""), "verified: hash, and signature with key")
            or expect([image, *key, *device, "--against", build], 0, ("encryption scheme", "pass", "ENCEC256, AES-128"),
                      ("reset vector", "pass", "0x00010401"))
            or expect([image, *key, *device, "--against", plain], 1, ("encryption scheme", "FAIL", "takes no encrypted images"))
            or expect([image, *key, "--encrypt-key", KEY], 1, ("encryption", "FAIL", ""))
            or expect([damaged, *key, *device], 1, ("hash", "FAIL", ""))
            or expect([clear, *key, "--against", build], 1, ("hash", "pass", ""), ("encryption scheme", "FAIL", "first programming"))
            or expect([sign(folder, "open.bin", "-k", KEY), *key, "--against", build], 0, ("encryption scheme", "warning", "plain")))


def compression(folder):
    if imgtool_command() is None:
        return "imgtool is not here"
    (folder / "soft.bin").write_bytes(payload(64) * 200)
    image = folder / "compressed.bin"
    done = run([imgtool_command(), "sign", "-k", KEY, "-v", "2.0.0", "-H", "0x200", "--pad-header", "-S", "0xe8000",
                "--compression", "lzma2", folder / "soft.bin", image])
    assert done.returncode == 0, done.stderr
    return (expect([image, "--key", PUBLIC], 3, ("hash", "pass", ""), ("signature", "pass", ""),
                   ("decompressed", "not checked", "LZMA2"), ("decompressed signature", "pass", "DECOMP_SHA"), "compressed")
            or expect([image, "--key", PUBLIC, "--against", TREE], 1, ("image flags", "FAIL", "does not decompress")))


def header_size(folder):
    wide = sign(folder, "wide.bin", "-k", KEY, "-H", "0x400")
    return expect([wide, "--key", PUBLIC, "--against", TREE], 1, ("header size", "FAIL", "0x400, the build leaves 0x200"))


def whole_build(folder):
    build = deployed(folder, "whole")
    twin = build / "sensor_hub/zephyr/zephyr.signed.hex"
    image = build / "sensor_hub/zephyr/zephyr.signed.bin"

    def write_hex(data, base=0x10000):
        rows = [b"\x02\0\0\x04" + struct.pack(">H", base >> 16)] + [
            bytes([len(data[i:i + 16])]) + struct.pack(">H", (base & 0xFFFF) + i) + b"\0" + data[i:i + 16] for i in range(0, len(data), 16)]
        twin.write_text("".join(f":{row.hex()}{-sum(row) & 0xFF:02x}\n" for row in rows) + ":00000001FF\n")

    write_hex(image.read_bytes())
    problem = expect([build, "--key", PUBLIC], 0, ("HEX twin", "pass", "zephyr.signed.hex"), ("image of the build", "pass", "the same"),
                     "verified: hash, and signature")
    write_hex(image.read_bytes()[:-1] + b"\0")
    problem = problem or expect([build, "--key", PUBLIC], 1, ("HEX twin", "FAIL", "holds other bytes"))
    twin.unlink()
    shutil.copy(sign(folder, "later.bin", "-k", KEY), image)
    problem = problem or expect([build, "--key", PUBLIC], 1, ("image of the build", "FAIL", "the package is of another build"))
    return problem


def keys_of_devices(folder):
    build = deployed(folder, "trusts")
    foreign = sign(folder, "foreign.bin", "-k", KEYS / "test-nsib-p256.pem")
    return (expect([foreign, "--against", build], 1, ("key of installed", "FAIL", "names another key"))
            or expect([sign(folder, "rsa.bin", "-k", KEYS / "test-rsa-2048.pem"), "--against", build], 1,
                      ("signature type", "FAIL", "the bootloader takes ECDSA P-256"))
            or expect([sign(folder, "unsigned.bin"), "--against", build], 1, ("signature type", "FAIL", "not signed")))


def provision_pages(folder):
    def page(name, *words):
        out = folder / name
        done = run([NRF53PACK, "provision", "--address", "0x01008580", "--form", "old", "--max-size", "0x280", *words, "-o", out])
        assert done.returncode == 0, done.stderr
        return out

    nsib = ["--public-key", KEYS / "test-nsib-p256.pub.pem"]
    good, moved = page("good.hex", "--s0", "0x01008800", *nsib), page("moved.hex", "--s0", "0x01009000", *nsib)
    image = folder / "net.bin"
    sign(folder, "net.bin", "-k", KEY, firmware=NET)
    build = deployed(folder, "pages")
    shutil.copy(moved, build / "net_provision.hex")
    return (expect([image, "--key", PUBLIC, "--provision", good], 0, ("provision slot", "pass", ""))
            or expect([image, "--key", PUBLIC, "--provision", moved], 1, ("provision slot", "FAIL", ""))
            or expect([good], 0, ("provision slots", "not checked", "0x1008800"))
            or expect([build, "--key", PUBLIC], 1, ("provision slots", "FAIL", "0x1009000")))


def trusted_by_tree(build, nsib):
    """Without --nsib-key, what the tree says: the page that it made, or the key that it names."""
    config, page = build / "zephyr/.config", build / "net_provision.hex"
    signature = "firmware signature"
    text = config.read_text()
    answer = None
    for key, status, verdict, last in ((nsib, 0, "pass", "names for b0"), (PUBLIC, 1, "FAIL", "FAILED")):
        shutil.copy(key, build / "b0.pem")
        config.write_text(text + 'SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE="b0.pem"\n')
        answer = answer or expect([NET, "--against", build], status, (signature, verdict, "the key of the tree"), last)
    config.write_text(text)
    run([NRF53PACK, "provision", "--form", "new", "--address", "0x01008580", "--s0", "0x01008800",
         "--public-key", nsib, "-o", page])
    answer = answer or expect([NET, "--against", build], 0, (signature, "pass", "keys of the provision data"),
                              "with a key of the provision data")
    page.unlink()
    return answer


def keys_of_b0(folder):
    """Firmware for b0 has a key of its own; that of the tree's MCUboot is never taken for it."""
    build = deployed(folder, "b0")
    name_key(build, "trusted.pem")
    shutil.copy(KEY, build / "trusted.pem")
    image, nsib = sign(folder, "image.bin", "-k", KEY), KEYS / "test-nsib-p256.pub.pem"
    by_key = ("firmware signature", "pass", "compared with the given key")
    return (expect([NET, "--key", nsib, "--against", build], 0, by_key, "verified: hash, and signature with key")
            or expect([NET, "--against", build], 3, ("firmware signature", "not checked", "b0's key is not known"), "give --nsib-key or --provision")
            or trusted_by_tree(build, nsib)
            or expect([NET, image, "--against", build], 3, "not verified: 1 signature was not checked")
            or expect([NET, image, "--against", build, "--nsib-key", nsib], 0, "verified: hash, and signature with key")
            or expect([NET, image, "--key", PUBLIC, "--nsib-key", nsib], 0, by_key)
            or expect([sign(folder, "net.bin", "-k", KEY, firmware=NET), "--key", PUBLIC, "--nsib-key", nsib], 0, by_key)
            or expect([NET, image, "--key", PUBLIC, "--nsib-key", PUBLIC], 1, ("firmware signature", "FAIL", ""))
            or expect([NET, "--nsib-key", KEYS / "test-ed25519.pub.pem"], 3, "signed with ECDSA P-256"))


def bytes_behind(folder):
    """Clients send the whole file, and the bootloader keeps its trailer at the end of the slot."""
    build, slot = deployed(folder, "behind"), 0xE8000
    image = sign(folder, "behind.bin", "-k", KEY)
    data = image.read_bytes()
    fill = slot - len(data)
    padded = sign(folder, "padded.bin", "-k", KEY, "--pad", "--overwrite-only")
    for rest, status, verdict, said in (
            (b"\xff" * fill, 0, None, ""),
            (b"\x5a" * 64, 0, "warning", "64 bytes behind the image"),
            (b"\x5a" * fill, 1, "FAIL", "keeps its trailer"),
            (b"\xff" * (fill - 16) + b"\x11" * 16, 1, "FAIL", "keeps its trailer"),
            (b"\xff" * (fill + 4096), 1, "FAIL", "the slot that takes it 0xe8000")):
        image.write_bytes(data + rest)
        wanted = ("bytes behind", verdict, said) if verdict else "verified:"
        answer = expect([image, "--key", PUBLIC, "--against", build], status, wanted)
        if answer or verdict is None and "bytes behind" in verify(image, "--key", PUBLIC, "--against", build)[1]:
            return answer or "erased bytes are mentioned"
    return expect([padded, "--key", PUBLIC, "--against", build], 0, ("bytes behind", "pass", "ends at 0xe8000"))


def hex_addresses(folder):
    """A HEX says where it goes: that must be the slot."""
    build = deployed(folder, "hex-address")
    key = ["--key", PUBLIC, "--against", build]

    def at(address):
        return sign(folder, f"{address}.hex", "-k", KEY, "-x", address)

    return (expect([at("0x10000"), *key], 0, ("HEX address", "pass", "0x10000"))
            or expect([at("0x10000000"), *key], 0, ("HEX address", "pass", "secondary"))
            or expect([at("0x20000"), *key], 1, ("HEX address", "FAIL", "its slot starts at 0x10000"))
            or expect([at("0x10000"), "--key", PUBLIC], 0, ("HEX address", "not checked", "0x10000")))


def without_thumb(folder):
    build = deployed(folder, "thumb")
    source = (TREE / "sensor_hub/zephyr/zephyr.bin").read_bytes()
    even = folder / "even-firmware.bin"
    even.write_bytes(source[:4] + bytes([source[4] & 0xFE]) + source[5:])
    return expect([sign(folder, "even.bin", "-k", KEY, firmware=even), "--key", PUBLIC, "--against", build], 1,
                  ("reset vector", "FAIL", "is even"))


def json_report(folder):
    build = deployed(folder, "json")
    done = run([NRF53PACK, "verify", build, "--key", PUBLIC, "--format", "json"])
    report = json.loads(done.stdout)
    kinds = [file["kind"] for file in report["files"]]
    if done.returncode != 0 or kinds != ["image", "image", "package", "image", "image"]:
        return f"exit {done.returncode}: {kinds}"
    if any(file["failed"] or not file["checks"] for file in report["files"]):
        return "a file failed, or has no check"
    if not report["conclusions"][0]["conclusion"].startswith("verified"):
        return report["conclusions"]
    text = run([NRF53PACK, "verify", build, "--key", PUBLIC]).stdout.decode()
    missing = [check for file in report["files"] for check in file["checks"] if check["detail"] not in text]
    return f"not in the text: {missing}" if missing else None


def several_inputs(folder):
    good = sign(folder, "good.bin", "-k", KEY)
    bad = folder / "bad.bin"
    bad.write_bytes(good.read_bytes()[:-5])
    status, text = verify(good, bad, folder / "nothing.bin", "--key", PUBLIC)
    if status != 3 or "bad.bin" not in text or "nothing.bin" not in text or "verified:" in text:
        return f"exit {status}: {text}"
    wrong = folder / "wrong.bin"
    data = bytearray(good.read_bytes())
    data[0x210] ^= 1
    wrong.write_bytes(data)
    return (expect([good, wrong, "--key", PUBLIC], 1, "verification FAILED")
            or expect([good, TREE, "--key", PUBLIC], 3, "holds no signed update image", ("hash", "pass", "")))


def main():
    results = Results()
    with scratch() as name:
        for test in (downgrades, counters, dependencies, encryption, compression, header_size, whole_build, keys_of_devices,
                     provision_pages, keys_of_b0, bytes_behind, hex_addresses, without_thumb, json_report, several_inputs):
            folder = Path(name) / test.__name__
            folder.mkdir()
            results.add(f"verify a build: {test.__name__.replace('_', ' ')}", test(folder))
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
