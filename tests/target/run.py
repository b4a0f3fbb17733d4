#!/usr/bin/env python3
"""The crypto that goes onto the chip, compiled for this machine: signatures by openssl, good and damaged.

usage: run.py MBEDTLS-SOURCE-FOLDER      (the one that firmware/target is built from)
The keys are what `nrf53pack getpub` gives ($NRF53PACK, else build/nrf53pack), as `nrf53pack bootconfig` embeds them.
"""
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
KEYS = ROOT / "fixtures" / "keys"
MESSAGE = b"what a bootloader hashes" * 41
PSS = ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")
CASES = (("ecdsa-p256", "0", ()), ("rsa-2048", "1", PSS), ("rsa-3072", "2", PSS))
NAMES = ("asn1parse asn1write bignum bignum_core bignum_mod bignum_mod_raw constant_time ecdsa ecp ecp_curves "
         "ecp_curves_new hash_info md oid platform platform_util rsa rsa_alt_helpers rsa_internal sha256").split()


def build(source, program):
    own = [ROOT / name for name in ("tests/target/verify.c", "firmware/target/crypto_memory.c",
                                    "firmware/crypto/crypto_hash.c", "firmware/crypto/crypto_signature.c")]
    library = [path for name in NAMES if (path := source / "library" / f"{name}.c").exists()]
    folders = (ROOT / "firmware/target", source / "include", ROOT, ROOT / "include")
    subprocess.run(["cc", "-std=c11", "-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
                    '-DMBEDTLS_CONFIG_FILE="crypto_config.h"', "-DTARGET_CRYPTO_MEMORY=8192",
                    *(f"-I{folder}" for folder in folders), *map(str, own + library), "-o", str(program)], check=True)


def verify(program, kind, *files):
    return subprocess.run([str(program), kind, *map(str, files)]).returncode


def main():
    source = pathlib.Path(sys.argv[1])
    results = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        program, digest, message = folder / "verify", folder / "digest", folder / "message"
        build(source, program)
        message.write_bytes(MESSAGE)
        digest.write_bytes(hashlib.sha256(MESSAGE).digest())
        for name, kind, options in CASES:
            key, signature, damaged = folder / "key", folder / "signature", folder / "damaged"
            subprocess.run([str(PROGRAM), "getpub", "-k", str(KEYS / f"test-{name}.pub.pem"), "-e", "raw", "-o", str(key)],
                           check=True)
            subprocess.run(["openssl", "dgst", "-sha256", "-sign", str(KEYS / f"test-{name}.pem"), *options,
                            "-out", str(signature), str(message)], check=True)
            data = bytearray(signature.read_bytes())
            data[len(data) // 2] ^= 1
            damaged.write_bytes(data)
            for title, file, expected in (("good", signature, 0), ("damaged", damaged, 1)):
                status = verify(program, kind, key, file, digest)
                results.append(status == expected)
                print(f"{'ok' if status == expected else 'FAILED'}: {name}, {title} signature: exit status {status}")
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
