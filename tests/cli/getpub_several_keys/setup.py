"""Two private keys in one file."""
import pathlib
import sys

keys = pathlib.Path(__file__).resolve().parents[3] / "fixtures" / "keys"
text = (keys / "test-ecdsa-p256.pem").read_text() + (keys / "test-ed25519.pem").read_text()
(pathlib.Path(sys.argv[1]) / "several.pem").write_text(text)
