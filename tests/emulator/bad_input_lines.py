"""What reaches the line and is no request, or one that no server should take: each is dropped or gets the protocol's error code.

A case is a function of a Device (bad_input.py). Error numbers: MGMT_ERR_* of zephyr include/zephyr/mgmt/mcumgr/mgmt/mgmt_defines.h.
"""
import binascii
import random
import struct

import cbor2
from clients_wire import ECHO, IMAGE_GROUP, OS_GROUP, READ, RESET, STATE, UPLOAD, WRITE, frame, lines, packet

INVALID, NOT_SUPPORTED, CORRUPT, TOO_NEW = 3, 8, 9, 13
PACKET_MAX = 1024
SEED = 5340

GOOD = packet(WRITE, OS_GROUP, ECHO, {"d": "x" * 202}, sequence=200)  # no padding in its base64


def cut_behind_each_line(device):
    """A packet of three lines whose end never comes, and what is left of it without its beginning."""
    whole = frame(GOOD).splitlines(keepends=True)
    assert len(whole) > 2
    for count in range(1, len(whole)):
        device.ignores(b"".join(whole[:count]))
        device.ignores(b"".join(whole[count:]))


def cut_inside_a_line(device):
    data = frame(GOOD)
    for size in (1, 2, 3, 5, 60, 126, 127, 128, 129, 200, len(data) - 2):
        device.ignores(data[:size])  # the next request begins on the same line
        device.ignores(data[:size] + b"\n")
    device.ignores(data[:-1])


def wrong_checksum(device):
    right = binascii.crc_hqx(GOOD, 0)
    for crc in (0, 0xFFFF, right ^ 1, right ^ 0x8000):
        device.ignores(frame(GOOD, crc=crc))


def wrong_length(device):
    for length in (0, 1, 2, 3, 9, len(GOOD), len(GOOD) + 1, len(GOOD) + 3, 1026, 1027, 0x7FFF, 0x8000, 0xFFFF):
        device.ignores(frame(GOOD, length=length))


def wrong_base64(device):
    good = frame(GOOD)
    for at, character in ((2, b"="), (3, b"!"), (10, b"\x00"), (40, b" "), (60, b"\xff"), (len(good) - 2, b"*"), (20, b"==")):
        device.ignores(good[:at] + character + good[at + len(character):])
    device.ignores(b"\x06\x09\n")
    device.ignores(b"\x06\x09A\n\x06\x09AA\n\x06\x09AAA\n\x06\x09====\n\x06\x09AAAA\n")


def marks_alone(device):
    device.ignores(b"\x06\x09\x04\x14\n" * 20 + b"\x06" * 200 + b"\n" + b"\x04\x14" * 200 + b"\n\n\n\r\n")
    device.ignores(b"".join(frame(GOOD).splitlines(keepends=True)[1:]))


def long_lines(device):
    for size in (512, 513, 600, 1024, 5000, 30000):
        device.ignores(b"\x06\x09" + b"A" * size + b"\n")
        device.ignores(b"L" * size + b"\n")
    device.ignores(b"\x04\x14" + b"A" * 3000)  # without an end


def endless_packet(device):
    """The first line promises 64 KiB, and line after line comes."""
    device.ignores(lines(struct.pack(">H", 0xFFFF) + bytes(20000)))
    device.ignores(lines(struct.pack(">H", PACKET_MAX + 2) + bytes(4000)))


def largest_packet(device):
    """As long as the parameters command says is answered, one byte more is dropped."""
    size = device.parameters()["buf_size"]
    assert size == PACKET_MAX
    text = "e" * (size - 8 - 1 - 2 - 3)
    request = packet(WRITE, OS_GROUP, ECHO, {"d": text}, sequence=9)
    assert len(request) == size
    # the answer has two bytes more around its text than fit: the code for that, or the text
    answer = device.answer_to(request)
    assert answer in ({"r": text}, {"rc": 7}), str(answer)[:80]
    device.ignores(frame(packet(WRITE, OS_GROUP, ECHO, {"d": text + "e"})))
    device.ignores(frame(bytes(3000)))


def short_packets(device):
    for size in range(8):
        device.ignores(frame(GOOD[:size]))


def header_and_body_differ(device):
    for length in (0, 1, 0xFFFF):
        spoilt = GOOD[:2] + struct.pack(">H", length) + GOOD[4:]
        assert device.answer_to(spoilt) == {"rc": CORRUPT}


def answers_as_requests(device):
    """Operations that only servers send, or nobody."""
    for op in (1, 3, 4, 5, 6, 7):
        device.ignores(frame(packet(op, OS_GROUP, ECHO, {"d": "x"})))


