#!/usr/bin/env python3
"""The GitHub Action and the GitLab job: judged by their services' schemas, and their steps run as the runners do.

usage: actions.py [--build]          (NRF53PACK is the program)

Schemas: those that check-jsonschema carries. What is run are the scripts as they stand in action.yml and ci/gitlab.yml, in a
clean folder with the environment that a runner gives; the services themselves are not here. The program is
installed from a wheel or found in PATH; with --build, only this is tried: it is built from the action's own sources.
"""
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
NASTY = "a$(touch pwned1)`touch pwned2`\"';touch pwned3; [x] & ::error::no"
SYSTEM_PATH = os.pathsep.join([str(pathlib.Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"])


def load(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def make_wheel(folder):
    """Holds the program under test, as a wheel of scripts/wheel.sh holds its own."""
    name = "nrf53pack-0.1.0"
    path = folder / f"{name}-py3-none-any.whl"
    script = zipfile.ZipInfo(f"{name}.data/scripts/nrf53pack")
    script.external_attr = 0o100755 << 16
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(script, f'#!/bin/sh\nexec "{PROGRAM}" "$@"\n')
        wheel.writestr(f"{name}.dist-info/METADATA", "Metadata-Version: 2.1\nName: nrf53pack\nVersion: 0.1.0\n")
        wheel.writestr(f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{name}.dist-info/RECORD", f"{script.filename},,\n{name}.dist-info/METADATA,,\n"
                                                   f"{name}.dist-info/WHEEL,,\n{name}.dist-info/RECORD,,\n")
    return path


def make_workspace(folder):
    """A repository with a good and a bricking application, and the build of each."""
    work = folder / "work space"
    work.mkdir()
    for fixture in ("overwrite", "brick"):
        for end in ("", "_source"):
            name = f"ncs32_dk_qspi_{fixture}{end}"
            shutil.copytree(ROOT / "fixtures" / name, work / name, ignore=shutil.ignore_patterns("*.bin", "*.hex"))
    return work


def read_outputs(text):
    """As the runner reads them: NAME=VALUE, or NAME<<END and lines up to END."""
    results = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, end = re.fullmatch(r"(\w+)(?:<<(\w{32,}))?.*", line).groups()
        results[name] = line.split("=", 1)[1] if end is None else "\n".join(iter(lambda: next(lines), end))
    return results


class Done:
    def __init__(self, status, output, results):
        self.status, self.output, self.results = status, output, results


class Suite:
    def __init__(self, folder):
        self.passed, self.failed = 0, 0
        self.folder = folder
        self.wheel = make_wheel(folder)
        self.bin = folder / "bin"
        self.bin.mkdir()
        os.symlink(PROGRAM, self.bin / "nrf53pack")
        self.count = 0

    @contextlib.contextmanager
    def case(self, name):
        try:
            yield
            self.passed += 1
        except (AssertionError, KeyError, ValueError, OSError, subprocess.SubprocessError) as error:
            self.failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {error}")

    def fresh(self):
        self.count += 1
        place = self.folder / str(self.count)
        place.mkdir()
        return place, make_workspace(place)

    def environment(self, place, in_path=True):
        path = os.pathsep.join(([str(self.bin)] if in_path else []) + [SYSTEM_PATH])
        return {"PATH": path, "HOME": str(place), "TMPDIR": str(place), "CI": "true", "LC_ALL": "C.UTF-8"}

    def schema(self, name, *files):
        with self.case(f"schema {name} of {', '.join(str(file.name) for file in files)}"):
            command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", name, *map(str, files)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, done.stdout + done.stderr

    def action(self, in_path=True, prepare=None, **given):
        """Both steps; the second only when the first is good."""
        action = load("action.yml")
        place, work = self.fresh()
        if prepare is not None:
            prepare(work)
        temp = place / "runner temp"
        temp.mkdir()
        inputs = {name: str(value["default"]) for name, value in action["inputs"].items()}
        assert set(given) <= set(inputs)
        inputs |= given
        files = {name: place / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_PATH")}
        for file in files.values():
            file.touch()
        output = ""
        for step in action["runs"]["steps"]:
            assert step["shell"] == "bash" and "${{" not in step["run"], "an input would be shell text"
            environment = self.environment(place, in_path) | {name: str(file) for name, file in files.items()} | {
                "GITHUB_WORKSPACE": str(work), "GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(temp)}
            added = files["GITHUB_PATH"].read_text(encoding="utf-8").split("\n")[:-1]
            environment["PATH"] = os.pathsep.join([*reversed(added), environment["PATH"]])
            for name, value in step["env"].items():
                found = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)
                environment[name] = inputs[found.group(1)]
            script = temp / "step.sh"
            script.write_text(step["run"], encoding="utf-8")
            done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)], cwd=work, env=environment,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=1200)
            output += done.stdout
            if done.returncode != 0:
                break
        results = read_outputs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8"))
        assert not list(work.rglob("pwned*")) and not list(place.glob("pwned*")), "an input was run"
        return Done(done.returncode, output, results), work

    def gitlab(self, shell, in_path=True, prepare=None, **given):
        job = load("ci/gitlab.yml")["nrf53pack"]
        place, work = self.fresh()
        if prepare is not None:
            prepare(work)
        assert set(given) <= set(job["variables"])
        environment = self.environment(place, in_path) | {"CI_PROJECT_DIR": str(work)} | job["variables"] | given
        script = "\n".join(job["script"])
        done = subprocess.run([*shell, "-c", script], cwd=work, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=120)
        assert not list(work.rglob("pwned*")) and not list(place.glob("pwned*")), "a variable was run"
        return Done(done.returncode, done.stdout, {}), work


def active_commands(output):
    """The workflow commands that the runner would obey: none between stop-commands and its token."""
    commands, token = [], None
    for line in output.splitlines():
        text = line.lstrip()
        if token is None and text.startswith("::stop-commands::"):
            token = text.removeprefix("::stop-commands::")
            assert len(token) >= 32, "a token that can be guessed"
        elif token is not None:
            token = None if text == f"::{token}::" else token
        elif text.startswith("::"):
            commands.append(text)
    assert token is None, "commands stay stopped"
    return commands


def write_commands_into(work):
    """A tree whose own words would be commands to the runner."""
    path = work / "ncs32_dk_qspi_brick_source/sysbuild.conf"
    path.write_text(path.read_text(encoding="utf-8") + 'SB_CONFIG_BOOT_SIGNATURE_KEY_FILE="/x ::error::pwned %0A::set-env /root-ec-p256.pem"\n',
                    encoding="utf-8")


def test_options(suite):
    """What callers put behind `nrf53pack check` is there: a word that begins with --, in their files and in the pages on them."""
    callers = [ROOT / name for name in ("action.yml", "ci/gitlab.yml", ".pre-commit-hooks.yaml", "zephyr/sysbuild/run.cmake",
                                        *(f"docs/how-to/{page}.md" for page in ("github", "gitlab", "pre-commit", "sysbuild", "west")))]
    help_text = {command: subprocess.run([str(PROGRAM), "help", command], capture_output=True, text=True, timeout=60, check=True).stdout
                 for command in ("check", "pack", "verify")}
    known = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "".join(help_text.values())))
    foreign = {"--quiet", "--disable-pip-version-check"}  # pip's
    for file in callers:
        with suite.case(f"options in {file.name}"):
            text = file.read_text(encoding="utf-8")
            lines = [line for line in text.replace("\\\n", " ").splitlines()
                     if "docs/" in str(file.relative_to(ROOT)) and "nrf53pack check" in line or "docs/" not in str(file.relative_to(ROOT))]
            named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(lines))) - foreign
            assert named <= known, sorted(named - known)
    with suite.case("the callers' files name options at all"):
        named = set(re.findall(r"--[a-z][a-z-]+", "".join(file.read_text(encoding="utf-8") for file in callers[:4])))
        assert {"--fail-on", "--format", "--strict"} <= named, named
    with suite.case("the hooks' arguments are good ones"):
        for hook in load(".pre-commit-hooks.yaml"):
            program, *words = [*hook["entry"].split(), *hook["args"]]
            place, work = suite.fresh()
            done = subprocess.run([str(PROGRAM), *words], cwd=work / "ncs32_dk_qspi_overwrite_source", capture_output=True, text=True, timeout=60)
            assert program == "nrf53pack" and done.returncode == 0, (words, done.stdout, done.stderr)


