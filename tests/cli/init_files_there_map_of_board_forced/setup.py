"""A map for the board alone, which builds take before pm_static.yml."""
import pathlib
import sys

app = pathlib.Path(sys.argv[1], "app")
app.mkdir(parents=True)
(app / "pm_static_nrf5340dk_nrf5340_cpuapp.yml").write_text(
    "mcuboot: {address: 0x0, size: 0x10000, region: flash_primary}\nsettings_storage: {address: 0xf8000, size: 0x8000}\n", encoding="utf-8")
