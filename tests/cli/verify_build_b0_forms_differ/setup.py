"""signed_by_b0_ipc_radio.bin is of another build than the .hex beside it, of which the update was made."""
import shutil

import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
out = builds.pack(build)
shutil.copy(out / "app_update.bin", build / "sensor_hub/zephyr/zephyr.signed.bin")
shutil.copy(out / "net_core_app_update.bin", build / "signed_by_mcuboot_and_b0_ipc_radio.bin")
raw = build / "signed_by_b0_ipc_radio.bin"
raw.write_bytes(raw.read_bytes()[:-1] + b"\0")
