#!/usr/bin/env bash
# Each libFuzzer target for FUZZ_SECONDS (60) with ASan and UBSan; what it finds stays in build-fuzz/.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

build=$repository/build-fuzz
seconds=${FUZZ_SECONDS:-60}

install_packages clang
# the sanitizer runtime is a package of the compiler's version
install_packages "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
cmake -S . -B "$build" -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=RelWithDebInfo -DNRF53PACK_FUZZ=ON
cmake --build "$build" -j "$(nproc)"

for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    seeds=tests/fuzz/corpus/$name
    work=$build/corpus/$name
    mkdir -p "$work"
    say "$name, $seconds s"
    log=$build/$name.log
    if "$build/tests/fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
        -artifact_prefix="$build/$name-" "$work" "$seeds" >"$log" 2>&1; then
        tail -n 1 "$log"
        count 1 0
    else
        tail -n 40 "$log"
        count 0 1
    fi
done
finish
