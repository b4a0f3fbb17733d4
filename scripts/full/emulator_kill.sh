#!/usr/bin/env bash
# The emulated board killed 200 times in each scenario; the usual run does it 20 times in the first four.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

build=$repository/build-release

install_packages "${build_packages[@]}" "${test_packages[@]}" "${target_packages[@]}" "${emulator_packages[@]}"
use_python
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DNRF53PACK_TESTS=ON
cmake --build "$build" -j "$(nproc)" --target nrf53pack boot_flash allowed_pairs
export NRF53PACK=$build/nrf53pack
scripts/firmware.sh --board
run_suite "power cuts of the emulated board" python3 tests/emulator/kill.py --kills 200 --seed 2 \
    app-revert net pair-revert recovery recovery-app offset-revert overwrite-both recovery-backup
finish
