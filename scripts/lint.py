#!/usr/bin/env python3
"""Gates on size, structure and words that a compiler does not check.

usage: lint.py [--list]      (--list prints the twenty largest functions as well)

Each gate is one case of the closing line "N passed, N failed". Needs pmccabe and git.
"""
import pathlib
import re
import statistics
import subprocess
import sys

from circles import circles

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE_LINES = 600
FUNCTION_LINES = 100
MCCABE = 15

# Floor of each folder. An include goes to the own folder or to a lower floor.
FLOORS = {
    "src/cli": 7,
    "src/sim": 6,
    "src/diff": 6,
    "src/layout": 6,
    "src/check": 5,
    "src/pack": 5,
    "src/bootcfg": 5,
    "src/recipe": 5,
    "src/project": 4,
    "src/sign": 4,
    "src/image": 3,
    "src/crypto": 2,
    "src/report": 2,
    "src/log": 2,
    "firmware": 2,
    "src/base": 1,
    "include/nrf53pack": 0,
}
# Folders inside a floor, from low to high; the files beside them stand above all of them.
STEPS = {
    "src/sim": ("machine", "scenario", "explorer"),
    "src/check": ("expression", "evaluation", "rule", "run", "waiver"),
    "src/pack": ("write", "verify", "plan"),
    "src/project": ("settings", "partitions", "devicetree", "tree", "source"),
    "src/log": ("patterns",),
    "src/report": ("style", "rule", "layout", "simulation", "check", "html"),
}
# The firmware is built without the tool: it sees include/ and itself.
FIRMWARE_SEES = ("firmware", "include/nrf53pack")
# Headers without a folder: made by nrf53pack bootconfig, and the configuration that mbedTLS asks for.
GENERATED = {"target_config.h": ("firmware/port", "firmware/demo"), "crypto_config.h": ("firmware/target",)}
# What has to compile without a C library: no other header of it than these.
FREESTANDING = ("firmware/boot", "firmware/demo", "firmware/format", "firmware/net", "firmware/netboot", "firmware/ncs", "firmware/port",
                "firmware/recovery", "firmware/smp", "include/nrf53pack")
FREESTANDING_HEADERS = "string.h stdint.h stdbool.h stddef.h stdarg.h".split()

BANNED = ("sprintf vsprintf strcpy stpcpy strcat strncat strtok strtok_r atoi atol atoll atof gets "
          "scanf fscanf sscanf vsscanf strtol strtoul strtoll strtoull strtod strtof alloca").split()
HEAP = "malloc calloc realloc free strdup strndup asprintf".split()
# Memory that a library asks for or hands out; everything else lives in an arena. File: why.
HEAP_ALLOWED = {}

POSIX_HEADERS = ("unistd.h fcntl.h dirent.h spawn.h poll.h pthread.h termios.h strings.h glob.h getopt.h libgen.h "
                 "regex.h wordexp.h fnmatch.h ftw.h dlfcn.h langinfo.h pwd.h grp.h syslog.h endian.h byteswap.h "
                 "windows.h io.h direct.h").split()
POSIX_SWITCHES = ("_XOPEN_SOURCE", "_POSIX_C_SOURCE", "_GNU_SOURCE", "_DEFAULT_SOURCE", "_BSD_SOURCE")

# What speaks of the workplace and not of the product. Written in pieces, so that this file passes its own gate.
WORKPLACE = {
    "a folder of the workplace": r"(?<![\w.])/wo" r"rk/|(?<![\w/-])(\.\./)*shar" r"ed/|(?<![\w/-])fac" r"ts/[\w-]+\.md",
    "an issue number": r"\b[Ii]ss" r"ues?\s+#?\d{1,2}\b(?!\s+of)",  # upstream's have more digits
    "a part of a plan": r"\bPart \d of \d\b",
}

problems = []


def problem(path, line, text):
    problems.append(f"{path.relative_to(ROOT)}:{line}: {text}" if line else f"{path.relative_to(ROOT)}: {text}")


def repository_files():
    names = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                           check=True, capture_output=True, text=True).stdout
    return [path for name in sorted(set(names.split("\0"))) if name and (path := ROOT / name).is_file()]


