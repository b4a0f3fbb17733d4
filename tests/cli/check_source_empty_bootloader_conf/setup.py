"""Sources whose fragment for the reference bootloader is empty."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds  # noqa: E402

next(builds.copy("ncs32_dk_qspi_nrf53boot_source").rglob("nrf53boot.conf")).write_text("")
