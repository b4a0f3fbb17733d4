"""An image that says its signature is pure, has none, and no hash either."""
import pathlib
import struct
import sys

firmware = pathlib.Path("fixtures/ncs32_dk_qspi_overwrite/sensor_hub/zephyr/zephyr.bin").read_bytes()
header = struct.pack("<IIHHIIBBHII", 0x96F3B83D, 0, 0x200, 0, len(firmware), 0, 1, 2, 3, 4, 0).ljust(0x200, b"\0")
image = header + firmware + struct.pack("<HHHHB", 0x6907, 9, 0x25, 1, 1)
pathlib.Path(sys.argv[1], "image.bin").write_bytes(image)
