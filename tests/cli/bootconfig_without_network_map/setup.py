"""Nothing says where the network core's application lies: it is where every release puts it."""
import builds

build = builds.copy("ncs32_dk_qspi_nrf53boot")
for path in build.glob("*_CPUNET.*"):
    path.unlink()
for path in (*build.glob("b0n/zephyr/zephyr.dts"), *build.glob("ipc_radio/zephyr/zephyr.dts")):
    path.unlink()
