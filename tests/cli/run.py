#!/usr/bin/env python3
"""Golden tests of the command line: each folder beside this file is one case.

usage: run.py [--update] [--program FILE] [CASE...]

A case holds
  cmd          one line: [NAME=VALUE...] nrf53pack ARGUMENTS...   (quoted as for a shell; "# " starts a comment line)
               run from the repository's root; $OUT is a temporary folder, $CASE the folder of the case
  expect.txt   stdout
  expect.err   stderr; a case without this file must print nothing there
  expect.json  optional: what the same command prints with --format json, compared as JSON
  expect.files optional: names of all files below $OUT afterwards, one a line
  status       exit status; 0 when missing
  setup.py     optional: run before as `python3 setup.py $OUT`, makes what is too large or too odd to commit
  file_limit   optional: no file may grow over so many bytes (a full disk)

Placeholders stand for what changes from run to run, in expected and actual text alike:
  <TIME> 1.2 ms, 3 s       <OUT> the temporary folder       <ROOT> the repository       <VERSION> the tool's version
--update writes the expect files and status anew from what the program does.
"""
import argparse
import concurrent.futures
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
VOLATILE_JSON = {"microseconds": 0}


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
        return re.sub(r'(nrf53pack |"version": ")\d+\.\d+\.\d+(?![\w.])', r"\1<VERSION>", text)

    def command(self, out):
        line = next(text for text in self.path("cmd").read_text().splitlines() if text and not text.startswith("# "))
        line = line.replace("$OUT", shlex.quote(str(out))).replace("$CASE", self.folder.relative_to(ROOT).as_posix())
        words = shlex.split(line)
        environment = {}
        while "=" in words[0]:
            name, value = words.pop(0).split("=", 1)
            environment[name] = value
        if words[0] != "nrf53pack":
            raise ValueError(f"{self.name}/cmd does not call nrf53pack")
        return [str(self.program), *words[1:]], environment

    def limit(self):
        text = self.expected("file_limit")
        if text is None:
            return None

        def set_limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(text), int(text)))

        return set_limit

    def run(self, out, more=()):
        arguments, extra = self.command(out)
        environment = {name: value for name, value in os.environ.items() if name not in ("DTC", "NO_COLOR")}
        environment.update(extra)
        if self.path("setup.py").exists():
            subprocess.run([sys.executable, str(self.path("setup.py")), str(out)], check=True)
        done = subprocess.run([*arguments, *more], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=TIMEOUT, preexec_fn=self.limit())
        texts = [stream.decode("utf-8", "surrogateescape") for stream in (done.stdout, done.stderr)]
        if SANITIZER.search(texts[1]) or done.returncode < 0:
            self.failures.append(f"crashed (status {done.returncode}):\n{texts[1][-3000:]}")
        return done.returncode, *(self.normalize(text, out) for text in texts)

    def in_folder(self, action):
        out = pathlib.Path(tempfile.mkdtemp(prefix="nrf53pack-cli-")).resolve()
        try:
            return action(out)
        finally:
            shutil.rmtree(out, ignore_errors=True)

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
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

    def actual(self):
        found = self.in_folder(self.plain)
        if self.path("expect.json").exists():
            found["expect.json"] = self.in_folder(self.as_json)
        return found

    def compare(self, name, actual):
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
        optional = {"status": "0\n", "expect.err": ""}
        for name, text in self.actual().items():
            if name == "expect.files" and not self.path(name).exists():
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
