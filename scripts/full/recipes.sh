#!/usr/bin/env bash
# Recipes of init for every release, every power cut in their builds, and what notices the loss of a needed line.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

build=$repository/build-recipes

install_packages "${build_packages[@]}" "${test_packages[@]}"
use_python
say "a Release build"
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release
cmake --build "$build" -j "$(nproc)" --target nrf53pack
export NRF53PACK=$build/nrf53pack
run_suite "recipes, every release" python3 tests/integration/recipes.py --full
finish
