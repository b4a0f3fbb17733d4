"""Update clients as their users have them, all with the same methods. Each call is one connection, as one command is.

Mcumgr, Smpmgr: programs. Toolkit, Library: the Python libraries mcumgr_toolkit and smpclient. Their lists come back as Image;
what a device refuses raises Refused with the client's own words.
"""
import asyncio
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

from smpclient import SMPClient
from smpclient.exceptions import SMPUploadError
from smpclient.generics import error as is_error
from smpclient.requests.image_management import ImageErase, ImageStatesRead, ImageStatesWrite
from smpclient.requests.os_management import BootloaderInformationRead, EchoWrite, MCUMgrParametersRead, ResetWrite
from smpclient.transport.serial import SMPSerialTransport

logging.getLogger("smpclient").setLevel(logging.CRITICAL)
HERE = Path(__file__).resolve().parent
FLAGS = ("active", "bootable", "confirmed", "pending", "permanent")
COMMAND_SECONDS = 300  # for a whole upload on a machine that does other things too

Image = namedtuple("Image", "image slot version hash flags")


class Refused(Exception):
    """The device said no."""


def run(words, **environment):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=COMMAND_SECONDS,
                          stdin=subprocess.DEVNULL, env={**os.environ, **environment})
    return done.returncode, done.stdout + done.stderr


def flags_of(read):
    return frozenset(flag for flag in FLAGS if read(flag))


class Mcumgr:
    """mcumgr from MCUMGR, else clients_mcumgr.py, which takes its command lines and sends what it sends."""

    name = "mcumgr"
    LISTED = re.compile(r" image=(\d+) slot=(\d+)\n    version: (.*)\n    bootable: (\w+)\n    flags: (.*)\n    hash: (.*)")

    def __init__(self, path, *options):
        real = os.environ.get("MCUMGR")
        self.program = [real] if real else [sys.executable, HERE / "clients_mcumgr.py"]
        self.options = ["--conntype", "serial", "--connstring", f"dev={path},baud=115200,mtu=512", *options]

    def command(self, *words):
        status, text = run([*self.program, *self.options, *words])
        # it says errors of the device on its output and leaves the exit status alone
        if status or "Error" in text:
            raise Refused(text.strip())
        return text

    def images(self):
        return [Image(int(image), int(slot), version, None if digest == "Unavailable" else digest,
                      frozenset(flags.split()) | ({"bootable"} if bootable == "true" else set()))
                for image, slot, version, bootable, flags, digest in self.LISTED.findall(self.command("image", "list"))]

    def upload(self, file, number):
        self.command("image", "upload", file, "-e", "-n", number)

    def test(self, digest):
        self.command("image", "test", digest)

    def confirm(self, digest=None):
        self.command("image", "confirm", *([digest] if digest else []))

    def erase(self):
        self.command("image", "erase")

    def reset(self):
        self.command("reset")

    def echo(self, text):
        return self.command("echo", text).strip()


class Smpmgr:
    name = "smpmgr"
    LISTED = re.compile(r"ImageState\((.*)\)$", re.MULTILINE)

    def __init__(self, path, *options):
        self.program = [shutil.which("smpmgr") or Path(sys.executable).parent / "smpmgr", "--port", path, "--timeout", "60", *options]

    def command(self, *words):
        status, text = run([*self.program, *words], COLUMNS="1000", NO_COLOR="1", TERM="dumb")
        # errors of the device are printed as a Python object, and the exit status is 0 with some commands
        if status or re.search(r"Error|rc=", text):
            raise Refused(text.strip())
        return text

    def images(self):
        return [self._image(dict(re.findall(r"(\w+)=((?:HashBytes\('\w*'\))|'[^']*'|\w+)", one)))
                for one in self.LISTED.findall(self.command("image", "state-read"))]

    @staticmethod
    def _image(read):
        digest = re.search(r"'(\w+)'", read["hash"])
        return Image(int(read["image"]), int(read["slot"]), read["version"].strip("'"),
                     digest.group(1).lower() if digest else None, flags_of(lambda flag: read[flag] == "True"))

    def upload(self, file, number):
        self.command("image", "upload", file, "--slot", number)

    def upgrade(self, file, number, *words):
        """Upload, state and reset in one command. With number 0 it sets no state."""
        self.command("upgrade", file, "--slot", number, *words)

    def test(self, digest):
        self.command("image", "state-write", digest)

    def confirm(self, digest=None):
        self.command("image", "state-write", "--confirm", *([digest] if digest else []))

    def erase(self):
        self.command("image", "erase", "1")

    def reset(self):
        self.command("os", "reset")

    def echo(self, text):
        return re.search(r"\br='([^']*)'", self.command("os", "echo", text)).group(1)


