"""A private key as DER."""
import base64
import pathlib
import sys

lines = pathlib.Path("fixtures/keys/test-ed25519.pem").read_text().splitlines()
pathlib.Path(sys.argv[1], "key.der").write_bytes(base64.b64decode("".join(lines[1:-1])))
