"""The build of the fixture, after somebody moved what devices in the field cannot move."""
import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
builds.edit(build / "partitions.yml", "pcd_sram:\n  address: 0x20000000\n  end_address: 0x20002000",
            "pcd_sram:\n  address: 0x2006e000\n  end_address: 0x20070000")
builds.edit(build / "partitions.yml", "  end_address: 0x100000\n  region: flash_primary\n  size: 0x8000",
            "  end_address: 0xfc000\n  region: flash_primary\n  size: 0x4000")
config = build / "mcuboot/zephyr/.config"
builds.set_symbol(config, "# CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256 is not set")
builds.set_symbol(config, "CONFIG_BOOT_SIGNATURE_TYPE_RSA=y")
