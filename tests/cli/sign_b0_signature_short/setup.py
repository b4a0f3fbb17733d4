"""The input of the case is made of the sample firmware."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
(out / "signature").write_bytes(pathlib.Path("fixtures/ncs32_dk_qspi_overwrite/signed_by_b0_ipc_radio.bin").read_bytes()[-63:])
