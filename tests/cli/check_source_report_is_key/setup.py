"""A source tree that signs with a key of its own, which a rule looks at and the report would replace."""
import pathlib
import shutil
import sys

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "fixtures"
tree = pathlib.Path(sys.argv[1]) / "tree"
shutil.copytree(FIXTURES / "ncs32_dk_qspi_overwrite_source", tree)
shutil.copy(FIXTURES / "keys/test-ecdsa-p256.pem", tree / "key.pem")
with open(tree / "sysbuild.conf", "a") as file:
    file.write('SB_CONFIG_BOOT_SIGNATURE_KEY_FILE="${APP_DIR}/key.pem"\n')
