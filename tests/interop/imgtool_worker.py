"""Runs one version of imgtool many times in one process: starting Python for each call would take most of the time.

usage: imgtool_worker.py [FOLDER]    FOLDER holds the version to import; without it, the one that is installed

Reads one JSON list of imgtool's arguments a line; answers each with one line: null when imgtool did as it was told, else
what it said. The arguments ["--version-of-imgtool"] are answered with its version.
"""
import contextlib
import copy
import functools
import io
import json
import sys

if len(sys.argv) > 1:
    sys.path.insert(0, sys.argv[1])

import imgtool
from imgtool import keys, main

answers = sys.stdout


def remember_keys():
    """Checking a private RSA key takes longer than all the rest; an image gets its own copy, since it changes them."""
    load = functools.lru_cache(None)(keys.load)

    def load_copy(path, passwd=None):
        return copy.copy(load(path, passwd))

    keys.load = load_copy


def call(arguments):
    if arguments == ["--version-of-imgtool"]:
        return imgtool.imgtool_version
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            main.imgtool(arguments, standalone_mode=False)
    except SystemExit as ended:
        return f"exit {ended.code}: {printed.getvalue()}" if ended.code else None
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return None


remember_keys()
for line in sys.stdin:
    print(json.dumps(call(json.loads(line))), file=answers, flush=True)
