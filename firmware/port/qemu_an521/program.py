"""What the programs here have in common as programs: how signals, errors and an output that nobody takes end them."""
import contextlib
import os
import select
import signal
import sys
import threading

_ending = threading.Event()  # set by a signal


class OutputError(OSError):
    """Nobody takes what the program prints, or the disk that takes it is full."""


def say(text, end="\n"):
    """print(), at once. Where the reader stands still (a pager, Ctrl-S) it waits, but not beyond a signal that ends the program."""
    try:
        while sys.stdout is not None and not select.select([], [sys.stdout], [], 0.2)[1]:
            if _ending.is_set():
                raise OutputError("the program was ended while nobody took its output")
        print(text, end=end, flush=True)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write to the standard output: {error.strerror}") from None


def on_terminal():
    return sys.stdout is not None and sys.stdout.isatty()


def take_signals():
    """SIGTERM and SIGHUP, which a terminal sends when it is closed, end the program as Ctrl-C does: by KeyboardInterrupt. What
    comes after the first one does not disturb the clean-up. A signal that is ignored from the start (nohup) stays ignored."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(*_):
        _ending.set()
        for one in signals:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    for one in signals:
        if signal.getsignal(one) != signal.SIG_IGN:
            signal.signal(one, end)


def drop_output():
    """What is still to be written would fail again when Python ends, with a message of its own."""
    if sys.stdout is None:
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


@contextlib.contextmanager
def one_line_errors(name, *kinds):
    """OSError and errors of these kinds end the program with one line and exit status 1, Ctrl-C with 130."""
    try:
        yield
    except KeyboardInterrupt:
        drop_output()
        sys.exit(130)
    except (OSError, *kinds) as error:
        drop_output()
        sys.exit(f"{name}: {error}")
