#!/usr/bin/env bash
# Each update client with each kind of update in each reference mode, and the documented sequences in each mode; the usual run
# has a choice of them.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

build=$repository/build-release

install_packages "${build_packages[@]}" "${test_packages[@]}" "${target_packages[@]}" "${emulator_packages[@]}"
use_python
use_mcumgr
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DNRF53PACK_TESTS=ON
cmake --build "$build" -j "$(nproc)" --target nrf53pack
export NRF53PACK=$build/nrf53pack
scripts/firmware.sh --board
run_suite "update clients" python3 tests/emulator/clients.py --full
run_suite "documented sequences of mcumgr" python3 tests/emulator/seeds.py --full
finish
