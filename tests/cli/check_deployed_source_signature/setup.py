"""Sources of the next release with another signature type than those of the released one."""
import builds

config = builds.copy("ncs32_dk_qspi_overwrite_source") / "sysbuild.conf"
config.write_text(config.read_text().replace("BOOT_SIGNATURE_TYPE_ECDSA_P256", "BOOT_SIGNATURE_TYPE_RSA"))
