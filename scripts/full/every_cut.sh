#!/usr/bin/env bash
# Power cuts at any depth. After each word of a write: one cut on all small devices, then two, one after the other, on those
# with EVERY_CUT_WORDS in their names (write=16; an empty value takes all of them, an hour's work). Then any number of cuts,
# as deep as EVERY_CUT_SECONDS (600) for one scenario allow: one that is not closed by then fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

build=$repository/build-release
seconds=${EVERY_CUT_SECONDS:-600}
words=${EVERY_CUT_WORDS-write=16}

install_packages "${build_packages[@]}" "${test_packages[@]}"
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DNRF53PACK_TESTS=ON
cmake --build "$build" -j "$(nproc)" --target explore_fault
run_suite "one power cut, after each word" python3 tests/every_cut/run.py "$build/tests/faults/explore_fault" \
    --cuts 1 --words
run_suite "two power cuts, after each word" python3 tests/every_cut/run.py "$build/tests/faults/explore_fault" \
    --cuts 2 --words --only "$words"
run_suite "any number of power cuts" python3 tests/every_cut/run.py "$build/tests/faults/explore_fault" \
    --only write=4 --seconds "$seconds"
finish
