"""No line end after the last line."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
(out / ".config").write_bytes(b"CONFIG_BOARD=\"nrf5340dk\"\nCONFIG_BOOT_UPGRADE_ONLY=y")
