import builds

build = builds.copy("ncs32_dk_qspi_nrf53boot")
builds.set_symbol(build / "nrf53boot/.config", "CONFIG_NRF53BOOT_TARGET_SERIAL_RX_PIN=22")
builds.set_symbol(build / "nrf53boot/.config", "CONFIG_NRF53BOOT_TARGET_SERIAL_TX_PIN=13")
