"""The brick of the fixtures with slots for the network image that are four sectors shorter: four erases less."""
import re

import builds

build = builds.copy("ncs32_dk_qspi_brick")
text = (build / "partitions.yml").read_text(encoding="utf-8")
for name, end in (("mcuboot_primary_1", 0x40000), ("mcuboot_secondary_1", 0x128000)):
    block = re.search(rf"^{name}:\n(?:  .*\n)+", text, re.M).group(0)
    shorter = block.replace("size: 0x40000", "size: 0x3c000")
    text = text.replace(block, shorter.replace(f"end_address: {end:#x}", f"end_address: {end - 0x4000:#x}"))
(build / "partitions.yml").write_text(text, encoding="utf-8")
