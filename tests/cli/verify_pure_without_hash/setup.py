"""An image with a pure signature and no hash: without the key nothing of it can be checked."""
import pathlib
import struct
import sys

firmware = pathlib.Path("fixtures/ncs32_dk_qspi_overwrite/sensor_hub/zephyr/zephyr.bin").read_bytes()
header = struct.pack("<IIHHIIBBHII", 0x96F3B83D, 0, 0x200, 0, len(firmware), 0, 1, 2, 3, 4, 0).ljust(0x200, b"\0")
tlvs = b"".join(struct.pack("<HH", kind, len(value)) + value
                for kind, value in ((0x25, b"\1"), (0x01, bytes(32)), (0x24, bytes(64))))
image = header + firmware + struct.pack("<HH", 0x6907, 4 + len(tlvs)) + tlvs
pathlib.Path(sys.argv[1], "image.bin").write_bytes(image)
