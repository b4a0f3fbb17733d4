#!/usr/bin/env bash
# Builds the libraries that a program without shared libraries is linked with, and dtc, from Debian's source packages.
#
#   scripts/deps.sh [--zig] TARGET      TARGET is x86_64-linux-musl, aarch64-linux-musl or x86_64-windows-gnu
#
# The compiler is Debian's musl-gcc, for Linux on this machine's kind of processor, or with --zig the one in the PyPI
# package ziglang, for any of the targets. The last line printed is the folder with what was built: include/, lib/ and
# bin/dtc, toolchain.cmake for a build that uses them, sources/ and licences/. The folder's name is a hash of everything
# that went into it, and a folder that is there already is not built again. build-wheel/sources can be removed to
# fetch the newest sources.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

# Where each source comes from; apt checks the signatures of the lists and the hashes of the files. Of dtc upstream's archive
# is used as it is, which is then handed on with the program (packaging/python/README.md).
trixie_sources=(libyaml zlib mbedtls libsodium)
trixie_archives=(device-tree-compiler)
bookworm_sources=(libzip)

compiler=musl-gcc
if [ "${1:-}" = --zig ]; then
    compiler=zig
    shift
fi
case ${1:-} in
x86_64-linux-musl | aarch64-linux-musl | x86_64-windows-gnu) target=$1 ;;
*)
    sed -n 's/^#   //p' "$0" >&2
    exit 2
    ;;
esac
if [ "$compiler" = musl-gcc ] && [ "$target" != "$(uname -m)-linux-musl" ]; then
    echo "musl-gcc compiles for this machine only; for $target say --zig" >&2
    exit 2
fi

work=$repository/build-wheel
sources=$work/sources

fetch_sources() {
    if [ -e "$sources/complete" ]; then
        return 0
    fi
    rm -rf "$sources"
    fetch_source_packages bookworm "$sources" "${bookworm_sources[@]}"
    fetch_source_packages trixie "$sources" "${trixie_sources[@]}"
    fetch_source_packages trixie "$sources" --tar-only --download-only "${trixie_archives[@]}"
    mkdir "$sources/dtc"
    tar -xf "$sources"/device-tree-compiler_*.orig.tar.* -C "$sources/dtc" --strip-components 1
    for name in libyaml libzip zlib libsodium mbedtls; do
        mv "$sources/$name"-*/ "$sources/$name"
    done
    touch "$sources/complete"
}

# The compiler's command lines, and the version that goes into the hash.
find_compiler() {
    if [ "$compiler" = musl-gcc ]; then
        version="$(dpkg-query -W -f '${Package} ${Version}' musl-dev) $(musl-gcc --version | sed -n 1p)"
        return 0
    fi
    python_tools "$work/zig" packaging/tools/ziglang.txt
    version=$(cat packaging/tools/ziglang.txt)
}

# tool FILE COMMAND...: a program of one name that runs the command
tool() {
    local file=$1
    shift
    printf '#!/bin/sh\nexec %s "$@"\n' "${*@Q}" >"$file"
    chmod +x "$file"
}

write_toolchain() {
    local prefix=$1 system=Linux cc=musl-gcc ar=ar ranlib=ranlib
    case $target in *windows*) system=Windows ;; esac
    if [ "$compiler" = zig ]; then
        mkdir -p "$prefix/tools"
        cc=$prefix/tools/cc ar=$prefix/tools/ar ranlib=$prefix/tools/ranlib
        tool "$cc" "$work/zig/bin/python" -m ziglang cc -target "$target"
        tool "$ar" "$work/zig/bin/python" -m ziglang ar
        tool "$ranlib" "$work/zig/bin/python" -m ziglang ranlib
    fi
    # what runs on this machine is not cross-compiled
    if [ "$target" != "$(uname -m)-linux-musl" ]; then
        printf 'set(CMAKE_SYSTEM_NAME %s)\nset(CMAKE_SYSTEM_PROCESSOR %s)\n' "$system" "${target%%-*}" >"$prefix/toolchain.cmake"
        # programs that the build itself runs: those of the same name that a build for this machine has made
        printf '#!/bin/sh\nname=$(basename "$1" .exe)\nshift\nexec "%s/build-host/$name" "$@"\n' "$work" >"$prefix/run-on-host"
        chmod +x "$prefix/run-on-host"
        echo "set(CMAKE_CROSSCOMPILING_EMULATOR \"$prefix/run-on-host\")" >>"$prefix/toolchain.cmake"
    fi
    cat >>"$prefix/toolchain.cmake" <<EOF
set(CMAKE_C_COMPILER "$cc")
set(CMAKE_AR "$ar" CACHE FILEPATH "archiver")
set(CMAKE_RANLIB "$ranlib" CACHE FILEPATH "archive indexer")
set(CMAKE_FIND_ROOT_PATH "$prefix")
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} "$prefix/lib/pkgconfig")
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
EOF
}

