#!/bin/sh
# Builds the sample programs and puts them, with the network image's validation block, into the sample trees.
# Needs clang, lld and llvm (LLVM 14 of Debian 12 made the committed files; another version may give other code)
# and Python with 'cryptography'.
#
#   tests/fixtures_make/make.sh [FIXTURES]     default: fixtures/ of this repository
set -eu

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
sources=$repository/fixtures/firmware
fixtures=${1:-$repository/fixtures}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# build NAME FLASH_START RAM_START RAM_END INTERRUPT_COUNT FIRMWARE_VERSION SOURCE...
build()
{
    name=$1 flash=$2 ram=$3 ram_end=$4 interrupts=$5 version=$6
    shift 6
    mkdir -p "$work/$name"
    objects=
    for source in startup "$@"; do
        clang --target=thumbv8m.main-none-eabi -mcpu=cortex-m33 -mfloat-abi=soft -std=c11 -Os -ffreestanding \
            -fno-ident -Wall -Wextra -Werror -Wno-initializer-overrides \
            -DIMAGE_NAME="\"$name\"" -DINTERRUPT_COUNT="$interrupts" -DFIRMWARE_VERSION="$version" \
            -c "$sources/$source.c" -o "$work/$name/$source.o"
        objects="$objects $work/$name/$source.o"
    done
    # shellcheck disable=SC2086 -- a list of paths that this script made
    ld.lld -T "$sources/image.ld" --defsym=FLASH_START="$flash" --defsym=RAM_START="$ram" \
        --defsym=RAM_END="$ram_end" --build-id=none -o "$work/$name/zephyr.elf" $objects
    llvm-objcopy -O ihex "$work/$name/zephyr.elf" "$work/$name/zephyr.hex"
    llvm-objcopy -O binary "$work/$name/zephyr.elf" "$work/$name/zephyr.bin"
}

# install_image NAME FOLDER
install_image()
{
    mkdir -p "$fixtures/$2"
    install -m 644 "$work/$1/zephyr.bin" "$work/$1/zephyr.hex" "$fixtures/$2/"
}

# sign NAME FILE-WITHOUT-SUFFIX
sign()
{
    python3 "$here/nsib_sign.py" --key "$repository/fixtures/keys/test-nsib-p256.pem" \
        "$work/$1/zephyr.hex" "$fixtures/$2"
}

# The application lies behind the 0x200 bytes of MCUboot's header, the network image behind b0n's 0x8800.
build sensor_hub 0x00010200 0x20002000 0x20070000 69 1 application
build ipc_radio 0x01008800 0x21000000 0x21010000 30 3 network firmware_info
build smp_gateway 0x0000c200 0x20002000 0x20070000 69 1 application
build hci_rpmsg 0x01008800 0x21000000 0x21010000 30 1 network firmware_info

for tree in ncs32_dk_qspi_brick ncs32_dk_qspi_overwrite ncs32_dk_qspi_nrf53boot; do
    install_image sensor_hub "$tree/sensor_hub/zephyr"
    install_image ipc_radio "$tree/ipc_radio/zephyr"
    sign ipc_radio "$tree/signed_by_b0_ipc_radio"
done

install_image smp_gateway ncs20_child_single_pair/zephyr
install_image hci_rpmsg ncs20_child_single_pair/hci_rpmsg/zephyr
sign hci_rpmsg ncs20_child_single_pair/hci_rpmsg/zephyr/signed_by_b0_app
