"""Uploads that no honest client sends, and honest ones that break off. A case is a function of a Device (bad_input.py).

Whatever happens, a wrong offset is answered with the right one, what cannot be is refused with an error code, and nothing
that came is installed unless all of it came.
"""
import hashlib
import random

from clients_wire import ECHO, ERASE, IMAGE_GROUP, OS_GROUP, READ, STATE, UPLOAD, WRITE, Wire, packet

PIECE = 128
SEED = 5341


def first(file, number, size=PIECE, **more):
    return {"image": number, "off": 0, "len": len(file), "data": file[:size], **more}


def piece(file, offset, size=PIECE):
    return {"off": offset, "data": file[offset:offset + size]}


def upload_until(device, file, number, end):
    """The pieces in front of `end`."""
    answer = device.upload(first(file, number))
    assert answer.get("off") == min(PIECE, len(file)), f"upload {number}: {answer}"
    for offset in range(PIECE, end, PIECE):
        answer = device.upload(piece(file, offset))
        assert answer.get("off") == min(offset + PIECE, len(file)), f"upload {number}, offset {offset}: {answer}"
    return answer


def broken_off_at_every_piece(device):
    """After each number of pieces the client goes away; the next one begins anew."""
    for number, file in device.whole.items():
        for end in range(PIECE, len(file), PIECE):
            upload_until(device, file, number, end)
            device.is_alive()
        assert not device.pending(), f"number {number}"


def offsets(device):
    """In front of each right piece come wrong ones, the last one again, an empty one."""
    for number, file in device.whole.items():
        taken = device.upload(first(file, number))["off"]
        while taken < len(file) - PIECE:
            for wrong in (taken + 1, taken + PIECE, taken - 1, len(file), len(file) + 1, 2 ** 31, 2 ** 32 - 1):
                answer = device.upload({"off": wrong, "data": bytes(PIECE)})
                assert answer.get("off") == taken and not answer.get("rc"), f"offset {wrong} in place of {taken}: {answer}"
            answer = device.upload({"off": taken, "data": b""})
            assert answer.get("off", taken) == taken, str(answer)
            taken = device.upload(piece(file, taken))["off"]
            again = device.upload(piece(file, taken - PIECE))
            assert again.get("off") == taken, str(again)


def more_than_announced(device):
    for number, file in device.whole.items():
        for announced in (PIECE - 1, PIECE, PIECE + 1):
            answer = device.upload({"image": number, "off": 0, "len": announced, "data": file[:PIECE + 2]})
            assert device.is_error(answer), f"number {number}, {PIECE + 2} bytes of {announced}: {answer}"
        last = (len(file) - 1) // PIECE * PIECE
        upload_until(device, file, number, last)
        answer = device.upload({"off": last, "data": file[last:] + bytes(10)})
        assert device.is_error(answer), f"number {number}, 10 bytes behind the end: {answer}"
        assert not device.pending()


def without_beginning(device):
    """A piece from the middle while no upload goes on: as if the device had been reset in between. Must be the first case."""
    answer = device.upload({"off": 512, "data": bytes(PIECE)})
    assert device.is_error(answer) or answer.get("off") == 0, str(answer)


def lengths(device):
    for number in device.whole:
        for length in (0, device.slot_size, device.slot_size + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 63):
            device.refuses({"image": number, "off": 0, "len": length, "data": device.whole[number][:PIECE]}, f"length {length}")
        device.refuses({"image": number, "off": 0, "data": device.whole[number][:PIECE]}, "no length")
        device.refuses({"image": number, "data": device.whole[number][:PIECE], "len": 1000}, "no offset")


def numbers(device):
    file = next(iter(device.whole.values()))
    for number in (*device.no_such_numbers, 255, 256, 2 ** 31, 2 ** 32, -1):
        device.refuses(first(file, number), f"number {number}")


def no_images(device):
    """The first piece shows that this is none: text, an ELF, a zip, Intel HEX, a raw vector table, nothing at all."""
    raw = b"\x00\x80\x00\x20\x01\x02\x01\x00" * 100
    for number in device.whole:
        for content in (b"no image " * 100, b"\x7fELF" + bytes(800), b"PK\x03\x04" + bytes(800), b":020000040000FA\n" * 60, raw,
                        bytes(800), b"\xff" * 800):
            device.refuses(first(content, number), f"{content[:8]} as number {number}")


def spoilt_headers(device):
    """Sizes in the image's header that lead out of it."""
    for number, file in device.whole.items():
        for at, size, value in ((8, 2, 0), (8, 2, 0xFFFF), (8, 2, 4), (10, 2, 0xFFFF), (12, 4, 0xFFFFFFFF), (12, 4, 0)):
            spoilt = file[:at] + value.to_bytes(size, "little") + file[at + size:]
            device.sent_in_vain(spoilt, number)
        assert not device.pending(), f"number {number}"


