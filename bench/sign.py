#!/usr/bin/env python3
"""`nrf53pack sign` against `imgtool sign`: the same firmware, key and options, raw and as Intel HEX, whole processes.

usage: bench/sign.py [NRF53PACK] [IMGTOOL]
Our process and imgtool's take turns, and each ratio is of one such pair, so that both meet the same load. Two ratios:
processor time (user and system), which other programs hardly change, and wall time. Counted is everything from the start of the
process to its end: start-up, reading, signing, our verification of the signature, writing. The output of a warm-up pair is
compared first. Then the peak memory of our process for 1 MiB of firmware.
"""
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

from measure import rounds, run_measured

PAIRS = 11
FIRMWARE = 512 * 1024
OPTIONS = ["--version", "1.2.3+4", "--header-size", "0x200", "--pad-header", "--align", "4"]
KEYS = {"no key": None, "ECDSA P-256": "test-ecdsa-p256.pem", "ECDSA P-384": "test-ecdsa-p384.pem",
        "Ed25519": "test-ed25519.pem", "RSA-2048": "test-rsa-2048.pem", "RSA-3072": "test-rsa-3072.pem"}
AIM = {"bin": 20, "hex": 50}

root = pathlib.Path(__file__).resolve().parent.parent
program = sys.argv[1] if len(sys.argv) > 1 else str(root / "build/nrf53pack")
imgtool = sys.argv[2] if len(sys.argv) > 2 else "imgtool"


def intel_hex(data, address):
    lines = []
    for at in range(0, len(data), 16):
        here, piece = address + at, data[at : at + 16]
        if at == 0 or here % 0x10000 == 0:
            lines.append(bytes([2, 0, 0, 4, here >> 24, here >> 16 & 255]))
        lines.append(bytes([len(piece), here >> 8 & 255, here & 255, 0]) + piece)
    return "".join(f":{(line + bytes([-sum(line) & 255])).hex().upper()}\n" for line in lines) + ":00000001FF\n"


def make_inputs(folder, name, size):
    data = random.Random(5340).randbytes(size)
    (folder / f"{name}.bin").write_bytes(data)
    (folder / f"{name}.hex").write_text(intel_hex(data, 0x10200), encoding="ascii")


def command(tool, key, source, target, slot="0x90000"):
    words = ["--key", str(root / "fixtures/keys" / key)] if key else []
    return [tool, "sign", *words, *OPTIONS, "--slot-size", slot, str(source), str(target)]


def same_image(ours, theirs, key):
    """Without a key and with Ed25519 the same bytes; else a signature lies at the end, of nearly the same size."""
    mine, other = ours.read_bytes(), theirs.read_bytes()
    if key is None or "ed25519" in key:
        return mine == other
    return mine[:FIRMWARE] == other[:FIRMWARE] and abs(len(mine) - len(other)) < 32


def compare(folder, title, key, form):
    source, ours, theirs = folder / f"firmware.{form}", folder / f"ours.{form}", folder / f"theirs.{form}"
    sides = [command(program, key, source, ours), command(imgtool, key, source, theirs)]
    pairs = rounds([lambda side=side: run_measured(side) for side in sides], PAIRS)
    if not same_image(ours, theirs, key):
        raise SystemExit(f"{title}, {form}: the two images differ")
    cpu = [(mine.processor, other.processor) for mine, other in pairs]
    wall = [(mine.wall, other.wall) for mine, other in pairs]
    ratio = statistics.median(b / a for a, b in cpu)
    print(f"{form} {title}: {ratio:.1f} times by processor time ({middle(cpu, 0)} against {middle(cpu, 1)} ms), "
          f"{statistics.median(b / a for a, b in wall):.1f} times by wall time ({middle(wall, 0)} against {middle(wall, 1)} ms)"
          f"{'' if ratio >= AIM[form] else f', under the aim of {AIM[form]}'}", flush=True)
    return ratio


def middle(pairs, side):
    return f"{statistics.median(pair[side] for pair in pairs) * 1000:.1f}"


def measure_memory(folder):
    """Largest resident set of a call, as the kernel tells the small process that started it."""
    for form in ("bin", "hex"):
        words = command(program, KEYS["ECDSA P-256"], folder / f"large.{form}", folder / f"out.{form}", "0x104000")
        code = ("import os, re, sys; pid = os.posix_spawn(sys.argv[1], sys.argv[1:], {}, file_actions="
                "[(os.POSIX_SPAWN_OPEN, 1, '/dev/null', os.O_WRONLY, 0)]); _, status, usage = os.wait4(pid, 0); "
                "own = re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read()); "
                "print(status, usage.ru_maxrss, own[1] if own else 0)")
        done = subprocess.run([sys.executable, "-I", "-S", "-c", code, *words], capture_output=True, text=True, check=True)
        status, peak, parent = (int(word) for word in done.stdout.split())
        if status != 0:
            raise SystemExit(f"{program} ended with {status}: {done.stderr}")
        note = f" or less: Linux counts in the process that starts it, {parent / 1024:.1f} MiB" if peak <= parent else ""
        print(f"peak memory, {form} of 1 MiB: {peak / 1024:.1f} MiB{note} (aim 16)")


with tempfile.TemporaryDirectory() as temporary:
    scratch = pathlib.Path(temporary)
    make_inputs(scratch, "firmware", FIRMWARE)
    make_inputs(scratch, "large", 1024 * 1024)
    version = subprocess.run([imgtool, "version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"firmware of {FIRMWARE} bytes, {PAIRS} pairs each, medians, imgtool {version}")
    results = {form: [compare(scratch, title, key, form) for title, key in KEYS.items()] for form in ("bin", "hex")}
    for form, ratios in results.items():
        print(f"{form}: {min(ratios):.1f} to {max(ratios):.1f} times, aim {AIM[form]}")
    measure_memory(scratch)
