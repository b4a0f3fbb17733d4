"""The application's slot ends behind the chip's flash, whatever the build says of that flash."""
import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
builds.edit(build / "partitions.yml", "mcuboot_primary:\n  address: 0x10000\n  end_address: 0xf8000",
            "mcuboot_primary:\n  address: 0x20000\n  end_address: 0x108000")
