"""signed_by_b0_ipc_radio.bin is of another build than the .hex beside it."""
import builds

raw = builds.copy("ncs32_dk_qspi_overwrite") / "signed_by_b0_ipc_radio.bin"
raw.write_bytes(raw.read_bytes()[:-1] + b"\0")
