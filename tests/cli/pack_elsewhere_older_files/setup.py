"""A build in which an earlier run left what this bootloader refuses, images without a signature; the package goes elsewhere."""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds  # noqa: E402

build = builds.copy("ncs32_dk_qspi_overwrite")
for folder in (build, build / "nrf53pack"):
    folder.mkdir(exist_ok=True)
    for name in ("app_update.bin", "net_core_app_update.bin"):
        subprocess.run([os.environ["NRF53PACK"], "sign", "--version", "1.0.0", "--header-size", "0x200", "--pad-header", "--slot-size",
                        "0x40000", "--align", "4", build / "sensor_hub/zephyr/zephyr.hex", folder / name], check=True, capture_output=True)
