"""The network image's slot begins in the last sector of the application's."""
import builds

build = builds.copy("ncs32_dk_qspi_brick")
builds.edit(build / "partitions.yml", "mcuboot_secondary_1:\n  address: 0xe8000", "mcuboot_secondary_1:\n  address: 0xe7000")
