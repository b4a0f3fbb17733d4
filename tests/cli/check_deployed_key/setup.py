"""Two builds with signed files that name different keys."""
import hashlib
import struct

import builds


def image(key):
    """An MCUboot image of 16 bytes whose TLVs are its hash and the hash of a key."""
    header = struct.pack("<IIHHIIBBHII", 0x96F3B83D, 0, 32, 0, 16, 0, 1, 0, 0, 0, 0)
    body = header + bytes(16)
    tlvs = b"".join(struct.pack("<HH", kind, 32) + value
                    for kind, value in ((0x10, hashlib.sha256(body).digest()), (0x01, key)))
    return body + struct.pack("<HH", 0x6907, 4 + len(tlvs)) + tlvs


build = builds.copy("ncs32_dk_qspi_overwrite")
signed = "sensor_hub/zephyr/zephyr.signed.bin"
(build / signed).write_bytes(image(bytes([0xBB]) * 32))
build.rename(build.parent / "released")
build = builds.copy("ncs32_dk_qspi_overwrite")
(build / signed).write_bytes(image(bytes([0xAA]) * 32))
