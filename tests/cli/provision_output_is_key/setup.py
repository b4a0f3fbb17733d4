"""A public key of its own, which the page would replace."""
import pathlib
import shutil
import sys

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "fixtures"
shutil.copy(FIXTURES / "keys/test-nsib-p256.pub.pem", pathlib.Path(sys.argv[1]) / "key.hex")
