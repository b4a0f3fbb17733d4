#!/usr/bin/env python3
"""Appends b0n's validation block to a network image: OUT.hex and OUT.bin from IN.hex.

Layout and order as in sdk-nrf scripts/bootloader/validation_data.py and do_sign.py: the block follows the image at
the next word, the signed message is the SHA-256 of the image, ECDSA hashes that message once more. The nonce follows
RFC 6979, so the same input gives the same bytes.
"""

import argparse
import hashlib
import pathlib
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

MAGIC = (0x281EE6DE, 0x86518483, 0x00013502)
ERASED = 0xFF
RECORD_BYTES = 16


def read_hex(text):
    """The image's first address and its bytes, holes filled with erased flash."""
    cells, base = {}, 0
    for line in text.split():
        record = bytes.fromhex(line[1:])
        if sum(record) % 256 != 0 or len(record) != record[0] + 5:
            raise SystemExit(f"damaged record '{line}'")
        offset, kind, data = int.from_bytes(record[1:3], "big"), record[3], record[4:-1]
        if kind == 0:
            cells.update((base + offset + i, byte) for i, byte in enumerate(data))
        elif kind == 2:
            base = int.from_bytes(data, "big") << 4
        elif kind == 4:
            base = int.from_bytes(data, "big") << 16
    first, last = min(cells), max(cells)
    return first, bytes(cells.get(address, ERASED) for address in range(first, last + 1))


def record(offset, kind, data):
    body = bytes([len(data), offset >> 8 & 0xFF, offset & 0xFF, kind]) + data
    return f":{(body + bytes([-sum(body) & 0xFF])).hex().upper()}\n"


def write_hex(address, data):
    text, segment = "", None
    position = 0
    while position < len(data):
        at = address + position
        if at >> 16 != segment:
            segment = at >> 16
            text += record(0, 4, segment.to_bytes(2, "big"))
        length = min(RECORD_BYTES, len(data) - position, 0x10000 - (at & 0xFFFF))
        text += record(at & 0xFFFF, 0, data[position : position + length])
        position += length
    return text + record(0, 1, b"")


def validation_block(address, image, key):
    digest = hashlib.sha256(image).digest()
    signature = key.sign(digest, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(signature)
    public = key.public_key().public_numbers()
    numbers = b"".join(value.to_bytes(32, "big") for value in (public.x, public.y, r, s))
    return struct.pack("<4I", *MAGIC, address) + digest + numbers


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--key", required=True, help="PEM, ECDSA P-256")
    parser.add_argument("input", type=pathlib.Path)
    parser.add_argument("output", help="path without .hex and .bin")
    arguments = parser.parse_args()

    key = serialization.load_pem_private_key(pathlib.Path(arguments.key).read_bytes(), password=None)
    address, image = read_hex(arguments.input.read_text(encoding="ascii"))
    padded = image + bytes([ERASED]) * (-(address + len(image)) % 4)
    signed = padded + validation_block(address, image, key)

    pathlib.Path(arguments.output + ".bin").write_bytes(signed)
    with open(arguments.output + ".hex", "w", encoding="ascii", newline="\n") as file:
        file.write(write_hex(address, signed))


if __name__ == "__main__":
    main()
