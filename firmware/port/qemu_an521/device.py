"""The device file of the emulated board: an nRF5340's flashes, RAM and registers, which outlive QEMU's process.

The layout is that of board.h; tests/emulator/host.py compares the numbers. The file is mapped, so what a program here
writes the running machine sees at once, and the other way round.
"""
import mmap
import os
import pathlib
import random
import struct

SIZE = 0x1000000
NET_BASE = 0x01000000  # where the network core sees its flash


class Region:
    def __init__(self, offset, size, address=None):
        self.offset, self.size, self.address = offset, size, address


REGIONS = {
    "app": Region(0x000000, 0x100000, 0x00000000),
    "net": Region(0x100000, 0x40000, NET_BASE),
    "external": Region(0x200000, 0x800000),
    "app_ram": Region(0xA00000, 0x80000, 0x20000000),
    "net_ram": Region(0xA80000, 0x10000, 0x21000000),
    "registers": Region(0xAF0000, 0x1000),
}
FLASHES = ("app", "net", "external")
RAMS = ("app_ram", "net_ram")

# enum board_register, in its order
REGISTERS = ("reset_reason", "boot_mode", "recovery_pin", "write_time", "erase_time", "forceoff", "parked", "fault",
             "fault_device", "fault_offset", "copies_to_fail", "watchdog", "operations", "hold", "hold_after", "held")
REASON_PIN, REASON_SOFT = 1 << 0, 1 << 3  # bits of RESETREAS, nRF5340 Product Specification
FORCEOFF_HOLD = 1
FAULTS = ("none", "unaligned", "programmed twice", "outside")


class DeviceFile:
    """One device. Use create() once, then open it as often as you like."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self._file = open(self.path, "r+b")
        size = self._file.seek(0, os.SEEK_END)
        if size != SIZE:
            self._file.close()
            raise ValueError(f"'{path}' is not a device file of {SIZE} bytes: it has {size}")
        self._map = mmap.mmap(self._file.fileno(), SIZE)
        self._words = memoryview(self._map).cast("I")

    @classmethod
    def create(cls, path):
        """A device as it leaves the chip's factory: flashes erased, RAM zero, power off."""
        with open(path, "wb") as file:
            file.write(bytes(SIZE))  # no holes: a disk that is full says so here, not by a signal when one is filled
            for name in FLASHES:
                file.seek(REGIONS[name].offset)
                file.write(b"\xff" * REGIONS[name].size)
        device = cls(path)
        device["forceoff"] = FORCEOFF_HOLD
        return device

    def close(self):
        self._words.release()
        self._map.close()
        self._file.close()

    @staticmethod
    def _place(region, offset, size):
        if offset < 0 or size < 0 or offset + size > REGIONS[region].size:
            raise ValueError(f"{size} bytes at {offset:#x} are not inside '{region}'")
        return REGIONS[region].offset + offset

    def load(self, region, offset, data):
        """Puts bytes there as a programmer does: no rule of flash is looked at."""
        start = self._place(region, offset, len(data))
        self._map[start:start + len(data)] = bytes(data)

    def read(self, region, offset=0, size=None):
        size = REGIONS[region].size - offset if size is None else size
        start = self._place(region, offset, size)
        return self._map[start:start + size]

    def load_hex(self, path, external=0x10000000):
        """An Intel HEX file at the nRF5340's addresses; external flash is where the QSPI peripheral maps it."""
        for address, data in read_hex(path):
            self.load(*locate(address, external), data)

    def __getitem__(self, register):
        return self._words[REGIONS["registers"].offset // 4 + REGISTERS.index(register)]

    def __setitem__(self, register, value):
        self._words[REGIONS["registers"].offset // 4 + REGISTERS.index(register)] = value

    def fault(self):
        """The first breach of a flash's rules as text, or None."""
        if self["fault"] == 0:
            return None
        kind = FAULTS[self["fault"]] if self["fault"] < len(FAULTS) else str(self["fault"])
        return f"{kind}, flash device {self['fault_device']}, offset {self['fault_offset']:#x}"

    def lose_power(self, ram="zero", seed=0):
        """What a loss of power leaves. `ram` is what its cells hold afterwards: zero, keep, random."""
        if ram not in ("zero", "keep", "random"):
            raise ValueError(f"'{ram}' is none of zero, keep, random")
        for name in RAMS if ram != "keep" else ():
            size = REGIONS[name].size
            self.load(name, 0, bytes(size) if ram == "zero" else random.Random(f"{seed} {name}").randbytes(size))
        self["reset_reason"] = 0
        self["boot_mode"] = 0
        self.stop_cores()

    def stop_cores(self):
        """What each reset of the application core does to the network core."""
        self["forceoff"] = FORCEOFF_HOLD
        self["parked"] = 0


def locate(address, external=0x10000000):
    """(region, offset) of an address in a HEX file for the nRF5340."""
    for name in FLASHES:
        base = external if name == "external" else REGIONS[name].address
        if 0 <= address - base < REGIONS[name].size:
            return name, address - base
    raise ValueError(f"no flash has the address {address:#x}")


def read_hex(path):
    """[(address, bytes)] of an Intel HEX file, neighbours joined."""
    pieces, base = [], 0
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="ascii").split(), 1):
        record = bytes.fromhex(line.removeprefix(":"))
        if not line.startswith(":") or len(record) != record[0] + 5 or sum(record) % 256:
            raise ValueError(f"{path}:{number}: not a record of Intel HEX")
        offset, kind, data = struct.unpack(">H", record[1:3])[0], record[3], record[4:-1]
        if kind in (2, 4):
            base = int.from_bytes(data, "big") << (4 if kind == 2 else 16)
        elif kind == 0 and pieces and pieces[-1][0] + len(pieces[-1][1]) == base + offset:
            pieces[-1][1].extend(data)
        elif kind == 0:
            pieces.append((base + offset, bytearray(data)))
    return [(address, bytes(data)) for address, data in pieces]
