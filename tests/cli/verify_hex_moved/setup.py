"""The network core's firmware, with its HEX put 64 KiB behind the place that it is linked for."""
import pathlib
import sys

built = pathlib.Path("fixtures/ncs32_dk_qspi_overwrite/signed_by_b0_ipc_radio.hex").read_text()
moved = built.replace(":020000040100F9", ":020000040101F8")
assert moved != built
(pathlib.Path(sys.argv[1]) / "moved.hex").write_text(moved)
