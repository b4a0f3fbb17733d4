"""An upload erases 8192 pages: no loop without an end, though it takes long."""
import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
builds.edit(build / "partitions.yml", "  share_size:\n  - mcuboot_primary\n  size: 0xe8000",
            "  share_size:\n  - mcuboot_primary\n  size: 0x2000000")
builds.edit(build / "partitions.yml", "mcuboot_secondary_1:\n  address: 0xe8000", "mcuboot_secondary_1:\n  address: 0x2000000")
builds.edit(build / "regions.yml", "placement_strategy: start_to_end\n  size: 0x800000",
            "placement_strategy: start_to_end\n  size: 0x4000000")
