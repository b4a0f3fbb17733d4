"""Updates of the demonstration product, for compare.py and kill.py, and what the simulator allows of each.

A scenario begins with 1.0.0 on both cores and uploads `version` of what `marks` names. `simulated` is its name for
`nrf53pack simulate`, `refusals` how many copies the network core refuses, `upload` the number of an upload to serial recovery: 1
the application's primary slot (which the simulator has no scenario for: the upload is repeated until it is done), 3 the network
core.
"""
import subprocess
from collections import namedtuple

from marks import PERMANENT, TEST
from stand import OLD
from twin import program

APP, NET = 0, 1
ALONE, BOTH = "1.1.0", "2.0.0"

Scenario = namedtuple("Scenario", "name configuration simulated version marks confirm refusals upload",
                      defaults=(False, 0, None))

SCENARIOS = {scenario.name: scenario for scenario in (
    Scenario("app-confirm", "swap-move", "app-test-confirm", ALONE, {APP: TEST}, confirm=True),
    Scenario("app-revert", "swap-move", "app-test-revert", ALONE, {APP: TEST}),
    Scenario("app-permanent", "swap-move", "app-permanent", ALONE, {APP: PERMANENT}),
    Scenario("net", "swap-move", "net-only", ALONE, {NET: TEST}),
    Scenario("net-backup", "swap-move-backup", "net-only", ALONE, {NET: TEST}),
    Scenario("net-stock", "stock-netboot", "net-only", ALONE, {NET: TEST}),
    Scenario("net-refused-twice", "swap-move", "net-transfer-fails", ALONE, {NET: TEST}, refusals=2),
    Scenario("net-refused", "swap-move-backup", "net-transfer-refused-for-ever", ALONE, {NET: TEST}, refusals=19),
    Scenario("both-permanent", "swap-move", "both-at-once", BOTH, {NET: PERMANENT, APP: PERMANENT}),
    Scenario("pair-confirm", "swap-move-backup", "both-with-backup-confirm", BOTH, {NET: TEST, APP: TEST}, confirm=True),
    Scenario("pair-revert", "swap-move-backup", "both-with-backup-revert", BOTH, {NET: TEST, APP: TEST}),
    Scenario("pair-revert-stock", "stock-netboot", "both-with-backup-revert", BOTH, {NET: TEST, APP: TEST}),
    Scenario("overwrite", "overwrite", "app-permanent", ALONE, {APP: PERMANENT}),
    Scenario("overwrite-both", "overwrite", "both-at-once", BOTH, {NET: PERMANENT, APP: PERMANENT}),
    Scenario("offset-confirm", "swap-offset", "app-test-confirm", ALONE, {APP: TEST}, confirm=True),
    Scenario("offset-revert", "swap-offset", "app-test-revert", ALONE, {APP: TEST}),
    Scenario("recovery", "swap-move", "net-recovery-abandoned", ALONE, {}, upload=3),
    Scenario("recovery-app", "swap-move", None, ALONE, {}, upload=1),
    Scenario("recovery-backup", "swap-move-backup", "net-recovery-abandoned", ALONE, {}, upload=3),
)}
UPDATES = [scenario for scenario in SCENARIOS.values() if scenario.upload is None]


def generations(pair):
    """(application, network core) as the simulator counts: 1 old, 2 new, 0 none."""
    return tuple(0 if version is None else 1 if version == OLD else 2 for version in pair)


Allowed = namedtuple("Allowed", "starts ends expected")


def allowed(build, scenario):
    """Pairs that may start at any time, pairs that may be the end, and the end without a cut."""
    if scenario.simulated is None:
        return Allowed({(1, 1), (2, 1)}, {(1, 1), (2, 1)}, (2, 1))
    lines = subprocess.run([program("allowed_pairs"), build, scenario.simulated], capture_output=True, text=True,
                           check=True).stdout
    rows = [line.split()[1:] for line in lines.splitlines()]
    pairs = {kind: {(int(app), int(net)) for word, app, net in rows if word == kind}
             for kind in ("start", "end", "expected")}
    return Allowed(pairs["start"] | pairs["end"], pairs["end"], *pairs["expected"])


def arm(stand, device, scenario):
    """What the application leaves before it resets: uploads and marks."""
    for image in scenario.marks:
        stand.places.upload(device, image, stand.update(image, scenario.version))
    for image, mark in scenario.marks.items():
        stand.places.mark(device, image, mark == PERMANENT)
    device["copies_to_fail"] = scenario.refusals
