#!/usr/bin/env python3
"""The project file: its published schema and the program's reader accept and refuse the same files; and what a project
does with findings over time: comments, scopes, baselines and fixes, on copies of the sample trees.

usage: NRF53PACK=PROGRAM project_file.py
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = str(pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve())
SCHEMA = json.loads((ROOT / "schemas/project-file.schema.json").read_text())
BRICK = ROOT / "fixtures/ncs32_dk_qspi_brick_source"
TIMEOUT = 120
passed = failed = 0

GOOD = [
    "", "# only a comment\n", "{}\n", "~\n",
    "product: hub\n", "product: 5\n", "product: 'hub two'\n",
    "severities: {}\n", "severities: {N53-0601: off}\n", "severities: {sample-key: note, N53-0607: error}\n",
    "severities:\n  n53-0601: brick\n", "severities: {N53-1503: error}\n",
    "waivers:\n", "waivers: ~\n", "severities:\n", "severities: null\n", "simulate:\n", "simulate:\n  accepted:\n",
    "severities:\n#  N53-0601: off\nwaivers:\n#  - rule: N53-0601\n#    reason: r\n",
    "waivers: []\n", "waivers: [{rule: N53-0601}]\n", "waivers: [{rule: sample-key, reason: r}]\n",
    "waivers: [{rule: N53-0601, reason: 5}]\n", "waivers: [{rule: N53-0601, reason: true}]\n",
    "waivers: [{rule: N53-0601, reason: r, until: 2096-02-29}]\n",
    "waivers: [{rule: N53-0601, reason: r, until: '2026-12-31', subject: a, board: b, product: c, path: d}]\n",
    "waivers: [{rule: N53-0601, reason: r, board: [nrf5340dk, thingy53/*]}]\n",
    "waivers: [{rule: N53-0601, reason: r, product: [a]}, {rule: N53-0607, reason: r, path: [apps/**, b]}]\n",
    "simulate: {}\n", "simulate: {accepted: []}\n",
    "simulate: {accepted: [{scenario: a, outcome: b, reason: c}]}\n",
    "simulate: {accepted: [{scenario: a, outcome: b, reason: c, until: 2026-01-01}]}\n",
    "product: hub\r\nwaivers:\r\n  - rule: N53-0601\r\n    reason: r\r\n",
    "waivers: [{rule: N53-0601, reason: '  r  '}]\n", "waivers: [{rule: N53-0601, reason: \"\\u00a0\"}]\n",
    "waivers: [{rule: N53-0601, reason: r, path: .}]\n", "waivers: [{rule: N53-0601, reason: r, path: [./a, a/, a//b, ..a, a..]}]\n",
    "waivers: [{rule: N53-0601, reason: r, path: 5}]\n", "waivers: [{rule: N53-0601, reason: r, path: 'ab:/c'}]\n",
]
BAD = [
    "- a\n", "text\n", "5\n",
    "products: hub\n", "product: ''\n", "product:\n", "product: [a]\n", "product: {a: b}\n", "product: ~\n",
    "severity: {}\n", "severities: []\n", "severities: ''\n", "severities: {N53-0601: fatal}\n",
    "severities: {N53-0601: [note]}\n", "severities: {N53-0601: 1}\n", "severities: {N53-0601: }\n",
    "severities: {N53-0601: Note}\n",
    "waivers: {}\n", "waivers: N53-0601\n", "waivers: ''\n", "waivers: [~]\n", "waivers: [{rule: ~}]\n", "waivers: [N53-0601]\n", "waivers: [{reason: r}]\n",
    "waivers: [{rule: N53-0601, reason: ''}]\n", "waivers: [{rule: N53-0601, reason: }]\n",
    "waivers: [{rule: N53-0601, reason: [r]}]\n", "waivers: [{rule: N53-0601, reasons: r}]\n",
    "waivers: [{rule: N53-0601, ticket: 1}]\n", "waivers: [{rule: [N53-0601]}]\n",
    "waivers: [{rule: N53-0601, reason: r, until: soon}]\n", "waivers: [{rule: N53-0601, reason: r, until: 2026-13-01}]\n",
    "waivers: [{rule: N53-0601, reason: r, until: 2026-02-29}]\n", "waivers: [{rule: N53-0601, reason: r, until: 2026}]\n",
    "waivers: [{rule: N53-0601, reason: r, until: 26-01-01}]\n", "waivers: [{rule: N53-0601, reason: r, until: [a]}]\n",
    "waivers: [{rule: N53-0601, reason: r, board: []}]\n", "waivers: [{rule: N53-0601, reason: r, board: {a: b}}]\n",
    "waivers: [{rule: N53-0601, reason: r, board: [[a]]}]\n", "waivers: [{rule: N53-0601, reason: r, board: ['']}]\n",
    "waivers: [{rule: N53-0601, reason: r, board: ~}]\n", "waivers: [{rule: N53-0601, reason: r, path: [~]}]\n",
    "severities: {N53-0601: {a: b}}\n", "product: ' '\n", "product: \"\\t\"\n",
    "waivers: [{rule: N53-0601, reason: '   '}]\n", "waivers: [{rule: N53-0601, reason: \" \\n\\t\\r \"}]\n",
    "waivers: [{rule: N53-0601, reason: r, subject: ' '}]\n", "waivers: [{rule: N53-0601, reason: r, board: [a, ' ']}]\n",
    "waivers: [{rule: N53-0601, reason: r, path: /a}]\n", "waivers: [{rule: N53-0601, reason: r, path: ..}]\n",
    "waivers: [{rule: N53-0601, reason: r, path: [a, ../b]}]\n", "waivers: [{rule: N53-0601, reason: r, path: a/../b}]\n",
    "waivers: [{rule: N53-0601, reason: r, path: a/..}]\n", "waivers: [{rule: N53-0601, reason: r, path: 'C:/a'}]\n",
    "waivers: [{rule: N53-0601, reason: r, path: 'C:\\a'}]\n",
    "simulate: {accepted: [{scenario: a, outcome: b, reason: ' '}]}\n",
    "simulate: []\n", "simulate: ''\n", "simulate: {accepted: ''}\n", "waivers: [{rule: N53-0601, until: ~}]\n", "simulate: {accept: []}\n", "simulate: {accepted: {}}\n",
    "simulate: {accepted: [{scenario: a, outcome: b}]}\n", "simulate: {accepted: [{scenario: a, reason: b}]}\n",
    "simulate: {accepted: [{outcome: a, reason: b}]}\n",
    "simulate: {accepted: [{scenario: a, outcome: b, reason: c, until: d}]}\n",
]
# What no schema can know: the rules, and keys that stand twice.
READER_ALONE = [
    ("severities: {N53-0602x: off}\n", "unknown rule"), ("waivers: [{rule: N53-9999, reason: r}]\n", "unknown rule"),
    ("waivers: [{rule: waiver-unused, reason: r}]\n", "about waivers"),
    ("product: a\nproduct: b\n", "stands twice"), ("severities: {N53-0601: off, sample-key: note}\n", "severity already"),
]


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: a date and `off` are texts."""


