import pathlib
import shutil
import sys

shutil.copy("fixtures/ncs32_dk_qspi_overwrite/sensor_hub/zephyr/zephyr.hex", pathlib.Path(sys.argv[1], "firmware"))
