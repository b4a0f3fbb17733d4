#!/usr/bin/env bash
# The real nrf53boot as a step of a sysbuild build; scripts/firmware.sh has fetched the source of mbedTLS.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

install_packages "${target_packages[@]}" "${integration_packages[@]}"
use_python
source=$(dirname "$(dirname "$(ls "$repository"/build-firmware/mbedtls-2*/library/sha256.c)")")
run_suite "nrf53boot in a sysbuild build" env NRF53PACK="${NRF53PACK:-$repository/build-release/nrf53pack}" \
    python3 tests/integration/sysbuild.py --real-nrf53boot "$source"
finish
