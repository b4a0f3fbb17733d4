#!/usr/bin/env bash
# The emulated board killed 200 times in each scenario; the usual run does it 20 times in the first four.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

prepare_emulator boot_flash allowed_pairs
run_suite "power cuts of the emulated board" python3 tests/emulator/kill.py --kills 200 --seed 2 \
    app-revert net pair-revert recovery recovery-app offset-revert overwrite-both recovery-backup
finish
