"""MCUboot's .config is no text."""
import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
(build / "mcuboot/zephyr/.config").write_bytes(b"\xff\xfe\x00CONFIG")
