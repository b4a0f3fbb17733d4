"""Line ends of Windows change nothing."""
import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
for name in ("mcuboot/zephyr/.config", "partitions.yml"):
    path = build / name
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
