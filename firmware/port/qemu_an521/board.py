#!/usr/bin/env python3
"""Runs one emulated board: QEMU's mps2-an521 as an nRF5340 whose flashes and RAM are a file.

usage: board.py run DIR [--write-time US] [--erase-time US]   both consoles, and where clients find the serial line
       board.py reset DIR                                     the reset button of the board that runs there
       board.py button DIR                                    the same with the recovery button held for three seconds
       board.py power-cut DIR [--ram zero|keep|random]        power off and on again
       board.py status DIR                                    what the registers hold

DIR holds device.bin and rom.elf, as product.py makes them. While the board runs DIR/smp is the serial line, to be opened as
a development kit's /dev/ttyACM0; DIR/app.log and DIR/net.log keep the consoles. Stop it with Ctrl-C: the device keeps what is
in its flashes.

As a module: class Board. A reset that software asks for starts QEMU anew with the same file; power_cut() kills it at once.
"""
import argparse
import atexit
import contextlib
import os
import pathlib
import queue
import re
import select
import selectors
import shutil
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import device as device_file  # noqa: E402
from lines import Console, SerialLine  # noqa: E402
from program import OutputError, drop_output, on_terminal, one_line_errors, say, take_signals  # noqa: E402

CONSOLES = ("app", "net")
# Whoever has asked for a signal at its parent's death waits in vain for it when the parent was dead before that.
START_UNDER_PARENT = 'test "$PPID" = "$1" || exit 1; shift; exec "$@"'


class BoardError(Exception):
    """The machine is not as the caller expects: a line that did not come, or QEMU ended by itself."""


