"""External flash: driver, devicetree, page sizes, and who knows of it."""
from edits import devicetree, partition, symbol
from mutation import Mutation
from tree import NRF53BOOT, OVERWRITE

CHOSEN = r"^\t\tnordic,pm-ext-flash = .*\n"
CHIP_OFF = (r"^(\s+)(mx25r64: mx25r6435f@0 \{\n)", r'\1\2\1\tstatus = "disabled";\n')
NO_DRIVER = {"NORDIC_QSPI_NOR": "n", "PM_EXTERNAL_FLASH_HAS_DRIVER": "n"}
SPI_BESIDE = {"SPI_NOR": "y", "SPI_NOR_FLASH_LAYOUT_PAGE_SIZE": "65536"}
PAGE = "NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE"

CHANGES = [
    Mutation("chip not chosen in MCUboot's devicetree", OVERWRITE, [devicetree("mcuboot", CHOSEN, "")],
             ["+N53-0401 brick brick"]),
    Mutation("chip not chosen in MCUboot's devicetree, NCS 2.4", OVERWRITE, [devicetree("mcuboot", CHOSEN, "")],
             ["+N53-0401 error update-ignored"], given=["--sdk-version", "2.4.0"]),
    Mutation("chip not chosen in MCUboot's devicetree, nrf53boot decides", NRF53BOOT,
             [devicetree("mcuboot", CHOSEN, "")]),
    Mutation("chip not chosen in the application's devicetree, which the compiler tells", OVERWRITE,
             [devicetree("app", CHOSEN, "")]),
    Mutation("chip disabled in MCUboot's devicetree", OVERWRITE, [devicetree("mcuboot", *CHIP_OFF)],
             ["+N53-0401 brick brick"]),
    Mutation("controller of the chip disabled in MCUboot's devicetree", OVERWRITE,
             [devicetree("mcuboot", r"(\tqspi: qspi@2b000 \{\n(?:.*\n)*?\s+status = )\"okay\"", r'\1"disabled"')],
             ["+N53-0401 brick brick"]),
    Mutation("chip disabled in the application's devicetree", OVERWRITE, [devicetree("app", *CHIP_OFF)]),
    Mutation("no driver in MCUboot", OVERWRITE, [symbol("mcuboot", **NO_DRIVER)], ["+N53-0402 brick brick"]),
    Mutation("no driver in MCUboot, NCS 2.4", OVERWRITE, [symbol("mcuboot", **NO_DRIVER)],
             ["+N53-0402 error update-ignored"], given=["--sdk-version", "2.4.0"]),
    Mutation("no driver and no chip in MCUboot", OVERWRITE,
             [symbol("mcuboot", **NO_DRIVER), devicetree("mcuboot", CHOSEN, "")], ["+N53-0402 brick brick"]),
    Mutation("another driver in MCUboot", OVERWRITE,
             [symbol("mcuboot", **NO_DRIVER, PM_OVERRIDE_EXTERNAL_DRIVER_CHECK="y")],
             ["+N53-0407 warning build-error"]),
    Mutation("pages of 64 KiB in MCUboot", OVERWRITE, [symbol("mcuboot", **{PAGE: "65536"})],
             ["+N53-0403 error data-loss"]),
    Mutation("pages of 64 KiB of a second chip in MCUboot", OVERWRITE, [symbol("mcuboot", **SPI_BESIDE)]),
    Mutation("pages of 64 KiB in the application", OVERWRITE, [symbol("app", **{PAGE: "65536"})],
             ["+N53-0404 warning data-loss"]),
    Mutation("pages of 32 KiB in the application", OVERWRITE, [symbol("app", **{PAGE: "32768"})]),
    Mutation("pages of 64 KiB of a second chip in the application", OVERWRITE, [symbol("app", **SPI_BESIDE)]),
    Mutation("the application does not know of the external slot", OVERWRITE,
             [symbol("app", PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY="n")], ["+N53-0405 warning update-refused"]),
    Mutation("MCUboot does not know of the external slot", OVERWRITE,
             [symbol("mcuboot", PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY=None)], ["+N53-0405 warning update-refused"]),
    Mutation("no driver in the application", OVERWRITE, [symbol("app", **NO_DRIVER)],
             ["+N53-0406 error update-refused"]),
    Mutation("no driver in the application, which manages no images", OVERWRITE,
             [symbol("app", **NO_DRIVER, IMG_MANAGER="n", MCUBOOT_IMG_MANAGER="n")]),
    Mutation("slots on pages of 64 KiB, pages of 64 KiB in the application", OVERWRITE,
             [symbol("app", **{PAGE: "65536"}), partition("mcuboot_primary", size=0xe0000),
              partition("mcuboot_secondary", size=0xe0000), partition("mcuboot_secondary_1", address=0xe0000)]),
]
