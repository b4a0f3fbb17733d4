#!/usr/bin/env bash
# All firmware: nrf53boot and netboot for the nRF5340, and for the emulated board with the demonstration's programs in each of
# its configurations. Installs the compiler, fetches the source of Debian 12's mbedTLS (or takes MBEDTLS_SOURCE_DIR), builds
# nrf53pack (or takes NRF53PACK). Results: build-firmware/nrf53boot, build-firmware/netboot, build-firmware/qemu_*, each with
# .elf, .hex and .bin.
#
# Then it prints flash, RAM and stack of the usual configurations, fails when one is over its limit, and tests the written
# configuration and the crypto.
#
#   --board            only what the emulated board needs, and no tests
#   --board-only NAME  only one configuration of the emulated board
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

build=$repository/build-firmware
port=firmware/port/qemu_an521
pieces=all
only=

usage() {
    echo "usage: scripts/firmware.sh [--board | --board-only CONFIGURATION]" >&2
    exit 2
}

case ${1:-} in
'') ;;
--board)
    [ $# -eq 1 ] || usage
    pieces=board
    ;;
--board-only)
    [ $# -eq 2 ] || usage
    pieces=board
    only=$2
    ;;
*) usage ;;
esac

install_packages gcc libc6-dev make cmake openssl "${target_packages[@]}"
mkdir -p "$build"

if [ -z "${NRF53PACK:-}" ]; then
    install_packages "${build_packages[@]}"
    cmake -S "$repository" -B "$build/host" -DCMAKE_BUILD_TYPE=Release
    cmake --build "$build/host" -j "$(nproc)" --target nrf53pack
    NRF53PACK=$build/host/nrf53pack
fi
NRF53PACK=$(realpath "$NRF53PACK")
export NRF53PACK

source=${MBEDTLS_SOURCE_DIR:-}
if [ -z "$source" ]; then
    if ! ls "$build"/mbedtls-2*/library/sha256.c >/dev/null 2>&1; then
        say "the source of mbedTLS"
        rm -rf "$build"/mbedtls*
        fetch_source_package mbedtls bookworm "$build"
    fi
    source=$(dirname "$(dirname "$(ls "$build"/mbedtls-2*/library/sha256.c)")")
fi

# NAME=TREE;NAME=TREE=KIND;...
trees=$(python3 "$port/product.py" --trees "$build/trees")
cmake -S firmware/target -B "$build" -DCMAKE_TOOLCHAIN_FILE="$repository/cmake/arm-none-eabi.cmake" \
    -DMBEDTLS_SOURCE_DIR="$source" -DNRF53PACK="$NRF53PACK" "-DQEMU_TREES=$trees"

targets=()
[ "$pieces" = board ] || targets+=(nrf53boot netboot)
IFS=';' read -ra entries <<<"$trees"
for entry in "${entries[@]}"; do
    if [ -z "$only" ] || [ "$only" = "${entry%%=*}" ]; then
        targets+=("qemu_${entry%%=*}")
    fi
done
if [ ${#targets[@]} -eq 0 ]; then
    echo "firmware.sh: no configuration '$only'" >&2
    exit 2
fi
say "${targets[*]}"
cmake --build "$build" -j "$(nproc)" --target "${targets[@]}"
[ "$pieces" = all ] || exit 0

run_suite "sizes" cmake --build "$build" -j "$(nproc)" --target size
run_suite "the sizes in firmware/README.md" python3 tests/target/readme_sizes.py "$build"
run_suite "the target's configuration" python3 tests/target/config.py
run_suite "the target's crypto" python3 tests/target/run.py "$source"
finish
