import builds

builds.pack(builds.copy("ncs32_dk_qspi_overwrite"))
