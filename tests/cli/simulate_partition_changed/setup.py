"""The brick of the fixtures with slots for the network image that are four sectors shorter: four erases less."""
import pathlib
import re
import shutil
import sys

source = pathlib.Path(__file__).resolve().parents[3] / "fixtures/ncs32_dk_qspi_brick"
build = pathlib.Path(sys.argv[1]) / "build"
shutil.copytree(source, build)
text = (build / "partitions.yml").read_text(encoding="utf-8")
for name, old, new in (("mcuboot_primary_1", "0x40000", "0x3c000"), ("mcuboot_secondary_1", "0x40000", "0x3c000")):
    block = re.search(rf"^{name}:\n(?:  .*\n)+", text, re.M).group(0)
    text = text.replace(block, block.replace(f"size: {old}", f"size: {new}").replace("end_address: 0x40000", "end_address: 0x3c000")
                        .replace("end_address: 0x128000", "end_address: 0x124000"))
(build / "partitions.yml").write_text(text, encoding="utf-8")