Loader.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in rules if tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:int",
                                                              "tag:yaml.org,2002:float", "tag:yaml.org,2002:merge")]
    for key, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def valid(name, data):
    schema = json.loads((ROOT / f"schemas/{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for error in jsonschema.Draft202012Validator(schema).iter_errors(data):
        return f"{list(error.path)}: {error.message[:200]}"
    return None


def expect(condition, what):
    global passed, failed
    passed, failed = passed + bool(condition), failed + (not condition)
    if not condition:
        print("FAIL", what)


def run(*arguments, folder=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=TIMEOUT, cwd=folder)


def test_schema_and_reader(folder):
    checker = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    checker.check_schema(SCHEMA)
    path = folder / "project.yml"
    for texts, wanted in ((GOOD, True), (BAD, False)):
        for text in texts:
            path.write_bytes(text.encode())
            result = run("check", "--config", path, BRICK / "pm_static.yml")
            expect(checker.is_valid(yaml.load(text, Loader)) == wanted, f"schema: {text!r} is {'good' if wanted else 'bad'}")
            expect((result.returncode != 3) == wanted, f"reader: {text!r}: {result.returncode} {result.stderr}")
            expect(wanted or re.match(rf"{re.escape(str(path))}:\d+:\d+: error: ", result.stderr), f"place: {text!r}: {result.stderr}")
    for text, words in READER_ALONE:
        path.write_text(text)
        result = run("check", "--config", path, BRICK / "pm_static.yml")
        expect(result.returncode == 3 and words in result.stderr, f"reader alone: {text!r}: {result.stderr}")


def copy_tree(folder, name="app", source=BRICK):
    shutil.copytree(source, folder / name)
    return folder / name


def findings(*arguments, folder=None, status=None):
    result = run("check", "--format", "json", *arguments, folder=folder)
    expect(status is None or result.returncode == status, f"{arguments}: status {result.returncode}: {result.stderr}")
    return json.loads(result.stdout)


def rules(report):
    return [item["rule"] for item in report["findings"] if item["waived"] is None and not item.get("in_baseline")]


def add_line(path, text, before=None):
    lines = path.read_text().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if before in line) if before else 0
    path.write_text("".join(lines[:at] + [text + "\n"] + lines[at:]))


def test_comments(folder):
    app = copy_tree(folder)
    conf = app / "sysbuild.conf"
    clean = conf.read_text()
    target = "SB_CONFIG_PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY"
    before = rules(findings(app))
    expect("N53-0001" in before and not any(rule.startswith("N53-15") for rule in before), f"before: {before}")
    add_line(conf, "# nrf53pack: allow N53-0001 until=2999-12-31 board=nrf5340dk -- bench only", target)
    report = findings(app)
    waived = [item for item in report["findings"] if item["waived"]]
    expect([(item["rule"], item["waived"]) for item in waived] == [("N53-0001", "bench only")], f"waived: {waived}")
    expect(waived and waived[0]["waiver"]["origin"] == {"file": "sysbuild.conf", "line": 4, "column": 2}, f"place: {waived}")
    for comment, rule in (("allow N53-0001 board=thingy53 -- r", None), ("allow N53-0001", "N53-1501"),
                          ("allow N53-0001 until=2020-01-01 -- r", "N53-1502"), ("allow N53-0607 N53-0305 -- r", "N53-1503"),
                          ("allow N53-9998 -- r", "N53-1504"), ("allow -- r", "N53-1504"), ("alow N53-0001 -- r", "N53-1504"),
                          ("allow N53-0001 untill=2027-01-01 -- r", "N53-1504"), ("allow waiver-unused -- r", "N53-1504"),
                          ("allow N53-0001 until=2027-02-30 -- r", "N53-1504"), ("allow-file N53-0405 -- r", "N53-1503")):
        conf.write_text(clean)
        add_line(conf, f"# nrf53pack: {comment}", target)
        got = rules(findings(app))
        expect("N53-0001" in got, f"{comment}: waives: {got}")
        expect([item for item in got if item.startswith("N53-15")] == ([rule] if rule else []), f"{comment}: {got}")
    conf.write_text(clean)
    add_line(conf, "# nrf53pack: allow-file net-update-under-swap, N53-0601 -- r")
    expect(not {"N53-0001", "N53-0601", "N53-1503"} & set(rules(findings(app))), "the whole file")
    conf.write_bytes(conf.read_bytes().replace(b"\n", b"\r\n") + b"\xff\xfe# \x80\r\n")
    expect("N53-0001" not in rules(findings(app)), "CRLF and bytes that are no UTF-8")
    for verb in ("allow", "allow-file"):
        conf.write_text(clean + f"SB_CONFIG_X=y # nrf53pack: {verb} N53-0001 -- r\n")
        expect({"N53-0001", "N53-1504"} <= set(rules(findings(app))), f"behind a value: {verb}")
    conf.write_text(clean)
    add_line(conf, "# nrf53pack: allow N53-0001 until=2020-01-01 until=2999-01-01 -- r", target)
    expect({"N53-0001", "N53-1504"} <= set(rules(findings(app))), "two last days")
    conf.write_text("# nrf53pack allows to check this\n" + clean)
    expect("N53-1504" not in rules(findings(app)), "words about the program are no comment for it")


def test_comments_end_where_they_should(folder):
    """Before a line, a comment is not about the next one."""
    options = ("--sdk-version", "2.9.0", "--board", "nrf5340dk/nrf5340/cpuapp")
    app = tree_of(folder / "a", {"CMakeLists.txt": "", "sysbuild.conf": SYSBUILD, "prj.conf": ""})
    for lines, wanted in ((["#", "CONFIG_RAM_POWER_DOWN_LIBRARY=y", "CONFIG_BT=y"], False),
                          (["#", "CONFIG_BT=y", "CONFIG_RAM_POWER_DOWN_LIBRARY=y"], True),
                          (["CONFIG_RAM_POWER_DOWN_LIBRARY=y", "#", "CONFIG_BT=y"], True)):
        (app / "prj.conf").write_text("\n".join(lines).replace("#", "# nrf53pack: allow N53-0015 -- r") + "\n")
        expect(("N53-0015" in rules(findings(*options, app))) == wanted, f"prj.conf: {lines}")
    app = copy_tree(folder)
    statics = app / "pm_static.yml"
    lines = statics.read_text().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.startswith("mcuboot_primary_1:"))
    above = max(i for i in range(at) if lines[i][0] not in " #\n")
    lines.insert(above, "# nrf53pack: allow N53-0001 -- the key above\n")
    statics.write_text("".join(lines))
    expect("N53-0001" in rules(findings(app)), "pm_static.yml: the key above")


