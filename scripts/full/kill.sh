#!/usr/bin/env bash
# Every kill: the program is killed before each of its system calls that touch files; no result may be half-written.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

install_packages "${build_packages[@]}" strace python3
say "a Release build"
cmake -S . -B build-release -DCMAKE_BUILD_TYPE=Release
cmake --build build-release -j "$(nproc)" --target nrf53pack
run_suite "every kill" env NRF53PACK="$repository/build-release/nrf53pack" python3 tests/kill/run.py
finish
