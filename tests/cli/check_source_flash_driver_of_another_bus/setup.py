"""The nRF7002 DK's flash hangs on SPI: the QSPI driver that the file asks for has no node."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds  # noqa: E402

build = builds.copy("pairs/nrf7002_dk_and_mcuboot_without_the_flash_driver/source")
builds.edit(build / "sysbuild/mcuboot.conf", "CONFIG_SPI=y", "CONFIG_NORDIC_QSPI_NOR=y")
