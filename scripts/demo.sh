#!/usr/bin/env bash
# Shows an update of both cores with rollback on the emulated board: both consoles, progress, and a last line that says whether
# all went as it should (exit status 0). The first call installs QEMU and the compiler and builds the firmware; after that it
# takes less than a minute. Options: demo.py --help.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

install_packages "${emulator_packages[@]}"
if [ ! -e build-firmware/qemu_rom/rom.elf ] || [ ! -e build-firmware/qemu_swap-move-backup/demo_net_2.bin ]; then
    scripts/firmware.sh --board-only swap-move-backup
fi
exec python3 firmware/port/qemu_an521/demo.py "$@"
