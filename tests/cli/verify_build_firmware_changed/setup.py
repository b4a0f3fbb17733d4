"""The network core's firmware and the application's changed, as HEX alone; what was packed of the old ones is still there."""
import shutil

import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
out = builds.pack(build)
shutil.copy(out / "app_update.bin", build / "sensor_hub/zephyr/zephyr.signed.bin")
shutil.copy(out / "net_core_app_update.bin", build / "signed_by_mcuboot_and_b0_ipc_radio.bin")
shutil.copy(out / "dfu_application.zip", build)
for image in ("sensor_hub", "ipc_radio"):
    builds.change_hex(build / image / "zephyr/zephyr.hex")
