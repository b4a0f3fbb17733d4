"""A page of provision data with slot S0 of the network core and one key, as Intel HEX: made by hand, so that it can be one
that the program does not make."""
import struct


def record(kind, address, data):
    line = bytes([len(data), address >> 8, address & 0xFF, kind]) + data
    return ":" + (line + bytes([-sum(line) & 0xFF])).hex().upper() + "\n"


def page(address, token, s0=0x01008800):
    data = struct.pack("<IIII", s0, s0, 1, token) + bytes(range(16))
    start = address + 40
    text = record(4, 0, struct.pack(">H", start >> 16))
    for at in range(0, len(data), 16):
        text += record(0, (start & 0xFFFF) + at, data[at : at + 16])
    return text + record(1, 0, b"")
