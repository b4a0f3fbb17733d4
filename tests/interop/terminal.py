"""A program on a terminal of its own, as a person would sit before it."""
import fcntl
import os
import pty
import select
import signal
import subprocess
import termios
import time

TIMEOUT = 120


class Terminal:
    """Starts a program whose controlling terminal is ours; text is all that was shown on it."""

    def __init__(self, command):
        self.text = ""
        # Our end of the inside stays open: with the last one the terminal's settings would be gone.
        self.outside, self.inside = pty.openpty()
        self.process = subprocess.Popen([str(word) for word in command], stdin=self.inside, stdout=self.inside,
                                        stderr=self.inside, start_new_session=True, preexec_fn=self.take_over)

    def take_over(self):
        fcntl.ioctl(self.inside, termios.TIOCSCTTY, 0)
        # nohup, jobs in the background and some runners ignore these, and a program inherits that.
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.inside)
        os.close(self.outside)

    def read(self, seconds):
        if not select.select([self.outside], [], [], seconds)[0]:
            return False
        self.text += os.read(self.outside, 4096).decode(errors="replace")
        return True

    def wait_for(self, words):
        end = time.monotonic() + TIMEOUT
        while words not in self.text and time.monotonic() < end:
            self.read(0.1)
        return words in self.text

    def type(self, text):
        os.write(self.outside, text.encode())

    def echoes(self):
        return bool(termios.tcgetattr(self.inside)[3] & termios.ECHO)

    def finish(self):
        """Exit status; of a signal, its negative number."""
        end = time.monotonic() + TIMEOUT
        while self.process.poll() is None:
            self.read(0.05)
            if time.monotonic() > end:
                self.process.kill()
        while self.read(0):
            pass
        return self.process.returncode
