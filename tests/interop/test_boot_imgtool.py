#!/usr/bin/env python3
"""Images and trailers that imgtool made drive the decisions that MCUboot documents: in the reference modes, and in the
profile of MCUboot itself.

The device is the simulated one (tests/agreement/boot_files.c): a test program, not the tool.
"""
import itertools
import sys
from pathlib import Path

from interop import KEYS, NRF53PACK, Results, imgtool_command, payload, run, scratch

BOOT_FILES = Path(NRF53PACK).resolve().parent / "tests" / "agreement" / "boot_files"
SLOT = 0x20000
KEY_FILES = {
    "no key": None,
    "P-256": "test-ecdsa-p256.pem",
    "RSA-2048": "test-rsa-2048.pem",
    "RSA-3072": "test-rsa-3072.pem",
}
MODES = ("swap-move", "swap-offset", "overwrite-only")


class Bench:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.made = {}

    def image(self, version, write, key=None, seed=1, *more, mode="swap-move"):
        """A file signed by imgtool, made once."""
        name = (version, write, key, seed, more, mode == "overwrite-only")
        if name not in self.made:
            source = self.folder / f"{len(self.made)}.raw"
            target = self.folder / f"{len(self.made)}.bin"
            source.write_bytes(payload(20000 + 5000 * seed, seed))
            command = [imgtool_command(), "sign", "--header-size", "0x200", "--pad-header", "--version", version,
                       "--slot-size", hex(SLOT), "--align", str(write), *more]
            if write > 8:
                command += ["--max-align", str(write)]
            if mode == "overwrite-only":
                command += ["--overwrite-only"]
            if key:
                command += ["--key", KEYS / key]
            done = run([*command, source, target])
            if done.returncode:
                raise RuntimeError(done.stderr.decode())
            self.made[name] = target
        return self.made[name]

    def boots(self, subject, mode, write, key, primary, secondary, *actions):
        """What each boot did: [(type, end)], or the program's complaint."""
        public = KEYS / key.replace(".pem", ".pub.pem") if key else "-"
        done = run([BOOT_FILES, subject, mode, write, f"{SLOT:x}", public, primary, secondary, *actions])
        if done.returncode:
            return done.stderr.decode() + done.stdout.decode()
        return [tuple(line.split()) for line in done.stdout.decode().splitlines()]


def uploads(bench, mode, write, key):
    """(name, secondary, actions, what must happen)"""
    def new(*more):
        return bench.image("2.0.0", write, key, 2, *more, mode=mode)

    installed = "1.0.0" if mode != "overwrite-only" else "2.0.0"
    back = "revert" if mode != "overwrite-only" else "none"
    kept = "perm" if mode != "overwrite-only" else "test"  # imgtool --overwrite-only writes no image_ok
    yield "plain", new(), ["boot"], [("none", "1.0.0")]
    yield "--pad", new("--pad"), ["boot", "boot", "boot"], [("test", "2.0.0"), (back, installed), ("none", installed)]
    yield "--pad, confirmed", new("--pad"), ["boot", "confirm", "boot"], [("test", "2.0.0"), ("none", "2.0.0")]
    yield "--pad --confirm", new("--pad", "--confirm"), ["boot", "boot"], [(kept, "2.0.0"), ("none", "2.0.0")]
    yield "marked for test", new(), ["test", "boot", "boot"], [("test", "2.0.0"), (back, installed)]
    yield "marked permanent", new(), ["permanent", "boot", "boot"], [("perm", "2.0.0"), ("none", "2.0.0")]


def decisions(bench, results):
    for subject, mode, write in itertools.product(("reference", "upstream"), MODES, (4, 8, 16)):
        for key_name, key in KEY_FILES.items():
            if key_name.startswith("RSA") and write != 4:
                continue
            old = bench.image("1.0.0", write, key, 1, mode=mode)
            for name, file, actions, wanted in uploads(bench, mode, write, key):
                got = bench.boots(subject, mode, write, key, old, file, *actions)
                results.add(f"{subject} {mode}, write size {write}, {key_name}: {name}",
                            "" if got == wanted else f"{got} instead of {wanted}")


def factory(bench, results):
    """The image that production programs: padded and confirmed, in the primary slot."""
    for subject, mode in itertools.product(("reference", "upstream"), MODES):
        first = bench.image("1.0.0", 4, None, 1, "--pad", "--confirm", mode=mode)
        second = bench.image("2.0.0", 4, None, 2, "--pad", mode=mode)
        wanted = [("test", "2.0.0")] + ([("revert", "1.0.0")] if mode != "overwrite-only" else [("none", "2.0.0")])
        got = bench.boots(subject, mode, 4, None, first, "-", "boot")
        results.add(f"{subject} {mode}: factory image", "" if got == [("none", "1.0.0")] else str(got))
        got = bench.boots(subject, mode, 4, None, first, second, "boot", "boot")
        results.add(f"{subject} {mode}: update of a factory image", "" if got == wanted else f"{got} instead of {wanted}")


def refusals(bench, results):
    """Signed by another key, unsigned, changed: the running image stays, and the update is asked for once only."""
    wanted = [("test", "1.0.0"), ("none", "1.0.0")]
    for subject, mode, key_name in itertools.product(("reference", "upstream"), MODES, ("P-256", "RSA-2048", "RSA-3072")):
        key = KEY_FILES[key_name]
        other = KEY_FILES["RSA-2048" if key_name == "P-256" else "P-256"]
        old = bench.image("1.0.0", 4, key, 1, mode=mode)
        changed = bench.folder / f"changed-{mode}-{key_name}.bin"
        data = bytearray(bench.image("2.0.0", 4, key, 2, "--pad", mode=mode).read_bytes())
        data[0x1234] ^= 0x10
        changed.write_bytes(data)
        files = {
            "signed by another key": bench.image("2.0.0", 4, other, 2, "--pad", mode=mode),
            "unsigned": bench.image("2.0.0", 4, None, 2, "--pad", mode=mode),
            "changed after signing": changed,
        }
        for name, file in files.items():
            got = bench.boots(subject, mode, 4, key, old, file, "boot", "boot")
            results.add(f"{subject} {mode}, {key_name}: {name}", "" if got == wanted else f"{got} instead of {wanted}")


def main():
    results = Results()
    if not BOOT_FILES.exists():
        results.add("boot_files", f"{BOOT_FILES} is not built")
        return results.finish()
    with scratch() as folder:
        bench = Bench(folder)
        decisions(bench, results)
        factory(bench, results)
        refusals(bench, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
