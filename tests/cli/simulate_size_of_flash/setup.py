"""An external flash of 2^64 - 1 bytes."""
import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
builds.edit(build / "regions.yml", "placement_strategy: start_to_end\n  size: 0x800000",
            "placement_strategy: start_to_end\n  size: 0xffffffffffffffff")
