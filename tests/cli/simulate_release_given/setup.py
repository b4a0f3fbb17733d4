import builds

builds.forget_release(builds.copy("ncs32_dk_qspi_brick"))
