import builds

build = builds.copy("ncs32_dk_qspi_nrf53boot")
builds.set_symbol(build / "nrf53boot/.config", "CONFIG_NRF53BOOT_MAX_IMG_SECTORS=231")
