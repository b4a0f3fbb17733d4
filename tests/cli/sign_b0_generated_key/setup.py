"""The input of the case is made of the sample firmware."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
import shutil

shutil.copy("fixtures/keys/test-nsib-p256.pem", out / "GENERATED_NON_SECURE_SIGN_KEY_PRIVATE.pem")
