"""A build inside its application's folder, whose static map was changed afterwards; a map of another board stands beside it."""
import re

import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
static = (builds.FIXTURES / "sensor_hub_source/pm_static.yml").read_text(encoding="utf-8")
changed = re.sub(r"(settings_storage:\n  address: )0xf8000\n(  size: )0x8000", r"\g<1>0xfa000\n\g<2>0x6000", static)
misspelt = "\nlogging:\n  address: 0x200000\n  size: 0x1000\n  region: ext_flash\n"
(build.parent / "pm_static_nrf5340dk_nrf5340_cpuapp.yml").write_text(changed + misspelt, encoding="utf-8")
(build.parent / "pm_static_thingy53_nrf5340_cpuapp.yml").write_text("app: {address: 0x0, size: 0x1000}\n", encoding="utf-8")
(build.parent / "pm_static.yml").write_text("app: {address: 0x0, size: 0x1000}\n", encoding="utf-8")
cache = build / "CMakeCache.txt"
text = cache.read_text(encoding="utf-8")
text = re.sub(r"^PM_STATIC_YML_FILE.*\n", "", text, flags=re.M)
cache.write_text(re.sub(r"^APP_DIR:PATH=.*$", f"APP_DIR:PATH={build.parent.resolve()}", text, flags=re.M), encoding="utf-8")
