"""A small update client for the demonstration: SMP on a serial line, with nothing but Python's own library.

Format: zephyrproject-rtos/zephyr doc/services/device_mgmt/smp_protocol.rst, smp_transport.rst and smp_groups/. Real clients
do the same on the same line: mcumgr, smpmgr, mcumgr-toolkit.
"""
import base64
import binascii
import hashlib
import os
import select
import struct
import termios
import time
import tty

READ, WRITE = 0, 2
OS_GROUP, IMAGE_GROUP = 0, 1
LINE_TEXT = 124  # base64 characters of one line
CHUNK = 384      # bytes of an image in one request
TRIES = 5

STATES = ("active", "confirmed", "pending", "permanent")


class SmpError(Exception):
    """The device refused, or nothing came."""


def encode(value):
    """CBOR (RFC 8949) of what requests hold: maps, text, bytes, numbers, booleans."""
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return _head(0, value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    return _head(5, len(value)) + b"".join(encode(key) + encode(item) for key, item in value.items())


def _head(kind, number):
    for code, form, limit in ((24, ">B", 1 << 8), (25, ">H", 1 << 16), (26, ">I", 1 << 32)):
        if number < 24 or number < limit:
            return bytes((kind << 5 | number,)) if number < 24 else bytes((kind << 5 | code,)) + struct.pack(form, number)
    raise ValueError(number)


def decode(data, at=0):
    """(value, where it ends)"""
    kind, low = data[at] >> 5, data[at] & 31
    at += 1
    if kind == 7:
        return {20: False, 21: True}.get(low), at
    number = None if low == 31 else low
    if 24 <= low <= 27:
        size = 1 << low - 24
        number, at = int.from_bytes(data[at:at + size], "big"), at + size
    if kind in (0, 1):
        return (number if kind == 0 else -1 - number), at
    if kind in (2, 3):
        text = bytes(data[at:at + number])
        return (text if kind == 2 else text.decode("utf-8", "replace")), at + number
    items, wanted = [], None if number is None else number * (2 if kind == 5 else 1)
    while len(items) != wanted and not (wanted is None and data[at] == 0xFF):
        item, at = decode(data, at)
        items.append(item)
    at += wanted is None
    return (dict(zip(items[::2], items[1::2])) if kind == 5 else items), at


def frame(packet):
    body = packet + struct.pack(">H", binascii.crc_hqx(packet, 0))
    text = base64.b64encode(struct.pack(">H", len(body)) + body)
    return b"".join((b"\x04\x14" if start else b"\x06\x09") + text[start:start + LINE_TEXT] + b"\n"
                    for start in range(0, len(text), LINE_TEXT))


class SmpClient:
    def __init__(self, path, seconds=10):
        self._line = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._line)
        termios.tcflush(self._line, termios.TCIFLUSH)
        self._seconds, self._sequence, self._received = seconds, 0, b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._line)

    def request(self, op, group, command, body, seconds=None, tries=TRIES):
        """The answer's map; asked again when none comes."""
        self._sequence = (self._sequence + 1) % 256
        text = encode(body)
        packet = struct.pack(">BBHHBB", op, 0, len(text), group, self._sequence, command) + text
        for _ in range(tries):
            try:
                self._send(frame(packet))
                answer = self._receive((op + 1, group, command), seconds or self._seconds)
            except OSError as error:
                raise SmpError(f"the serial line was hung up: {error.strerror}") from None
            if answer is not None:
                break
        else:
            raise SmpError("no answer")
        error = answer.get("err", {}).get("rc") or answer.get("rc")
        if error:
            raise SmpError(f"the device answers with error {error}")
        return answer

    def _send(self, data):
        while data:
            data = data[os.write(self._line, data):]

    def _receive(self, wanted, seconds):
        end, packet = time.monotonic() + seconds, b""
        while select.select([self._line], [], [], max(0, end - time.monotonic()))[0]:
            data = os.read(self._line, 4096)
            if not data:
                raise SmpError("the serial line was hung up")
            self._received += data
            *lines, self._received = self._received.split(b"\n")
            for line in lines:
                if line[:2] not in (b"\x06\x09", b"\x04\x14"):
                    continue
                packet = (packet if line[:2] == b"\x04\x14" else b"") + base64.b64decode(line[2:])
                if len(packet) < 2 or len(packet) - 2 < struct.unpack(">H", packet[:2])[0]:
                    continue
                op, _, _, group, sequence, command = struct.unpack(">BBHHBB", packet[2:10])
                if binascii.crc_hqx(packet[2:], 0) == 0 and (op & 7, group, command) == wanted \
                        and sequence == self._sequence:
                    return decode(packet, 10)[0]
        return None

    def echo(self, text, seconds=None):
        return self.request(WRITE, OS_GROUP, 0, {"d": text}, seconds)["r"]

    def reset(self, recovery=False):
        self.request(WRITE, OS_GROUP, 5, {"boot_mode": 1} if recovery else {})

    def images(self):
        """[{image, slot, version, hash, active, ...}]"""
        return self.request(READ, IMAGE_GROUP, 0, {})["images"]

    def find(self, image, slot):
        return next((one for one in self.images() if (one.get("image", 0), one["slot"]) == (image, slot)), None)

    def set_state(self, digest=None, confirm=False):
        """Marks the image with this hash for test or for ever; without one, confirms what runs."""
        self.request(WRITE, IMAGE_GROUP, 0, {"confirm": confirm} | ({"hash": digest} if digest else {}))

    def erase(self, slot=None):
        self.request(WRITE, IMAGE_GROUP, 5, {} if slot is None else {"slot": slot}, seconds=60)

    def upload(self, image, data, progress=lambda done, size: None):
        offset = 0
        while offset < len(data):
            body = {"image": image, "off": offset, "data": data[offset:offset + CHUNK]}
            if offset == 0:
                body |= {"len": len(data), "sha": hashlib.sha256(data).digest()}
            # the first one erases, the last one may verify or, in serial recovery, bring the image to the network core
            seconds = 60 if offset == 0 or offset + CHUNK >= len(data) else None
            offset = self.request(WRITE, IMAGE_GROUP, 1, body, seconds)["off"]
            progress(offset, len(data))
