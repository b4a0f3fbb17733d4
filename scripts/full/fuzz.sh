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

fuzz() { # NAME: its output in a file, the exit status is the fuzzer's
    local work=$build/corpus/$1

    mkdir -p "$work"
    "$build/tests/fuzz/$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
        -artifact_prefix="$build/$1-" "$work" "tests/fuzz/corpus/$1" >"$build/$1.log" 2>&1
}

names=()
for source in tests/fuzz/fuzz_*.c; do
    names+=("$(basename "$source" .c)")
done
# As many at a time as there are processors.
for ((first = 0; first < ${#names[@]}; first += $(nproc))); do
    running=()
    for name in "${names[@]:first:$(nproc)}"; do
        say "$name, $seconds s"
        fuzz "$name" &
        running+=("$!:$name")
    done
    for one in "${running[@]}"; do
        log=$build/${one#*:}.log
        if wait "${one%%:*}"; then
            echo "${one#*:}: $(tail -n 1 "$log")"
            count 1 0
        else
            echo "${one#*:}:"
            tail -n 40 "$log"
            count 0 1
        fi
    done
done
finish