def spoilt_images(device):
    """One bit of header, code, hash or signature; the end missing; the other core's image."""
    source = random.Random(SEED)
    for number, file in device.whole.items():
        for at in (20, 24, source.randrange(0x210, len(file) - 200), len(file) - 100, len(file) - 3):
            device.sent_in_vain(file[:at] + bytes([file[at] ^ 1]) + file[at + 1:], number)
        device.sent_in_vain(file[:-1], number)
        device.sent_in_vain(file[:0x220], number)
        assert not device.pending(), f"number {number}"


def wrong_digest(device):
    """The client's own SHA-256 of the file is another one: it is told, or refused."""
    for number, file in device.whole.items():
        answer = device.upload(first(file, number, sha=hashlib.sha256(b"another").digest()))
        offset = answer.get("off", 0)
        while not device.is_error(answer) and offset < len(file):
            answer = device.upload(piece(file, offset, 256), seconds=30)
            offset = answer.get("off", offset)
        assert device.is_error(answer) or answer.get("match") is False, f"number {number}: {answer}"
        assert not device.pending()


def erases(device):
    for slot in (0, 2, 5, 99, 2 ** 31, 2 ** 32, -1, "1", None, b"\x01"):
        answer = device.request(WRITE, IMAGE_GROUP, ERASE, {"slot": slot}, seconds=30)
        assert device.is_error(answer) or slot is None, f"erase of slot {slot!r}: {answer}"


def states(device):
    """Hashes of nobody, half a hash, the running image for a test."""
    running = next(one["hash"] for one in device.images() if one["slot"] == 0 and one.get("image", 0) == 0)
    for body in ({}, {"hash": b""}, {"hash": bytes(32)}, {"hash": running[:31]}, {"hash": running + b"x"}, {"hash": "x" * 32},
                 {"hash": 5}, {"hash": running}, {"confirm": False}, {"confirm": 1}, {"hash": running, "confirm": "yes"},
                 {"hash": b"\xff" * 32, "confirm": True}):
        answer = device.request(WRITE, IMAGE_GROUP, STATE, body)
        assert device.is_error(answer), f"{body}: {answer}"
        assert not device.pending()


def not_for_the_primary(device):
    """Uploads 0 and 1 overwrite the application: what shows with its first piece that it is none changes nothing."""
    app, net = device.whole[2], device.whole[3]
    for number in (0, 1):
        for file in (net, b"no image " * 100, app[:8] + b"\xff\xff" + app[10:], app[:12] + b"\xff" * 4 + app[16:]):
            device.refuses(first(file, number, 640), f"number {number}: {file[:16].hex()}")
        device.refuses({**first(app, number), "len": 2 ** 31}, f"number {number}, 2 GiB")


def two_clients(device):
    """Lines of two clients between each other; then two uploads, of which one comes to its end."""
    number, file = next(iter(device.whole.items()))
    with Wire(device.path) as other:
        for count in range(1, 5):
            other.write(b"\x06\x09AAAA"[:2 * count])
            device.is_alive()
        for text in ("a" * 300, "b" * 300):
            assert other.echo(text) == text
            assert device.wire.echo(text) == text
        upload_until(device, file, number, PIECE * 2)
        answer = other.request(WRITE, IMAGE_GROUP, UPLOAD, first(file, number))
        assert answer.get("off") == PIECE, str(answer)
        # the first client hears of it, and its pieces from further on spoil nothing
        assert device.upload(piece(file, PIECE * 2)).get("off") == PIECE
        offset = PIECE
        while offset < len(file) - PIECE:
            device.upload(piece(file, PIECE * 4))
            offset = other.request(WRITE, IMAGE_GROUP, UPLOAD, piece(file, offset))["off"]
        assert offset == len(file) // PIECE * PIECE or offset == len(file) - len(file) % PIECE
    assert not device.pending()


def storm(device):
    """A hundred requests without waiting for one answer: each is answered, in order."""
    for index in range(100):
        list_it = index % 20 == 0
        device.wire.send(packet(READ, IMAGE_GROUP, STATE, {}, sequence=index) if list_it
                         else packet(WRITE, OS_GROUP, ECHO, {"d": "storm " * 10}, sequence=index))
    seen = [device.wire.receive(60).sequence for _ in range(100)]
    assert seen == list(range(100)), f"answers: {seen}"


CASES = (without_beginning, broken_off_at_every_piece, offsets, more_than_announced, lengths, numbers, no_images,
         spoilt_headers, spoilt_images, wrong_digest, two_clients, storm)
CASES_APPLICATION = (erases, states)
CASES_RECOVERY = (not_for_the_primary,)
