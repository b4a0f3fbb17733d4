"""MCUboot does not look where an image is linked for: the network core's file is started by the application core."""
import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
builds.set_symbol(build / "mcuboot/zephyr/.config", "# CONFIG_MCUBOOT_VERIFY_IMG_ADDRESS is not set")
