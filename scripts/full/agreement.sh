#!/usr/bin/env bash
# Agreement with MCUboot under every recorded power cut; the usual run tries every 31st and those where the record changes.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

build=$repository/build-agreement

install_packages "${build_packages[@]}" libcmocka-dev
say "a Release build"
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DNRF53PACK_TESTS=ON
cmake --build "$build" -j "$(nproc)" --target agreement netcore
cd tests/agreement
for mode in swap-move swap-offset overwrite-only swap-scratch; do
    run_suite "every power cut, $mode" "$build/tests/agreement/agreement" upstream "data/$mode.txt" \
        upstream-differences.txt 1
done
run_suite "every power cut, network core" "$build/tests/agreement/netcore" data/netcore.txt 1
finish
