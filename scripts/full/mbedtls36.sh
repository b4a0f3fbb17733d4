#!/usr/bin/env bash
# Builds mbedTLS 3.6 from the source package of Debian trixie and runs the tests against it.
# apt gets its own lists, cache and source list for this one download; nothing is left in /etc or /var.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

build=$repository/build-mbedtls36
root=$build/root
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

fetch_source() {
    local apt=$build/apt
    rm -rf "$apt" "$build"/mbedtls-3*
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$apt/sources.list"
    local options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=-
        -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
    apt-get -q "${options[@]}" update
    (cd "$build" && apt-get -q "${options[@]}" source mbedtls)
    rm -rf "$apt"
}

build_library() {
    local source
    fetch_source
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
run_program_suites "$build/nrf53pack/nrf53pack"
finish
