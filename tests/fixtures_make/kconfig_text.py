"""Kconfig outputs ('.config') composed from the tables in tables/.

A table line is one of

    = Title             opens a menu; '==' a menu within it; both are closed where the next one of the same depth opens
    [tag !tag] WORDS    words that count only where all tags hold and no '!' tag does
    # text              for the reader of the table, not written
    @name               another table, read in place

and a word is

    NAME=value          written as it stands; a value with blanks is quoted
    -NAME               "# CONFIG_NAME is not set"
    log:NAME            the five log levels of NAME, all off, and the default taken
    NAME{A,B}REST       one word for each of the names in the braces
    $name               inside any word: a fact of the tree (image, version, layout)
"""

import pathlib
import re
import string

TABLES = pathlib.Path(__file__).parent / "tables"
BRACES = re.compile(r"\{([^{}=\"]*,[^{}=\"]*)\}")
LEVELS = ("OFF", "ERR", "WRN", "INF", "DBG")


def expand(word):
    """All words that a word with braces stands for. Braces in values are left alone."""
    found = BRACES.search(word.partition("=")[0])
    if found is None:
        return [word]
    return [result for choice in found.group(1).split(",")
            for result in expand(word[: found.start()] + choice + word[found.end() :])]


WORD = re.compile(r'(?:[^\s"]|"[^"]*")+')


class Writer:
    def __init__(self, prefix, facts, tags):
        self.prefix, self.facts, self.tags = prefix, facts, set(tags)
        self.lines, self.open, self.seen = [], [], {}

    def banner(self, title):
        self.lines += ["", "#", f"# {title}", "#"]

    def close_to(self, depth):
        while len(self.open) >= depth:
            self.lines.append(f"# end of {self.open.pop()}")

    def menu(self, line):
        depth = len(line) - len(line.lstrip("="))
        self.close_to(depth)
        title = string.Template(line[depth:].strip()).substitute(self.facts)
        self.banner(title)
        self.open.append(title)

    def symbol(self, name, value):
        known = self.seen.get(name)
        if known is not None:
            raise ValueError(f"'{name}' stands in the table twice: {known!r}, {value!r}")
        self.seen[name] = value
        full = self.prefix + name
        self.lines.append(f"# {full} is not set" if value == "n" else f"{full}={value}")

    def word(self, word):
        if word.startswith("log:"):
            name = word[4:]
            for level in LEVELS:
                self.symbol(f"{name}_LOG_LEVEL_{level}", "n")
            self.symbol(f"{name}_LOG_LEVEL_DEFAULT", "y")
            self.symbol(f"{name}_LOG_LEVEL", self.facts["log_level"])
        elif word.startswith("-"):
            self.symbol(word[1:], "n")
        else:
            name, equals, value = word.partition("=")
            if not equals:
                raise ValueError(f"'{word}' has no value")
            self.symbol(name, value)

    def holds(self, condition):
        return all((tag[1:] not in self.tags) if tag.startswith("!") else tag in self.tags
                   for tag in condition.split())

    def line(self, line):
        if line.startswith("["):
            condition, _, line = line[1:].partition("]")
            if not self.holds(condition):
                return
            line = line.strip()
        if line.startswith("@"):
            self.table(line[1:].strip())
        elif line.startswith("="):
            self.menu(line)
        else:
            line = string.Template(line).safe_substitute(self.facts)
            for words in WORD.findall(line):
                for word in expand(words):
                    self.word(word)

    def table(self, name):
        for number, line in enumerate((TABLES / f"{name}.table").read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                try:
                    self.line(line.strip())
                except (KeyError, ValueError) as error:
                    raise SystemExit(f"{name}.table:{number}: {error}") from error


def kconfig_text(prefix, table, facts, tags, devicetree=()):
    """The whole file. devicetree: compatibles, written as CONFIG_DT_HAS_..._ENABLED."""
    writer = Writer(prefix, facts, tags)
    writer.table(table)
    writer.close_to(1)
    if devicetree:
        writer.menu("= Devicetree Info")
        for name in devicetree:
            writer.symbol(f"DT_HAS_{name}_ENABLED", "y")
        writer.close_to(1)
    lines = writer.lines[1:] if writer.lines[0] == "" else writer.lines
    return "\n".join(lines) + "\n"
