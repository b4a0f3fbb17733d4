"""The recipe's files with a slot that was moved, a partition more, an overlay that chooses another flash, and a later mode."""
import os
import pathlib
import subprocess
import sys

app = pathlib.Path(sys.argv[1], "app")
subprocess.run([os.environ["NRF53PACK"], "init", "simultaneous", "--sdk-version", "2.6.1", "--key", "/keys/mcuboot.pem", "-o", app], check=True,
               stdout=subprocess.DEVNULL)
static = app / "pm_static.yml"
text = static.read_text(encoding="utf-8")
text = text.replace("mcuboot_secondary:\n  address: 0x0\n", "mcuboot_secondary:\n  address: 0x1000\n")
static.write_text(text + "nvs_storage: {address: 0xf8000, size: 0x4000}\notp_data: {address: 0xff8100, size: 0x10, region: otp}\n", encoding="utf-8")
overlay = app / "child_image/mcuboot.overlay"
overlay.write_text(overlay.read_text(encoding="utf-8").replace("&mx25r64", "&w25q128"), encoding="utf-8")
with (app / "child_image/mcuboot.conf").open("a", encoding="utf-8") as file:
    file.write("CONFIG_BOOT_SWAP_USING_SCRATCH=y\n")
(app / "boards/nrf5340dk_nrf5340_cpuapp.overlay").write_text("/ { chosen {\n", encoding="utf-8")
