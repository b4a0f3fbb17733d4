"""nrf53boot's .config sets two upgrade modes of image 0."""
import builds

build = builds.copy("ncs32_dk_qspi_nrf53boot")
builds.set_symbol(build / "nrf53boot/.config", "CONFIG_NRF53BOOT_IMAGE0_MODE_OVERWRITE=y")
