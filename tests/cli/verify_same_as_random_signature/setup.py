"""$OUT/other.bin is signed by openssl, whose ECDSA signatures are random."""
import os
import subprocess

import builds

out = builds.pack(builds.copy("ncs32_dk_qspi_overwrite"))
key = builds.FIXTURES / "keys/test-ecdsa-p256"
options = ["--version", "1.4.2+7", "--header-size", "0x200", "--pad-header", "--slot-size", "0xe8000", "--align", "4", "--mode", "overwrite-only",
           "--public-key", f"{key}.pub.pem"]
firmware = out.parent / "build/sensor_hub/zephyr/zephyr.hex"
digest, signature, other = (out.parent / name for name in ("digest", "signature", "other.bin"))
program = os.environ["NRF53PACK"]
subprocess.run([program, "sign", *options, "--digest-out", digest, firmware], check=True, capture_output=True)
subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", f"{key}.pem", "-in", digest, "-out", signature], check=True)
subprocess.run([program, "sign", *options, "--signature-in", signature, firmware, other], check=True, capture_output=True)
if other.read_bytes() == (out / "app_update.bin").read_bytes():
    raise SystemExit("the signatures are the same")
