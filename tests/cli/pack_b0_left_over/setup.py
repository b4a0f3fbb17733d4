"""The network core's firmware was built again, and what is signed for b0n was not."""
import builds

builds.change_hex(builds.copy("ncs32_dk_qspi_overwrite") / "ipc_radio/zephyr/zephyr.hex")
