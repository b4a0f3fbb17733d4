#!/usr/bin/env python3
"""One call of mcumgr_toolkit.MCUmgrClient, in a process of its own: the library keeps Python's lock while it waits for the device,
and in the tests another thread of the same program may be that device.

usage: clients_toolkit.py PORT TIMEOUT-MS auto|small METHOD [JSON-OF-ARGUMENTS]    bytes are {"hex": "..."} or {"file": "..."}

Prints the result as JSON; exit status 1 and the message when the device refused or did not answer.
"""
import json
import sys
from pathlib import Path

import mcumgr_toolkit


def decode(value):
    if isinstance(value, dict) and value.keys() == {"hex"}:
        return bytes.fromhex(value["hex"])
    if isinstance(value, dict) and value.keys() == {"file"}:
        return Path(value["file"]).read_bytes()
    return value


def encode(value):
    if isinstance(value, bytes):
        return value.hex()
    names = [name for name in dir(value) if not name.startswith("_")]
    return {name: getattr(value, name) for name in names if not callable(getattr(value, name))}


def main():
    port, timeout, size, method, *rest = sys.argv[1:]
    arguments = {key: decode(value) for key, value in (json.loads(rest[0]) if rest else {}).items()}
    try:
        with mcumgr_toolkit.MCUmgrClient.serial(port, timeout_ms=int(timeout)) as client:
            if size == "auto":
                client.use_auto_frame_size()
            print(json.dumps(getattr(client, method)(**arguments), default=encode))
    except RuntimeError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
