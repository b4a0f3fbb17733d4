#!/usr/bin/env bash
# Any number of power cuts on the whole 1 MiB and 8 MiB of flash, in each mode with each set of images.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

build=$repository/build-release

install_packages "${build_packages[@]}" "${test_packages[@]}"
use_python
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DNRF53PACK_TESTS=ON
cmake --build "$build" -j "$(nproc)" --target nrf53pack
run_suite "any number of power cuts, the whole flash" python3 tests/full_layout/run.py "$build/nrf53pack"
finish
