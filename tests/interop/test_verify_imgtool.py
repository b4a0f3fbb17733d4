#!/usr/bin/env python3
"""`nrf53pack verify` beside `imgtool verify`: images of every key type, and the same images damaged in seeded ways.

What imgtool refuses is refused here. What imgtool lets pass and nrf53pack refuses must be one of the things that imgtool
does not look at (LAXER); each of them must turn up, so that the list cannot grow stale.
"""
import collections
import json
import random
import struct
import subprocess
import sys
from pathlib import Path

from interop import KEYS, NRF53PACK, Image, Results, imgtool_command, payload, run, scratch

HERE = Path(__file__).resolve().parent
SEED = 5340
MUTATIONS = 50
IN_EACH_PART = 4
KINDS = {
    "rsa-2048": ("test-rsa-2048", []),
    "rsa-3072": ("test-rsa-3072", []),
    "ecdsa-p256": ("test-ecdsa-p256", []),
    "ecdsa-p256, whole key, padded": ("test-ecdsa-p256", ["--public-key-format", "full", "--pad-sig"]),
    "ecdsa-p384": ("test-ecdsa-p384", []),
    "ed25519": ("test-ed25519", []),
    "ed25519, sha512": ("test-ed25519", ["--sha", "512"]),
    "ed25519, pure": ("test-ed25519", ["--pure"]),
}
# What imgtool 2.4.0 does not look at when it verifies (scripts/imgtool/image.py Image.verify()).
LAXER = {
    "key": "imgtool tries the given key, whatever key the image names",
    "type's high byte": "imgtool reads a TLV's type from its low byte",
    "length": "imgtool reads a TLV that leaves its area as far as the file goes",
    "no hash": "imgtool checks RSA and ECDSA signatures of an image without a hash",
    "area size": "imgtool stops at the first signature that fits",
    "value of SIG_PURE": "imgtool asks only whether it is there",
}


class Imgtool:
    def __init__(self):
        self.process = subprocess.Popen([sys.executable, HERE / "imgtool_worker.py"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def __call__(self, *words):
        self.process.stdin.write(json.dumps([str(word) for word in words]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def regions(data):
    """Name of the part that each byte of the TLV area belongs to; all bytes before it are hashed."""
    image = Image(data)
    names = ["hashed"] * image.hashed_size + ["area magic"] * 2 + ["area size"] * 2
    parts = {0x01: "key", 0x02: "key", 0x10: "hash", 0x11: "hash", 0x12: "hash", 0x25: "value of SIG_PURE"}
    for kind, value in image.tlvs:
        part = parts.get(kind, "signature")
        size = "value of SIG_PURE" if kind == 0x25 else f"length of {part}"
        names += [f"type of {part}", "type's high byte"] + [size] * 2 + [part] * len(value)
    return names + ["behind"] * (len(data) - len(names))


def mutations(data, names, rng):
    """Damages and where they are: some in each part of the TLV area, where the two programs may differ, some anywhere."""
    start = names.index("area magic")
    places = [at for part in sorted(set(names[start:])) for at in
              rng.choices([i for i in range(start, len(data)) if names[i] == part], k=IN_EACH_PART)]
    places += [rng.randrange(len(data)) for _ in range(MUTATIONS)]
    for at in places:
        changed = bytearray(data)
        way = rng.randrange(10)
        if way == 9:
            yield bytes(changed[:at]), "cut"
            continue
        if way == 8:
            changed[at] = rng.choice([x for x in range(256) if x != changed[at]])
        else:
            changed[at] ^= 1 << rng.randrange(8)
        yield bytes(changed), names[at]


def is_laxer(place):
    """Which entry of LAXER explains that imgtool lets a damage pass, or None."""
    if place in ("key", "type of key", "length of key"):
        return "key"
    if place in ("length of signature", "length of hash"):
        return "length"
    if place in ("area size", "cut"):
        return "area size"
    if place == "type of hash":
        return "no hash"
    return place if place in LAXER else None


def compare(folder, imgtool, kind, seen):
    name, words = KINDS[kind]
    firmware, signed, damaged = folder / "in.bin", folder / "signed.bin", folder / "damaged.bin"
    firmware.write_bytes(payload(700))
    said = imgtool("sign", "-k", KEYS / f"{name}.pem", "-v", "1.2.3+4", "-H", "0x200", "--pad-header", "-S", "0x10000", "-s", "7",
                   *words, firmware, signed)
    if said:
        return f"imgtool sign: {said}"
    key = KEYS / f"{name}.pub.pem"
    done = run([NRF53PACK, "verify", "-k", key, signed])
    if done.returncode != 0 or imgtool("verify", "-k", KEYS / f"{name}.pem", signed):
        return f"the image itself: {done.stdout.decode()}"
    data = signed.read_bytes()
    names, rng = regions(data), random.Random(f"{SEED} {kind}")
    for changed, place in mutations(data, names, rng):
        damaged.write_bytes(changed)
        done = run([NRF53PACK, "verify", "-k", key, damaged])
        refused = imgtool("verify", "-k", KEYS / f"{name}.pem", damaged)
        if done.returncode not in (0, 1, 3) or (done.returncode != 0 and not done.stdout + done.stderr):
            return f"exit {done.returncode} without a word, damage in {place}"
        if done.returncode == 0 and refused:
            return f"verified here, imgtool says {refused}: damage in {place}"
        if done.returncode != 0 and not refused:
            reason = is_laxer(place)
            if reason is None:
                return f"imgtool takes it, damage in {place}: {done.stdout.decode()}{done.stderr.decode()}"
            seen[reason] += 1
    return None


def foreign(folder, imgtool):
    """An image of one key with every other key: both refuse, and a wrong type is told as such."""
    for kind, (name, words) in KINDS.items():
        signed = folder / "signed.bin"
        (folder / "in.bin").write_bytes(payload(300))
        imgtool("sign", "-k", KEYS / f"{name}.pem", "-v", "1", "-H", "0x20", "--pad-header", "-S", "0x10000", *words,
                folder / "in.bin", signed)
        for other in ("test-rsa-2048", "test-rsa-3072", "test-ecdsa-p256", "test-nsib-p256", "test-ecdsa-p384", "test-ed25519"):
            done = run([NRF53PACK, "verify", "-k", KEYS / f"{other}.pub.pem", signed])
            refused = imgtool("verify", "-k", KEYS / f"{other}.pub.pem", signed)
            if (done.returncode == 0) != (other == name) or (refused is None) != (other == name):
                return f"{kind} with {other}: exit {done.returncode}, imgtool {refused}"
    return None


def main():
    results, seen = Results(), collections.Counter()
    if imgtool_command() is None:
        print("imgtool is not here")
        return 1
    imgtool = Imgtool()
    with scratch() as name:
        folder = Path(name)
        for kind in KINDS:
            results.add(f"verify as imgtool: {kind}", compare(folder, imgtool, kind, seen))
        results.add("verify as imgtool: other keys", foreign(folder, imgtool))
    missing = [reason for reason in LAXER if seen[reason] == 0]
    results.add("verify: where imgtool is laxer", f"never seen: {missing}" if missing else None)
    for reason, count in seen.items():
        print(f"        {count} times: {LAXER[reason]}")
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
