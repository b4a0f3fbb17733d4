#!/usr/bin/env bash
# Each update client with each kind of update in each reference mode, and the documented sequences in each mode; the usual run
# has a choice of them.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

use_mcumgr
prepare_emulator
run_suite "update clients" python3 tests/emulator/clients.py --full
run_suite "documented sequences of mcumgr" python3 tests/emulator/seeds.py --full
finish
