#!/usr/bin/env python3
"""The completion in the real shells, its words given to the program, and the manual page under mandoc's eyes.

usage: NRF53PACK=PROGRAM completion.py      needs bash, zsh, fish, mandoc
"""
import os
import pathlib
import pty
import re
import select
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
passed = failed = 0

# command line up to the cursor, what must be offered, what must not
CASES = [
    ("nrf53pack ch", ["check"], ["pack", "chmod"]),
    ("nrf53pack ", ["check", "pack", "sign-b0", "help"], ["--format"]),
    ("nrf53pack check --fail", ["--fail-on"], ["--format"]),
    ("nrf53pack check --fail-on ", ["brick", "error", "warning"], ["--fail-on", "a folder"]),
    ("nrf53pack check --format s", ["sarif"], ["svg", "text"]),
    ("nrf53pack simulate --format s", ["svg"], ["sarif"]),
    ("nrf53pack check a --format gi", ["github", "gitlab"], ["gcc"]),
    ("nrf53pack check --allow N53-010", ["N53-0101="], ["N53-0201="]),
    ("nrf53pack explain N53-010", ["N53-0101"], ["N53-0101=", "N53-0201"]),
    ("nrf53pack explain a", ["a file"], ["N53-0101"]),
    ("nrf53pack init s", ["simultaneous"], ["rollback", "a file"]),
    ("nrf53pack map --region net", ["net-flash", "net-ram"], ["app-ram"]),
    ("nrf53pack help pa", ["pack"], ["check"]),
    ("nrf53pack simulate --scenario ", ["{scenario}"], ["check"]),
    ("nrf53pack keygen -t rsa", ["rsa-2048", "rsa-3072"], ["ed25519"]),
    ("nrf53pack keygen --type rsa", ["rsa-2048", "rsa-3072"], ["ed25519"]),
    ("nrf53pack check a", ["a file", "a folder/"], ["nrf53pack"]),
    ("nrf53pack check --deployed a", ["a folder/"], ["a file"]),
    ("nrf53pack pack --key a", ["a file", "a folder/"], ["check"]),
    ("nrf53pack version x", [], ["x file", "check"]),
]


def report(title, problem):
    global passed, failed
    if problem:
        failed += 1
        print(f"FAILED {title}\n  {problem}")
    else:
        passed += 1


