#!/usr/bin/env python3
"""One seeded fault: reading its file, and writing the source with the fault in.

usage: fault.py FAULT ROOT OUTPUT

A fault file has lines "name: value" (what, file, device, scenario, found), then pairs of blocks:

    ---
    the text that the source has, exactly once, however its lines are broken
    +++
    what takes its place

`found` lists the outcomes of which one has to be found. A text that is not there, or there twice, is an error: then the
source has moved on and the fault has to be written anew.
"""
import pathlib
import re
import sys

FIELDS = ("what", "file", "device", "scenario", "found")


class FaultError(Exception):
    pass


class Fault:
    def __init__(self, path):
        text = path.read_text(encoding="utf-8")
        head, *blocks = re.split(r"^(---|\+\+\+)\n", text, flags=re.M)
        self.name = path.stem
        self.fields = dict(re.findall(r"^(\w+): (.*)$", head, re.M))
        for field in FIELDS:
            if field not in self.fields:
                raise FaultError(f"{path.name}: no line '{field}:'")
        marks, texts = blocks[0::2], blocks[1::2]
        if not marks or marks != ["---", "+++"] * (len(marks) // 2):
            raise FaultError(f"{path.name}: blocks have to come as pairs of '---' and '+++'")
        texts = [text.removesuffix("\n") for text in texts]
        self.changes = list(zip(texts[0::2], texts[1::2]))

    def __getattr__(self, field):
        return self.fields[field]

    def apply(self, root):
        source = (root / self.file).read_text(encoding="utf-8")
        for old, new in self.changes:
            # however its lines are broken
            text = r"\s+".join(re.escape(word) for word in old.split())
            found = len(re.findall(text, source))
            if found != 1:
                raise FaultError(f"{self.name}: the text is in {self.file} {found} times, not once:\n{old}")
            source = re.sub(text, lambda match: new, source)
        return source


def main():
    fault, root, output = (pathlib.Path(word) for word in sys.argv[1:])
    output.unlink(missing_ok=True)
    try:
        output.write_text(Fault(fault).apply(root), encoding="utf-8")
    except FaultError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
