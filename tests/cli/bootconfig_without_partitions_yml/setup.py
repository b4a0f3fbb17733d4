import builds

(builds.copy("ncs32_dk_qspi_nrf53boot") / "partitions.yml").unlink()
