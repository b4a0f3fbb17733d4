"""The input of the case is made of the sample firmware."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
firmware = pathlib.Path("fixtures/ncs32_dk_qspi_overwrite/ipc_radio/zephyr/zephyr.bin").read_bytes()
(out / "image.bin").write_bytes(bytes.fromhex("3db8f396") + bytes(508) + firmware)
