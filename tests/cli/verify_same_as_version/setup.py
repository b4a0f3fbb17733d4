"""$OUT/out is packed as it is, $OUT/other with the next version."""
import os
import subprocess

import builds

out = builds.pack(builds.copy("ncs32_dk_qspi_overwrite"))
subprocess.run([os.environ["NRF53PACK"], "pack", out.parent / "build", "-o", out.parent / "other", "--version", "1.4.3",
                "--key", builds.FIXTURES / "keys/test-ecdsa-p256.pem"], check=True, capture_output=True)