class Board:
    """One device. `echo(console, text)` is called for each line and, as console "board", for resets and power.

    Methods may be called from any thread. An own thread serves all lines and is the one that starts QEMU. When QEMU ends by
    itself, or echo() or a log fails there, `failure` says why, the serial line is hung up, and what waits raises BoardError.
    """

    def __init__(self, device, rom, folder=None, *, write_time=0, erase_time=0, echo=None, qemu=None):
        self.folder = pathlib.Path(folder or pathlib.Path(device).parent)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.rom, self.qemu, self.echo = rom, qemu or "qemu-system-arm", echo
        self.resets = 0
        self.state, self.failure = "off", None
        self._born = time.monotonic()
        self._process, self._stopping, self._log_start = None, False, 0
        self._changed = threading.Condition(threading.RLock())
        self._sockets, self._to_machine = {}, bytearray()
        self._orders = queue.SimpleQueue()
        with contextlib.ExitStack() as opened:
            self._open(opened, device)
            self._opened = opened.pop_all()
        self.device["write_time"], self.device["erase_time"] = write_time, erase_time
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def _open(self, opened, device):
        self.device = device_file.DeviceFile(device)
        opened.callback(self.device.close)
        self.consoles = {}
        for name in CONSOLES:
            self.consoles[name] = Console(name, self, self.folder / f"{name}.log")
            opened.callback(self.consoles[name].close)
        self.smp = str(self.folder / "smp")
        self.serial = SerialLine(self.smp)
        opened.callback(self.serial.close)
        self._wake_end, self._wake = os.pipe()
        opened.callback(os.close, self._wake)
        opened.callback(os.close, self._wake_end)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def seconds(self):
        return time.monotonic() - self._born

    def tell(self, console, text):
        with self._changed:
            self._changed.notify_all()
        if self.echo:
            self.echo(console, text)

    def event(self, text):
        for console in self.consoles.values():
            console.note(self.seconds(), f"--- {text}")
        self.tell("board", text)

    # The machine, as its user has it on the table

    def power_on(self, wait=60):
        """Starts with what the device file holds."""
        self.raise_failure()
        self._orders.put(self._start)
        os.write(self._wake, b"!")
        with self._changed:
            if not self._changed.wait_for(lambda: self.state != "off", wait):
                raise BoardError("QEMU does not start")
        self.raise_failure()

    def power_cut(self, ram="zero", seed=0):
        """Loss of power, this instant; then RAM and registers are as such a loss leaves them."""
        self._kill()
        self.device.lose_power(ram, seed)
        self.event("power cut")

    def press_reset(self, button=False):
        """The reset button. `button`: the recovery button is held too, until device["recovery_pin"] is set to 0 or the next
        press."""
        self._kill()
        self.device["reset_reason"] |= device_file.REASON_PIN
        self.device["recovery_pin"] = int(button)
        self.device.stop_cores()
        self.event("reset button" + (", recovery button held" if button else ""))
        self.power_on()

    def close(self):
        """Ends QEMU and the thread; the device file stays."""
        if self._stopping:
            return
        atexit.unregister(self.close)
        try:
            self._kill()
        finally:
            self._stopping = True
            os.write(self._wake, b"!")
            self._thread.join(10)
            self._opened.close()

    # Waiting

    def raise_failure(self):
        if self.failure:
            raise BoardError(self.failure)

    def wait_for(self, console, pattern, seconds):
        """The next line of the console that holds the text, or that the compiled expression finds; `match` is what it found.

        Looks at lines behind the one that was found last. A tuple of patterns waits for whichever comes first.
        """
        wanted = pattern if isinstance(pattern, (tuple, list)) else (pattern,)
        patterns = [re.compile(re.escape(one)) if isinstance(one, str) else one for one in wanted]
        found, source = [], self.consoles[console]

        def look():
            while source.position < len(source.lines) and not found:
                line = source.lines[source.position]
                source.position += 1
                found.extend(line._replace(match=match) for one in patterns if (match := one.search(line.text)))
            return found or self.failure

        with self._changed:
            self._changed.wait_for(look, seconds)
        if found:
            return found[0]
        wanted = " or ".join(f"'{one if isinstance(one, str) else one.pattern}'" for one in wanted)
        raise BoardError(f"{self.failure or f'not within {seconds} s'}: {wanted} on console '{console}'\n{self.tail()}")

    def wait(self, condition, seconds, what):
        """Until condition() holds; it is looked at whenever a line has come, and ten times a second."""
        end = time.monotonic() + seconds
        with self._changed:
            while not condition():
                if self.failure or time.monotonic() > end:
                    raise BoardError(f"{self.failure or f'not within {seconds} s'}: {what}\n{self.tail()}")
                self._changed.wait(0.1)

    def skip(self):
        """wait_for() sees only what comes from now on."""
        with self._changed:
            for console in self.consoles.values():
                console.position = len(console.lines)

    def tail(self, lines=12):
        return "\n".join(f"  {name}: {line.text}" for name, console in self.consoles.items()
                         for line in console.lines[-lines:])

    # Inside

    def _kill(self):
        """QEMU's process is gone when this returns, and none is started for a reset that was on its way."""
        with self._changed:
            if self.state != "on":
                return
            self.state = "ending"
            self._process.kill()
            if not self._changed.wait_for(lambda: self.state != "ending", 60):
                raise BoardError("QEMU does not end")

    def _start(self):
        command = [self.qemu, "-M", "mps2-an521", "-m", "16M", "-kernel", str(self.rom), "-no-reboot",
                   "-object", f"memory-backend-file,id=device,size=16M,share=on,mem-path={self.device.path}",
                   "-machine", "memory-backend=device", "-display", "none", "-monitor", "none", "-nic", "none"]
        if not shutil.which(self.qemu):
            self._fail(f"cannot start '{self.qemu}': it is not installed")
            return
        pairs = {name: socket.socketpair() for name in (*CONSOLES, "smp")}
        for name, (_, far) in pairs.items():
            command += ["-chardev", f"socket,id={name},fd={far.fileno()}", "-serial", f"chardev:{name}"]
        if shutil.which("setpriv"):  # ends QEMU with this thread, however this program ends
            command = ["setpriv", "--pdeathsig", "KILL", "sh", "-c", START_UNDER_PARENT, "sh", str(os.getpid()), *command]
        try:
            with open(self.folder / "qemu.log", "ab") as log:
                self._log_start = log.tell()
                process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                           pass_fds=[far.fileno() for _, far in pairs.values()])
        except OSError:
            for near, _ in pairs.values():
                near.close()
            raise
        finally:
            for _, far in pairs.values():
                far.close()
        with self._changed:
            for name, (near, _) in pairs.items():
                near.setblocking(False)
                self._sockets[name] = near
            self._process, self.state = process, "on"
            self._changed.notify_all()

    def _fail(self, text):
        """For good. A client is told, its line is hung up, and so is the log; then whoever waits."""
        self.serial.close()
        with contextlib.suppress(OSError):  # a log that cannot be written may be the reason
            for console in self.consoles.values():
                console.note(self.seconds(), f"--- {text}")
        with self._changed:
            self.failure, self.state = text, "failed"
            self._changed.notify_all()

    def _ended(self):
        """QEMU is gone and all it had sent is read."""
        status = self._process.wait()
        for console in self.consoles.values():
            console.flush()
        with self._changed:
            asked = self.state == "ending"
            self.state = "off"
            if asked:
                self._to_machine.clear()
                self._changed.notify_all()
                return
            if status == 0 and self.device["reset_reason"] & device_file.REASON_SOFT:
                self.resets += 1
                self.device.stop_cores()
                self.event("reset")
                self._start()
                return
        said = (self.folder / "qemu.log").read_bytes()[self._log_start:].decode("utf-8", "replace").splitlines()
        error = [line for line in said if line and "warning:" not in line]
        end = f"was ended by signal {-status}" if status < 0 else f"ended by itself, status {status}"
        self._fail(f"QEMU {end}{': ' + error[-1] if error else ''}")

    def _serve(self):
        try:
            while not self._stopping and not self.failure:
                self._serve_once()
                if self.state in ("on", "ending") and not self._sockets:
                    self._ended()
        except Exception as error:  # also what echo() raises: without this thread all who wait would wait for ever
            self._abandon()
            self._fail(str(error))
            if not isinstance(error, OSError):
                raise

    def _abandon(self):
        """QEMU is gone when this returns; what it has sent is lost."""
        with self._changed:
            if self._process:
                self._process.kill()
                self._process.wait()
            for one in self._sockets.values():
                one.close()
            self._sockets.clear()

    def _serve_once(self):
        with selectors.PollSelector() as selector:
            selector.register(self._wake_end, selectors.EVENT_READ, self._obey)
            for name, one in self._sockets.items():
                writing = selectors.EVENT_WRITE if name == "smp" and self._to_machine else 0
                selector.register(one, selectors.EVENT_READ | writing, name)
            # a client's bytes wait in the pseudo terminal while nobody takes them
            events = selectors.EVENT_READ if "smp" in self._sockets and len(self._to_machine) < 4096 else 0
            events |= selectors.EVENT_WRITE if self.serial.to_client else 0
            if events:
                selector.register(self.serial.master, events, self._serve_client)
            for key, ready in selector.select():
                if callable(key.data):
                    key.data(ready)
                else:
                    self._serve_socket(key.data, ready)

    def _obey(self, _):
        os.read(self._wake_end, 100)
        while not self._orders.empty():
            self._orders.get()()

    def _serve_client(self, ready):
        if ready & selectors.EVENT_WRITE:
            self.serial.pump()
        if ready & selectors.EVENT_READ:
            self._to_machine += self.serial.take()

    def _serve_socket(self, name, ready):
        try:
            if ready & selectors.EVENT_WRITE:
                del self._to_machine[:self._sockets[name].send(self._to_machine)]
            if not ready & selectors.EVENT_READ:
                return
            data = self._sockets[name].recv(0x10000)
        except BlockingIOError:
            return
        except OSError:
            data = b""  # QEMU is gone
        if not data:
            self._sockets.pop(name).close()
        elif name == "smp":
            self.serial.give(data)
        else:
            self.consoles[name].take(data)


