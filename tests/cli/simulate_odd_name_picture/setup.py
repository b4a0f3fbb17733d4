import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
build.rename(build.with_name("b\udcff\x1b[31m <&'"))