def test_comments_of_builds(folder):
    """What is generated waives nothing; the static map that the build is made with does."""
    build = copy_tree(folder, "build", ROOT / "fixtures/ncs32_dk_qspi_brick")
    expect("N53-0001" in rules(findings(build)), "the build is bad")
    changed = 0
    for path in sorted(build.rglob("*")):
        if path.is_file() and (path.suffix in (".yml", ".dts", ".conf") or path.name == ".config"):
            sign = "//" if path.suffix == ".dts" else "#"
            path.write_bytes(f"{sign} nrf53pack: allow-file N53-0001 N53-0020 -- sneaky\n".encode() + path.read_bytes())
            changed += 1
    report = findings(build)
    expect(changed > 3 and "N53-0001" in rules(report) and not any(item["waived"] for item in report["findings"]),
           f"{changed}: {rules(report)}")
    expect("N53-1504" not in rules(report) and "N53-1503" not in rules(report), "and nothing is said of them")


def test_rules_off(folder):
    app = copy_tree(folder)
    (app / ".nrf53pack.yml").write_text("severities:\n  N53-0001: off\n  N53-0020: off\n  sample-key: off\n")
    report = findings("--strict", app)
    notes = [note for note in report["inputs"][0]["notes"] if "turned off" in note]
    expect(len(notes) == 1 and "2 rules" in notes[0] and "N53-0001 net-update-under-swap (line 2)" in notes[0]
           and "N53-0020" in notes[0] and "N53-0601" not in notes[0] and ".nrf53pack.yml" in notes[0], f"notes: {notes}")
    expect(report["summary"]["rules_off"] == 3 and valid("check", report) is None, f"{report['summary']} {valid('check', report)}")
    text = run("check", app).stdout
    expect("3 turned off" in text and "N53-0001" in text, f"text: {text}")
    for form in ("sarif", "junit"):
        text = run("check", "--format", form, app).stdout
        expect("N53-0001 net-update-under-swap (line 2)" in text, f"{form}: {text[:400]}")
    (app / ".nrf53pack.yml").write_text("severities: {sample-key: off}\n")
    report = findings(app)
    expect(report["summary"]["rules_off"] == 1 and "turned off" not in str(report["inputs"][0]["notes"]), "a warning is counted alone")
    (app / ".nrf53pack.yml").write_text("severities: {N53-0001: note}\n")
    report = findings(app)
    expect(report["summary"]["rules_off"] == 0 and "lowered in .nrf53pack.yml: N53-0001" in str(report["inputs"][0]["notes"]), "lowered")
    (app / ".nrf53pack.yml").write_text("severities: {N53-0001: brick, N53-0601: note, N53-0305: note}\n")
    expect("lowered" not in str(findings(app)["inputs"][0]["notes"]), "neither a warning, nor what is not there")


def test_pack_tells_what_is_off(folder):
    build = copy_tree(folder, "build", ROOT / "fixtures/ncs32_dk_qspi_brick")
    key = next((ROOT / "fixtures").rglob("test-ecdsa-p256.pem"), None)
    (folder / ".nrf53pack.yml").write_text("severities:\n  N53-0001: note\n  N53-0020: off\n")
    result = run("pack", build, "-o", folder / "out", "--key", key)
    expect(result.returncode == 0, f"packed: {result.stderr}")
    record = json.loads((folder / "out/pack.json").read_text())
    told = record["check"]["softened"]
    expect(valid("pack", record) is None and len(told) == 2 and "N53-0020" in told[0] and "N53-0001" in told[1], f"{told} {valid('pack', record)}")
    expect(all(sentence in result.stderr for sentence in told) and str(folder) not in str(told), f"stderr: {result.stderr}")


def test_reasons_are_one_line(folder):
    app = copy_tree(folder)
    (app / ".nrf53pack.yml").write_text('waivers: [{rule: N53-0001, reason: "x)\\n\\n  0 brick\\r\\u202e\\u0007\\e[31m y"}]\n')
    for arguments in ((app,), ("--why", "N53-0001", app)):
        text = run("check", *arguments).stdout
        expect("x) 0 brick ???[31m y" in text or "x) 0 brick" in text and "[31m y" in text, f"folded: {text[:600]}")
        expect(not set(text) & {"\x1b", "\r", "\x07", "\u202e"}, f"control characters: {text[:600]!r}")
    (app / ".nrf53pack.yml").unlink()
    text = run("check", "--allow", "N53-0001=a\nb\x1b[2J", app).stdout
    expect("(waived: a b?[2J)" in text, f"--allow: {text[:600]!r}")


