#!/usr/bin/env python3
"""Flash, RAM and worst-case stack of linked programs; fails when one is over its limit.

usage: size.py NAME=FLASH-LIMIT=PROGRAM.elf...

flash: what is programmed. RAM: variables (the crypto library's memory) and the stack that is set aside.
stack: the deepest path through the call graph that the compiler wrote at link time (-fcallgraph-info=su): the frames of
all functions. A call through a pointer is looked up in its source line: a call of a member `step` may reach what some
source assigns to a member of that name, or passes to a function that does; where that says nothing, every function whose
address is stored anywhere. Not in it: interrupts (none is enabled). Functions of the compiler's own library have no frame
size in the graph and count as LIBRARY_FRAME bytes. Recursion has no bound here and is a failure.
"""
import pathlib
import re
import subprocess
import sys

TOOLS = "arm-none-eabi-"
LIBRARY_FRAME = 64
INDIRECT = "__indirect_call"
FIRMWARE = pathlib.Path(__file__).resolve().parent.parent


def run(tool, *arguments):
    return subprocess.run([TOOLS + tool, *arguments], check=True, capture_output=True, text=True).stdout


def sections(program):
    """{name: size} of what is allocated."""
    rows = re.findall(r"^(\.\S+)\s+(\d+)\s+\d+$", run("size", "-A", "-d", str(program)), re.M)
    return {name: int(size) for name, size in rows}


class Graph:
    def __init__(self, program):
        text = "".join(path.read_text() for path in program.parent.glob(program.name + ".ltrans*.ci"))
        self.frames, self.dynamic = {}, []
        for title, label in re.findall(r'^node: \{ title: "([^"]+)" label: "([^"]+)"', text, re.M):
            name, size = self.short(title), re.search(r"(\d+) bytes \((\w+(?:,\w+)?)\)", label)
            self.frames[name] = int(size[1]) if size else LIBRARY_FRAME
            if size and size[2] not in ("static", "dynamic,bounded"):
                self.dynamic.append(name)
        if not self.frames:
            sys.exit(f"size.py: no call graph beside '{program}'")
        pointed = pointed_at(program) & set(self.frames)
        self.calls = {}
        for source, target, label in re.findall(
                r'^edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"(?: label: "([^"]+)")?', text, re.M):
            targets = {self.short(target)} if target != INDIRECT else reached_from(label, pointed) or pointed
            self.calls.setdefault(self.short(source), set()).update(targets)
        self.memo, self.recursive = {}, set()

    @staticmethod
    def short(title):
        """Without the object file."""
        return title.rsplit(":", 1)[-1]

    def deepest(self, name, above=()):
        """(bytes, path)"""
        if name in above:
            self.recursive.add(" -> ".join(above[above.index(name):] + (name,)))
            return 0, ()
        if name not in self.memo:
            ways = [self.deepest(callee, above + (name,)) for callee in self.calls.get(name, ())]
            size, path = max(ways, default=(0, ()))
            self.memo[name] = (self.frames.get(name, LIBRARY_FRAME) + size, (name,) + path)
        return self.memo[name]


def reached_from(label, pointed, sources={}, members={}):
    """The functions of `pointed` that the call at `label` (file:line:column) may reach, as far as sources tell."""
    file, line, column = label.rsplit(":", 2)
    called = re.search(r"(?:->|\.)(\w+)\s*\(", read_lines(file, sources)[int(line) - 1][int(column) - 1:])
    folder = pathlib.Path(file).parent
    if folder not in members:
        text = "".join("\n".join(read_lines(path, sources)) for path in sorted(folder.glob("*.c")))
        # "name ## " in a macro: any function whose name begins so
        rows = re.findall(r"[.>](\w+)\s*=\s*&?(\w+)\s*(##|[,;}])", text)
        passed = {name: list(arguments_for(name, text, sources)) for name in {row[1] for row in rows}
                  } if folder.is_relative_to(FIRMWARE) else {}
        members[folder] = rows + [(member, argument, "") for member, name, _ in rows
                                  for argument in passed.get(name, ())]
    names = [(name, kind) for member, name, kind in members[folder] if called and member == called[1]]
    return {function for function in pointed for name, kind in names
            if function.split(".")[0] == name or kind == "##" and function.startswith(name)}


