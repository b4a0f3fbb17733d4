#!/usr/bin/env bash
# Builds the wheel for PyPI: the program, which needs no shared library, and dtc.
#
#   scripts/wheel.sh [--zig] [TARGET [FOLDER]]     into build-wheel/dist, for this machine's Linux, unless others are named
#
# TARGET and --zig are those of scripts/deps.sh. The same sources give the same wheel, byte for byte; the time in it is
# SOURCE_DATE_EPOCH, the last commit's unless set.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

zig=()
if [ "${1:-}" = --zig ]; then
    zig=(--zig)
    shift
fi
target=${1:-$(uname -m)-linux-musl}
work=$repository/build-wheel
dist=${2:-$work/dist}

compile() {
    cmake -S "$repository" -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_TOOLCHAIN_FILE="$libraries/toolchain.cmake" \
        -DCMAKE_C_FLAGS="\"-ffile-prefix-map=$repository=.\" \"-ffile-prefix-map=$libraries=.\"" \
        -DCMAKE_EXE_LINKER_FLAGS_RELEASE=-s -Wno-dev
    cmake --build "$build" -j "$(nproc)" --target nrf53pack
}

# The programs that the build runs itself, for a build that is not for this machine.
compile_for_host() {
    local libraries build=$work/build-host-programs
    libraries=$(scripts/deps.sh "$(uname -m)-linux-musl" | tail -n 1)
    cmake -S "$repository" -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_TOOLCHAIN_FILE="$libraries/toolchain.cmake"
    cmake --build "$build" -j "$(nproc)" --target embed_rules embed_assets embed_templates
    mkdir -p "$work/build-host"
    find "$build" -type f -name 'embed_*' -perm /u+x -exec cp {} "$work/build-host" \;
}

# The folder that hatchling makes the wheel of.
stage() {
    local version suffix=
    version=$(sed -n 's/^project(nrf53pack VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
    case $target in *windows*) suffix=.exe ;; esac
    rm -rf "$staging"
    mkdir -p "$staging/bin"
    cp -r packaging/python/. "$staging"
    sed -i "s/@VERSION@/$version/" "$staging/nrf53pack/__init__.py"
    case $target in *windows*) # those of its C library (scripts/deps.sh, add_zig_licences)
        sed -i 's/^license = "\(.*\)"$/license = "\1 AND SMLNJ AND ZPL-2.1"/' "$staging/pyproject.toml"
        ;;
    esac
    cp LICENSE "$staging"
    cp -r "$libraries/licences" "$staging/libraries"
    cp -r "$libraries/sources" "$staging/nrf53pack/sources"
    install -m 755 "$build/nrf53pack$suffix" "$staging/bin/nrf53pack$suffix"
    install -m 755 "$libraries/bin/dtc$suffix" "$staging/bin/nrf53pack-dtc$suffix"
}

make_wheel() {
    python_tools "$work/hatchling" packaging/tools/hatchling.txt
    mkdir -p "$dist"
    # an export of the sources has no commits
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1700000000)}
    export SOURCE_DATE_EPOCH
    (cd "$staging" && NRF53PACK_TARGET=$target "$work/hatchling/bin/hatchling" build -t wheel -d "$dist")
}

log=$work/deps-$target.log
mkdir -p "$work"
scripts/deps.sh "${zig[@]}" "$target" >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    exit 1
}
libraries=$(tail -n 1 "$log")
build=$work/build-$(basename "$libraries")
staging=$work/staging-$target
if [ "$target" != "$(uname -m)-linux-musl" ]; then
    compile_for_host
fi
compile
stage
make_wheel
