#!/usr/bin/env bash
# Installs what the tests need, builds with ASan and UBSan, runs everything.
# Ends with one line "N passed, N failed"; the exit status is 0 only when nothing failed.
#
#   --full   also: 60 s of libFuzzer for each target, mbedTLS 3.6, quickstart.sh on a bare Debian 12, power cuts at any
#            depth, the program killed at every system call, and the emulated board 200 times in each scenario
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
release=$repository/build-release # the simulator is far too slow with sanitizers for more than one small device

prepare() {
    install_packages "${build_packages[@]}" "${test_packages[@]}" "${target_packages[@]}" "${emulator_packages[@]}" \
        "${integration_packages[@]}"
    (use_python)
}

build_all() {
    configure_and_build "$build" -DCMAKE_BUILD_TYPE=Debug -DNRF53PACK_TESTS=ON
    cmake --build "$build" -j "$(nproc)" --target explore_fault
    cmake -S "$repository" -B "$release" -DCMAKE_BUILD_TYPE=Release -DNRF53PACK_TESTS=ON
    cmake --build "$release" -j "$(nproc)" --target nrf53pack explore_fault failing_access \
        boot_flash allowed_pairs
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
run_suite "witnesses" env NRF53PACK="$release/nrf53pack" python3 tests/witnesses/run.py
run_suite "every single power cut, small devices" python3 tests/every_cut/run.py "$release/tests/faults/explore_fault" \
    --cuts 1
run_suite "the same with sanitizers, one device" python3 tests/every_cut/run.py "$build/tests/faults/explore_fault" \
    --cuts 1 --only swap-move,write=8,sectors=4,largest=3000,net,backup,stock
run_suite "every failing access to flash" "$release/tests/failing_access/failing_access"
run_suite "seeded faults" python3 tests/faults/run.py "$release"
run_suite "firmware" env NRF53PACK="$release/nrf53pack" scripts/firmware.sh
run_suite "the emulated board's host side" python3 tests/emulator/host.py
run_suite "updates on the emulated board" env NRF53PACK="$release/nrf53pack" python3 tests/emulator/basic.py
run_suite "the demonstration" env NRF53PACK="$release/nrf53pack" scripts/demo.sh
run_suite "emulated board and simulator, boot by boot" env NRF53PACK="$release/nrf53pack" python3 tests/emulator/compare.py
run_suite "power cuts of the emulated board" env NRF53PACK="$release/nrf53pack" python3 tests/emulator/kill.py
use_mcumgr
run_suite "update clients on the emulated board" env NRF53PACK="$release/nrf53pack" python3 tests/emulator/clients.py
run_suite "documented sequences of mcumgr" env NRF53PACK="$release/nrf53pack" python3 tests/emulator/seeds.py
run_suite "bad input on the serial line" env NRF53PACK="$release/nrf53pack" python3 tests/emulator/bad_input.py
if [ "$full" = yes ]; then
    for piece in scripts/full/*.sh; do
        run_suite "$piece" "$piece"
    done
fi
finish
