"""SMP on a serial line, written for the tests: packets of any shape, right or wrong, and a reader that believes nothing.

Format: zephyrproject-rtos/zephyr doc/services/device_mgmt/smp_protocol.rst and smp_transport.rst.
"""
import base64
import binascii
import os
import select
import struct
import termios
import time
import tty
from collections import namedtuple

import cbor2

READ, WRITE = 0, 2
OS_GROUP, IMAGE_GROUP = 0, 1
ECHO, RESET, PARAMETERS, BOOTLOADER = 0, 5, 6, 8  # of the OS group
STATE, UPLOAD, ERASE = 0, 1, 5                    # of the image group
LINE = 127  # characters, with two in front and the newline behind
LOOK = 0.2  # seconds between two looks whether anybody can still answer

Answer = namedtuple("Answer", "op group command sequence map")


class NoAnswer(Exception):
    """Nothing came in time, or what came was no answer."""


def packet(op, group, command, body, sequence=0, version=0, flags=0):
    """One request; `body` is a map, or bytes that stand where a map should."""
    body = body if isinstance(body, bytes) else cbor2.dumps(body)
    return struct.pack(">BBHHBB", op | version << 3, flags, len(body), group, sequence, command) + body


def frame(content, crc=None, length=None, line=LINE):
    """The lines that carry a packet; crc and length replace the right ones."""
    crc = binascii.crc_hqx(content, 0) if crc is None else crc
    length = len(content) + 2 if length is None else length
    return lines(struct.pack(">H", length) + content + struct.pack(">H", crc), line)


def lines(content, line=LINE):
    text, room = base64.b64encode(content), (line - 3) // 4 * 4
    pieces = [text[at:at + room] for at in range(0, len(text), room)] or [b""]
    return b"".join((b"\x04\x14" if at else b"\x06\x09") + piece + b"\n" for at, piece in enumerate(pieces))


class Wire:
    """A client's end of the line. `pause`: seconds between the lines of one packet."""

    def __init__(self, path, line=LINE, pause=0):
        self._end = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._end)
        termios.tcflush(self._end, termios.TCIFLUSH)
        self._line, self._pause, self._sequence = line, pause, 7
        self._buffer, self._packet = b"", b""
        self.strange = []  # lines that came and were no part of an answer
        self.cut = False   # set by another thread when nobody will answer any more

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        os.close(self._end)

    def write(self, data, seconds=60):
        """Everything, however slowly the far end takes it."""
        end = time.monotonic() + seconds
        while data:
            if not select.select([], [self._end], [], max(0, end - time.monotonic()))[1]:
                raise NoAnswer(f"the line takes nothing for {seconds} s")
            data = data[os.write(self._end, data[:1024]):]

    def read_packet(self, seconds):
        """The next packet with a right checksum, as bytes."""
        end = time.monotonic() + seconds
        while True:
            while b"\n" in self._buffer:
                line, self._buffer = self._buffer.split(b"\n", 1)
                whole = self._take(line)
                if whole is not None:
                    return whole
            while not select.select([self._end], [], [], min(LOOK, max(0, end - time.monotonic())))[0]:
                if self.cut or time.monotonic() >= end:
                    raise NoAnswer("the power was taken away" if self.cut else f"no answer within {seconds} s")
            self._buffer += os.read(self._end, 4096)

    def _take(self, line):
        begin = line[:2]
        if begin not in (b"\x06\x09", b"\x04\x14") or len(line) > LINE - 1:
            self.strange.append(line)
            return None
        data = base64.b64decode(line[2:], validate=True)
        self._packet = data if begin == b"\x06\x09" else self._packet + data
        size = struct.unpack(">H", self._packet[:2])[0]
        if len(self._packet) < size + 2:
            return None
        content, crc = self._packet[2:size], struct.unpack(">H", self._packet[size:size + 2])[0]
        assert len(self._packet) == size + 2 and binascii.crc_hqx(content, 0) == crc, "an answer with a wrong checksum"
        return content

    def receive(self, seconds=10):
        content = self.read_packet(seconds)
        op, _, size, group, sequence, command = struct.unpack(">BBHHBB", content[:8])
        assert size == len(content) - 8, "an answer whose length is wrong"
        return Answer(op, group, command, sequence, cbor2.loads(content[8:]))

    def send(self, content):
        data = frame(content, line=self._line)
        if not self._pause:
            self.write(data)
            return
        for line in data.splitlines(keepends=True):
            self.write(line)
            time.sleep(self._pause)

    def request(self, op, group, command, body, seconds=10, version=0):
        """The answer's map to this request; answers to earlier ones are passed over."""
        self._sequence = (self._sequence + 1) % 256
        self.send(packet(op, group, command, body, self._sequence, version))
        end = time.monotonic() + seconds
        while True:
            answer = self.receive(max(0.0, end - time.monotonic()))
            if answer.sequence == self._sequence:
                assert answer.op & 7 == op + 1 and (answer.group, answer.command) == (group, command), str(answer)
                return answer.map

    def echo(self, text, seconds=10):
        return self.request(WRITE, OS_GROUP, ECHO, {"d": text}, seconds).get("r")

    def images(self, seconds=10):
        return self.request(READ, IMAGE_GROUP, STATE, {}, seconds)["images"]
