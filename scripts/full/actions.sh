#!/usr/bin/env bash
# The GitHub Action without a wheel: its first step builds the program from the action's own sources.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

use_python
run_suite "the action built from its own sources" env NRF53PACK=none python3 tests/integration/actions.py --build
finish
