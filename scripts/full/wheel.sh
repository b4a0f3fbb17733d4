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
    rm -rf "$work/arm" "$work/files"
    scripts/wheel.sh --zig aarch64-linux-musl "$work/arm" >"$work/arm.log" 2>&1
}

# The programs under QEMU, beside the one of the wheel for this machine.
use_wheel_for_arm() {
    python3 -m zipfile -e "$work"/first/nrf53pack-*.whl "$work/files"
    chmod +x "$work"/files/nrf53pack-*.data/scripts/nrf53pack
    python3 tests/wheels/arm.py "$work"/arm/nrf53pack-*aarch64.whl "$work"/files/nrf53pack-*.data/scripts/nrf53pack
}

install_packages qemu-user-static device-tree-compiler
run_suite "the same wheel from another folder" two_builds_are_equal
run_suite "a wheel for 64-bit ARM" wheel_for_arm
run_suite "what the wheel for 64-bit ARM does" use_wheel_for_arm
finish