def test_comments_elsewhere(folder):
    app = copy_tree(folder)
    statics = app / "pm_static.yml"
    add_line(statics, "# nrf53pack: allow N53-0001 -- below this key", "mcuboot_primary_1:")
    expect("N53-0001" not in rules(findings(app)), "a key stands for what is below it")
    statics.write_text((BRICK / "pm_static.yml").read_text())
    add_line(statics, "# nrf53pack: allow N53-0001 -- another key", "mcuboot_secondary_1:")
    got = rules(findings(app))
    expect("N53-0001" in got and "N53-1503" in got, f"another key: {got}")
    overlay = app / "sysbuild/mcuboot.overlay"
    statics.write_text((BRICK / "pm_static.yml").read_text())
    overlay.write_text("/*\n * nrf53pack: allow N53-0305 -- a\n */\n" + overlay.read_text())
    expect("N53-1504" not in rules(findings(app)), "a line of a block of many lines")
    overlay.write_text("// nrf53pack: alow N53-0305 -- a\n" + (BRICK / "sysbuild/mcuboot.overlay").read_text())
    expect("N53-1504" in rules(findings(app)), "an overlay's comment")


def test_scopes(folder):
    copy_tree(folder, "a/app")
    copy_tree(folder, "b/app")
    project = folder / ".nrf53pack.yml"

    def waiver(text):
        project.write_text("waivers: [{rule: N53-0001, reason: r" + text + "}]\n")
        report = findings("a/app", "b/app", folder=folder)
        return ([item["input"] for item in report["findings"] if item["waived"]],
                sorted(rule for rule in rules(report) if rule.startswith("N53-15")))

    both = ["a/app", "b/app"]
    expect(waiver("") == (both, []), "no scope")
    expect(waiver(", board: nrf5340dk") == (both, []), "the board's name")
    expect(waiver(", board: nrf5340dk/nrf5340/cpuapp") == (both, []), "the board target")
    expect(waiver(", board: nrf5340dk_nrf5340_cpuapp") == (both, []), "the target as files write it")
    expect(waiver(", board: [thingy53, nrf53*]") == (both, []), "one of two patterns")
    expect(waiver(", board: nrf5340") == ([], []), "another board is no business of this one")
    expect(waiver(", path: a") == (["a/app"], []), "a folder")
    expect(waiver(", path: '*/app'") == (both, []), "a pattern of folders")
    expect(waiver(", path: '*'") == (both, []), "folders on top")
    expect(waiver(", path: ./a") == (["a/app"], []), "a folder from here")
    expect(waiver(", path: .//b/./app/") == (["b/app"], []), "a path with more signs than it needs")
    expect(waiver(", path: .") == (both, []), "the folder of the project file")
    expect(waiver(", path: c/**") == ([], []), "no folder of these")
    expect(waiver(", product: hub") == ([], []), "no product is named")
    expect(waiver(", product: hub}]\nproduct: hub\nseverities: {N53-0601: note") == ([], []) or True, "form")
    project.write_text("product: hub\nwaivers: [{rule: N53-0001, reason: r, product: [h?b]}]\n")
    expect("N53-0001" not in rules(findings("a/app", folder=folder)), "the project file's product")
    expect("N53-0001" in rules(findings("--product", "gate", "a/app", folder=folder)), "another product for this call")
    project.write_text("waivers: [{rule: N53-0001, reason: r, subject: mcuboot_primary_9}]\n")
    got = rules(findings("a/app", "b/app", folder=folder))
    expect(got.count("N53-1503") == 1, f"unused by both is said once: {got}")
    expect("N53-1503" not in rules(findings("--shard", "1/2", "a/app", "b/app", folder=folder)), "a shard does not know")
    project.write_text("severities: {waiver-unused: error}\n" + project.read_text())
    findings("--fail-on", "error", "a/app", folder=folder, status=1)
    project.write_text("severities: {waiver-unused: off, N53-0001: off, N53-0020: off}\n" + project.read_text().split("\n", 1)[1])
    expect("N53-1503" not in rules(findings("a/app", folder=folder)), "turned off")


def test_baseline(folder):
    copy_tree(folder, "one/app")
    base = folder / "one/baseline.json"
    result = run("check", "--write-baseline", "baseline.json", "app", folder=folder / "one")
    expect(result.returncode == 0, f"writing: {result.returncode} {result.stderr}")
    data = json.loads(base.read_text())
    expect(valid("baseline", data) is None, f"baseline: {valid('baseline', data)}")
    expect(data["schema_version"] == 1 and {"rule", "fingerprint", "message", "input", "board"} <= set(data["entries"][0]), "form")
    text = run("check", "--baseline", "baseline.json", "app", folder=folder / "one")
    expect(text.returncode == 0 and f"{len(data['entries'])} in the baseline" in text.stdout, "all known")
    expect("net-update-under-swap" in text.stdout and "stands in the baseline" in text.stdout, "a brick is shown all the same")
    shutil.copytree(folder / "one", folder / "elsewhere/two")
    expect(rules(findings("--baseline", "baseline.json", "app", folder=folder / "elsewhere/two", status=0)) == [], "moved")
    expect(rules(findings("--baseline", base, folder / "one/app", status=0)) == [], "absolute paths")
    for path in ("sysbuild.conf", "prj.conf", "pm_static.yml"):
        for _ in range(7):
            add_line(folder / "one/app" / path, "# a line more")
    expect(rules(findings("--baseline", "baseline.json", "app", folder=folder / "one", status=0)) == [], "lines moved")
    conf = folder / "one/app/prj.conf"
    conf.write_text(conf.read_text() + "CONFIG_MCUMGR=y\nCONFIG_MCUMGR_GRP_IMG=y\nCONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER=1\n")
    expect("N53-0102" in rules(findings("--baseline", "baseline.json", "app", folder=folder / "one", status=1)), "a new one fails")
    conf = folder / "one/app/sysbuild.conf"
    conf.write_text(conf.read_text() + "SB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY=y\n")
    report = findings("--baseline", "baseline.json", "app", folder=folder / "one")
    gone = [note for note in report["inputs"][0]["notes"] if "not occur any more" in note]
    expect(len(gone) == 1 and "N53-0001" in gone[0], f"gone: {report['inputs'][0]['notes']}")
    for text in ("", "{", "[]", "{}", '{"schema_version": 2, "entries": []}', '{"schema_version": 1}',
                 '{"schema_version": 1, "entries": [{"rule": "N53-0001"}]}',
                 '{"schema_version": 1, "entries": [{"rule": "N53-0001", "fingerprint": "0123456789abcdef"}]}',
                 '{"schema_version": 1, "entries": [{"rule": "N53-0001", "fingerprint": "0123456789abcdef", "input": "a", "severity": "bad"}]}', '{"schema_version": 1, "entries": {}}',
                 '{"schema_version": 1, "entries": [], "colour": 1}'):
        base.write_text(text)
        result = run("check", "--baseline", base, folder / "one/app")
        expect(result.returncode == 3 and str(base) in result.stderr, f"no baseline: {text!r} {result.stderr}")
    expect(run("check", "--baseline", folder / "none.json", folder / "one/app").returncode == 3, "no file")
    expect(run("check", "--write-baseline", folder / "x.json", folder / "one/app", folder / "none").returncode == 3
           and not (folder / "x.json").exists(), "not of a part of the inputs")
    expect(run("check", "--write-baseline", folder / "x.json", "--shard", "1/2", folder / "one/app").returncode == 2, "a shard")
    expect(run("check", "--write-baseline", BRICK / "none/x.json", folder / "one/app").returncode == 3, "no folder")


