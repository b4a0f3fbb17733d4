# Shared by the scripts; to be sourced. Debian 12 and Ubuntu 24.04 have all packages under the same names.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

build_packages=(gcc libc6-dev make cmake pkg-config
    libyaml-dev libzip-dev libmbedtls-dev libsodium-dev libfdt-dev device-tree-compiler)
test_packages=(clang libcmocka-dev pmccabe git openssl softhsm2 opensc srecord python3 python3-venv)
# for the firmware: compiler, C headers for mbedTLS, mbedTLS's source package
target_packages=(gcc-arm-none-eabi libnewlib-arm-none-eabi dpkg-dev python3)
# for the emulated board
emulator_packages=(qemu-system-arm python3)
# for the reports and for the places that call the program
integration_packages=(libxml2-utils ninja-build zsh fish mandoc file chromium)

say() {
    printf '\n== %s\n' "$*"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "needs root and finds no sudo: $*" >&2
        return 1
    fi
}

# True when the one package is there.
is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages NAME...: does nothing when all of them are there.
install_packages() {
    local missing=() name
    if ! command -v apt-get >/dev/null; then
        echo "no apt-get here; please install what these Debian packages hold: $*" >&2
        return 0
    fi
    for name in "$@"; do
        is_installed "$name" || missing+=("$name")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        return 0
    fi
    say "installing ${missing[*]}"
    as_root apt-get -q update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"
}

# fetch_source_packages SUITE FOLDER NAME...: unpacks Debian's source packages of that release into the folder. apt gets
# its own lists, cache and source list for this one download; nothing is left in /etc or /var.
fetch_source_packages() {
    local suite=$1 folder=$2 mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian} apt
    apt=$folder/apt
    shift 2
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$apt/sources.list"
    local options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=-
        -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
    apt-get -q "${options[@]}" update
    (cd "$folder" && apt-get -q "${options[@]}" source --only-source "$@")
    rm -rf "$apt"
}

# fetch_source_package NAME SUITE FOLDER
fetch_source_package() {
    fetch_source_packages "$2" "$3" "$1"
}

# configure_and_build FOLDER CMAKE-OPTION...
configure_and_build() {
    local folder=$1
    shift
    cmake -S "$repository" -B "$folder" "$@"
    cmake --build "$folder" -j "$(nproc)"
}

# python_tools FOLDER LIST: a Python of its own in the folder, with the packages of the list, whose files must have the hashes
# there.
python_tools() {
    if ! cmp -s "$2" "$1/requirements.txt"; then
        python3 -m venv --clear "$1"
        "$1/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$2"
        cp "$2" "$1/requirements.txt"
    fi
}

# A Python with what tests/requirements.txt names, first in PATH.
use_python() {
    local venv=$repository/build-test/venv
    if ! cmp -s "$repository/tests/requirements.txt" "$venv/requirements.txt"; then
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$repository/tests/requirements.txt"
        # a second version, which cannot be installed beside the first; it runs with the same libraries
        "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --target "$venv/imgtool-1.9.0" imgtool==1.9.0
        cp "$repository/tests/requirements.txt" "$venv/requirements.txt"
    fi
    export PATH=$venv/bin:$PATH
}

# mcumgr, the update client in Go, as MCUMGR: the one that is set already, else the pinned one, else none, and the tests of
# clients run its stand-in (tests/emulator/clients_mcumgr.py).
use_mcumgr() {
    local folder=$repository/build-test/go/bin commit=v0.0.0-20221004073047-5c56bd24066c
    if [ -z "${MCUMGR:-}" ] && [ ! -x "$folder/mcumgr" ]; then
        { command -v go >/dev/null || install_packages golang-go; } &&
            GOFLAGS=-buildvcs=false GOBIN=$folder timeout 300 go install "github.com/apache/mynewt-mcumgr-cli/mcumgr@$commit" ||
            echo "mcumgr cannot be had from the Go modules; its stand-in is run"
    fi
    if [ -x "$folder/mcumgr" ]; then
        export MCUMGR=${MCUMGR:-$folder/mcumgr}
    fi
}

# prepare_emulator TARGET...: all that the emulated board's tests need, with those programs in the release build, and
# NRF53PACK.
prepare_emulator() {
    local build=$repository/build-release
    install_packages "${build_packages[@]}" "${test_packages[@]}" "${target_packages[@]}" "${emulator_packages[@]}"
    use_python
    cmake -S "$repository" -B "$build" -DCMAKE_BUILD_TYPE=Release -DNRF53PACK_TESTS=ON
    cmake --build "$build" -j "$(nproc)" --target nrf53pack "$@"
    export NRF53PACK=$build/nrf53pack
    "$repository/scripts/firmware.sh" --board
}

# Counting. A suite is any program whose last line of the form "N passed, N failed" is its result; one that prints no
# such line counts as one case, judged by its exit status.
passed=0
failed=0

count() {
    passed=$((passed + $1))
    failed=$((failed + $2))
}

# run_suite TITLE COMMAND...
run_suite() {
    local title=$1 status=0 log result start=$SECONDS
    shift
    say "$title"
    log=$(mktemp)
    "$@" 2>&1 | tee "$log" || status=$?
    echo "$title: $((SECONDS - start)) s"
    result=$(grep -aoE '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1 || true)
    rm -f "$log"
    if [ -z "$result" ]; then
        if [ "$status" -eq 0 ]; then count 1 0; else count 0 1; fi
        return 0
    fi
    set -- $result
    count "$1" "$3"
    # a suite that failed without a failed case broke off: that is a failure too
    if [ "$status" -ne 0 ] && [ "$3" -eq 0 ]; then
        echo "$title: exit status $status"
        count 0 1
    fi
}

# run_program_suites PROGRAM [FOLDER...]: what judges the finished program from outside: its command line and the suites of
# these folders; without any folder, everything.
run_program_suites() {
    local program=$1 folder suite suites=(tests/cli/run.py)
    shift
    if [ $# -eq 0 ]; then
        suites+=(tests/mutations/run.py tests/pairs/run.py tests/docs/run.py "python3 scripts/rule_docs.py --check")
        set -- tests/interop tests/integration
    fi
    for folder in "$@"; do
        for suite in "$folder"/*.py; do
            if grep -qs '__main__' "$suite"; then
                suites+=("$suite")
            fi
        done
    done
    run_suite "the program from outside" env NRF53PACK="$program" python3 scripts/side_by_side.py "${suites[@]}"
}

# The one line that everything ends with.
finish() {
    echo
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
