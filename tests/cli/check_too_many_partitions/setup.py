"""More partitions than are compared with each other, two of which overlap."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds  # noqa: E402

build = builds.copy("ncs32_dk_qspi_overwrite")
with open(build / "partitions.yml", "a", encoding="utf-8") as file:
    for number in range(300):
        file.write(f"p{number}:\n  address: {0x200000 + number * 0x1000:#x}\n  region: external_flash\n  size: 0x1800\n")
