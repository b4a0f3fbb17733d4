"""`west nrf53pack COMMAND ...`: runs the program on the build folder that west's own commands would use.

What stands behind COMMAND goes on to the program as it is, and its exit status comes back. Only where the command is about a build
and the call names none, the folder is added, by the rules of find_build_dir() of Zephyr's scripts/west_commands/build_helpers.py.
"""
import argparse
import pathlib
import shutil
import subprocess
import sys

from west.commands import CommandError, WestCommand

BUILD_COMMANDS = ("check", "pack", "simulate", "verify", "bootconfig", "map", "report")
OWN_D = "sign"  # whose -d is the dependencies of an image

DESCRIPTION = """\
Runs the program nrf53pack. Where its command is about a build and the call names
none, it gets west's: -d, else build.dir-fmt, else the folder we are in, else "build".

The program is the one that `west config nrf53pack.path FILE` names, else the one in
PATH, else the one beside west's Python. `west nrf53pack help` lists its commands."""


def is_build(folder):
    """As is_zephyr_build() has it: a CMake cache that knows Zephyr."""
    try:
        cache = (folder / "CMakeCache.txt").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(line.startswith(("ZEPHYR_BASE:", "ZEPHYR_TOOLCHAIN_VARIANT:")) for line in cache.splitlines())


def resolve(pattern, here):
    """build.dir-fmt, or None. What only `west build` knows, {board} say, is the one folder that there is at its place."""
    path = pathlib.Path()
    for part in pathlib.Path(pattern).parts:
        parent = path
        try:
            path = parent / part.format(source_dir=here, app=here.name)
        except (KeyError, IndexError, ValueError):
            while not is_build(parent):
                folders = [folder for folder in parent.iterdir() if folder.is_dir()] if parent.is_dir() else []
                if len(folders) != 1:
                    return None
                parent = folders[0]
            return parent
    return path


def option_values(help_text):
    """How many values each option takes, from what `nrf53pack help COMMAND` prints."""
    values = {}
    for line in help_text.splitlines():
        words = line.strip().split("  ")[0].replace(",", "").split()
        if line.startswith("  -") and words:
            names = [word for word in words if word.startswith("-")]
            values.update(dict.fromkeys(names, len(words) - len(names)))
    return values


def has_argument(words, values):
    """Whether one of the words is neither an option nor an option's value."""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return bool(rest)
        if word == "-" or not word.startswith("-"):
            return True
        if "=" not in word:
            del rest[: values.get(word, 0)]
    return False


class Nrf53pack(WestCommand):
    def __init__(self):
        super().__init__("nrf53pack", "check, sign, pack and explain nRF5340 updates", DESCRIPTION)

    def do_add_parser(self, parser_adder):
        parser = parser_adder.add_parser(self.name, help=self.help, description=self.description,
                                         formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("-d", "--build-dir", metavar="FOLDER", help="the build folder; behind COMMAND too")
        parser.add_argument("command", metavar="COMMAND", nargs="?", help="a command of nrf53pack: check, pack, report, ...")
        parser.add_argument("arguments", metavar="ARGUMENT", nargs=argparse.REMAINDER, help="what goes on to it")
        return parser

    def do_run(self, args, unknown):
        if args.command is None:
            self.parser.print_help(sys.stderr)
            raise self.failure("a command is needed: `west nrf53pack check`, say; `west nrf53pack help` lists them", 2)
        words, folder = args.arguments, args.build_dir
        if args.command != OWN_D:
            words, folder = self.take_folder(words, folder)
        if args.command in BUILD_COMMANDS:
            if not {"-h", "--help", "--list"} & set(words):
                words = self.add_folder(args.command, words, folder)
        elif folder is not None:
            raise self.failure(f"'{args.command}' is not about the build folder; it takes no -d here", 2)
        done = subprocess.run([self.program(), args.command, *words])
        if done.returncode != 0:
            raise CommandError(returncode=done.returncode if done.returncode > 0 else 128 - done.returncode)

    def take_folder(self, words, folder):
        """-d may stand behind the command, as with other commands of west; of the program only OWN_D has such an option itself."""
        rest = []
        words = list(words)
        while words:
            word = words.pop(0)
            if word in ("-d", "--build-dir"):
                if not words:
                    raise self.failure(f"option '{word}' needs a folder", 2)
                folder = words.pop(0)
            elif word.startswith("--build-dir="):
                folder = word.split("=", 1)[1]
            elif word.startswith("-d"):
                folder = word[2:]
            else:
                rest.append(word)
        return rest, folder

    def add_folder(self, command, words, folder):
        told = subprocess.run([self.program(), "help", command], capture_output=True, text=True, encoding="utf-8")
        if has_argument(words, option_values(told.stdout)):
            if folder is not None:
                raise self.failure("both -d and a path are given", 2)
            return words
        return [str(folder if folder is not None else self.build_folder()), *words]

    def build_folder(self):
        here = pathlib.Path.cwd()
        pattern = self.config.get("build.dir-fmt")
        named = resolve(pattern, here) if pattern else None
        for folder in (named, here, pathlib.Path("build")):
            if folder is not None and is_build(folder):
                # of sysbuild's images the folder above has them all
                return folder.parent if (folder.parent / "domains.yaml").is_file() else folder
        raise self.failure(f"no build folder: '{named or 'build'}' is none, and the folder we are in is none; name it with -d", 3)

    def program(self):
        named = self.config.get("nrf53pack.path")
        if named is not None:
            path = pathlib.Path(self.topdir, pathlib.Path(named).expanduser())
            if not path.is_file():
                raise self.failure(f"'nrf53pack.path' of west's configuration names no file: '{path}'", 3)
            return str(path)
        found = shutil.which("nrf53pack") or shutil.which("nrf53pack", path=str(pathlib.Path(sys.executable).parent))
        if found is None:
            raise self.failure("there is no program nrf53pack in PATH; install it, or `west config nrf53pack.path FILE`", 3)
        return found

    def failure(self, message, status):
        print(f"west nrf53pack: error: {message}", file=sys.stderr)
        return CommandError(returncode=status)