def test_action(suite):
    with suite.case("action: a good tree"):
        done, work = suite.action(path="ncs32_dk_qspi_overwrite\nncs32_dk_qspi_overwrite_source")
        assert done.status == 0 and done.results == {"status": "0", "sarif": "nrf53pack.sarif"}, (done.results, done.output)
        assert json.loads((work / "nrf53pack.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
        assert not [line for line in active_commands(done.output) if line.startswith("::error")]
    with suite.case("action: a bricking tree"):
        done, work = suite.action(path="ncs32_dk_qspi_brick_source", junit="out.xml", sarif="")
        assert done.status == 1 and done.results == {"status": "1"}, (done.results, done.output)
        errors = [line for line in active_commands(done.output) if line.startswith("::error")]
        assert len(errors) == 1 and "file=ncs32_dk_qspi_brick_source/sysbuild.conf,line=" in errors[0], done.output
        assert "brick [brick] N53-0001" in done.output and (work / "out.xml").exists()
        assert not (work / "nrf53pack.sarif").exists()
    with suite.case("action: the whole checkout is the input unless another is named"):
        done, _ = suite.action(prepare=lambda work: shutil.copytree(work / "ncs32_dk_qspi_brick_source", work, dirs_exist_ok=True))
        assert done.status == 1 and done.results["status"] == "1", (done.results, done.output)
        assert "brick [brick] N53-0001" in done.output and ".: source" in done.output, done.output
    with suite.case("action: an input that cannot be used"):
        done, _ = suite.action(path="nothere")
        assert done.status == 3 and done.results == {"status": "3"}, done.results  # no SARIF: uploaded it closes alerts
        assert any("title=nrf53pack%3A input unusable" in line for line in active_commands(done.output)), done.output
    with suite.case("action: wrong options"):
        done, _ = suite.action(path="ncs32_dk_qspi_brick", **{"fail-on": "never"},
                               prepare=lambda work: (work / "nrf53pack.sarif").write_text("of the last run", encoding="utf-8"))
        assert done.status == 2 and done.results == {"status": "2"} and "'never'" in done.output, done.output
    with suite.case("action: a SARIF file of an earlier step is not offered by a run that writes none"):
        done, work = suite.action(args="--help", prepare=lambda work: (work / "nrf53pack.sarif").write_text("{}", encoding="utf-8"))
        assert done.status == 0 and done.results == {"status": "0"} and "usage: nrf53pack check" in done.output, (done.results, done.output)
        assert (work / "nrf53pack.sarif").read_text(encoding="utf-8") == "{}"
    with suite.case("action: a SARIF file of an earlier step is replaced, though it says the same"):
        texts = []
        for _ in range(2):
            done, work = suite.action(path="ncs32_dk_qspi_overwrite", prepare=lambda work: [
                (work / "nrf53pack.sarif").write_text(text, encoding="utf-8") for text in texts])
            texts.append((work / "nrf53pack.sarif").read_text(encoding="utf-8"))
            assert done.results == {"status": "0", "sarif": "nrf53pack.sarif"}, (done.results, done.output)
    with suite.case("action: reports in folders that are not there; a name of two lines is one output"):
        done, work = suite.action(path="ncs32_dk_qspi_overwrite", sarif="a/b\nstatus=7/x.sarif", junit="c/x.xml")
        assert done.status == 0 and done.results == {"status": "0", "sarif": "a/b\nstatus=7/x.sarif"}, (done.results, done.output)
        assert (work / "a/b\nstatus=7/x.sarif").exists() and (work / "c/x.xml").exists()
    with suite.case("action: further options"):
        done, _ = suite.action(path=" ncs32_dk_qspi_brick_source ", args="--allow\nN53-0001=a reason with 'blanks'\n\n--allow\nN53-0020=too\n",
                               **{"fail-on": "brick"})
        assert done.status == 0, done.output
    with suite.case("action: warnings may fail"):
        done, _ = suite.action(path="ncs32_dk_qspi_overwrite", **{"fail-on": "warning"})
        assert done.status == 1, done.output
    for name in ("path", "args", "fail-on", "sarif", "junit"):
        with suite.case(f"action: shell text as {name}"):
            done, _ = suite.action(**({"path": "ncs32_dk_qspi_overwrite"} | {name: NASTY}))
            assert done.status in ((0, 3) if name in ("sarif", "junit") else (2, 3)), (done.status, done.output)
    with suite.case("action: a tree that speaks to the runner"):
        done, _ = suite.action(path="ncs32_dk_qspi_brick_source", prepare=write_commands_into)
        assert "pwned" in done.output
        for line in active_commands(done.output):
            assert re.match(r"::(error|warning|notice) file=[^,:]+,", line), line
    with suite.case("action: installed from a wheel"):
        done, _ = suite.action(in_path=False, path="ncs32_dk_qspi_brick", wheel=str(suite.wheel))
        assert done.status == 1 and "N53-0001" in done.output, done.output
    with suite.case("action: a wheel that is none"):
        done, _ = suite.action(in_path=False, path="ncs32_dk_qspi_brick", wheel="./no$(touch pwned).whl")
        assert done.status not in (0, None) and done.results == {}, done.output


def test_build(suite):
    with suite.case("action: built from its own sources"):
        done, _ = suite.action(in_path=False, path="ncs32_dk_qspi_brick")
        assert done.status == 1 and "Built target nrf53pack" in done.output and "brick [brick] N53-0001" in done.output, done.output


def test_gitlab(suite):
    for shell in (["bash", "-eo", "pipefail"], ["sh", "-e"]):
        with suite.case(f"GitLab with {shell[0]}: a good tree"):
            done, work = suite.gitlab(shell, NRF53PACK_PATH="ncs32_dk_qspi_overwrite\nncs32_dk_qspi_overwrite_source\n")
            assert done.status == 0, done.output
            issues = json.loads((work / "gl-code-quality-report.json").read_text(encoding="utf-8"))
            assert issues and {issue["severity"] for issue in issues} <= {"info", "minor"}
            assert (work / "nrf53pack-junit.xml").exists()
        with suite.case(f"GitLab with {shell[0]}: a bricking tree"):
            done, work = suite.gitlab(shell, NRF53PACK_PATH="ncs32_dk_qspi_brick")
            issues = json.loads((work / "gl-code-quality-report.json").read_text(encoding="utf-8"))
            assert done.status == 1 and "blocker" in {issue["severity"] for issue in issues}, done.output
        with suite.case(f"GitLab with {shell[0]}: shell text"):
            done, _ = suite.gitlab(shell, NRF53PACK_PATH=NASTY, NRF53PACK_ARGS="--allow\nN53-0001=$(touch pwned4) a 'b'\n")
            assert done.status == 3, done.output
    with suite.case("GitLab: further options"):
        done, _ = suite.gitlab(["sh", "-e"], NRF53PACK_PATH="ncs32_dk_qspi_brick", NRF53PACK_FAIL_ON="brick",
                               NRF53PACK_ARGS="--allow\nN53-0001=on the bench")
        assert done.status == 0, done.output
    with suite.case("GitLab: installed from a wheel"):
        done, _ = suite.gitlab(["sh", "-e"], in_path=False, NRF53PACK_PATH="ncs32_dk_qspi_brick", NRF53PACK_WHEEL=str(suite.wheel))
        assert done.status == 1 and "N53-0001" in done.output, done.output
    with suite.case("GitLab: no program"):
        done, work = suite.gitlab(["sh", "-e"], in_path=False, NRF53PACK_PATH="ncs32_dk_qspi_brick")
        assert done.status == 3 and "NRF53PACK_WHEEL" in done.output, done.output
    with suite.case("GitLab: the reports it keeps are those it writes"):
        job = load("ci/gitlab.yml")["nrf53pack"]
        written = set(re.findall(r"--format \w+=(\S+)", "\n".join(job["script"])))
        assert written == set(job["artifacts"]["paths"]) == set(job["artifacts"]["reports"].values())
        assert job["artifacts"]["when"] == "always"


def test_schemas(suite):
    suite.schema("vendor.github-actions", ROOT / "action.yml")
    suite.schema("vendor.gitlab-ci", ROOT / "ci/gitlab.yml")
    for page, schema in (("github", "vendor.github-workflows"), ("gitlab", "vendor.gitlab-ci")):
        text = (ROOT / f"docs/how-to/{page}.md").read_text(encoding="utf-8")
        fences = re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)
        with suite.case(f"docs/how-to/{page}.md shows a file"):
            assert fences
        for number, body in enumerate(fences):
            file = suite.folder / f"{page}-{number}.yml"
            file.write_text(body, encoding="utf-8")
            suite.schema(schema, file)
    with suite.case("docs/how-to/github.md uploads nothing where the token may not write: from a fork"):
        job = yaml.safe_load((suite.folder / "github-0.yml").read_text(encoding="utf-8"))["jobs"]["check"]
        upload, = [step for step in job["steps"] if "upload-sarif" in step["uses"]]
        assert "(github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository)" in upload["if"]
    with suite.case("docs/how-to/github.md names inputs that there are"):
        inputs = load("action.yml")["inputs"]
        for number in range(10):
            file = suite.folder / f"github-{number}.yml"
            jobs = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"] if file.exists() else {}
            for step in (step for job in jobs.values() for step in job["steps"] if "nrf53pack" in step.get("uses", "")):
                assert set(step["with"]) <= set(inputs), step
        table = (ROOT / "docs/how-to/github.md").read_text(encoding="utf-8")
        assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.M)) == set(inputs) | set(load("action.yml")["outputs"])


def main():
    with tempfile.TemporaryDirectory() as name:
        suite = Suite(pathlib.Path(name).resolve())
        for test in (test_build,) if sys.argv[1:] == ["--build"] else (test_schemas, test_options, test_action, test_gitlab):
            test(suite)
    print(f"{suite.passed} passed, {suite.failed} failed")
    return 1 if suite.failed else 0


if __name__ == "__main__":
    sys.exit(main())
