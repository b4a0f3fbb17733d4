"""Circles of C files: those that call each other, directly or through others."""
import re

# A file of this folder calls evaluate() for its operands, which calls the files of the folder: expressions hold expressions.
RECURSIVE = ("src/check/evaluation/",)

DEFINITION = re.compile(r"^(?!static\b|typedef\b|else\b|return\b)[A-Za-z][\w \*]*?[ \*](\w+)\s*\([^;{}]*?\)\s*\{", re.M)
OWN = re.compile(r"^static [^;{}=]*?\b(\w+)\s*\(", re.M)


def calls(texts):
    """{file: {file that it calls: [function]}}, for functions that one file alone defines. texts: code without comments."""
    defined = {}
    for path, text in texts.items():
        for name in DEFINITION.findall(text):
            defined.setdefault(name, set()).add(path)
    only = {name: next(iter(paths)) for name, paths in defined.items() if len(paths) == 1}
    found = {path: {} for path in texts}
    for path, text in texts.items():
        own = set(OWN.findall(text))
        for name in sorted(set(re.findall(r"(?<![\w.>])([a-z]\w+)\b", text)) - own):
            if name in only and only[name] != path:
                found[path].setdefault(only[name], []).append(name)
    return found


def reach(edges, start):
    seen, ahead = set(), [start]
    while ahead:
        for target in edges[ahead.pop()]:
            if target not in seen:
                seen.add(target)
                ahead.append(target)
    return seen


def circles(texts):
    """[(file, file that it calls and that comes back to it, functions)]"""
    edges = calls(texts)
    reached = {path: reach(edges, path) for path in edges}
    return [(path, target, names) for path, targets in edges.items() for target, names in targets.items()
            if path in reached[target] and not all(name.startswith(RECURSIVE) for name in (path, target))]
