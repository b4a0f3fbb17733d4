import pathlib
import sys

text = pathlib.Path("fixtures/ncs32_dk_qspi_overwrite/sensor_hub/zephyr/zephyr.hex").read_text()
lines = [f"  {line}\t " for line in text.splitlines()]
pathlib.Path(sys.argv[1], "blanks.hex").write_text("\n" + "\n".join(lines) + "\n")
