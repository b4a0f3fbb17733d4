"""Makes an encrypted image for the cases of decryption, without a line of the program under test.

The image key, and with it the TLV for fixtures/keys/test-x25519.pem, are constants that were made once with Python's
cryptography: the key is the bytes (37 * i + 11) & 0xff for i from 0 to 15, the ephemeral secret goes on from there.
"""
import hashlib
import struct

KEYSTREAM = bytes.fromhex("51cba89cd654d498ee2e4c3bf7d1f206bbbdffd2aae316755cd8a07ce53445d9")
TLV = bytes.fromhex(
    "9300c9309e95e176cbf4a39af46a0dd4d26b32c1ef2dd23620e7bf695df8e433"
    "8d35a94e2df068b2cb47da0d0152a872cef8d24ecab7599c7e59f1aeb6469859"
    "20672b930862c2a5403c246440d81c0b")
AES128, AES256 = 4, 8
ENC_X25519 = 0x33


def image(flags=AES128, tlv=TLV, kind=ENC_X25519, clear=False, damage=None):
    """flags, TLV and its type as given (tlv None: none); clear: stored plain; damage: offset of a byte to change."""
    firmware = bytes(32)
    header = struct.pack("<IIHHIIBBHII", 0x96F3B83D, 0, 0x20, 0, len(firmware), flags, 1, 2, 3, 0, 0)
    stored = firmware if clear or flags == 0 else bytes(a ^ b for a, b in zip(firmware, KEYSTREAM))
    tlvs = struct.pack("<HH", 0x10, 32) + hashlib.sha256(header + firmware).digest()
    if tlv is not None:
        tlvs += struct.pack("<HH", kind, len(tlv)) + tlv
    data = bytearray(header + stored + struct.pack("<HH", 0x6907, 4 + len(tlvs)) + tlvs)
    if damage is not None:
        data[damage] ^= 1
    return bytes(data)
