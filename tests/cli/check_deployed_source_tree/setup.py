"""A released build with another signature type than the sources ask for."""
import builds

config = builds.copy("ncs32_dk_qspi_overwrite") / "mcuboot/zephyr/.config"
builds.set_symbol(config, "# CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256 is not set")
builds.set_symbol(config, "CONFIG_BOOT_SIGNATURE_TYPE_RSA=y")
