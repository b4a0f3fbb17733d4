"""Puts updates into the slots of a device file as an update client leaves them, and reads what a swap left.

Trailer of a slot with write units of 4 bytes, from its end: magic, image_ok, copy_done, swap_info, 8 bytes each but for the
magic (mcu-tools/mcuboot docs/design.md, "Image trailer"). The tests with real clients have the same done by the demo.
"""
import re

MAGIC = bytes.fromhex("77c295f360d2ef7f3552500f2cb67980")
UNIT = 8
IMAGE_OK, SWAP_INFO = 16 + UNIT, 16 + 3 * UNIT  # from the end of the slot
TEST, PERMANENT = 2, 3
SECTOR = 4096


class Places:
    """Where a product has its slots: from target_config.h of `nrf53pack bootconfig`, and the mode from boot_config.c."""

    def __init__(self, folder):
        header = (folder / "target_config.h").read_text(encoding="ascii")
        self.values = {name: int(value, 0) for name, value in re.findall(r"^#define TARGET_(\w+) (\w+)$", header, re.M)}
        source = (folder / "boot_config.c").read_text(encoding="ascii")
        self.offset_mode = ".mode = UPGRADE_SWAP_OFFSET" in source
        self.backup = self.values["BACKUP_SIZE"] > 0

    def secondary(self, image):
        name = "SECONDARY" if image == 0 else "SECONDARY1"
        return self.values[f"{name}_OFFSET"], self.values[f"{name}_SIZE"]

    def upload(self, device, image, data):
        """The whole slot erased, the file in it."""
        offset, size = self.secondary(image)
        start = SECTOR if image == 0 and self.offset_mode else 0
        if start + len(data) > size - SECTOR:
            raise ValueError(f"{len(data)} bytes are too many for the secondary slot of image {image}")
        device.load("external", offset, b"\xff" * size)
        device.load("external", offset + start, data)

    def mark(self, device, image, permanent=False):
        """The next boot takes what is in the secondary slot."""
        offset, size = self.secondary(image)
        end = offset + size
        device.load("external", end - len(MAGIC), MAGIC)
        if permanent:
            device.load("external", end - IMAGE_OK, b"\x01")
        device.load("external", end - SWAP_INFO, bytes([(PERMANENT if permanent else TEST) | image << 4]))

    def confirm(self, device):
        """The running application stays. Nothing to do where no swap left a trailer."""
        end = self.values["PRIMARY_OFFSET"] + self.values["PRIMARY_SIZE"]
        if device.read("app", end - len(MAGIC), len(MAGIC)) == MAGIC:
            device.load("app", end - IMAGE_OK, b"\x01")
