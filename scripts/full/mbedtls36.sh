#!/usr/bin/env bash
# Builds mbedTLS 3.6 from the source package of Debian trixie and runs the tests against it.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

build=$repository/build-mbedtls36
root=$build/root

build_library() {
    local source
    rm -rf "$build"/mbedtls-3*
    fetch_source_package mbedtls trixie "$build"
    source=$(echo "$build"/mbedtls-3.6*/)
    cmake -S "$source" -B "$build/library" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$root" \
        -DCMAKE_INSTALL_LIBDIR=lib -DENABLE_TESTING=OFF -DENABLE_PROGRAMS=OFF -DGEN_FILES=OFF
    cmake --build "$build/library" -j "$(nproc)"
    cmake --install "$build/library"
}

mkdir -p "$build"
install_packages "${build_packages[@]}" "${test_packages[@]}" dpkg-dev
if [ ! -e "$root/lib/libmbedcrypto.a" ]; then
    say "mbedTLS 3.6"
    build_library
fi
say "nrf53pack with mbedTLS 3.6"
configure_and_build "$build/nrf53pack" -DCMAKE_BUILD_TYPE=Debug -DNRF53PACK_TESTS=ON -DMBEDTLS_ROOT="$root"
# A build that picked up the system's 2.28 after all would prove nothing.
grep -E "^MBED(TLS_INCLUDE_DIR|CRYPTO_LIBRARY):.*=$root/" "$build/nrf53pack/CMakeCache.txt"
use_python
run_suite "unit tests with mbedTLS 3.6" python3 scripts/run_ctest.py "$build/nrf53pack"
run_program_suites "$build/nrf53pack/nrf53pack" tests/interop # all that reaches the library
finish
