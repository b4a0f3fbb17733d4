"""The recipe's files, and further down in sysbuild.conf another member of two choices and a line of menuconfig that switches off."""
import os
import pathlib
import subprocess
import sys

app = pathlib.Path(sys.argv[1], "app")
subprocess.run([os.environ["NRF53PACK"], "init", "simultaneous", "--sdk-version", "3.2.1", "-o", app], check=True, stdout=subprocess.DEVNULL)
with (app / "sysbuild.conf").open("a", encoding="utf-8") as file:
    file.write("SB_CONFIG_MCUBOOT_MODE_SWAP_USING_MOVE=y\nSB_CONFIG_BOOT_SIGNATURE_TYPE_RSA=y\n# SB_CONFIG_NETCORE_APP_UPDATE is not set\n"
               "# SB_CONFIG_BOOTLOADER_MCUBOOT is not set\nSB_CONFIG_BOOTLOADER_MCUBOOT=y\n")
