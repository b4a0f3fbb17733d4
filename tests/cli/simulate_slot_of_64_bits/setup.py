"""A slot of 2^64 - 1 bytes."""
import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
builds.edit(build / "partitions.yml", "  share_size:\n  - mcuboot_primary\n  size: 0xe8000",
            "  share_size:\n  - mcuboot_primary\n  size: 0xffffffffffffffff")
