"""nrf53boot is asked to swap the network image, which it only copies."""
import builds

build = builds.copy("ncs32_dk_qspi_nrf53boot")
builds.set_symbol(build / "nrf53boot/.config", "# CONFIG_NRF53BOOT_IMAGE1_MODE_OVERWRITE is not set")
builds.set_symbol(build / "nrf53boot/.config", "CONFIG_NRF53BOOT_IMAGE1_MODE_SWAP_MOVE=y")
