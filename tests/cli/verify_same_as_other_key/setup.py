"""$OUT/out is packed as it is, $OUT/other for the key of somebody else."""
import os
import subprocess

import builds

out = builds.pack(builds.copy("ncs32_dk_qspi_overwrite"))
subprocess.run([os.environ["NRF53PACK"], "pack", out.parent / "build", "-o", out.parent / "other",
                "--key", builds.FIXTURES / "keys/test-nsib-p256.pem"], check=True, capture_output=True)
