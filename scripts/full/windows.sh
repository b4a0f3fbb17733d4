#!/usr/bin/env bash
# The wheel for Windows is built, and does under Wine what the program of this machine does.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

cmake -S . -B build-release -DCMAKE_BUILD_TYPE=Release
cmake --build build-release -j "$(nproc)" --target nrf53pack
scripts/windows.sh build-release/nrf53pack
