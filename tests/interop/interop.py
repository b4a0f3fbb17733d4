"""What the interop tests share: running the peers, splitting images, result lines."""
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEYS = ROOT / "fixtures" / "keys"
NRF53PACK = os.environ.get("NRF53PACK", str(ROOT / "build" / "nrf53pack"))
SIGNATURE_TYPES = {0x20: "RSA-2048", 0x22: "ECDSA", 0x23: "RSA-3072"}


def imgtool_command():
    """imgtool of the environment this script runs in, else the one in PATH."""
    beside = Path(sys.executable).parent / "imgtool"
    return str(beside) if beside.exists() else shutil.which("imgtool")


def run(command, **kwargs):
    # Nothing may ask for a passphrase on the terminal of whoever runs the tests.
    kwargs.setdefault("start_new_session", True)
    return subprocess.run([str(word) for word in command], capture_output=True, **kwargs)


def name_key(build, path):
    """Sysbuild signs with this key, and MCUboot is built with it."""
    for place, symbol in (("zephyr", "SB_CONFIG_BOOT_SIGNATURE_KEY_FILE"), ("mcuboot/zephyr", "CONFIG_BOOT_SIGNATURE_KEY_FILE")):
        config = build / place / ".config"
        lines = [line for line in config.read_text().splitlines() if not line.startswith(symbol)]
        config.write_text("\n".join(lines) + f'\n{symbol}="{path}"\n')


class ImgtoolWorker:
    """One version of imgtool in a process of its own, so that Python starts once and not for every call."""

    def __init__(self, folder=None):
        words = [sys.executable, Path(__file__).parent / "imgtool_worker.py"] + ([folder] if folder else [])
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.version = self.call(["--version-of-imgtool"])

    def call(self, arguments):
        """None when imgtool did as it was told, else what it said."""
        self.process.stdin.write(json.dumps([str(word) for word in arguments]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def payload(size, seed=5340):
    return random.Random(seed).randbytes(size)


class Image:
    """An MCUboot image taken apart without the code under test."""

    def __init__(self, data):
        magic, self.load, self.hdr_size, self.prot_size, self.img_size, self.flags = struct.unpack_from("<IIHHII", data)
        assert magic == 0x96F3B83D, f"magic {magic:#x}"
        self.hashed_size = self.hdr_size + self.img_size + self.prot_size
        self.hashed = data[: self.hashed_size]
        tlv_magic, self.total = struct.unpack_from("<HH", data, self.hashed_size)
        assert tlv_magic == 0x6907, f"TLV magic {tlv_magic:#x}"
        self.tlvs = []
        at, end = self.hashed_size + 4, self.hashed_size + self.total
        while at < end:
            kind, size = struct.unpack_from("<HH", data, at)
            self.tlvs.append((kind, data[at + 4 : at + 4 + size]))
            at += 4 + size
        assert at == end
        self.rest = data[end:]
        self.size = len(data)

    def signature(self):
        return next((value for kind, value in self.tlvs if kind in SIGNATURE_TYPES), None)

    def differences(self, other):
        """Everything but the value of the signature; empty when both are the same."""
        found = []
        if self.hashed != other.hashed:
            at = next((i for i, (a, b) in enumerate(zip(self.hashed, other.hashed)) if a != b), "length")
            found.append(f"header, image or protected TLVs differ at {at}")
        if [kind for kind, _ in self.tlvs] != [kind for kind, _ in other.tlvs]:
            found.append(f"TLVs {self.tlvs} and {other.tlvs}")
        for (kind, mine), (_, theirs) in zip(self.tlvs, other.tlvs):
            if kind not in SIGNATURE_TYPES and mine != theirs:
                found.append(f"TLV {kind:#x} differs")
            if kind in (0x20, 0x23) and len(mine) != len(theirs):
                found.append(f"signature sizes {len(mine)} and {len(theirs)}")
        # The DER of a random signature has 70 to 72 bytes, and padding makes up for it.
        common = min(len(self.rest), len(other.rest))
        if self.rest[len(self.rest) - common :] != other.rest[len(other.rest) - common :]:
            found.append("bytes behind the TLVs differ")
        if (self.rest or other.rest) and self.size != other.size:
            found.append(f"padded to {self.size} and {other.size} bytes")
        return found


class Results:
    """One line a test, as ctest prints them, and the sums at the end."""

    def __init__(self):
        self.passed = self.failed = 0

    def add(self, name, problem):
        if problem:
            self.failed += 1
            print(f"FAILED  {name}: {problem}")
        else:
            self.passed += 1
            print(f"passed  {name}")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


def scratch():
    return tempfile.TemporaryDirectory(prefix="nrf53pack-interop-")
