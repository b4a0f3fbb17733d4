#!/usr/bin/env bash
# quickstart.sh in a Debian 12 that has nothing but its essential packages, made by debootstrap in a folder.
# Needs root. The folder stays on failure; its path is printed.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

install_packages debootstrap git
debian=$(mktemp -d /var/tmp/nrf53pack-debian-XXXXXX)
chmod 755 "$debian" # it becomes the root folder of all users in there
say "Debian 12 in $debian"
as_root debootstrap --variant=minbase bookworm "$debian" "$mirror" >"$debian.log" || {
    tail -n 20 "$debian.log"
    exit 1
}
as_root cp /etc/resolv.conf "$debian/etc/resolv.conf"
as_root mkdir -p "$debian/nrf53pack"
# what a clone would hold, with the changes not yet committed
git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -c |
    as_root tar -x -C "$debian/nrf53pack"
# nothing of this machine's environment, which may name programs that are not there
run_suite "quickstart.sh on a bare Debian 12" as_root chroot "$debian" env -i HOME=/root \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin /nrf53pack/scripts/quickstart.sh
if [ "$failed" -eq 0 ]; then
    as_root rm -rf "$debian" "$debian.log"
fi
finish