def run(*command, folder=None, text=None, status=0):
    done = subprocess.run([str(part) for part in command], cwd=folder, input=text, capture_output=True, text=True, timeout=60)
    if status is not None and done.returncode != status:
        raise RuntimeError(f"{command[0]}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def bash_offers(scripts, folder, line):
    """As readline calls a completion function: the words of the line, split at '=' too."""
    words = [word for part in line.split(" ") for word in (re.split(r"(=)", part) if "=" in part else [part])]
    quoted = " ".join("'" + word + "'" for word in words if word != "" or word is words[-1])
    text = f"""source '{scripts}/bash'
COMP_WORDS=({quoted}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}
_nrf53pack nrf53pack "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    found = run("bash", "--norc", "--noprofile", "-c", text, folder=folder).stdout.splitlines()
    # readline puts the slash behind a folder (-o filenames)
    return [name + "/" if (folder / name).is_dir() else name for name in found if name]


def fish_offers(scripts, folder, line):
    text = f"source '{scripts}/fish'; complete -C '{line}'"
    found = run("fish", "--no-config", "-c", text, folder=folder).stdout.splitlines()
    return [entry.split("\t")[0] for entry in found]


ZSH = r"""
stty rows 500 cols 200
LISTMAX=10000
autoload -Uz compinit
compinit -u -d "$SCRIPTS/zcompdump"
source "$SCRIPTS/zsh"
# what the completion hands to the shell goes to a file, too; calls with -O, -A and -D hand it nothing
list-offers() {
    compadd() {
        local -a found
        if (( ! ${@[(I)-[OAD]*]} )); then
            builtin compadd -O found "$@"
            (( $#found )) && print -rl -- "${(@)found}" >>"$SCRIPTS/offers"
        fi
        builtin compadd "$@"
    }
    _main_complete
    unfunction compadd
    print -r -- "= end" >>"$SCRIPTS/offers"
}
zle -C list-offers list-choices list-offers
bindkey '^X' list-offers
print -r -- "= end" >>"$SCRIPTS/offers"
"""


class Zsh:
    """An interactive zsh on a terminal of its own; completion works nowhere else."""

    def __init__(self, scripts, folder):
        self.offers = scripts / "offers"
        self.offers.write_text("")
        (scripts / "rc").write_text(ZSH)
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            os.environ.update(SCRIPTS=str(scripts), TERM="dumb", PS1="> ")
            os.execvp("zsh", ["zsh", "-f", "-i"])
        self.answer("source $SCRIPTS/rc\n")

    def answer(self, keys):
        """Types the keys and returns what stands in the file then."""
        os.write(self.terminal, keys.encode())
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.02)[0]:
                os.read(self.terminal, 65536)
            text = self.offers.read_text()
            if text.endswith("= end\n"):
                self.offers.write_text("")
                return text.splitlines()[:-1]
        raise RuntimeError(f"zsh did not answer to {keys!r}")

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.child, 0)


def zsh_offers(scripts, folder, line):
    """All lines are typed into one shell: it takes its time to begin."""
    if not zsh:
        zsh.append(Zsh(scripts, folder))
    found = [name.replace("\\ ", " ") for name in zsh[0].answer("\x15" + line + "\x18")]
    return [name + "/" if (folder / name).is_dir() else name for name in found]


zsh = []


def check_shells(scripts, folder):
    scenario = run(PROGRAM, "simulate", "--list").stdout.split()[0]
    for shell, offers in (("bash", bash_offers), ("zsh", zsh_offers), ("fish", fish_offers)):
        for line, wanted, unwanted in CASES:
            wanted = [word.format(scenario=scenario) for word in wanted]
            found = [word.replace("\\ ", " ") for word in offers(scripts, folder, line)]
            missing = [word for word in wanted if word not in found]
            wrong = [word for word in unwanted if word in found]
            report(f"{shell}: {line}|", f"missing {missing}, wrong {wrong}, offered {found[:20]}" if missing or wrong else None)
    found = bash_offers(scripts, folder, "nrf53pack check --format=gi")
    report("bash: --format=gi|", None if found == ["github", "gitlab"] else f"offered {found}")
    found = bash_offers(scripts, folder, "nrf53pack check --format sarif=a")
    report("bash: --format sarif=a|", None if sorted(found) == ["a file", "a folder/"] else f"offered {found}")


def check_words(bash):
    """Each word that an option offers is one that the program takes, and a word that is not offered is refused."""
    pattern = r"^    ([a-z0-9-]+):(--[a-z-]+)(?: \| \S+)?\) echo 'words ([^']*)'"
    seen = 0
    for command, option, words in re.findall(pattern, bash, re.MULTILINE):
        if option in ("--allow", "--scenario", "--why"):
            continue
        for word in [*words.split(), "no-such-word"]:
            # an argument that does not exist: the options are judged first or not at all, but never as known
            told = run(PROGRAM, command, option, word, "no-such-file", "no-such-other", status=None).stderr
            refused = re.search(rf"'?{word}'?.*(is none of|is neither|is no |is over)|only '", told)
            if word == "no-such-word":
                continue
            seen += 1
            report(f"{command} {option} {word}", f"refused: {told}" if refused else None)
    for command in re.findall(r"^    ([a-z0-9-]+):--format\)", bash, re.MULTILINE):
        offered = re.search(rf"^    {command}:--format(?: .*)?\) echo '(.*)'", bash, re.MULTILINE)
        report(f"{command} --format has words", None if offered and offered[1].startswith("words ") else "none is known")
    report("options with words", None if seen > 60 else f"only {seen} words were found")


def check_manual():
    manual = run(PROGRAM, "help", "--format", "man").stdout
    lint = run("mandoc", "-Tlint", "-Wwarning", text=manual, status=None)
    report("mandoc -Tlint", lint.stdout + lint.stderr if lint.returncode or lint.stdout else None)
    shown = re.sub(r".\x08", "", run("mandoc", "-Tascii", text=manual).stdout)
    words = " ".join(shown.split())
    repeatable = 0
    for command in re.findall(r"^  (\S+) ", run(PROGRAM, "help").stdout.split("commands:")[1], re.MULTILINE):
        report(f"manual: {command}", None if re.search(rf"^   {command}$", shown, re.MULTILINE) else "has no section")
        for option in re.findall(r"^  (?:-\w, )?(--[a-z0-9-]+)", run(PROGRAM, "help", command).stdout, re.MULTILINE):
            if not re.search(rf"(^|[ ,]){option}\b", shown, re.MULTILINE):
                report(f"manual: {command} {option}", "is not there")
        for option, told in re.findall(r"^  (?:-\w, )?(--[a-z0-9-]+.*?)(?: {2,}|(?<=.{30}) )(\S.*)$", run(PROGRAM, "help", command).stdout, re.M):
            repeatable += told.endswith(" (may be given several times)")
            if f"{option} {told}" not in words:
                report(f"manual: {command} {option}", f"does not say '{told}'")
    report("manual: options that may be given several times", None if repeatable >= 15 else f"only {repeatable} were found")
    report("manual: a second form is refused", None if run(PROGRAM, "help", "--format", "man", "check", status=2) else "")


def main():
    with tempfile.TemporaryDirectory(prefix="nrf53pack-completion-") as name:
        scripts, folder = pathlib.Path(name, "scripts"), pathlib.Path(name, "here")
        scripts.mkdir()
        (folder / "a folder").mkdir(parents=True)
        (folder / "a file").write_text("")
        (folder / "x file").write_text("")
        for form in ("bash", "zsh", "fish"):
            (scripts / form).write_text(run(PROGRAM, "help", "--format", form).stdout)
            report(f"{form} reads it", run(form, "-n", scripts / form, status=None).stderr)
        check_shells(scripts, folder)
        zsh[0].close()
        check_words((scripts / "bash").read_text())
    check_manual()


if __name__ == "__main__":
    main()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