def arguments_for(parameter, text, sources):
    """What callers anywhere in the firmware pass for a parameter of this name, of functions defined in `text`."""
    for function, parameters in re.findall(r"^\w[^\n(){};=]*?(\w+)\(([^(){};]*)\)\n{", text, re.M):
        names = [re.sub(r"\[.*", "", one).split()[-1].lstrip("*") for one in parameters.split(",") if one.strip()]
        if parameter not in names:
            continue
        for path in FIRMWARE.glob("*/*.c"):
            for call in re.findall(rf"\b{function}\(([^;{{]*)\);", "\n".join(read_lines(path, sources))):
                arguments = [one.strip() for one in call.split(",")]
                if len(arguments) == len(names):
                    yield arguments[names.index(parameter)].lstrip("&")


def read_lines(path, sources):
    if str(path) not in sources:
        sources[str(path)] = pathlib.Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    return sources[str(path)]


def pointed_at(program):
    """Names of the functions whose address is stored in the program."""
    functions = {}
    for row in run("readelf", "-s", "-W", str(program)).splitlines():
        fields = row.split()
        if len(fields) == 8 and fields[3] == "FUNC":
            functions.setdefault(int(fields[1], 16) & ~1, set()).add(fields[7])
    found = set()
    for row in run("readelf", "-r", "-W", str(program)).splitlines():
        fields = row.split()
        if len(fields) >= 5 and fields[2] == "R_ARM_ABS32":
            address = word_at(program, int(fields[0], 16))
            found |= functions.get(address & ~1, set()) if address & 1 else set()
    return found - {"reset_handler", "fault"}  # these two only in the vector table


def word_at(program, address, loaded={}):
    """The word that the linked program has at `address`."""
    if program not in loaded:
        loaded[program] = []
        for row in run("readelf", "-S", "-W", str(program)).splitlines():
            match = re.match(r"\s*\[\s*\d+\]\s+(\S+)\s+PROGBITS\s+(\w+)\s+(\w+)\s+(\w+)\s+\w+\s+\w*A", row)
            if match:
                start, offset, size = (int(match[group], 16) for group in (2, 3, 4))
                loaded[program].append((start, program.read_bytes()[offset:offset + size]))
    for start, data in loaded[program]:
        if start <= address < start + len(data):
            return int.from_bytes(data[address - start:address - start + 4], "little")
    return 0


def measure(name, limit, program):
    """True when all is within its limits."""
    sizes = sections(program)
    flash = sizes[".text"] + sizes.get(".data", 0)
    variables = sizes.get(".data", 0) + sizes[".bss"]
    graph = Graph(program)
    stack, path = graph.deepest("reset_handler")
    good = flash <= limit and stack <= sizes[".stack"] and not graph.recursive and not graph.dynamic
    print(f"{name:<30} {flash:>6} of {limit:>6}  {variables:>5} + {sizes['.stack']:>5}  {stack:>6} of "
          f"{sizes['.stack']:>5}  {'ok' if good else 'FAILED'}")
    for text in sorted(graph.recursive):
        print(f"    recursion: {text}")
    for text in graph.dynamic:
        print(f"    a frame of no fixed size: {text}")
    return good, path


def main():
    rows = [argument.rsplit("=", 2) for argument in sys.argv[1:]]
    failed = 0
    print(f"{'bytes':<30} {'flash':>6}    {'limit':>6}  {'RAM: crypto + stack':>13}  {'worst-case stack':>13}")
    for name, limit, program in rows:
        good, path = measure(name, int(limit), pathlib.Path(program))
        failed += not good
        if name == rows[0][0]:
            deepest = " > ".join(path)
    print(f"deepest path of {rows[0][0]}:\n    {deepest}")
    print(f"{len(rows) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