def later_versions(device):
    for version in (2, 3):
        assert device.answer_to(packet(WRITE, OS_GROUP, ECHO, {"d": "x"}, version=version)) == {"rc": TOO_NEW}


def unknown_commands(device):
    for group, command in ((0, 255), (0, 1), (1, 2), (1, 255), (2, 0), (9, 0), (64, 0), (0xFFFF, 0xFF)):
        for op in (READ, WRITE):
            assert device.answer_to(packet(op, group, command, {})) == {"rc": NOT_SUPPORTED}, f"group {group} command {command}"


NESTED = 300
BOMBS = {
    "an array": b"\x80",
    "a number": b"\x07",
    "a break": b"\xff",
    "a map that ends too early": b"\xa1\x61",
    "a map without its value": b"\xa1\x61d",
    "bytes behind the map": b"\xa0\xa0",
    "2^32 - 1 pairs": b"\xba\xff\xff\xff\xff\x61d\x61x",
    "2^64 - 1 pairs": b"\xbb" + b"\xff" * 8,
    "2^64 - 1 bytes": b"\xa1\x61d\x5b" + b"\xff" * 8,
    "2^31 characters": b"\xa1\x61d\x7a\x80\x00\x00\x00",
    "an array of 2^63": b"\xa1\x61d\x9b\x80" + bytes(7),
    "arrays in arrays": b"\xa1\x61d" + b"\x81" * NESTED + b"\x00",
    "maps in maps": b"\xa1\x61d" * NESTED + b"\x00",
    "endless arrays": b"\xa1\x61d" + b"\x9f" * NESTED,
    "endless maps": b"\xbf\x61d" * NESTED,
    "tags on tags": b"\xa1\x61d" + b"\xc1" * NESTED + b"\x00",
    "a string of pieces without an end": b"\xa1\x61d\x7f" + b"\x61x" * NESTED,
    "reserved lengths": b"\xa1\x61d\x1c",
    "a number as key": b"\xa1\x01\x02",
    "a map as key": b"\xa1\xa0\x02",
    "many small pairs": b"\xbf" + b"\x61a\x00" * NESTED + b"\xff",
}


def cbor_bombs(device):
    """With a command that reads its map, and with one that does not: well-formed or refused, never more."""
    for name, body in BOMBS.items():
        for op, group, command in ((WRITE, OS_GROUP, ECHO), (WRITE, IMAGE_GROUP, UPLOAD), (WRITE, IMAGE_GROUP, STATE)):
            answer = device.answer_to(packet(op, group, command, body))
            assert "rc" in answer and answer["rc"] != 0 or "err" in answer, f"{name}: {answer}"


def wrong_types(device):
    """Keys that are known with values of every other type."""
    values = (-1, 1.5, None, True, "text", b"bytes", [1], {"a": 1}, 2 ** 63, cbor2.CBORTag(1, 1), cbor2.undefined)
    for value in values:
        answer = device.answer_to(packet(WRITE, OS_GROUP, ECHO, {"d": value}))
        assert answer == ({"r": value} if isinstance(value, str) else {"rc": INVALID}), f"{value!r}: {answer}"
        device.refuses({"image": 0, "off": value, "len": 100, "data": b"x"}, f"off {value!r}")
        if value is not None:
            device.refuses({"image": 0, "off": 0, "len": value, "data": b"x"}, f"len {value!r}")


def wrong_resets(device):
    """No reset without need: the mode is unknown or no number."""
    for body in ({"boot_mode": 7}, {"boot_mode": "x"}, {"boot_mode": -1}, {"boot_mode": [1]}):
        assert device.answer_to(packet(WRITE, OS_GROUP, RESET, body)) == {"rc": INVALID}, str(body)
    assert device.answer_to(packet(READ, OS_GROUP, RESET, {})) == {"rc": NOT_SUPPORTED}


def garbage(device):
    """Random bytes as fast as the line takes them; base64 among marks; requests that lost single bytes."""
    source = random.Random(SEED)
    device.ignores(source.randbytes(30000).replace(b"\x06\x09", b"\x06\x08"))
    device.ignores(b"".join(source.choice((b"\x06\x09", b"\x04\x14", b"\n", b"AAAA", b"//8=", b"\x00")) for _ in range(5000)))
    whole = frame(GOOD)
    for _ in range(40):
        at = source.randrange(len(whole))
        device.ignores(whole[:at] + bytes([whole[at] ^ 1 << source.randrange(8)]) + whole[at + 1:])


CASES = (cut_behind_each_line, cut_inside_a_line, wrong_checksum, wrong_length, wrong_base64, marks_alone, long_lines,
         endless_packet, largest_packet, short_packets, header_and_body_differ, answers_as_requests, later_versions,
         unknown_commands, cbor_bombs, wrong_types, wrong_resets, garbage)
