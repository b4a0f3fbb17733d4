"""nrf53boot of this build verifies RSA alone."""
import builds

config = builds.copy("ncs32_dk_qspi_nrf53boot") / "nrf53boot/.config"
builds.set_symbol(config, "# CONFIG_NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256 is not set")
builds.set_symbol(config, "CONFIG_NRF53BOOT_SIGNATURE_TYPE_RSA=y")
