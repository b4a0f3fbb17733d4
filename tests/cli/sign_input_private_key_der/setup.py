import base64
import pathlib
import re
import sys

pem = pathlib.Path("fixtures/keys/test-ecdsa-p256.pem").read_text()
body = re.search(r"-----BEGIN PRIVATE KEY-----(.*)-----END", pem, re.S).group(1)
pathlib.Path(sys.argv[1], "key.der").write_bytes(base64.b64decode(body))
