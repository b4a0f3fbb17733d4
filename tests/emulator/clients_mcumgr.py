#!/usr/bin/env python3
"""Takes mcumgr's command lines and sends what mcumgr sends.

usage: clients_mcumgr.py --conntype serial --connstring dev=/dev/ttyACM0,baud=115200,mtu=512 COMMAND
       clients_mcumgr.py -c PROFILE COMMAND        PROFILE as 'conn add' stored it in ~/.mcumgr.cp.json
       COMMAND: conn add NAME type=serial connstring=...; echo TEXT; reset; image list; image upload FILE [-e] [-n NUMBER];
                image test HASH; image confirm [HASH]; image erase

A stand-in where the program itself, which is written in Go, is not at hand; MCUMGR=/path/to/mcumgr has the tests use that.
What goes over the line is taken from its sources: apache/mynewt-mcumgr-cli 5c56bd24 (the program) and the apache/mynewt-newtmgr
60b2da78 it is built with (nmxact/nmserial/serial_xport.go and serial_sesn.go: lines and sizes; nmxact/xact/image.go: chunks, time
limits; newtmgr/cli: flags, output). With --long-lines the lines grow with mtu, as newtmgr's own do since 7fecd3b.
"""
import argparse
import hashlib
import json
import os
import pathlib
import sys

from clients_wire import ECHO, ERASE, IMAGE_GROUP, LINE, OS_GROUP, READ, RESET, STATE, UPLOAD, WRITE, NoAnswer, Wire, packet

CHUNK_MAX, FIRST_CHUNK_MIN = 512, 32
# mcumgr itself waits 3 s for each answer of an upload, whatever --timeout says. Here the device may share its processors with other
# tests, so that seconds say nothing.
UPLOAD_SECONDS = 300
FLAGS = ("active", "confirmed", "pending", "permanent")


def profiles():
    return pathlib.Path(os.environ.get("HOME", "/")) / ".mcumgr.cp.json"


def stored():
    return json.loads(profiles().read_text(encoding="utf-8")) if profiles().exists() else {}


def add_profile(words):
    settings = dict(word.split("=", 1) for word in words[1:])
    assert settings.keys() == {"type", "connstring"} and settings["type"] == "serial", settings
    profiles().write_text(json.dumps({**stored(), words[0]: settings["connstring"]}), encoding="utf-8")
    print(f"Connection profile {words[0]} successfully added")


def settings_of(connstring):
    pairs = [part.split("=", 1) if "=" in part else ("dev", part) for part in connstring.split(",")]
    return {"mtu": 512, **{key: value if key == "dev" else int(value) for key, value in pairs}}


class Session:
    def __init__(self, options):
        settings = settings_of(options.connstring if options.conntype else stored()[options.conn])
        self.timeout, self.mtu = options.timeout, settings["mtu"] * 3 // 4 - 13
        # between two lines of a packet mcumgr waits 20 ms
        self.wire = Wire(settings["dev"], line=settings["mtu"] - 1 if options.long_lines else LINE, pause=0.02)

    def request(self, op, group, command, body, seconds=None):
        return self.wire.request(op, group, command, body, seconds or self.timeout)

    def chunk(self, data, offset, number, digest):
        """The longest request that fits; the first goes without its digest when little of the image would fit."""
        first = {"len": len(data), **({"sha": digest} if digest else {})} if offset == 0 else {}
        size = min(len(data) - offset, CHUNK_MAX)
        while True:
            body = {"image": number, "off": offset, **first, "data": data[offset:offset + size]}
            over = len(packet(WRITE, IMAGE_GROUP, UPLOAD, body)) - self.mtu
            if over <= 0:
                break
            size -= over
            if size <= 0:
                break
        return self.chunk(data, 0, number, None) if digest and size < FIRST_CHUNK_MIN else body

    def upload(self, data, number):
        offset, status = 0, 0
        while offset < len(data):
            body = self.chunk(data, offset, number, hashlib.sha256(data).digest() if offset == 0 else None)
            answer = self.request(WRITE, IMAGE_GROUP, UPLOAD, body, UPLOAD_SECONDS)
            status = answer.get("rc", 0)
            if status:
                break
            offset = answer["off"]
        return status


def print_state(answer):
    if answer.get("rc", 0):
        print(f"Error: {answer['rc']}")
        return
    print("Images:")
    for image in answer["images"]:
        print(f" image={image.get('image', 0)} slot={image['slot']}\n    version: {image.get('version', '')}")
        print(f"    bootable: {str(image.get('bootable', False)).lower()}")
        print(f"    flags: {' '.join(flag for flag in FLAGS if image.get(flag))}")
        print(f"    hash: {image['hash'].hex() if image.get('hash') else 'Unavailable'}")
    print(f"Split status: N/A ({answer.get('splitStatus', 0)})")


def say_done(answer):
    print(f"Error: {answer['rc']}" if answer.get("rc", 0) else "Done")


def image(session, words, options):
    action, rest = words[0], words[1:]
    if action == "list":
        print_state(session.request(READ, IMAGE_GROUP, STATE, {}))
    elif action in ("test", "confirm"):
        body = {"hash": bytes.fromhex(rest[0]) if rest else None, "confirm": action == "confirm"}
        print_state(session.request(WRITE, IMAGE_GROUP, STATE, body))
    elif action == "erase":
        say_done(session.request(WRITE, IMAGE_GROUP, ERASE, {}))
    elif action == "upload":
        if not options.noerase:
            session.request(WRITE, IMAGE_GROUP, ERASE, {})
        say_done({"rc": session.upload(pathlib.Path(rest[0]).read_bytes(), options.number)})
    else:
        sys.exit(f"unknown command '{action}'")


def run(options):
    words = options.words
    if words[:2] == ["conn", "add"]:
        add_profile(words[2:])
        return
    session = Session(options)
    if words[0] == "echo":
        print(session.request(WRITE, OS_GROUP, ECHO, {"d": words[1]})["r"])
    elif words[0] == "reset":
        session.request(WRITE, OS_GROUP, RESET, {})
        print("Done")
    elif words[0] == "image":
        image(session, words[1:], options)
    else:
        sys.exit(f"unknown command '{words[0]}'")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="+")
    parser.add_argument("-c", "--conn")
    parser.add_argument("--conntype", choices=("serial",))
    parser.add_argument("--connstring")
    parser.add_argument("-t", "--timeout", type=float, default=10.0)
    parser.add_argument("-n", "--image", dest="number", type=int, default=0)
    parser.add_argument("--long-lines", action="store_true")
    # on by default in the original too: 'image upload' erases nothing by itself unless told -e=false
    parser.add_argument("-e", "--noerase", action="store_true", default=True)
    try:
        run(parser.parse_intermixed_args())
    except NoAnswer as error:
        sys.exit(f"Error: NMP timeout ({error})")


if __name__ == "__main__":
    main()
