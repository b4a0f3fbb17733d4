"""A disk was full: the application's zephyr.bin is empty."""
import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
(build / "sensor_hub/zephyr/zephyr.bin").write_bytes(b"")
