#!/usr/bin/env bash
# The Debian package with lintian's judgement; lintian brings some hundred packages, so the usual tests do without it.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

install_packages "${build_packages[@]}" "${target_packages[@]}" file lintian
run_suite "the Debian package and lintian" python3 tests/integration/deb.py --lintian
finish
