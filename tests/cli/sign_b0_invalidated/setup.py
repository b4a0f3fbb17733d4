"""The input of the case is made of the sample firmware."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
firmware = pathlib.Path("fixtures/ncs32_dk_qspi_overwrite/ipc_radio/zephyr/zephyr.bin").read_bytes()
(out / "invalid.bin").write_bytes(firmware.replace(bytes.fromhex("ffff0291"), bytes.fromhex("feff0291")))
