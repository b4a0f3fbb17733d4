"""The line ends of Windows."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
(out / ".config").write_bytes(b"CONFIG_BOARD=\"nrf5340dk\"\r\n# CONFIG_BOOT_UPGRADE_ONLY is not set\r\n")
