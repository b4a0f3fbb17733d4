#!/usr/bin/env python3
"""Which firmware still fits `--slot-size`: the largest that `sign` takes is the largest that imgtool takes, to the byte.

With every alignment, padding's options and the encryption that the trailer keeps room for; found by bisection with our program, then
imgtool is asked at that size and one byte above.
"""
import sys
from pathlib import Path

from interop import KEYS, NRF53PACK, Results, imgtool_command, run, scratch

BASE = ["--version", "1.0.0", "--header-size", "0x200", "--pad-header", "--slot-size", "0x4000"]
X25519, P256, RSA = (["--encrypt", KEYS / f"test-{name}.pub.pem"] for name in ("x25519", "ecdsa-p256", "rsa-2048"))
CASES = [
    *([["--align", str(align), "--max-sectors", "64"] for align in (1, 2, 4, 8, 16, 32)]),
    ["--align", "4"],
    ["--align", "4", "--overwrite-only"],
    ["--align", "32", "--max-align", "8", "--max-sectors", "32"],
    ["--align", "8", "--max-align", "32"],
    ["--align", "4", *X25519],
    ["--align", "4", *X25519, "--overwrite-only"],
    ["--align", "4", *X25519, "--save-enctlv"],
    ["--align", "8", *X25519, "--encrypt-keylen", "256"],
    ["--align", "8", *X25519, "--encrypt-keylen", "256", "--save-enctlv"],
    ["--align", "4", *RSA, "--save-enctlv"],
    ["--align", "32", "--max-sectors", "32", *P256, "--save-enctlv"],
]


def fits(program, folder, size, words):
    (folder / "in.bin").write_bytes(b"\x01" * size)
    (folder / "out.bin").unlink(missing_ok=True)
    done = run([program, "sign", *BASE, *words, folder / "in.bin", folder / "out.bin"])
    return done.returncode == 0 and (folder / "out.bin").exists()


def largest(folder, words):
    low, high = 16, 0x4000
    while high - low > 1:
        middle = (low + high) // 2
        if fits(NRF53PACK, folder, middle, words):
            low = middle
        else:
            high = middle
    return low


def judge(folder, words):
    size = largest(folder, words)
    if size == 16:
        return "nothing fits at all"
    if not fits(imgtool_command(), folder, size, words):
        return f"imgtool refuses the {size} bytes that sign takes"
    return f"imgtool takes more than the {size} bytes that sign takes" if fits(imgtool_command(), folder, size + 1, words) else None


def main():
    results = Results()
    with scratch() as folder:
        for words in CASES:
            name = " ".join(word.name if isinstance(word, Path) else word for word in words)
            results.add(f"largest firmware, {name}", judge(Path(folder), words))
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
