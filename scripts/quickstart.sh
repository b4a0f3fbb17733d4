#!/usr/bin/env bash
# From a bare Debian 12 (or Ubuntu 24.04) to the main job: installs the packages, builds build/nrf53pack, then
#   1. checks a build tree that bricks (must be rejected),
#   2. checks the corrected one (must be accepted),
#   3. packs the corrected one into build/quickstart-out.
# Fails when any of the three is not as it should be.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

brick=fixtures/ncs32_dk_qspi_brick
good=fixtures/ncs32_dk_qspi_overwrite
key=fixtures/keys/test-ecdsa-p256.pem # public, for trying out only
out=build/quickstart-out

install_packages "${build_packages[@]}"
say "building build/nrf53pack"
configure_and_build build -DCMAKE_BUILD_TYPE=Release

# expect STATUS WORDS COMMAND...: runs the command; WORDS are said when it ends with STATUS.
expect() {
    local wanted=$1 words=$2 status=0
    shift 2
    say "$*"
    "$@" || status=$?
    if [ "$status" -ne "$wanted" ]; then
        echo "=> exit status $status, but $wanted was expected" >&2
        exit 1
    fi
    echo "=> $words"
}

rm -rf "$out"
expect 1 "rejected, as it should: this build bricks the device" build/nrf53pack check "$brick"
expect 0 "accepted: the corrected build" build/nrf53pack check "$good"
expect 0 "packed and verified" build/nrf53pack pack "$good" --key "$key" -o "$out"
files=(app_update.bin net_core_app_update.bin dfu_application.zip)
for name in "${files[@]}"; do
    if [ ! -s "$out/$name" ]; then
        echo "=> $out/$name is missing" >&2
        exit 1
    fi
done

say "the three results"
echo "rejected, as it should   $brick"
echo "accepted                 $good"
echo "packed and verified      $out: ${files[*]}"
