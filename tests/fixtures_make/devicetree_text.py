"""A devicetree as nodes and properties, written in the one form that Zephyr's build leaves as zephyr.dts.

From Zephyr 4.1 on (NCS 3.0) every node and property is followed or preceded by a comment that names its origin; earlier
releases write none. File names are those of the SDK, the line numbers in them are counted here, not there.
"""

import re
from dataclasses import dataclass, field

REFERENCE = re.compile(r"&([A-Za-z0-9_]+)")


def cells(*values):
    return "< " + " ".join(value if isinstance(value, str) else f"{value:#x}" for value in values) + " >"


def groups(*lists):
    return ", ".join(cells(*values) for values in lists)


def text(*values):
    return ", ".join(f'"{value}"' for value in values)


@dataclass
class Node:
    name: str
    labels: list = field(default_factory=list)
    properties: list = field(default_factory=list)
    children: list = field(default_factory=list)
    origin: str = ""

    def add(self, *nodes):
        self.children.extend(nodes)
        return self

    def put(self, name, value=None):
        """Sets a property in its place, or appends it."""
        for i, (known, _) in enumerate(self.properties):
            if known == name:
                self.properties[i] = (name, value)
                return self
        self.properties.append((name, value))
        return self

    def value(self, name):
        return next((value for known, value in self.properties if known == name), None)

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def labelled(self, label):
        return next(node for node in self.walk() if label in node.labels)

    @property
    def enabled(self):
        return self.value("status") in (None, '"okay"')


def number_phandles(root):
    """Every node that a cell refers to gets the next number, in the order of the references."""
    wanted = []
    for node in root.walk():
        for _, value in node.properties:
            if value and "<" in value:
                wanted += [label for label in REFERENCE.findall(value) if label not in wanted]
    for number, label in enumerate(wanted, 1):
        node = root.labelled(label)
        if node.value("phandle") is None:
            node.put("phandle", cells(number))


class Writer:
    def __init__(self, commented):
        self.commented = commented
        self.lines = {}

    def place(self, origin):
        self.lines[origin] = self.lines.get(origin, 8) + 1
        return f"{origin}:{self.lines[origin]}"

    def property_lines(self, node, indent, origin):
        rows = [(f"{name} = {value};" if value is not None else f"{name};") for name, value in node.properties]
        if not self.commented:
            return [indent + row for row in rows]
        width = max((len(row) for row in rows if len(row) <= 60), default=0)
        return [f"{indent}{row:<{width}} /* in {self.place(origin)} */" for row in rows]

    def node(self, node, path, depth, origin):
        origin = node.origin or origin
        indent = "\t" * depth
        lines = []
        if self.commented:
            lines.append(f"{indent}/* node '{path}' defined in {self.place(origin)} */")
        labels = "".join(f"{label}: " for label in node.labels)
        lines.append(f"{indent}{labels}{node.name} {{")
        lines += self.property_lines(node, indent + "\t", origin)
        for child in node.children:
            if self.commented and (lines[-1].strip() == "};" or node.properties):
                lines.append("")
            lines += self.node(child, f"{path.rstrip('/')}/{child.name}", depth + 1, origin)
        lines.append(f"{indent}}};")
        return lines


def compatibles(root):
    """First compatible of every enabled node, as CONFIG_DT_HAS_..._ENABLED names them."""
    found = set()
    for node in root.walk():
        value = node.value("compatible")
        if value and node.enabled:
            found.add(re.sub(r"[^A-Z0-9]", "_", re.findall(r'"([^"]+)"', value)[0].upper()))
    return sorted(found)


def devicetree_text(root, commented):
    number_phandles(root)
    lines = Writer(commented).node(root, "/", 0, root.origin)
    return "/dts-v1/;\n\n" + "\n".join(lines) + "\n"
