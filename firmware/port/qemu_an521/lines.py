"""The lines that lead out of the emulated board: a console of each core, and the serial line for clients."""
import contextlib
import os
import pathlib
import termios
import tty
from collections import namedtuple

PENDING_MAX = 0x10000  # bytes for a client that does not read; what comes after them is lost, as on a wire

Line = namedtuple("Line", "time text match")


class Console:
    """What one core printed: whole lines with the seconds since the board was made, here and in the file."""

    def __init__(self, name, board, path):
        self.name, self.lines, self.position = name, [], 0
        self._board, self._path, self._partial = board, path, b""
        self._log = open(path, "w", encoding="utf-8")

    def close(self):
        with contextlib.suppress(OSError):  # each line is flushed: whoever wrote it has been told
            self._log.close()

    def take(self, data):
        *lines, self._partial = (self._partial + data).split(b"\n")
        for line in lines:
            self.add(line)

    def flush(self):
        """What stands there without its end when the machine stops."""
        if self._partial:
            self.add(self._partial)
        self._partial = b""

    def add(self, line):
        line = Line(self._board.seconds(), line.rstrip(b"\r").decode("utf-8", "replace"), None)
        self.lines.append(line)
        self.note(line.time, line.text)
        self._board.tell(self.name, line.text)

    def note(self, seconds, text):
        try:
            self._log.write(f"{seconds:9.3f} {text}\n")
            self._log.flush()
        except OSError as error:
            raise OSError(f"cannot write '{self._path}': {error.strerror}") from None

    def text(self):
        return "\n".join(line.text for line in self.lines)


class SerialLine:
    """A pseudo terminal that outlives QEMU's processes. Its far end stays open here: a client that closes it ends nothing,
    and what arrives before one opens it waits."""

    def __init__(self, link):
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self.master, False)
        self.path, self._link = os.ttyname(self._slave), pathlib.Path(link)
        self.to_client = bytearray()
        self._link.unlink(missing_ok=True)
        self._link.symlink_to(self.path)

    def close(self):
        """A client that has it open finds its end, as when a cable is pulled. May be called again."""
        if self.master is None:
            return
        if self._link.is_symlink() and os.readlink(self._link) == self.path:
            self._link.unlink()
        os.close(self.master)
        os.close(self._slave)
        self.master = None

    def give(self, data):
        """Towards the client."""
        if termios.tcgetattr(self._slave)[3] & (termios.ECHO | termios.ICANON):
            tty.setraw(self._slave)  # a client left it as a terminal: the machine's answers would come back to it
        self.to_client += data[:max(0, PENDING_MAX - len(self.to_client))]
        self.pump()

    def pump(self):
        try:
            while self.to_client:
                del self.to_client[:os.write(self.master, self.to_client)]
        except BlockingIOError:
            pass

    def take(self):
        """What the client has written."""
        try:
            return os.read(self.master, 4096)
        except BlockingIOError:
            return b""