def inside(path, *folders):
    name = path.relative_to(ROOT).as_posix()
    return any(name.startswith(folder + "/") for folder in folders)


def c_files(files, *folders):
    return [path for path in files if path.suffix in (".c", ".h") and inside(path, *folders)]


def read(path):
    return path.read_text(encoding="utf-8", errors="replace")


def code_only(text):
    """The text with comments and literals blanked out, lines kept."""
    pattern = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, lambda match: re.sub(r"[^\n]", " ", match[0]), text, flags=re.S)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def check_file_sizes(files):
    sizes = {path: read(path).count("\n") for path in c_files(files, "src", "include", "firmware", "tests")}
    for path, lines in sizes.items():
        if lines > FILE_LINES:
            problem(path, 0, f"{lines} lines, the gate is {FILE_LINES}")
    product = [lines for path, lines in sizes.items() if not inside(path, "tests")]
    if product:
        largest = max(sizes, key=sizes.get)
        print(f"files: {len(product)}, median {statistics.median(product):.0f} lines, "
              f"largest {largest.relative_to(ROOT)} with {sizes[largest]}")


def measure_functions(files):
    """[(lines, McCabe, path, first line, name)]"""
    paths = [path for path in c_files(files, "src", "include", "firmware", "tests")]
    output = subprocess.run(["pmccabe", *map(str, paths)], check=True, capture_output=True, text=True).stdout
    functions = []
    for row in output.splitlines():
        fields = row.split("\t")
        place = re.match(r"(.*)\((\d+)\): (.*)", fields[5])
        functions.append((int(fields[4]), int(fields[1]), pathlib.Path(place[1]), int(place[2]), place[3]))
    return functions


def describe(function):
    lines, mccabe, path, first, name = function
    return f"{name} ({path.relative_to(ROOT)}:{first}), {lines} lines, McCabe {mccabe}"


def check_functions(files):
    functions = measure_functions(files)
    for lines, mccabe, path, first, name in functions:
        if lines > FUNCTION_LINES:
            problem(path, first, f"function '{name}' has {lines} lines, the gate is {FUNCTION_LINES}")
        if mccabe > MCCABE and inside(path, "src", "include", "firmware"):
            problem(path, first, f"function '{name}' has McCabe {mccabe}, the gate is {MCCABE}")
    product = sorted((f for f in functions if not inside(f[2], "tests")), key=lambda f: f[:2], reverse=True)
    if not product:
        return
    lengths = sorted(f[0] for f in product)
    print(f"functions: {len(product)}, median {statistics.median(lengths):.0f} lines, "
          f"95% up to {lengths[len(lengths) * 95 // 100]}")
    print(f"largest function: {describe(product[0])}")
    print(f"most complex: {describe(max(product, key=lambda f: f[1]))}")
    if "--list" in sys.argv:
        print("\n".join(describe(f) for f in product[:20]))


def folder_of(name):
    return next((folder for folder in FLOORS if name.startswith(folder + "/")), None)


def step_of(folder, name):
    """How high a file stands on its floor; None in a folder that STEPS does not name."""
    below, inner = STEPS[folder], name[len(folder) + 1:].split("/")[:-1]
    return len(below) if not inner else below.index(inner[0]) if inner[0] in below else None


def check_steps(path, number, folder, target):
    """An include inside one floor."""
    own, other = step_of(folder, path.relative_to(ROOT).as_posix()), step_of(folder, target)
    if own is None or other is None:
        problem(path, number, f"STEPS does not say where this folder stands on the floor {folder}")
    elif other > own:
        problem(path, number, f"'{target}' is not below {path.parent.relative_to(ROOT)}")


