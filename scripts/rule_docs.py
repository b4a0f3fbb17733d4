#!/usr/bin/env python3
"""Writes docs/rules.md and docs/coverage.md from rules/*.yml and rules/coverage/*.yml.

usage: rule_docs.py [--check]

--check writes nothing: it fails where a page is not what the rules would give, where a constraint, a failure or an
observation has neither rule nor reason, and where a rule covers what no list has.
"""
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
LISTS = ("constraints", "failures", "observations")
MADE = "<!-- made by scripts/rule_docs.py; edit rules/ instead -->\n"
SEVERITY = {"brick": "brick", "boot-loop": "brick", "insecure": "warning", "upkeep": "warning", "advice": "note"}


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def load_rules():
    """[(subject of the file, [rule])], files by the lowest id in them."""
    files = []
    for path in sorted((ROOT / "rules").glob("*.yml")):
        rules = load(path).get("rules") or []
        if rules:
            first = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
            subject = " ".join(line.removeprefix("#").strip() for line in first.splitlines())
            files.append((subject, path.name, sorted(rules, key=lambda rule: rule["id"])))
    return sorted(files, key=lambda entry: entry[2][0]["id"])


def cell(text):
    return " ".join(str(text).split()).replace("|", "\\|")


def outcomes(rule):
    for outcome in rule.get("outcomes") or [{}]:
        yield {"sdk": outcome.get("sdk"), "consequence": outcome.get("consequence", rule.get("consequence")),
               "confidence": outcome.get("confidence", rule.get("confidence", "verified")),
               "device": outcome.get("device", rule.get("device"))}


def severity(outcome):
    word = SEVERITY.get(outcome["consequence"], "error")
    return "warning" if outcome["confidence"] != "verified" and word in ("brick", "error") else word


def consequence_text(rule):
    texts = []
    for outcome in outcomes(rule):
        sure = "" if outcome["confidence"] == "verified" else f", {outcome['confidence']}"
        text = f"{outcome['consequence']} ({severity(outcome)}{sure})"
        texts.append(text + (f" in {outcome['sdk']}" if outcome["sdk"] else ""))
    return "; ".join(dict.fromkeys(texts))


def witness_text(rule):
    witness = rule["witness"]
    return "none" if witness.startswith("none:") else f"`{witness}`"


def rule_section(rule):
    lines = [f"### {rule['id']} {rule['name']}", "", f"{cell(rule['title'])}.", "",
             f"* NCS: {rule.get('sdk', 'all')}; consequence: {consequence_text(rule)}",
             f"* the vendor's build says so: {rule['vendor_check']}; witness: {witness_text(rule)}"]
    lines += [f"* on the device: {cell(text)}" for text in dict.fromkeys(o["device"] for o in outcomes(rule)) if text]
    lines += [f"* fix ({fix.get('era', 'all')}): {cell(fix.get('file', 'see explain'))}" for fix in rule.get("fix") or []]
    lines += [f"* right all the same: {cell(text)}" for text in rule.get("exceptions") or []]
    lines += [f"* what no file shows: {cell(text)}" for text in rule.get("advice") or []]
    return lines + [f"* source: {cell(text)}" for text in rule["sources"]] + [""]


def rules_page(files):
    count = sum(len(rules) for _, _, rules in files)
    lines = ["# The rules", "", MADE, f"{count} rules in {len(files)} files. `nrf53pack explain ID` has all of a rule: its "
             "condition, fragments to paste, examples. Which constraint and which", "reported failure each of them looks at "
             "stands in [coverage.md](coverage.md).", ""]
    for subject, name, rules in files:
        lines += [f"## {name}", "", cell(subject), "", "| rule | what it finds | NCS | consequence |", "|---|---|---|---|"]
        lines += [f"| [{rule['id']}](#{rule['id'].lower()}-{rule['name']}) | {cell(rule['title'])} | "
                  f"{rule.get('sdk', 'all')} | {consequence_text(rule)} |" for rule in rules]
        lines += [""]
    for _, _, rules in files:
        for rule in rules:
            lines += rule_section(rule)
    return "\n".join(lines).rstrip("\n") + "\n"


def where(identifier, table, covering):
    """The right column of one line, and what is wrong with it."""
    rules, reason = covering.get(identifier, []), table.get("reasons", {}).get(identifier)
    advised = table.get("advice", {}).get(identifier)
    problems = []
    if reason and (rules or advised):
        problems.append(f"{identifier} has a rule and a reason why there is none")
    if not rules and not reason and not advised:
        problems.append(f"{identifier} has neither a rule nor a reason: cover it in rules/ or give one in rules/coverage/")
    links = [f"[{rule}](rules.md#{rule.lower()}-{name})" for rule, name in rules]
    if advised:
        links.append(f"advice of {advised}")
    return ", ".join(links) if links else f"no rule: {cell(reason)}", problems


def coverage_page(files, tables):
    covering, advising, problems = {}, set(), []
    for _, _, rules in files:
        for rule in rules:
            advising |= {rule["id"]} if rule.get("advice") else set()
            for identifier in rule.get("covers") or []:
                covering.setdefault(identifier, []).append((rule["id"], rule["name"]))
    known = {identifier for table in tables for identifier in table["subjects"]}
    problems += [f"a rule covers {identifier}, which no list in rules/coverage/ has" for identifier in sorted(set(covering) - known)]
    lines = ["# What the rules cover", "", MADE, "Each line is something that breaks updates of an nRF5340, with the rules that "
             "look at it or the reason why none can.", ""]
    for table in tables:
        lines += [f"## {table['title']}", "", cell(table["intro"]), "", "| | what | where |", "|---|---|---|"]
        for kind in ("reasons", "advice"):
            problems += [f"{kind} speak of {identifier}, which is not in the list"
                         for identifier in table.get(kind, {}) if identifier not in table["subjects"]]
        problems += [f"{identifier} names {rule} for its advice, which gives none"
                     for identifier, rule in table.get("advice", {}).items() if rule not in advising]
        for identifier, subject in table["subjects"].items():
            text, wrong = where(identifier, table, covering)
            problems += wrong
            lines.append(f"| {identifier} | {cell(subject)} | {text} |")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n", problems


def main():
    files = load_rules()
    tables = [load(ROOT / f"rules/coverage/{name}.yml") for name in LISTS]
    coverage, problems = coverage_page(files, tables)
    for name, text in (("rules.md", rules_page(files)), ("coverage.md", coverage)):
        path = ROOT / "docs" / name
        if sys.argv[1:] != ["--check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            problems.append(f"docs/{name} is not what the rules give: run scripts/rule_docs.py")
    for problem in problems:
        print(f"FAILED {problem}")
    entries = sum(len(table["subjects"]) for table in tables) + sum(len(rules) for _, _, rules in files)
    print(f"{max(entries - len(problems), 0)} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
