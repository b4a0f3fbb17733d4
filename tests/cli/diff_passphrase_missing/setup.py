"""Two builds that name one key, which is here under a passphrase."""
import pathlib
import shutil
import sys

import builds

builds.signed_with_encrypted_key()
shutil.copytree(pathlib.Path(sys.argv[1]) / "build", pathlib.Path(sys.argv[1]) / "new")