def check_floors(files):
    for path in c_files(files, "src", "include", "firmware"):
        own = folder_of(path.relative_to(ROOT).as_posix())
        if own is None:
            problem(path, 0, "stands on no floor")
            continue
        for number, line in enumerate(read(path).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
            if not match:
                continue
            target = match[1]
            if inside(path, *GENERATED.get(target, ())):
                continue
            prefix = "" if target.startswith("firmware/") else "include/" if target.startswith("nrf53pack/") else "src/"
            folder = folder_of(prefix + target)
            if folder is None:
                problem(path, number, f"'{target}' is not written from src/ or include/")
            elif folder != own and FLOORS[folder] >= FLOORS[own]:
                problem(path, number, f"'{target}' is not below {own}")
            elif folder == own and folder in STEPS:
                check_steps(path, number, folder, prefix + target)
            elif own == "firmware" and folder not in FIRMWARE_SEES:
                problem(path, number, f"the firmware sees include/ only, not '{target}'")


def check_circles(files):
    texts = {path.relative_to(ROOT).as_posix(): code_only(read(path)) for path in c_files(files, "src", "firmware")
             if path.suffix == ".c"}
    for path, target, names in circles(texts):
        problem(ROOT / path, 0, f"calls {', '.join(names)} in {target}, which calls back")


def find_calls(path, text, names):
    for match in re.finditer(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(", text):
        yield match[1], line_of(text, match.start())


def check_banned(files):
    for path in c_files(files, "src", "include", "firmware", "tests"):
        text = code_only(read(path))
        for name, line in find_calls(path, text, BANNED):
            problem(path, line, f"'{name}' is banned")
        if inside(path, "src/base", "tests") or path.relative_to(ROOT).as_posix() in HEAP_ALLOWED:
            continue
        for name, line in find_calls(path, text, HEAP):
            problem(path, line, f"'{name}' outside src/base: memory lives in an arena")


def check_portability(files):
    for path in c_files(files, "src", "include", "firmware"):
        if inside(path, "src/base"):
            continue
        for number, line in enumerate(read(path).splitlines(), 1):
            header = re.match(r"\s*#\s*include\s*<([^>]+)>", line)
            if header and (header[1] in POSIX_HEADERS or re.match(r"(sys|net|netinet|arpa)/", header[1])):
                problem(path, number, f"<{header[1]}> outside src/base")
            if re.match(r"\s*#\s*define\s+(" + "|".join(POSIX_SWITCHES) + r")\b", line):
                problem(path, number, "asks for POSIX outside src/base")
            if re.match(r"\s*#.*\b(_WIN32|_WIN64|__MINGW32__|__linux__|__APPLE__|__unix__)\b", line):
                problem(path, number, "differs by system outside src/base")


def check_freestanding(files):
    for path in c_files(files, *FREESTANDING):
        for number, line in enumerate(read(path).splitlines(), 1):
            header = re.match(r"\s*#\s*include\s*<([^>]+)>", line)
            if header and header[1] not in FREESTANDING_HEADERS:
                problem(path, number, f"<{header[1]}> in what has to compile without a C library")


def check_words(files):
    for path in files:
        data = path.read_bytes()
        if b"\0" in data:
            continue
        text = data.decode("utf-8", errors="replace")
        for what, pattern in WORKPLACE.items():
            for match in re.finditer(pattern, text):
                problem(path, line_of(text, match.start()), f"'{match[0]}' is {what}")


def check_text_form(files):
    for path in c_files(files, "src", "include", "firmware", "tests"):
        data = path.read_bytes()
        if data and not data.endswith(b"\n"):
            problem(path, 0, "no final newline")
        for number, line in enumerate(data.split(b"\n"), 1):
            if b"\t" in line or line.endswith((b" ", b"\r")):
                problem(path, number, "a tab, a trailing blank or a CR")


def check_binaries(files):
    for path in files:
        if not inside(path, "fixtures", "tests") and b"\0" in path.read_bytes():
            problem(path, 0, "a binary file outside fixtures/ and tests/")


GATES = (
    ("no file over the gate", check_file_sizes),
    ("no function over the gates", check_functions),
    ("includes go down only", check_floors),
    ("no circles of files", check_circles),
    ("no banned function", check_banned),
    ("no POSIX outside src/base", check_portability),
    ("firmware without a C library", check_freestanding),
    ("nothing of the workplace", check_words),
    ("plain text form", check_text_form),
    ("no stray binaries", check_binaries),
)


def main():
    files = repository_files()
    failed = 0
    for title, gate in GATES:
        before = len(problems)
        gate(files)
        good = len(problems) == before
        failed += not good
        print(f"{'ok' if good else 'FAILED'}: {title}")
        print("".join(f"    {text}\n" for text in problems[before:]), end="")
    print(f"{len(GATES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
