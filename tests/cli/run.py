#!/usr/bin/env python3
"""Golden tests of the command line: each folder beside this file is one case.

usage: run.py [--update] [--program FILE] [CASE...]

A case holds
  cmd          one line: [NAME=VALUE...] nrf53pack ARGUMENTS...   (quoted as for a shell; "# " starts a comment line)
               run from the repository's root; $OUT is a temporary folder, $CASE the folder of the case, $ODD a name
               that is no UTF-8 and would colour a terminal
  expect.txt   stdout, all of it
  expect.lines instead of expect.txt where the text grows with every rule: each line must be found in stdout, or, after
               "! ", must not be; line breaks and blanks count as one blank. Without either, stdout must be empty
  expect.err   stderr; a case without this file must print nothing there
  expect.json  optional: what the same command prints with --format json, compared as JSON
  expect.files optional: names of all files below $OUT afterwards, one a line
  status       exit status; 0 when missing
  setup.py     optional: run before as `python3 setup.py $OUT`, makes what is too large or too odd to commit; it may
               import builds.py from beside this file; $NRF53PACK is the program
  file_limit   optional: no file may grow over so many bytes (a full disk)
  terminal     optional, a number: stderr is a terminal with lines so long; expect.err is what stands there in the end
  unprivileged optional, empty: run as nobody if the tests run as root, who may read and write anything

Placeholders stand for what changes from run to run, in expected and actual text alike:
  <TIME> 1.2 ms, 3 s     <OUT> the temporary folder     <ROOT> the repository     <VERSION> the tool's version
  <N> the number of rules: adding one must not touch these cases
--update writes the expect files and status anew from what the program does.
"""
import argparse
import concurrent.futures
import contextlib
import difflib
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TIMEOUT = 120
SANITIZER = re.compile(r"(Address|Leak|UndefinedBehavior|Memory)Sanitizer|runtime error: ")
NOBODY = 65534
ODD = "b\udcff\x1b[31m <&'"
VOLATILE_JSON = {"microseconds": 0, "rules_run": 0, "rules_skipped": 0}


def screen(text, width):
    """What a terminal of this width shows in the end: carriage return, clearing, and lines that are wrapped or not."""
    rows, column, wrap = [[]], 0, True
    for part in re.findall(r"\033\[[?0-9;]*[A-Za-z]|.", text, re.S):
        if part == "\n":
            rows.append([])
        elif part == "\r":
            column = 0
        elif part == "\033[K":
            del rows[-1][column:]
        elif part in ("\033[?7l", "\033[?7h"):
            wrap = part.endswith("h")
        elif not part.startswith("\033"):
            if column == width and wrap:
                rows.append([])
                column = 0
            column = min(column, width - 1)
            rows[-1][column:column + 1] = part
            column += 1
    return "\n".join("".join(row) for row in rows)


