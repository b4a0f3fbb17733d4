#!/usr/bin/env bash
# nrf53boot and netboot for the nRF5340: installs the compiler, fetches the source of Debian 12's mbedTLS (or takes
# MBEDTLS_SOURCE_DIR), builds, and prints flash, RAM and stack of the usual configurations. Fails when one is over its
# limit. Then the same crypto, compiled for this machine, verifies signatures. Results: build-target/nrf53boot/ and
# build-target/netboot/.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

build=$repository/build-target

install_packages gcc libc6-dev make cmake openssl "${target_packages[@]}"
mkdir -p "$build"
source=${MBEDTLS_SOURCE_DIR:-}
if [ -z "$source" ]; then
    if ! ls "$build"/mbedtls-2*/library/sha256.c >/dev/null 2>&1; then
        say "the source of mbedTLS"
        rm -rf "$build"/mbedtls*
        fetch_source_package mbedtls bookworm "$build"
    fi
    source=$(dirname "$(dirname "$(ls "$build"/mbedtls-2*/library/sha256.c)")")
fi
nrf53pack=${NRF53PACK:-$repository/build-release/nrf53pack}
if [ ! -x "$nrf53pack" ]; then
    cmake -S . -B "$repository/build-release" -DCMAKE_BUILD_TYPE=Release
    cmake --build "$repository/build-release" -j "$(nproc)" --target nrf53pack
    nrf53pack=$repository/build-release/nrf53pack
fi
cmake -S firmware/target -B "$build" -DCMAKE_TOOLCHAIN_FILE="$repository/cmake/arm-none-eabi.cmake" \
    -DMBEDTLS_SOURCE_DIR="$source" -DNRF53PACK="$nrf53pack"
cmake --build "$build" -j "$(nproc)" --target nrf53boot netboot
run_suite "sizes" cmake --build "$build" -j "$(nproc)" --target size
run_suite "the target's configuration" env NRF53PACK="$nrf53pack" python3 tests/target/config.py
run_suite "the target's crypto" env NRF53PACK="$nrf53pack" python3 tests/target/run.py "$source"
finish