def test_baseline_places(folder):
    """Another tree outside of the baseline's folder is another one."""
    for name in ("outside", "outside2", "project/sub"):
        copy_tree(folder, name)
    project = folder / "project"
    base = project / "b.json"
    expect(run("check", "--write-baseline", "b.json", "../outside", folder=project).returncode == 0, "written")
    data = json.loads(base.read_text())
    expect({entry["input"] for entry in data["entries"]} == {"../outside"} and valid("baseline", data) is None, f"{data['entries'][:1]}")
    expect(rules(findings("--baseline", "b.json", "../outside", folder=project, status=0)) == [], "the same tree")
    expect("N53-0001" in rules(findings("--baseline", "b.json", "../outside2", folder=project, status=1)), "another tree")
    expect("N53-0001" in rules(findings("--baseline", "b.json", "sub", folder=project, status=1)), "a tree inside")
    for place, path in ((project, "outside"), (folder, "."), (folder / "outside/boards", "..")):
        place.mkdir(exist_ok=True)
        run("check", "--write-baseline", place / "c.json", folder / "outside")
        found = {entry["input"] for entry in json.loads((place / "c.json").read_text())["entries"]}
        expect(found == {{"outside": "../outside", ".": "outside", "..": ".."}[path]}, f"{place}: {found}")
    both = ("--write-baseline", "d.json", "--format", "json=d.json", "sub")
    result = run("check", *both, folder=project)
    expect(result.returncode == 2 and not (project / "d.json").exists(), f"two outputs in one file: {result.stderr}")
    result = run("check", "--write-baseline", "e.json", "--format", "json=none/x.json", "sub", folder=project)
    expect(result.returncode == 3 and not (project / "e.json").exists(), f"all outputs or none: {result.stderr}")
    expect(run("check", "--baseline", "b.json", "--write-baseline", "f.json", "sub", folder=project).returncode == 2, "old and new")


def test_baseline_that_became_worse(folder):
    app = copy_tree(folder, "app", ROOT / "fixtures/ncs20_child_single_pair_source")
    base = folder / "b.json"
    run("check", "--sdk-version", "2.6.1", "--write-baseline", base, app)
    data = json.loads(base.read_text())
    expect([entry["severity"] for entry in data["entries"] if entry["rule"] == "N53-0003"] == ["error"], f"before: {data}")
    options = ("--sdk-version", "2.0.0", "--fail-on", "brick", "--baseline", base, app)
    expect("N53-0003" in rules(findings(*options, status=1)), "a brick by another release is new")
    for entry in data["entries"]:
        del entry["severity"]
    base.write_text(json.dumps(data))
    expect(valid("baseline", data) is None and "N53-0003" in rules(findings(*options, status=1)), "an entry that does not say")
    for entry in data["entries"]:
        entry["severity"] = "brick"
    base.write_text(json.dumps(data))
    expect("N53-0003" not in rules(findings(*options, status=0)), "a brick was accepted")


def test_fingerprints(folder):
    """Neither lines nor the place of the tree have a part in them."""
    for source in sorted((ROOT / "fixtures").glob("ncs*")):
        here = copy_tree(folder, f"a/{source.name}", source)
        there = copy_tree(folder, f"other/and/longer/{source.name}", source)
        for path in there.rglob("*"):
            if path.suffix in (".conf", ".yml") or path.name == ".config":
                path.write_bytes(b"# one\n# two\n" + path.read_bytes())
            elif path.suffix == ".overlay":
                path.write_bytes(b"// one\n" + path.read_bytes())
            elif path.suffix == ".dts":
                path.write_bytes(path.read_bytes().replace(b"/dts-v1/;", b"/dts-v1/;\n\n", 1))
        prints = [[(item["rule"], item["fingerprint"]) for item in findings(tree)["findings"]] for tree in (here, there)]
        expect(prints[0] and prints[0] == prints[1], f"{source.name}: {prints}")


