"""MCUboot's .config sets two upgrade modes."""
import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
builds.set_symbol(build / "mcuboot/zephyr/.config", "CONFIG_BOOT_SWAP_USING_MOVE=y")
