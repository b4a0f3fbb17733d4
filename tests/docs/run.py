#!/usr/bin/env python3
"""Runs every command line that README.md, firmware/README.md and docs/*.md and docs/how-to/*.md show, in order, file by file, and the pre-commit hook's.

A fence ```sh holds lines that start with "$ "; "# exit N" at the end of a line names the exit status, else 0 is
expected. A fence ```sh setup is what installs and builds, which other tests run; ```sh device needs a device on a serial
port: the clients' tests against the emulated board run such lines; ```sh hardware needs a chip, and nobody runs them. Every
file is run in one fresh folder that holds links to the repository's fixtures. A fence ```text after a command must be found in what it printed; after one that prints nothing there can be none.
"""
import itertools
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

root = pathlib.Path(__file__).resolve().parent.parent.parent
program = pathlib.Path(os.environ.get("NRF53PACK", root / "build/nrf53pack")).resolve()
FENCE = re.compile(r"^```(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_line(line, folder):
    """Returns (problem or None, output) of one command line."""
    wanted = re.search(r"# exit (\d+)\s*$", line)
    status = int(wanted.group(1)) if wanted else 0
    env = dict(os.environ, PATH=f"{program.parent}{os.pathsep}{os.environ['PATH']}", NO_COLOR="1")
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=env, capture_output=True, text=True, timeout=120)
    if done.returncode != status:
        return f"exit status {done.returncode}, {status} expected\n{done.stdout}{done.stderr}", done.stdout
    return None, done.stdout


def run_file(path):
    """Yields (name, problem or None) for every command line and every shown output of a file."""
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(root / "fixtures", pathlib.Path(folder) / "fixtures")
        output = None
        for info, body in FENCE.findall(path.read_text(encoding="utf-8")):
            if info.strip() == "sh":
                for line in body.splitlines():
                    if line.startswith("$ "):
                        problem, output = run_line(line[2:], folder)
                        yield f"{path.name}: {line}", problem
                    else:
                        yield f"{path.name}: {line}", "a line of a ```sh fence does not start with '$ '"
            elif info.strip() == "text" and output is not None:
                found = body in output
                yield f"{path.name}: shown output", None if found else f"not printed:\n{body}\nprinted was:\n{output}"


def anchors(path):
    """What GitHub makes of a file's headings."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
            for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def check_links(path):
    """Every link to a file of the repository, and to a heading in it."""
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        problem = None
        if not file.exists():
            problem = f"no '{name}'"
        elif anchor and anchor not in anchors(file):
            problem = f"no heading '{anchor}' in {file.name}"
        yield f"{path.name}: link {target}", problem


def run_hook():
    """The command of each hook of .pre-commit-hooks.yaml, in the folder of a sound application and of one that bricks.

    tests/integration/precommit.py runs them under pre-commit.
    """
    for hook in yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        command = " ".join([hook["entry"], *hook["args"]])
        for application, status in (("overwrite", 0), ("brick", 1)):
            folder = root / f"fixtures/ncs32_dk_qspi_{application}_source"
            yield f"hook {hook['id']}: {application}", run_line(f"{command}  # exit {status}", folder)[0]


passed = failed = 0
documents = [root / "README.md", root / "firmware/README.md", *sorted((root / "docs").glob("*.md")),
             *sorted((root / "docs/how-to").glob("*.md"))]
for name, problem in itertools.chain(run_hook(), *map(run_file, documents), *map(check_links, documents)):
    if problem is None:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name}\n  {problem}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
