"""A build whose cache names its static map, in a folder that is not above it; the application's folder has another one."""
import re

import builds

build = builds.copy("ncs32_dk_qspi_overwrite")
maps = build.parent / "maps"
maps.mkdir()
static = (builds.FIXTURES / "sensor_hub_source/pm_static.yml").read_text(encoding="utf-8")
(maps / "product.yml").write_text(static.replace("0x20000000", "0x20002000"), encoding="utf-8")
(build.parent / "pm_static.yml").write_text("pcd_sram: {address: 0x20010000, size: 0x2000, region: sram_primary}\n", encoding="utf-8")
cache = build / "CMakeCache.txt"
text = cache.read_text(encoding="utf-8")
text = re.sub(r"^(PM_STATIC_YML_FILE:INTERNAL=).*$", rf"\g<1>{maps.resolve()}/product.yml", text, flags=re.M)
cache.write_text(re.sub(r"^APP_DIR:PATH=.*$", f"APP_DIR:PATH={build.parent.resolve()}", text, flags=re.M), encoding="utf-8")
