"""A key and a firmware of their own, which the call would destroy."""
import pathlib
import shutil
import sys

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "fixtures"
out = pathlib.Path(sys.argv[1])
shutil.copy(FIXTURES / "keys/test-ecdsa-p256.pem", out / "key.pem")
shutil.copy(FIXTURES / "keys/test-nsib-p256.pem", out / "nsib.pem")
shutil.copy(FIXTURES / "ncs32_dk_qspi_overwrite/ipc_radio/zephyr/zephyr.hex", out / "net.hex")
(out / "link.pem").symlink_to("key.pem")
