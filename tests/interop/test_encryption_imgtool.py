#!/usr/bin/env python3
"""Encrypted images: ours are opened by an independent reader, imgtool's by us, and both are equal with equal numbers.

Equal numbers: imgtool runs in this process with os.urandom() and the makers of ephemeral keys replaced, ours is the
program with fixed random numbers (tests/interop/fixed_random.c). Both take the image key first, then what the wrapping
needs.
"""
import base64
import hashlib
import hmac
import sys
from pathlib import Path
from unittest import mock

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

import imgtool.image
import imgtool.keys.rsa
import imgtool.main
from click.testing import CliRunner
from interop import KEYS, NRF53PACK, Image, Results, payload, run, scratch

FIXED_RANDOM = Path(NRF53PACK).resolve().parent / "tests" / "interop" / "nrf53pack_fixed_random"
BASE = {"--version": "1.2.3+4", "--header-size": "0x200", "--slot-size": "0x40000", "--align": "4"}
P256, X25519, RSA = "test-ecdsa-p256", "test-x25519", "test-rsa-2048"
ED25519 = str(KEYS / "test-ed25519.pem")
WRAPPING_KEYS = {16: bytes(range(16)), 32: bytes(range(32))}


class FixedRandom:
    """The bytes of fixed_random.c, one after the other."""

    def __init__(self):
        self.position = 0

    def take(self, size):
        bytes_ = bytes((at * 37 + 11) & 0xFF for at in range(self.position, self.position + size))
        self.position += size
        return bytes_


def sign_words(*words, **changes):
    """The options of every call, with some replaced."""
    table = BASE | {"--" + name.replace("_", "-"): value for name, value in changes.items()}
    return ["sign", "--pad-header", *[word for pair in table.items() for word in pair], *words]


def private_key(name):
    return serialization.load_pem_private_key((KEYS / f"{name}.pem").read_bytes(), None)


def aes_ctr(key, data):
    """Counter from 0; the same in both directions."""
    cipher = Cipher(algorithms.AES(key), modes.CTR(bytes(16))).encryptor()
    return cipher.update(data) + cipher.finalize()


def open_ecies(shared, algorithm, tag, encrypted):
    derived = HKDF(algorithm=algorithm, length=len(encrypted) + algorithm.digest_size, salt=None,
                   info=b"MCUBoot_ECIES_v1").derive(shared)
    assert hmac.digest(derived[len(encrypted):], encrypted, algorithm.name) == tag, "tag"
    return aes_ctr(derived[:len(encrypted)], encrypted)


def image_key(image):
    """What the device makes of the encryption TLV, with Python's cryptography."""
    size = 32 if image.flags & 8 else 16
    (kind, value), = [(kind, value) for kind, value in image.tlvs if 0x30 <= kind <= 0x34]
    if kind == 0x30:
        oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
        key = private_key(RSA).decrypt(value, oaep)
    elif kind == 0x31:
        key = aes_key_unwrap(WRAPPING_KEYS[size], value)
    elif kind == 0x32:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), value[:65])
        key = open_ecies(private_key(P256).exchange(ec.ECDH(), point), hashes.SHA256(), value[65:97], value[97:])
    else:
        algorithm = hashes.SHA256() if kind == 0x33 else hashes.SHA512()
        end = 32 + algorithm.digest_size
        shared = private_key(X25519).exchange(x25519.X25519PublicKey.from_public_bytes(value[:32]))
        key = open_ecies(shared, algorithm, value[32:end], value[end:])
    assert len(key) == size, f"image key of {len(key)} bytes"
    return kind, key


def differences_of_plain(data, firmware):
    """Whether an independent device gets the firmware out of the image, and the hash is of it."""
    image = Image(data)
    try:
        kind, key = image_key(image)
    except Exception as error:  # any reason is one
        return f"not opened: {type(error).__name__} {error}"
    plain = aes_ctr(key, data[image.hdr_size : image.hdr_size + image.img_size])
    expected = firmware + bytes(-(image.hdr_size + len(firmware)) % 16)
    if plain != expected:
        return "another firmware comes out"
    hashed = data[: image.hdr_size] + plain + data[image.hdr_size + image.img_size : image.hashed_size]
    algorithm = {0x10: "sha256", 0x11: "sha384", 0x12: "sha512"}
    for tlv, value in image.tlvs:
        if tlv in algorithm and hashlib.new(algorithm[tlv], hashed).digest() != value:
            return "the hash is not of the plain image"
    if image.tlvs[-1][0] != kind:
        return "the encryption TLV is not the last one"
    return None