# build SOURCE FOLDER OPTION...
build() {
    cmake -S "$1" -B "$2" -DCMAKE_BUILD_TYPE=Release -DCMAKE_TOOLCHAIN_FILE="$prefix/toolchain.cmake" \
        -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib \
        -DCMAKE_C_FLAGS="\"-ffile-prefix-map=$sources=.\" \"-ffile-prefix-map=$work=.\"" \
        -DCMAKE_EXE_LINKER_FLAGS_RELEASE=-s "${@:3}"
    cmake --build "$2" -j "$(nproc)"
    cmake --install "$2" >"$2/install.log"
}

# first_comments FOLDER: the comments about copyright that the C files in it begin with, each once.
first_comments() {
    find "$1" -name '*.[chS]' -print0 | sort -z | xargs -0 -s 1000000 awk '
        FNR == 1 { text = ""; reading = /^[[:space:]]*\/\*/ }
        reading { text = text $0 "\n" }
        reading && /\*\// {
            reading = 0
            if (text ~ /[Cc]opyright/ && !(text in seen)) print text
            seen[text] = 1
        }'
}

# zig has the C library as source, and parts of its own.
add_zig_licences() {
    local zig
    zig=$("$work/zig/bin/python" -c 'import os, ziglang; print(os.path.dirname(ziglang.__file__))')
    cp "$zig/LICENSE" "$prefix/licences/zig"
    cp "$zig/lib/libc/musl/COPYRIGHT" "$prefix/licences/musl" # zig's own parts for Windows come from there too
    case $target in *windows*)
        cp "$zig/lib/libc/mingw/COPYING" "$prefix/licences/mingw-w64"
        # its parts by others (gdtoa, winpthreads) say so in their files alone
        first_comments "$zig/lib/libc/mingw" >"$prefix/licences/mingw-w64-files"
        ;;
    esac
}

# The texts that must go with the program, and the whole source of dtc, which is under the GPL.
add_licences() {
    local name
    mkdir -p "$prefix/licences" "$prefix/sources"
    for name in libyaml libzip zlib libsodium mbedtls; do
        cp "$sources/$name/debian/copyright" "$prefix/licences/$name"
    done
    cp "$sources/mbedtls/LICENSE" "$prefix/licences/mbedtls-licence"
    cp "$sources/dtc/BSD-2-Clause" "$prefix/licences/libfdt"
    cp "$sources/dtc/GPL" "$prefix/licences/dtc"
    if [ "$compiler" = zig ]; then
        add_zig_licences
    else
        cp /usr/share/doc/musl-dev/copyright "$prefix/licences/musl"
    fi
    cp "$sources"/device-tree-compiler_*.orig.tar.* packaging/libraries/CMakeLists.txt "$prefix/sources/"
}

build_all() {
    local options=() name
    build packaging/libraries "$build/libraries" -DSOURCES="$sources" -Wno-dev
    for name in COMMONCRYPTO GNUTLS MBEDTLS OPENSSL WINDOWS_CRYPTO BZIP2 LZMA ZSTD; do
        options+=("-DENABLE_$name=OFF")
    done
    for name in TOOLS REGRESS EXAMPLES DOC SHARED_LIBS; do
        options+=("-DBUILD_$name=OFF")
    done
    case $target in *windows*) # it takes functions of one kind of path for those of any; its header says of some pointers whether they may be NULL
        options+=(-DCMAKE_C_FLAGS_RELEASE="-O3 -DNDEBUG -Wno-incompatible-function-pointer-types -Wno-nullability-completeness")
        ;;
    esac
    build "$sources/libzip" "$build/libzip" "${options[@]}" -Wno-dev
    sed -i 's/^Libs:.*/& -lz/' "$prefix/lib/pkgconfig/libzip.pc"
    add_licences
}

mkdir -p "$work"
install_packages gcc libc6-dev musl-tools make cmake pkg-config dpkg-dev flex bison python3-venv
fetch_sources
find_compiler
hash=$(
    {
        echo "$target $version"
        cat scripts/deps.sh packaging/libraries/CMakeLists.txt
        (cd "$sources" && sha256sum -- *.orig.tar.* *.debian.tar.*)
    } | sha256sum | cut -c 1-12
)
prefix=$work/libraries/$target-$compiler-$hash
if [ ! -e "$prefix/complete" ]; then
    build=$work/build-libraries/$target-$compiler
    rm -rf "$prefix" "$build"
    mkdir -p "$prefix" "$build"
    write_toolchain "$prefix"
    build_all
    touch "$prefix/complete"
fi
echo "$prefix"
