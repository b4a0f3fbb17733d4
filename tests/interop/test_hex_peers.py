#!/usr/bin/env python3
"""Intel HEX against its peers: imgtool writes the same text, python3-intelhex and srec_cat read and write the same bytes.

Written files: equal to imgtool's, character by character, with the trailer's islands. Read files: the same data in the forms
that srec_cat and intelhex write (long and short records, segment addresses, CRLF, start addresses, any order) signs to the
same image. What no peer reads in the same way is refused.
"""
import io
import itertools
import shutil
import sys
from pathlib import Path

from intelhex import IntelHex

from interop import NRF53PACK, Results, imgtool_command, payload, run, scratch

SREC_CAT = shutil.which("srec_cat")
BASE = ["--version", "1.2.3+4", "--header-size", "0x200", "--pad-header", "--slot-size", "0x10000"]
SLOT = 0x10000


def sign(program, source, target, *extra):
    target.unlink(missing_ok=True)
    done = run([*program, "sign", *BASE, *extra, source, target])
    return done, target.read_bytes() if target.exists() else None


def inputs(folder):
    """Name and parts of each input; written as HEX by intelhex, once as raw bytes."""
    table = {
        "one part": [(0x10200, payload(3000))],
        "over 64 KiB": [(0xFE10, payload(20000))],
        "below 64 KiB": [(0x300, payload(2999))],
        "at address 0": [(0, payload(777))],
        "gaps": [(0x10200, payload(301)), (0x10331, payload(5)), (0x14001, payload(7000))],
    }
    for name, parts in table.items():
        text = IntelHex()
        for address, data in parts:
            text.puts(address, data)
        text.start_addr = {"EIP": 0x10201}
        path = folder / (name.replace(" ", "_") + ".hex")
        text.write_hex_file(str(path))
        yield name, path, parts
    (folder / "raw.bin").write_bytes(payload(3000))
    yield "raw", folder / "raw.bin", None


def written_cases():
    """Options in pairs, not all with all: each pad with each alignment, each address with each pad."""
    pads = [[], ["--pad"], ["--test"], ["--confirm"], ["--confirm", "--test"]]
    aligns = [["--align", "4"], ["--align", "16"], ["--align", "32"], ["--align", "32", "--max-align", "8"],
              ["--align", "8", "--max-align", "16"], ["--overwrite-only"], ["--erased-val", "0", "--max-sectors", "32"]]
    addresses = [[], ["--hex-addr", "0"], ["--hex-addr", "0xf7f0"], ["--hex-addr", "0xfff00000"]]
    return [*itertools.product(pads, aligns, [[]]), *itertools.product(pads[:4], aligns[:1], addresses[1:])]


def written(results, folder):
    sources = list(inputs(folder))
    for number, (pad, align, address) in enumerate(written_cases()):
        for name, source, _ in (sources[number % len(sources)], sources[(number + 3) % len(sources)]):
            extra = [*pad, *align, *address]
            ours, mine = sign([NRF53PACK], source, folder / "ours.hex", *extra)
            _, theirs = sign([imgtool_command()], source, folder / "theirs.hex", *extra)
            problem = "differs from imgtool's" if mine != theirs else ""
            if mine is None and ours.returncode not in (2, 3):
                problem = f"status {ours.returncode}"
            results.add(f"written: {name} {' '.join(extra)}: {'refused by both' if theirs is None else 'equal text'}", problem)


def islands(text):
    reader = IntelHex()
    reader.loadhex(io.StringIO(text.decode()))
    return [(start, reader.tobinstr(start=start, end=end - 1)) for start, end in reader.segments()]