def fixed_encrypt(numbers):
    """RSA-OAEP with the seed from `numbers` (RFC 8017, 7.1.1), in place of OpenSSL's."""

    def mask(seed, size):
        out = b"".join(hashlib.sha256(seed + i.to_bytes(4, "big")).digest() for i in range(size // 32 + 1))
        return out[:size]

    def xor(left, right):
        return bytes(a ^ b for a, b in zip(left, right))

    class Encrypter:
        def __init__(self, key):
            self.numbers = key.public_numbers()

        def encrypt(self, message, _padding):
            size = 256
            seed = numbers.take(32)
            block = hashlib.sha256(b"").digest() + bytes(size - len(message) - 66) + b"\x01" + message
            block = xor(block, mask(seed, len(block)))
            encoded = int.from_bytes(xor(seed, mask(block, 32)) + block, "big")
            return pow(encoded, self.numbers.e, self.numbers.n).to_bytes(size, "big")

    return Encrypter


def imgtool_fixed(words):
    """Runs imgtool in this process with fixed numbers. Gives what it said when it failed."""
    numbers = FixedRandom()
    encrypter = fixed_encrypt(numbers)
    get_public = imgtool.keys.rsa.RSAPublic._get_public

    def generate_p256(curve, _backend=None):
        return ec.derive_private_key(int.from_bytes(numbers.take(32), "big"), curve)

    class GenerateX25519:
        @staticmethod
        def generate():
            return x25519.X25519PrivateKey.from_private_bytes(numbers.take(32))

    with mock.patch.object(imgtool.image.os, "urandom", numbers.take), \
         mock.patch.object(imgtool.image.ec, "generate_private_key", generate_p256), \
         mock.patch.object(imgtool.image, "X25519PrivateKey", GenerateX25519), \
         mock.patch.object(imgtool.keys.rsa.RSAPublic, "_get_public", lambda self: encrypter(get_public(self))):
        result = CliRunner().invoke(imgtool.main.imgtool, [str(word) for word in words])
    if result.exit_code != 0:
        return f"exit status {result.exit_code}: {result.output} {result.exception}"
    return None


def schemes():
    """Name, options, name of the key pair."""
    for bits in ("128", "256"):
        for name, key, words in (("RSA-2048", RSA, []), ("P-256", P256, []), ("X25519", X25519, []),
                                 ("X25519 with SHA-512", X25519, ["--hmac-sha", "512"])):
            yield f"{name}, AES-{bits}", ["-E", KEYS / f"{key}.pub.pem", "--encrypt-keylen", bits, *words], key


def extra_options():
    """Name, options, and what replaces options of every call."""
    yield ", clear", ["--clear"], {}
    yield ", padded", ["--pad"], {}
    yield ", padded with the TLV kept", ["--pad", "--save-enctlv"], {}
    yield ", confirmed with the TLV kept, align 16", ["--confirm", "--save-enctlv"], {"align": "16"}
    yield ", all kinds of protected TLVs", ["-s", "7", "-d", "(1,2.3.4+5)", "--custom-tlv", "0xa0", "0x11223344"], {}
    yield ", header of no whole blocks", [], {"header_size": "0x2a4"}


def equal_files(results, folder):
    if not FIXED_RANDOM.exists():
        results.add("equal files", f"{FIXED_RANDOM} is not built")
        return
    for title, words, _ in schemes():
        for size in (1, 15, 16, 17, 70001):
            compare_files(results, folder, f"{title}, {size} bytes", size, sign_words(*words))
        for name, signer in (("unsigned", []), ("Ed25519", ["-k", ED25519])):
            compare_files(results, folder, f"{title}, {name}", 1000, sign_words(*words, *signer))
            compare_files(results, folder, f"{title}, HEX, {name}", 1000,
                          sign_words(*words, *signer, "--hex-addr", "0x10000", "--confirm"), "hex")
            for extra_title, extra, changes in extra_options():
                compare_files(results, folder, f"{title}{extra_title}, {name}", 1000,
                              sign_words(*words, *signer, *extra, **changes))


def compare_files(results, folder, title, size, words, form="bin"):
    source, mine, theirs = folder / "in.bin", folder / f"mine.{form}", folder / f"theirs.{form}"
    source.write_bytes(payload(size))
    for path in (mine, theirs):
        path.unlink(missing_ok=True)
    problem = imgtool_fixed([*words, source, theirs])
    ours = run([FIXED_RANDOM, *words, source, mine])
    if problem or ours.returncode != 0:
        results.add(f"equal files: {title}", f"imgtool: {problem}; nrf53pack: {ours.stderr.decode()}")
        return
    left, right = mine.read_bytes(), theirs.read_bytes()
    at = next((i for i, (a, b) in enumerate(zip(left, right)) if a != b), None)
    results.add(f"equal files: {title}",
                None if left == right else f"{len(left)} and {len(right)} bytes, differ first at {at}")


def opened_elsewhere(results, folder):
    """Ours with real random numbers, among them AES key wrap, which imgtool does not write."""
    firmware = payload(5001)
    (folder / "in.bin").write_bytes(firmware)
    cases = [(title, words) for title, words, _ in schemes()]
    for size, name in ((16, "128"), (32, "256")):
        kek = folder / f"kek{name}.b64"
        kek.write_bytes(base64.b64encode(WRAPPING_KEYS[size]) + b"\n")
        cases.append((f"AES key wrap, AES-{name}", ["-E", kek, "--encrypt-keylen", name]))
    for title, words in cases:
        outputs = []
        for turn in range(2):
            out = folder / f"{turn}.bin"
            done = run([NRF53PACK, *sign_words(*words, "-k", ED25519), folder / "in.bin", out])
            outputs.append(out.read_bytes() if done.returncode == 0 else done.stderr)
        results.add(f"opened by Python: {title}", differences_of_plain(outputs[0], firmware))
        same = Image(outputs[0]).hashed[0x200:] == Image(outputs[1]).hashed[0x200:]
        results.add(f"a fresh key each time: {title}", "two calls gave the same bytes" if same else None)


def opened_here(results, folder):
    """imgtool's, with its own random numbers, through `verify`."""
    (folder / "in.bin").write_bytes(payload(5001))
    out = folder / "theirs.bin"
    for title, words, key in schemes():
        made = CliRunner().invoke(imgtool.main.imgtool, [str(word) for word in sign_words(*words, "-k", ED25519, folder / "in.bin", out)])
        if made.exit_code != 0:
            results.add(f"imgtool's verified: {title}", made.output)
            continue
        verify = [NRF53PACK, "verify", "--key", KEYS / "test-ed25519.pub.pem"]
        done = run([*verify, "--encrypt-key", KEYS / f"{key}.pem", out])
        results.add(f"imgtool's verified: {title}", None if done.returncode == 0 else (done.stdout + done.stderr).decode())

        other = P256 if key != P256 else X25519
        done = run([*verify, "--encrypt-key", KEYS / f"{other}.pem", out])
        results.add(f"imgtool's with another key: {title}",
                    None if done.returncode == 1 else f"exit status {done.returncode}")

        damaged = bytearray(out.read_bytes())
        damaged[0x300] ^= 1
        (folder / "damaged.bin").write_bytes(damaged)
        done = run([*verify, "--encrypt-key", KEYS / f"{key}.pem", folder / "damaged.bin"])
        results.add(f"imgtool's damaged: {title}", None if done.returncode == 1 else f"exit status {done.returncode}")


def main():
    results = Results()
    with scratch() as folder:
        equal_files(results, Path(folder))
        opened_elsewhere(results, Path(folder))
        opened_here(results, Path(folder))
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
