#!/usr/bin/env python3
"""Real update clients talk to the emulated board, with the files of one `nrf53pack pack`.

usage: clients.py [--full]

Which client runs which update in which mode is ALWAYS below; with --full each client runs each of them in each mode. What counts is
what a user sees: versions on both consoles, and the lists that the clients print. Ends with "N passed, N failed".
"""
import json
import sys
import zipfile

import clients_bench
from clients_bench import MODES, Results
from clients_programs import ALL, Library, Mcumgr, Smpmgr, Toolkit


class List:
    """What the client prints as list of images."""

    def __init__(self, client):
        images = client.images()
        self.slots = {(one.image, one.slot): one for one in images}
        assert len(self.slots) == len(images), images

    def get(self, image, slot):
        return self.slots.get((image, slot))

    def expect(self, image, slot, version, *flags):
        one = self.get(image, slot)
        assert one and one.version == version and one.flags - {"bootable"} == set(flags), f"{list(self.slots.values())}"
        return self


def expect(client, image, slot, version, *flags):
    return List(client).expect(image, slot, version, *flags)


def upload(client, release, image):
    """Leaves the release's image in slot 1, as an update that nobody asked for yet, and returns its hash."""
    client.upload(release.app if image == 0 else release.net, image)
    one = expect(client, image, 1, release.app_version if image == 0 else release.net_version).get(image, 1)
    assert one.hash == (release.app_hash if image == 0 else release.net_hash)
    return one.hash


def first_look(device, client):
    """What a client asks before an update."""
    old = device.old
    assert client.echo("is anybody there") == "is anybody there"
    listed = expect(client, 0, 0, old.app_version, "active", "confirmed")
    listed.expect(1, 0, old.net_version, "active", "confirmed")
    assert len(listed.slots) == 2
    if hasattr(client, "parameters"):
        assert client.parameters() == (1024, 1)
        assert "MCUboot" in str(client.bootloader())


def application_kept(device, client):
    """test, reset, confirm: the new application stays."""
    first_look(device, client)
    new = device.app_only
    client.test(upload(client, new, 0))
    expect(client, 0, 1, new.app_version, "pending")
    client.reset()
    device.started(new, device.old, trial=device.reverts)
    client.confirm()
    expect(client, 0, 0, new.app_version, "active", "confirmed")
    client.reset()
    device.started(new, device.old)


def application_reverted(device, client):
    """test, reset, and nobody confirms: with the next reset the old application is back."""
    client.test(upload(client, device.app_only, 0))
    client.reset()
    device.started(device.app_only, device.old, trial=True)
    expect(client, 0, 0, device.app_only.app_version, "active").expect(0, 1, device.old.app_version, "confirmed")
    client.reset()
    device.started(device.old, device.old)
    expect(client, 0, 0, device.old.app_version, "active", "confirmed")


def network_updated(device, client):
    """Only the network core; the application stays what it was."""
    client.test(upload(client, device.net_only, 1))
    expect(client, 1, 1, device.net_only.net_version, "pending")
    client.reset()
    device.started(device.old, device.net_only)
    expect(client, 1, 0, device.net_only.net_version, "active", "confirmed")


def erased(device, client):
    """An upload that is given up: erase, and the next reset changes nothing."""
    upload(client, device.new, 0)
    client.erase()
    assert List(client).get(0, 1) is None
    client.reset()
    device.started(device.old, device.old)


def package(device, client):
    """dfu_application.zip: what its manifest names goes where its manifest says; both cores in one reset.

    None of these clients reads a manifest from the file, so the reading is done here, by the keys that Nordic's phone libraries
    go by (NordicSemiconductor/IOS-nRF-Connect-Device-Manager Source/McuMgrManifest.swift).
    """
    with zipfile.ZipFile(device.new.package) as archive:
        entries = json.loads(archive.read("manifest.json"))["files"]
        images = {int(entry["image_index"]): archive.read(entry["file"]) for entry in entries}
    assert sorted(images) == [0, 1]
    for image, content in images.items():
        file = device.folder / f"from_package_{image}.bin"
        file.write_bytes(content)
        client.upload(file, image)
    listed = List(client)
    for image in images:
        client.test(listed.get(image, 1).hash)
    client.reset()
    device.started(device.new, device.new, trial=device.reverts)
    client.confirm()
    client.reset()
    device.started(device.new, device.new)


def one_command(device, client):
    """What the client has for a whole update in one call."""
    if isinstance(client, Toolkit):
        client.update(device.app_only.app)
        device.started(device.app_only, device.old, trial=device.reverts)
    elif isinstance(client, Smpmgr):
        # its --slot is the number of the image, and for number 0 it sets no state
        client.upgrade(device.net_only.net, 1)
        device.started(device.old, device.net_only)


def recovery(device, client):
    """A client in serial recovery: both cores are written anew, the application by upload 0, the network core by 3."""
    device.enter_recovery()
    assert client.echo("recovery") == "recovery"
    assert List(client).get(0, 0).version == device.old.app_version
    client.upload(device.new.net, 3)
    client.upload(device.new.app, 0)
    assert List(client).get(0, 0).version == device.new.app_version
    client.reset()
    device.started(device.new, device.new)


def recovery_pending(device, client):
    """Uploads 2 and 4 leave an update for the next start, which is tried like any other."""
    device.enter_recovery()
    client.upload(device.new.net, 4)
    client.upload(device.new.app, 2)
    client.reset()
    device.started(device.new, device.new, trial=device.reverts)


UPDATES = (application_kept, application_reverted, network_updated, erased, package, one_command, recovery, recovery_pending)
ALWAYS = (
    ("swap-move-backup", Smpmgr, (application_kept,)),
    ("swap-move-backup", Toolkit, (application_reverted, recovery)),
    ("swap-offset", Toolkit, (one_command,)),
    ("swap-offset", Library, (package, recovery_pending)),
    ("overwrite", Library, (network_updated, application_kept)),
    ("overwrite", Mcumgr, (erased, recovery)),
    ("overwrite", Smpmgr, (one_command,)),
)


def wanted(full):
    return [(mode, client, UPDATES) for mode in MODES for client in ALL] if full else ALWAYS


def possible(mode, client, update):
    if update is one_command and client not in (Toolkit, Smpmgr):
        return False
    return not (update is application_reverted and mode == "overwrite")


def main():
    results = Results()
    for mode, client, updates in wanted("--full" in sys.argv[1:]):
        for update in updates:
            if possible(mode, client, update):
                with results.case(f"{mode}: {client.name}, {update.__name__}"):
                    with clients_bench.device(mode) as device:
                        update(device, client(device.path))
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