class Case:
    def __init__(self, folder, program):
        self.folder = folder
        self.name = folder.name
        self.program = program
        self.failures = []

    def path(self, name):
        return self.folder / name

    def expected(self, name, missing=None):
        path = self.path(name)
        return path.read_text(encoding="utf-8", errors="surrogateescape") if path.exists() else missing

    def normalize(self, text, out):
        text = text.replace(str(out), "<OUT>").replace(str(ROOT), "<ROOT>")
        text = re.sub(r"\b\d+(\.\d+)? (us|ms|s)\b", "<TIME>", text)
        text = re.sub(r"\b\d+(?= rules? (run|need)| left out)", "<N>", text)
        return re.sub(r"\bnrf53pack \d+\.\d+\.\d+(?![\w.])", "nrf53pack <VERSION>", text)

    def command(self, out):
        line = next(text for text in self.path("cmd").read_text().splitlines() if text and not text.startswith("# "))
        line = line.replace("$OUT", shlex.quote(str(out))).replace("$CASE", self.folder.relative_to(ROOT).as_posix())
        line = line.replace("$ODD", shlex.quote(ODD))
        words = shlex.split(line)
        environment = {}
        while "=" in words[0]:
            name, value = words.pop(0).split("=", 1)
            environment[name] = value
        if words[0] != "nrf53pack":
            raise ValueError(f"{self.name}/cmd does not call nrf53pack")
        return [str(self.program), *words[1:]], environment

    def restrictions(self):
        limit = self.expected("file_limit")
        nobody = self.path("unprivileged").exists() and os.geteuid() == 0
        if limit is None and not nobody:
            return None

        def restrict():
            if limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
            if nobody:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)

        return restrict

    def prepare(self, out):
        """Runs setup.py; returns the program to call, a copy where the original may be out of reach."""
        if self.path("setup.py").exists():
            environment = os.environ | {"PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1",
                                        "NRF53PACK": str(self.program)}
            subprocess.run([sys.executable, str(self.path("setup.py")), str(out)], check=True, env=environment)
        if not self.path("unprivileged").exists():
            return self.program
        out.parent.chmod(0o755)
        out.chmod(0o755)
        return pathlib.Path(shutil.copy(self.program, out.parent / "nrf53pack"))

    def read_terminal(self, outside, inside):
        """All that was written on it, as the screen then looks. A terminal keeps few bytes: a case must write little."""
        os.set_blocking(outside, False)
        text = b""
        with contextlib.suppress(BlockingIOError):
            while part := os.read(outside, 65536):
                text += part
        os.close(inside)
        os.close(outside)
        if b"\033[K" not in text:
            self.failures.append("nothing was drawn on the terminal")
        return screen(text.decode("utf-8").replace("\r\n", "\n"), int(self.expected("terminal"))).encode("utf-8")

    def run(self, out, more=()):
        arguments, extra = self.command(out)
        arguments[0] = str(self.prepare(out))
        environment = {name: value for name, value in os.environ.items() if name not in ("DTC", "NO_COLOR")}
        environment.update(extra)
        outside, inside = os.openpty() if self.path("terminal").exists() else (None, subprocess.PIPE)
        done = subprocess.run([*arguments, *more], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=inside, timeout=TIMEOUT, preexec_fn=self.restrictions(),
                              start_new_session=True)  # no terminal to ask for a passphrase on
        shown = done.stderr if outside is None else self.read_terminal(outside, inside)
        texts = [stream.decode("utf-8", "surrogateescape") for stream in (done.stdout, shown)]
        if SANITIZER.search(texts[1]) or done.returncode < 0:
            self.failures.append(f"crashed (status {done.returncode}):\n{texts[1][-3000:]}")
        return done.returncode, *(self.normalize(text, out) for text in texts)

    def in_folder(self, action):
        outer = pathlib.Path(tempfile.mkdtemp(prefix="nrf53pack-cli-")).resolve()
        out = outer / "out"
        out.mkdir()
        try:
            return action(out)
        finally:
            shutil.rmtree(outer, ignore_errors=True)

    def files(self, out):
        return "".join(f"{path.relative_to(out).as_posix()}\n" for path in sorted(out.rglob("*")) if path.is_file())

    def plain(self, out):
        status, stdout, stderr = self.run(out)
        return {"status": f"{status}\n", "expect.txt": stdout, "expect.err": stderr, "expect.files": self.files(out)}

    def as_json(self, out):
        text = self.run(out, ("--format", "json"))[1]
        try:
            value = json.loads(text, object_hook=lambda item: item | {k: v for k, v in VOLATILE_JSON.items() if k in item})
        except ValueError as error:
            self.failures.append(f"stdout with --format json is no JSON: {error}")
            return ""
        if "tool" in value:
            value["tool"]["version"] = "<VERSION>"
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

    def actual(self):
        found = self.in_folder(self.plain)
        if self.path("expect.json").exists():
            found["expect.json"] = self.in_folder(self.as_json)
        return found

    def compare_lines(self, actual):
        actual = " ".join(actual.split())
        lines = self.expected("expect.lines").splitlines()
        if not lines:
            self.failures.append("expect.lines is empty: nothing is tested")
        for line in lines:
            unwanted = line.startswith("! ")
            words = " ".join(line.removeprefix("! ").split())
            if (words in actual) == unwanted:
                self.failures.append(f"stdout {'holds' if unwanted else 'does not hold'}: {words}\n{actual[:3000]}")

    def compare(self, name, actual):
        if name == "expect.txt" and self.path("expect.lines").exists():
            self.compare_lines(actual)
            return
        expected = self.expected(name, {"status": "0\n", "expect.err": "", "expect.txt": ""}.get(name))
        if expected is None:
            return
        if expected.strip() != actual.strip() if name == "status" else expected != actual:
            difference = difflib.unified_diff(expected.splitlines(), actual.splitlines(), f"{name} expected",
                                              f"{name} actual", lineterm="", n=2)
            self.failures.append("\n".join(difference) or f"{name}: only line ends differ")

    def check(self):
        try:
            for name, text in self.actual().items():
                self.compare(name, text)
        except (OSError, ValueError, StopIteration, subprocess.SubprocessError) as error:
            self.failures.append(f"{type(error).__name__}: {error}")
        return self

    def update(self):
        optional = {"status": "0\n", "expect.err": "", "expect.txt": ""}
        for name, text in self.actual().items():
            if name == "expect.files" and not self.path(name).exists():
                continue
            if name == "expect.txt" and self.path("expect.lines").exists():
                continue
            if optional.get(name) == text:
                self.path(name).unlink(missing_ok=True)
            else:
                self.path(name).write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
        return self


def main():
    parser = argparse.ArgumentParser(description="golden tests of the command line")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--program", default=os.environ.get("NRF53PACK", str(ROOT / "build-test/nrf53pack")))
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    folders = [HERE / name for name in options.cases] or sorted(path.parent for path in HERE.glob("*/cmd"))
    program = pathlib.Path(options.program).resolve()
    if not program.exists():
        sys.exit(f"no program at {program}")
    cases = [Case(folder.resolve(), program) for folder in folders]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(Case.update if options.update else Case.check, cases))
    bad = [case for case in done if case.failures]
    for case in bad:
        print(f"FAILED: {case.name}\n" + "\n".join(case.failures))
    print(f"{len(done) - len(bad)} passed, {len(bad)} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