class Toolkit:
    """mcumgr_toolkit; `auto`: packets as large as the device says, else as Zephyr's smallest."""

    name = "mcumgr-toolkit"

    def __init__(self, path, auto=True, timeout_ms=10000):
        self.program = [sys.executable, HERE / "clients_toolkit.py", path, timeout_ms, "auto" if auto else "small"]

    def call(self, method, **arguments):
        status, text = run([*self.program, method, json.dumps(arguments, default=str)])
        if status:
            raise Refused(text.strip())
        return json.loads(text.splitlines()[-1])

    def images(self):
        return [Image(one["image"], one["slot"], one["version"], one["hash"] or None, flags_of(one.get))
                for one in self.call("image_get_state")]

    def upload(self, file, number):
        self.call("image_upload", data={"file": file}, image=number)

    def update(self, file, **options):
        """Finds the bootloader, uploads for image 0, sets the state and resets."""
        self.call("firmware_update", firmware={"file": file}, **options)

    def test(self, digest):
        self.call("image_set_state", hash={"hex": digest}, confirm=False)

    def confirm(self, digest=None):
        self.call("image_set_state", confirm=True, **({"hash": {"hex": digest}} if digest else {}))

    def erase(self):
        self.call("image_erase", slot=1)

    def reset(self, boot_mode=None):
        self.call("os_system_reset", boot_mode=boot_mode)

    def echo(self, text):
        return self.call("os_echo", msg=text)

    def parameters(self):
        read = self.call("os_mcumgr_parameters")
        return read["buf_size"], read["buf_count"]

    def bootloader(self):
        return self.call("os_bootloader_info")


class Library:
    name = "smpclient"

    def __init__(self, path, transport=SMPSerialTransport):
        self.path, self.transport = path, transport

    def _run(self, work):
        async def connected():
            async with SMPClient(self.transport(), self.path, timeout_s=10) as client:
                return await work(client)

        return asyncio.run(connected())

    def call(self, request):
        async def work(client):
            return await client.request(request)

        answer = self._run(work)
        if is_error(answer):
            raise Refused(str(answer))
        return answer

    def images(self):
        return [Image(one.image or 0, one.slot, one.version, one.hash.hex() if one.hash else None,
                      flags_of(lambda flag, one=one: getattr(one, flag))) for one in self.call(ImageStatesRead()).images]

    def upload(self, file, number):
        self.upload_bytes(Path(file).read_bytes(), number)

    def upload_bytes(self, data, number):
        async def work(client):
            async for _ in client.upload(data, slot=number):
                pass

        try:
            self._run(work)
        except SMPUploadError as error:
            raise Refused(str(error)) from None

    def test(self, digest):
        self.call(ImageStatesWrite(hash=bytes.fromhex(digest)))

    def confirm(self, digest=None):
        self.call(ImageStatesWrite(hash=bytes.fromhex(digest), confirm=True) if digest else ImageStatesWrite(confirm=True))

    def erase(self):
        self.call(ImageErase(slot=1))

    def reset(self):
        self.call(ResetWrite())

    def echo(self, text):
        return self.call(EchoWrite(d=text)).r

    def parameters(self):
        read = self.call(MCUMgrParametersRead())
        return read.buf_size, read.buf_count

    def bootloader(self):
        return self.call(BootloaderInformationRead()).bootloader


ALL = (Mcumgr, Smpmgr, Toolkit, Library)