# The program

def order(folder, text):
    """One line for the board that runs in the folder; False: none does."""
    try:
        end = os.open(folder / "control", os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return False
    os.write(end, text.encode())
    os.close(end)
    return True


def obey(board, line):
    word, *rest = line.split() or [""]
    if word == "reset":
        board.press_reset()
    elif word == "button":
        board.press_reset(button=True)
        time.sleep(3)
        board.device["recovery_pin"] = 0
    elif word == "power-cut":
        board.power_cut(*rest, seed=time.monotonic_ns())
        board.power_on()


def take_orders(board, control):
    """Until the board fails, or nobody reads any more what it says."""
    waiting, text = select.poll(), b""
    waiting.register(control, select.POLLIN)
    if sys.stdout is not None:
        waiting.register(sys.stdout, 0)  # tells of its far end only
    while True:
        board.raise_failure()
        for end, events in waiting.poll(200):
            if end == control:
                *lines, text = (text + os.read(control, 4096)).split(b"\n")
                for line in lines:
                    obey(board, line.decode("utf-8", "replace"))
            elif events & (select.POLLERR | select.POLLHUP):
                raise OutputError("nobody reads the standard output any more")


def run(options):
    colours = {"app": "36", "net": "35", "board": "33"} if on_terminal() and "NO_COLOR" not in os.environ else {}

    def echo(console, text):
        prefix = f"{console:>5} | "
        say(f"\x1b[{colours[console]}m{prefix}\x1b[0m{text}" if colours else prefix + text)

    if not (options.folder / "device.bin").is_file():
        raise BoardError(f"'{options.folder}' holds no device.bin; product.py makes one")
    path = options.folder / "control"
    if order(options.folder, ""):
        raise BoardError(f"a board runs in '{options.folder}' already")
    take_signals()
    with contextlib.ExitStack() as opened, contextlib.suppress(KeyboardInterrupt):
        path.unlink(missing_ok=True)
        opened.callback(path.unlink, missing_ok=True)
        os.mkfifo(path)
        control = os.open(path, os.O_RDWR)  # for writing too: no end of file when a writer leaves
        opened.callback(os.close, control)
        board = opened.enter_context(Board(options.folder / "device.bin", options.folder / "rom.elf", echo=echo,
                                           write_time=options.write_time, erase_time=options.erase_time))
        echo("board", f"serial line for clients: {board.smp} ({board.serial.path})")
        board.power_on()
        take_orders(board, control)
    drop_output()  # a terminal that was closed does not take the last line


def status(folder):
    device = device_file.DeviceFile(folder / "device.bin")
    for register in device_file.REGISTERS:
        say(f"{register:14} {device[register]:#x}")
    say(f"flash rules broken: {device.fault() or 'none'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("run", "reset", "button", "power-cut", "status"))
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--write-time", type=int, default=0, help="microseconds that one word of flash takes")
    parser.add_argument("--erase-time", type=int, default=0, help="microseconds that one page takes")
    parser.add_argument("--ram", choices=("zero", "keep", "random"), default="zero")
    options = parser.parse_args()
    with one_line_errors("board.py", BoardError, ValueError):
        if options.command == "run":
            run(options)
        elif options.command == "status":
            status(options.folder)
        elif not order(options.folder, " ".join([options.command, *[options.ram] * (options.command == "power-cut")]) + "\n"):
            raise BoardError(f"no board runs in '{options.folder}'")


if __name__ == "__main__":
    main()
