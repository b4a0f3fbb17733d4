"""Sources whose overwrite mode stands in the wrong file, or under a prefix that the file does not have."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds  # noqa: E402

source = builds.copy("ncs32_dk_qspi_brick_source")
for name, line in (("prj.conf", "SB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY=y"), ("sysbuild.conf", "CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY=y")):
    with open(source / name, "a", encoding="utf-8") as file:
        file.write(line + "\n# " + line[:-2] + "_TOO is not set\n")
