#!/usr/bin/env bash
# Power cuts at any depth: first two cuts one after the other on all small devices, after each word of a write; then any
# number of cuts, as deep as EVERY_CUT_SECONDS (600) for one scenario allow: one that is not closed by then fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

build=$repository/build-release
seconds=${EVERY_CUT_SECONDS:-600}

install_packages "${build_packages[@]}" "${test_packages[@]}"
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DNRF53PACK_TESTS=ON
cmake --build "$build" -j "$(nproc)" --target explore_fault
run_suite "two power cuts, small devices" python3 tests/every_cut/run.py "$build/tests/faults/explore_fault" \
    --cuts 2 --words
run_suite "any number of power cuts" python3 tests/every_cut/run.py "$build/tests/faults/explore_fault" \
    --only write=4 --seconds "$seconds"
finish
