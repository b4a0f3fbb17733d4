"""The recipe's files; MCUboot's and the application's also name a mode, which sysbuild.conf alone decides."""
import os
import pathlib
import subprocess
import sys

app = pathlib.Path(sys.argv[1], "app")
subprocess.run([os.environ["NRF53PACK"], "init", "simultaneous", "--sdk-version", "3.2.1", "-o", app], check=True, stdout=subprocess.DEVNULL)
with (app / "sysbuild/mcuboot.conf").open("a", encoding="utf-8") as file:
    file.write("CONFIG_BOOT_UPGRADE_ONLY=y\nCONFIG_BOOT_SWAP_USING_MOVE=y\n")
with (app / "prj.conf").open("a", encoding="utf-8") as file:
    file.write("CONFIG_MCUBOOT_BOOTLOADER_MODE_SWAP_SCRATCH=y\n")
(app / "sysbuild.conf").unlink()
