"""A build whose firmware was deleted."""
import builds

build = builds.copy("ncs32_dk_qspi_brick")
for path in (build / "sensor_hub/zephyr/zephyr.bin", build / "sensor_hub/zephyr/zephyr.hex"):
    path.unlink()