def read_by_peers(results, folder):
    """The image in HEX, as intelhex and srec_cat see it, is the one in BIN; the islands are where the padded BIN has them."""
    for name, source, _ in inputs(folder):
        address = 0x50000
        extra = ["--align", "8", "--hex-addr", hex(address)]
        _, image = sign([NRF53PACK], source, folder / "image.bin", *extra)
        _, padded = sign([NRF53PACK], source, folder / "padded.bin", *extra, "--confirm")
        _, text = sign([NRF53PACK], source, folder / "confirmed.hex", *extra, "--confirm")
        found = islands(text)
        wanted = [(address, image), (address + SLOT - 24, padded[-24:])]
        results.add(f"intelhex reads: {name}", "" if found == wanted else f"segments {[(hex(a), len(b)) for a, b in found]}")
        done = run([SREC_CAT, folder / "confirmed.hex", "-intel", "-offset", f"-{address}", "-fill", "0xff", "0", SLOT,
                    "-o", folder / "peer.bin", "-binary"])
        same = done.returncode == 0 and (folder / "peer.bin").read_bytes() == padded
        results.add(f"srec_cat reads: {name}", "" if same else done.stderr.decode() or "differs from the padded BIN")


def peer_forms():
    """Command lines of srec_cat that write the same data in other forms."""
    yield "32 bytes a record", ["-line-length", "78"]
    yield "one byte a record", ["-line-length", "13"]
    yield "segment addresses", ["-address-length", "3"]
    yield "linear addresses", ["-address-length", "4"]
    yield "CRLF", ["-line-termination", "crlf"]
    yield "start address", ["-execution-start-address", "0x10201"]


def read_from_peers(results, folder):
    for name, source, parts in inputs(folder):
        if parts is None:
            continue
        _, wanted = sign([NRF53PACK], source, folder / "wanted.bin")
        for form, words in peer_forms():
            peer = folder / "peer.hex"
            done = run([SREC_CAT, source, "-intel", "-o", peer, "-intel", *words])
            ours, image = sign([NRF53PACK], peer, folder / "ours.bin")
            problem = done.stderr.decode() if done.returncode else ours.stderr.decode() if image is None else ""
            results.add(f"read: {name}, {form}", problem or ("" if image == wanted else "another image"))
        lines = source.read_text(encoding="ascii").splitlines()
        (folder / "backwards.hex").write_text("\n".join(backwards(lines)) + "\n", encoding="ascii")
        ours, image = sign([NRF53PACK], folder / "backwards.hex", folder / "ours.bin")
        results.add(f"read: {name}, records backwards", ours.stderr.decode() if image is None else
                    "" if image == wanted else "another image")


def backwards(lines):
    """The data records last to first, each behind the address record it was under."""
    under, pairs = ":020000040000FA", []
    for line in lines:
        if line[7:9] == "04":
            under = line
        elif line[7:9] == "00":
            pairs += [(under, line)]
    return [line for pair in reversed(pairs) for line in pair] + [":00000001FF"]


def refused(results, folder):
    good = ":020000040001F9\n:10020000000102030405060708090A0B0C0D0E0F76\n"
    table = {
        "wrong checksum": (":020000040001F9\n:10020000000102030405060708090A0B0C0D0E0F77\n:00000001FF\n", 2),
        "address twice": (good + ":01020F00AA44\n:00000001FF\n", 3),
        "data behind the end": (good + ":00000001FF\n:01021000AA43\n", 4),
        "no end record": (good, None),
        "over the end of a segment": (":020000021000EC\n:02FFFF00AABB9B\n:00000001FF\n", 2),
        "spread over 4 GiB": (good + ":02000004FFFFFC\n:0100000001FE\n:00000001FF\n", 4),
    }
    for name, (text, line) in table.items():
        (folder / "bad.hex").write_text(text, encoding="ascii")
        done, image = sign([NRF53PACK], folder / "bad.hex", folder / "ours.bin")
        message = done.stderr.decode()
        place = "bad.hex:" if line is None else f"bad.hex:{line}:"
        errors = message.count("error:")
        good_answer = image is None and done.returncode == 3 and place in message and errors == 1
        results.add(f"refused: {name}", "" if good_answer else f"status {done.returncode}: {message}")


def main():
    results = Results()
    if SREC_CAT is None:
        raise SystemExit("srec_cat is missing (package srecord)")
    with scratch() as folder:
        for part in (written, read_by_peers, read_from_peers, refused):
            part(results, Path(folder))
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
