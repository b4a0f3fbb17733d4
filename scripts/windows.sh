#!/usr/bin/env bash
# The program for Windows, compiled by zig, under Wine: it judges and packs as the one for this machine does.
#
#   scripts/windows.sh [PROGRAM]      compared with this program, else with the one scripts/test.sh has built
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

work=$repository/build-windows
native=${1:-$repository/build-release/nrf53pack}
export WINEPREFIX=$work/wine WINEDEBUG=-all DISPLAY=

build_wheel() {
    rm -rf "$work/dist"
    scripts/wheel.sh --zig x86_64-windows-gnu "$work/dist"
}

# The first start makes Wine's own files.
prepare_wine() {
    timeout 300 wine cmd /c ver
}

mkdir -p "$work"
install_packages wine wine64 device-tree-compiler
run_suite "the wheel for Windows" build_wheel
run_suite "Wine starts" prepare_wine
run_suite "it does what the other build does" python3 tests/wheels/windows.py "$work"/dist/nrf53pack-*-win_amd64.whl "$native"
finish
