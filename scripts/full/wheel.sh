#!/usr/bin/env bash
# The wheel again from a copy of the sources in another folder: the same bytes. And the one for 64-bit ARM, by zig.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

work=$repository/build-wheel-again
rm -rf "$work"
mkdir -p "$work/copy"
export SOURCE_DATE_EPOCH=1700000000

two_builds_are_equal() {
    git archive HEAD | tar -x -C "$work/copy"
    git -C "$repository" diff --quiet HEAD -- || echo "what is not committed is not in the copy"
    (cd "$work/copy" && scripts/wheel.sh "$(uname -m)-linux-musl" "$work/second") >"$work/second.log" 2>&1
    scripts/wheel.sh "$(uname -m)-linux-musl" "$work/first" >"$work/first.log" 2>&1
    cmp "$work"/first/*.whl "$work"/second/*.whl
}

wheel_for_arm() {
    local wheel header
    scripts/wheel.sh --zig aarch64-linux-musl "$work/arm" >"$work/arm.log" 2>&1
    wheel=$(echo "$work"/arm/nrf53pack-*aarch64.whl)
    python3 -m zipfile -e "$wheel" "$work/arm/files"
    for program in nrf53pack nrf53pack-dtc; do
        header=$(readelf -hl "$work"/arm/files/nrf53pack-*.data/scripts/"$program")
        grep -q 'Machine: *AArch64' <<<"$header"
        if grep -qE 'INTERP|DYNAMIC' <<<"$header"; then
            return 1
        fi
    done
}

run_suite "the same wheel from another folder" two_builds_are_equal
run_suite "a wheel for 64-bit ARM" wheel_for_arm
finish
