#!/usr/bin/env python3
"""What firmware/target/make_config.py makes of a build's downgrade rule: as src/bootcfg reads it for the simulation."""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TREE = ROOT / "fixtures" / "ncs32_dk_qspi_nrf53boot"
CASES = (("no rule", (), "DOWNGRADE_ALLOWED"),
         ("by version", ("CONFIG_NRF53BOOT_DOWNGRADE_BY_VERSION=y",), "DOWNGRADE_BY_VERSION"),
         ("by security counter, which the port does not have",
          ("CONFIG_NRF53BOOT_DOWNGRADE_BY_SECURITY_COUNTER=y",), None))


def rule(output, changes):
    call = subprocess.run([sys.executable, str(ROOT / "firmware/target/make_config.py"), str(TREE), str(output), "--key",
                           str(ROOT / "fixtures/keys/test-ecdsa-p256.pub.pem"), *(f"--set={row}" for row in changes)],
                          stderr=subprocess.DEVNULL)
    if call.returncode != 0:
        return None
    return re.search(r"^#define TARGET_DOWNGRADE (\w+)$", output.read_text(encoding="ascii"), re.M)[1]


def main():
    source = (ROOT / "firmware/target/target_config.c").read_text(encoding="utf-8")
    results = [source.count(".downgrade = TARGET_DOWNGRADE,") == source.count(".downgrade =") == 2]
    print(f"{'ok' if results[0] else 'FAILED'}: both images have the rule of the build")
    with tempfile.TemporaryDirectory() as folder:
        for title, changes, expected in CASES:
            found = rule(pathlib.Path(folder) / "target_config.h", changes)
            results.append(found == expected)
            print(f"{'ok' if found == expected else 'FAILED'}: {title}: {found}")
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
