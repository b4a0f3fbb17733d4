"""What `check --format json` says of a tree, in the two forms that mutations are compared in."""
import collections
import json
import os
import re
import subprocess

SANITIZER = re.compile(r"(Address|Leak|UndefinedBehavior)Sanitizer|runtime error: ")
TIMEOUT = 120
OTHER_DTC = ("DTC", "ZEPHYR_SDK_INSTALL_DIR")


class Crash(Exception):
    pass


class Verdict:
    def __init__(self, program, arguments, cwd):
        environment = {name: value for name, value in os.environ.items() if name not in OTHER_DTC}
        done = subprocess.run([program, "check", "--format", "json", *arguments], cwd=cwd, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT)
        self.status = done.returncode
        self.errors = done.stderr
        if done.returncode < 0 or SANITIZER.search(done.stderr):
            raise Crash(f"status {done.returncode}: {done.stderr[-3000:]}")
        self.report = json.loads(done.stdout) if done.stdout else {"findings": [], "undecided": [], "inputs": []}

    def counts(self):
        """What a mutation speaks of: how often each rule has which finding, and which rules are undecided."""
        found = collections.Counter(f"{item['rule']} {item['severity']} {item['consequence']}"
                                    for item in self.report["findings"])
        found.update({f"{item['rule']} undecided" for item in self.report["undecided"]})
        return found

    def rules(self):
        return {item["rule"] for item in self.report["findings"]}

    def words(self, *roots):
        """All of it that does not depend on lines, times and the place of the tree; one text a line.

        roots are the ways in which the tree's folder may be written.
        """
        def clean(text):
            for root in roots:
                text = (text or "").replace(f"{root}/", "")
            return text

        lines = [f"status {self.status}", clean(self.errors)]
        for item in self.report["inputs"]:
            lines += [f"{key}: {item[key]}" for key in ("kind", "era", "board")]
            lines.append(f"sdk: {item['sdk']['version']}")
        for item in self.report["findings"]:
            about = [item[key] for key in ("rule", "severity", "consequence", "message", "device_effect", "waived")]
            facts = [f"{fact.get('symbol') or fact.get('partition') or fact.get('node') or fact.get('file')}="
                     f"{fact['value']}" for fact in item["facts"]]
            lines.append(clean(" | ".join(map(str, [*about, *sorted(facts), item["fixes"], item["fingerprint"]]))))
        for item in self.report["undecided"]:
            lines.append(clean(" | ".join([item["rule"], item["severity"], *sorted(item["missing"])])))
        return sorted(lines)
