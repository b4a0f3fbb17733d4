"""The sector table of MCUboot has more than 32 bits of entries."""
import builds

build = builds.copy("ncs32_dk_qspi_brick")
builds.set_symbol(build / "mcuboot/zephyr/.config", "CONFIG_BOOT_MAX_IMG_SECTORS=4294967552")