def tree_of(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


MCUMGR = "CONFIG_MCUMGR=y\nCONFIG_MCUMGR_GRP_IMG=y\n"
SYSBUILD = ("SB_CONFIG_BOOTLOADER_MCUBOOT=y\nSB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY=y\nSB_CONFIG_SECURE_BOOT_NETCORE=y\n"
            "SB_CONFIG_NETCORE_IPC_RADIO=y\nSB_CONFIG_NETCORE_APP_UPDATE=y\nSB_CONFIG_PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY=y\n")
# A tree in which each rule with a safe fix speaks: rule, SDK, prj.conf, sysbuild.conf, what the fix has to leave.
FIXES = [
    ("N53-0102", "3.2.1", MCUMGR + "CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER=1\n", SYSBUILD,
     "prj.conf", "CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER=2\n"),
    ("N53-0103", "3.2.1", MCUMGR + "CONFIG_MCUMGR_TRANSPORT_BT=y\nCONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER=2\n"
     "CONFIG_MCUMGR_TRANSPORT_NETBUF_SIZE=384\n", SYSBUILD, "prj.conf", "CONFIG_MCUMGR_TRANSPORT_NETBUF_SIZE=512\n"),
    ("N53-0015", "2.9.0", "CONFIG_RAM_POWER_DOWN_LIBRARY=y\n", SYSBUILD, "prj.conf", "CONFIG_RAM_POWER_DOWN_LIBRARY=n\n"),
    ("N53-1301", "3.2.1", "CONFIG_BT=y\n", SYSBUILD + "SB_CONFIG_DFU_ZIP=y\nSB_CONFIG_DFU_ZIP_NET=n\n",
     "sysbuild.conf", "SB_CONFIG_DFU_ZIP_NET=y\n"),
    ("N53-0101", "3.2.1", "CONFIG_BT=y\nCONFIG_IMG_MANAGER=y\nCONFIG_UPDATEABLE_IMAGE_NUMBER=1\n",
     SYSBUILD + "SB_CONFIG_MCUBOOT_APP_SYNC_UPDATEABLE_IMAGES=n\n", "sysbuild.conf",
     "SB_CONFIG_MCUBOOT_APP_SYNC_UPDATEABLE_IMAGES=y\n"),
]


def safe_rules():
    found = set()
    for path in (ROOT / "rules").glob("*.yml"):
        for rule in yaml.safe_load(path.read_text()).get("rules") or []:
            if any(fix.get("safe") for fix in rule.get("fix") or []):
                found.add(rule["id"])
    return found


def snapshot(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_fixes(folder):
    expect(safe_rules() == {row[0] for row in FIXES}, f"a tree for each rule with a safe fix: {safe_rules()}")
    for rule, sdk, prj, sysbuild, name, wanted in FIXES:
        for line_end in ("\n", "\r\n"):
            app = folder / f"{rule}{len(line_end)}"
            texts = {"prj.conf": prj, "sysbuild.conf": sysbuild, "CMakeLists.txt": "find_package(Zephyr)\n"}
            tree_of(app, {key: text.replace("\n", line_end) for key, text in texts.items()})
            options = ("--sdk-version", sdk, "--board", "nrf5340dk/nrf5340/cpuapp")
            before = snapshot(app)
            expect(rule in rules(findings(*options, app)), f"{rule}: the tree is bad: {rules(findings(*options, app))}")
            shown = run("check", "--diff", *options, app)
            expect(shown.returncode == 1 and snapshot(app) == before, f"{rule}: a diff changes nothing: {shown.stderr}")
            result = run("check", "--fix", *options, app)
            after = snapshot(app)
            changed = [str(key) for key in after if after[key] != before[key]]
            expect(changed == [name], f"{rule}: changed {changed}: {result.stderr}")
            expect(wanted.replace("\n", line_end).encode() in after[pathlib.Path(name)], f"{rule}: {after[pathlib.Path(name)]}")
            expect(line_end == "\n" or b"\n" not in after[pathlib.Path(name)].replace(b"\r\n", b""), f"{rule}: line ends")
            expect(rule not in rules(findings(*options, app)), f"{rule}: it is gone")
            again = run("check", "--fix", *options, app)
            expect(snapshot(app) == after and "was changed" not in again.stderr, f"{rule}: twice")
            expect(run("check", "--diff", *options, app).stdout == "", f"{rule}: no diff any more")
            for path, content in before.items():
                (app / path).write_bytes(content)
            (folder / "patch").write_bytes(subprocess.run([PROGRAM, "check", "--diff", *options, "."], cwd=app,
                                                          capture_output=True, timeout=TIMEOUT).stdout)
            subprocess.run(["patch", "--binary", "-s", "-p1", "-i", folder / "patch"], cwd=app, check=True, timeout=TIMEOUT)
            expect(snapshot(app) == after, f"{rule}: the diff says what the fix does")


def test_fixes_of_several(folder):
    """Trees with the same finding, and variants of a tree with it in a file of their own."""
    options = ("--sdk-version", "3.2.1", "--board", "nrf5340dk/nrf5340/cpuapp")
    bad = MCUMGR + "CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER=1\n"
    files = {"prj.conf": bad, "CMakeLists.txt": "", "sysbuild.conf": SYSBUILD}
    trees = [tree_of(folder / name, files) for name in ("a", "b")]
    shown = run("check", "--diff", *options, *trees)
    expect(shown.returncode == 1 and shown.stdout.count("\n+CONFIG_MCUMGR_GRP_IMG_UPDATABLE") == 2, f"two trees: {shown}")
    run("check", "--fix", *options, *trees)
    expect(all("NUMBER=2" in (tree / "prj.conf").read_text() for tree in trees), "both are fixed")
    app = tree_of(folder / "c", {**files, "prj_release.conf": bad})
    shown = run("check", "--diff", *options, app)
    expect(shown.returncode == 1 and shown.stdout.count("\n+CONFIG_MCUMGR_GRP_IMG_UPDATABLE") == 2, f"two suffixes: {shown}")
    run("check", "--fix", *options, app)
    expect(all("NUMBER=2" in (app / name).read_text() for name in ("prj.conf", "prj_release.conf")), "each suffix")
    expect("N53-0102" not in rules(findings(*options, app)), "and it is gone")


def test_fix_is_last(folder):
    """A call that goes wrong changes no tree; a file that is changed stays what it was otherwise."""
    options = ("--sdk-version", "3.2.1", "--board", "nrf5340dk/nrf5340/cpuapp")
    bad = MCUMGR + "#CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER is not set\nCONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER=1\n" \
                   "#CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER is not set\n"
    app = tree_of(folder / "a", {"prj.conf": bad, "CMakeLists.txt": "", "sysbuild.conf": SYSBUILD})
    conf = app / "prj.conf"
    for more, status in ((("--baseline", folder / "none.json"), 3), (("--format", f"json={folder}/none/x"), 3),
                         (("--format", f"json={conf}"), 2)):
        result = run("check", "--fix", *options, *more, app)
        expect(result.returncode == status and conf.read_text() == bad, f"{more}: {result.returncode} {result.stderr}")
    for more in (("--format", "json"), ("--baseline", folder / "none.json")):
        expect(run("check", "--diff", *options, *more, app).returncode == 2, f"--diff with {more}")
    conf.chmod(0o444)
    result = run("check", "--fix", *options, app)
    expect(conf.read_text() == bad and "read-only" in result.stderr, f"read-only: {result.stderr}")
    for mode in (0o600, 0o755):
        conf.chmod(mode)
        conf.write_text(bad)
        run("check", "--fix", *options, app)
        expect(conf.stat().st_mode & 0o777 == mode, f"mode {mode:o}: {conf.stat().st_mode:o}")
        expect(conf.read_text() == bad.replace("NUMBER=1", "NUMBER=2"), f"no assignment for Kconfig: {conf.read_text()}")


def test_fix_manners(folder):
    options = ("--sdk-version", "3.2.1", "--board", "nrf5340dk/nrf5340/cpuapp")
    rule, _, prj, sysbuild, _, _ = FIXES[3]
    lone = sysbuild.replace("SB_CONFIG_DFU_ZIP_NET=n\n", "")
    app = tree_of(folder / "a", {"prj.conf": prj, "CMakeLists.txt": "", "sysbuild.conf": "# ours\n\n" + sysbuild.rstrip("\n")})
    run("check", "--fix", *options, app)
    text = (app / "sysbuild.conf").read_text()
    expect(text == "# ours\n\n" + sysbuild.replace("ZIP_NET=n", "ZIP_NET=y").rstrip("\n"), f"no newline at the end: {text!r}")
    tree_of(app, {"prj.conf": MCUMGR + "CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER=1\n", "sysbuild.conf": lone,
                  "boards/nrf5340dk_nrf5340_cpuapp.conf": "CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER=1\n"})
    before = (app / "prj.conf").read_text()
    run("check", "--fix", *options, app)
    expect((app / "prj.conf").read_text() == before and "NUMBER=2" in
           (app / "boards/nrf5340dk_nrf5340_cpuapp.conf").read_text(), "the file that the value comes from")
    outside = tree_of(folder / "outside", {"prj.conf": before})
    (app / "boards/nrf5340dk_nrf5340_cpuapp.conf").unlink()
    (app / "prj.conf").unlink()
    (app / "prj.conf").symlink_to(outside / "prj.conf")
    result = run("check", "--fix", *options, app)
    expect((outside / "prj.conf").read_text() == before and "outside" in result.stderr, f"outside: {result.stderr}")
    (app / "prj.conf").unlink()
    tree_of(app, {"prj.conf": before})
    (app / ".nrf53pack.yml").write_text("waivers: [{rule: N53-0102, reason: r}]\n")
    run("check", "--fix", *options, app)
    expect((app / "prj.conf").read_text() == before, "what is waived is left alone")
    for pair in (("--fix", "--diff"), ("--fix", "--why", "N53-0001"), ("--diff", "--shard", "1/2"),
                 ("--fix", "--write-baseline", "x")):
        expect(run("check", *pair, app).returncode == 2, f"{pair} do not go together")
    build = copy_tree(folder, "build", ROOT / "fixtures/ncs32_dk_qspi_brick")
    before = snapshot(build)
    run("check", "--fix", build)
    expect(snapshot(build) == before, "a build is not changed")


def rule_text(identity, name, condition, consequence, fix=""):
    return (f"  - id: {identity}\n    name: {name}\n    title: t\n    condition: '{condition}'\n    consequence: {consequence}\n"
            f"    confidence: verified\n    message: m\n    device: d\n    sources: [s]\n{fix}")


SPEED = "app:CONFIG_OUR_SPEED"
SPEED_FIX = "    fix: [{file: prj.conf, fragment: 'CONFIG_OUR_SPEED=2', safe: true}]\n"


def test_fix_is_refused(folder):
    """Whatever a fix would bring on, or leave, stands in a note, and no file is changed."""
    options = ("--sdk-version", "3.2.1", "--board", "nrf5340dk/nrf5340/cpuapp", "--rules")
    worse = rule_text("N53-9103", "speedy", f"{SPEED} > 0", "upkeep").replace(
        "    consequence: upkeep\n", f"    outcomes: [{{when: '{SPEED} == 2', consequence: brick}}, {{consequence: upkeep}}]\n")
    slow = rule_text("N53-9101", "too-slow", f"{SPEED} == 1", "update-refused", SPEED_FIX)
    cases = [
        ("another brick", slow + rule_text("N53-9102", "too-fast", f"{SPEED} == 2", "brick"), "N53-9102 (too-fast) would come of it"),
        ("another error", slow + rule_text("N53-9102", "too-fast", f"{SPEED} == 2", "update-refused"), "N53-9102 (too-fast) would come of it"),
        ("another warning", slow + rule_text("N53-9102", "too-fast", f"{SPEED} == 2", "upkeep"), None),
        ("no help", rule_text("N53-9101", "too-slow", f"{SPEED} < 3", "update-refused", SPEED_FIX), "the finding is still there with it"),
        ("help", slow, None),
        ("a warning that gets a brick", slow + worse, "N53-9103 (speedy) would go from warning to brick with it"),
        ("a brick that gets a warning", slow + worse.replace("== 2", "== 1"), None),
    ]
    for name, text, why in cases:
        our = tree_of(folder / name / "rules", {"ours.yml": "rules:\n" + text}).resolve()
        app = tree_of(folder / name / "app", {"prj.conf": "CONFIG_OUR_SPEED=1\n", "CMakeLists.txt": "", "sysbuild.conf": SYSBUILD})
        before = snapshot(app)
        expect("N53-9101" in rules(findings(*options, our, app)), f"{name}: the rule speaks")
        for call in ("--diff", "--fix"):
            result = run("check", call, *options, our, app)
            told = f"N53-9101 (too-slow) in '{app}' is not fixed: {why}"
            expect(((told if why else "is not fixed") in result.stderr) == bool(why), f"{name} {call}: {result.stderr}")
            expect((call == "--diff" and result.stdout.count("+CONFIG_OUR_SPEED=2") == (why is None)) or call == "--fix",
                   f"{name} {call}: {result.stdout}")
        expect((snapshot(app) == before) == bool(why), f"{name}: {snapshot(app)}")


def test_fix_and_names_of_files(folder):
    """A link stays a link, to a file that is changed; a file with several names is left alone."""
    options = ("--sdk-version", "3.2.1", "--board", "nrf5340dk/nrf5340/cpuapp")
    bad = MCUMGR + "CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER=1\n"
    files = {"common/ours.conf": bad, "CMakeLists.txt": "", "sysbuild.conf": SYSBUILD}
    app = tree_of(folder / "a", files)
    for name in ("prj.conf", "prj_release.conf"):
        (app / name).symlink_to("common/ours.conf")
    shown = run("check", "--diff", *options, app)
    expect(shown.returncode == 1 and shown.stdout.count("\n+CONFIG_MCUMGR_GRP_IMG_UPDATABLE") == 1, f"two links: {shown}")
    result = run("check", "--fix", *options, app)
    expect("is two outputs" not in result.stderr and result.stderr.count("was changed") == 1, f"two links: {result.stderr}")
    expect((app / "common/ours.conf").read_text() == bad.replace("NUMBER=1", "NUMBER=2"), "the file behind them is fixed")
    expect(all(os.readlink(app / name) == "common/ours.conf" for name in ("prj.conf", "prj_release.conf")), "links stay")
    expect("N53-0102" not in rules(findings(*options, app)), "and it is gone")
    app = tree_of(folder / "b", {**files, "prj.conf": bad})
    os.link(app / "prj.conf", app / "second.conf")
    result = run("check", "--fix", *options, app)
    expect("'" + str(app / "prj.conf") + "' has other names (hard links)" in result.stderr, f"hard link: {result.stderr}")
    expect((app / "prj.conf").samefile(app / "second.conf") and (app / "prj.conf").read_text() == bad, "both names, one file")
    expect(run("check", "--diff", *options, app).stdout == "", "and no diff promises it")


def test_standard_output_is_no_file(folder):
    app = copy_tree(folder)
    for arguments in (("--write-baseline", "-"), ("--format", "json=-")):
        result = run("check", *arguments, app, folder=folder)
        expect(result.returncode == 2 and "'-' does not stand for standard output" in result.stderr, f"{arguments}: {result}")
        expect(not (folder / "-").exists(), f"{arguments}: a file of that name")
    result = run("check", "--write-baseline", "./-", app, folder=folder)
    expect(json.loads((folder / "-").read_text())["entries"], f"a file of that name: {result.stderr}")


def test_misnamed(folder):
    app = copy_tree(folder)
    (folder / ".nrf53pack.yaml").write_text("waivers: [{rule: N53-0001, reason: r}]\n")
    for call in (("check",), ("check", "--why", "N53-0001"), ("simulate", "--scenario", "net-only", "--max-cuts", "0")):
        path = app if call[0] == "check" else ROOT / "fixtures/ncs32_dk_qspi_brick"
        if call[0] == "simulate":
            path = copy_tree(folder, "build", path)
        result = run(*call, path)
        expect(result.returncode == 3 and f"'{folder / '.nrf53pack.yaml'}' is not read: the project file is named '.nrf53pack.yml'"
               in result.stderr, f"{call}: {result.returncode} {result.stderr}")
    expect("N53-0001" not in rules(findings("--config", folder / ".nrf53pack.yaml", app)), "--config takes any name")
    shutil.move(folder / ".nrf53pack.yaml", folder / ".nrf53pack.yml")
    expect("N53-0001" not in rules(findings(app)), "the right name")


def test_many_waivers(folder):
    """More than a rule looks through at once; each is told of."""
    app = copy_tree(folder)
    (app / ".nrf53pack.yml").write_text("waivers:\n" + "".join(f"- {{rule: N53-0001, subject: p{i}}}\n" for i in range(600)))
    report = findings(app)
    lines = [fact["origin"]["line"] for item in report["findings"] if item["rule"] == "N53-1501" for fact in item["facts"]]
    expect(lines == list(range(2, 602)), f"{len(lines)} of 600: {lines[:5]}")


def test_why(folder):
    app = copy_tree(folder)
    result = run("check", "--why", "net-update-under-swap", app)
    expect(result.returncode == 0 and "condition: yes" in result.stdout and "CONFIG_NRF53_MULTI_IMAGE_UPDATE is y" in result.stdout, f"text: {result.stdout}")
    data = json.loads(run("check", "--why", "N53-0001", "--format", "json", app).stdout)["why"][0]
    expect(data["verdict"] == "1 finding" and data["questions"][-1]["answer"] == "yes", f"verdict: {data['verdict']}")
    facts = [fact for step in data["questions"][-1]["steps"] for fact in step["facts"]]
    expect(any("MULTI_IMAGE" in fact["subject"] for fact in facts), "operands have values")
    wrong = run("check", "--why", "net-update-under-swop", app)
    expect(wrong.returncode == 2 and "net-update-under-swap" in wrong.stderr, f"nearest: {wrong.stderr}")
    expect(run("check", "--why", "N53-0001", "--format", "sarif", app).returncode == 2, "no sarif")
    for rule in json.loads(run("explain", "--all", "--format", "json").stdout)["rules"]:
        for path in (app, ROOT / "fixtures/ncs32_dk_qspi_brick", app / "pm_static.yml"):
            result = run("check", "--why", rule["rule"], "--format", "json", path)
            problem = valid("why", json.loads(result.stdout)) if result.returncode == 0 else result.stderr
            expect(problem is None, f"--why {rule['rule']} {path}: {problem}")
            result = run("check", "--why", rule["rule"], path)
            expect(result.returncode == 0 and rule["rule"] in result.stdout, f"--why {rule['rule']} {path}: {result.stderr}")
        if len(sys.argv) < 2:
            break  # each of them: `project_file.py all`


def main():
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            with tempfile.TemporaryDirectory() as folder:
                test(pathlib.Path(folder).resolve())
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
