"""An application that the recipe made, with lines added since, and one file lost."""
import os
import pathlib
import subprocess
import sys

app = pathlib.Path(sys.argv[1], "app")
subprocess.run([os.environ["NRF53PACK"], "init", "single-slot", "--sdk-version", "3.2.1", "-o", str(app)], check=True,
               stdout=subprocess.DEVNULL)
with open(app / "prj.conf", "a", encoding="utf-8") as file:
    file.write("CONFIG_BT_DEVICE_NAME=\"other\"\nCONFIG_BT_DEVICE_NAME=\"nrf53pack\"\nCONFIG_LOG=y\n")
(app / "sysbuild/mcuboot.conf").unlink()
