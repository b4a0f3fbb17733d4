#!/usr/bin/env bash
# Installs what the tests need, builds with ASan and UBSan, runs everything.
# Ends with one line "N passed, N failed"; the exit status is 0 only when nothing failed.
#
#   --full   also: 60 s of libFuzzer for each target, mbedTLS 3.6, and quickstart.sh on a bare Debian 12
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

full=no
for argument in "$@"; do
    case $argument in
    --full) full=yes ;;
    *)
        echo "usage: scripts/test.sh [--full]" >&2
        exit 2
        ;;
    esac
done

build=$repository/build-test

prepare() {
    install_packages "${build_packages[@]}" "${test_packages[@]}"
    (use_python)
}

build_all() {
    configure_and_build "$build" -DCMAKE_BUILD_TYPE=Debug -DNRF53PACK_TESTS=ON
}

# Without these nothing below means anything; a failure is counted so that the last line is honest.
for step in prepare build_all; do
    say "$step"
    # a subshell with its own -e: a function called in a condition would run on after an error
    set +e
    (set -e; "$step")
    status=$?
    set -e
    if [ "$status" -ne 0 ]; then
        count 0 1
        finish
        exit 1
    fi
done

use_python
run_suite "unit tests and fuzz corpora" python3 scripts/run_ctest.py "$build"
run_suite "lint" python3 scripts/lint.py
run_program_suites "$build/nrf53pack"
if [ "$full" = yes ]; then
    for piece in scripts/full/*.sh; do
        run_suite "$piece" "$piece"
    done
fi
finish
