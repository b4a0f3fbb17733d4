#!/usr/bin/env python3
"""`west nrf53pack` with the real west: a workspace whose manifest takes this repository over git, as users' manifests do.

usage: NRF53PACK=PROGRAM west.py      needs west and git
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
FIXTURES = ROOT / "fixtures"
passed = failed = 0
MANIFEST = """\
manifest:
  projects:
    - name: nrf53pack
      url: file://{module}
      revision: {revision}
      path: modules/nrf53pack
      west-commands: zephyr/west-commands.yml
  self:
    path: app
"""


def report(title, problem):
    global passed, failed
    if problem:
        failed += 1
        print(f"FAILED {title}\n  {problem}")
    else:
        passed += 1


def run(*command, folder, env=None):
    return subprocess.run([str(part) for part in command], cwd=folder, env=env, capture_output=True, text=True, timeout=120)


def made(*command, folder, env=None):
    done = run(*command, folder=folder, env=env)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done


class Workspace:
    def __init__(self, folder):
        self.folder = folder / "work space"
        self.env = {**os.environ, "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1",
                    "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}", "WEST_CONFIG_GLOBAL": str(folder / "westconfig")}
        (folder / "gitconfig").write_text("[user]\n\tname = t\n\temail = t@example.org\n[safe]\n\tdirectory = *\n"
                                          "[protocol \"file\"]\n\tallow = always\n")
        module = folder / "module"
        shutil.copytree(ROOT / "zephyr", module / "zephyr", ignore=shutil.ignore_patterns("__pycache__"))
        revision = self.commit(module)
        self.app = self.folder / "app"
        self.app.mkdir(parents=True)
        (self.app / "west.yml").write_text(MANIFEST.format(module=module, revision=revision))
        self.commit(self.app)
        made("west", "init", "-l", self.app, folder=self.folder, env=self.env)
        made("west", "update", "--narrow", folder=self.folder, env=self.env)

    def commit(self, folder):
        made("git", "init", "-q", ".", folder=folder, env=self.env)
        made("git", "add", ".", folder=folder, env=self.env)
        made("git", "commit", "-q", "-m", "all", folder=folder, env=self.env)
        return made("git", "rev-parse", "HEAD", folder=folder, env=self.env).stdout.strip()

    def west(self, *words, folder=None, env=None):
        return run("west", *words, folder=folder or self.app, env=env or self.env)

    def judge(self, title, done, status, said=(), unsaid=()):
        text = done.stdout + done.stderr
        problems = [f"not said: {word}" for word in said if word not in text] + [f"said: {word}" for word in unsaid if word in text]
        if done.returncode != status or problems:
            report(title, f"exit status {done.returncode}, {status} expected; {problems}\n{text[:3000]}")
        else:
            report(title, None)


def copy_build(name, to):
    shutil.copytree(FIXTURES / name, to)


def folders(work):
    """Which build folder is taken."""
    judge = work.judge
    judge("no build folder", work.west("nrf53pack", "check"), 3, ["no build folder", "name it with -d"])
    copy_build("ncs32_dk_qspi_overwrite", work.app / "build")
    judge("check takes 'build'", work.west("nrf53pack", "check"), 0, ["build: build, sysbuild-pm"])
    judge("options do not hide it", work.west("nrf53pack", "check", "--fail-on", "warning", "--format=json"), 1, ['"schema_version"'])
    judge("inside the build", work.west("nrf53pack", "check", folder=work.app / "build"), 0, ["0 brick"])
    judge("inside an image of the build", work.west("nrf53pack", "check", folder=work.app / "build/mcuboot"), 0, ["sysbuild-pm", "0 brick"])
    copy_build("ncs32_dk_qspi_brick", work.app / "other build")
    for title, words in (("-d before", ("nrf53pack", "-d", "other build", "check")), ("-d behind", ("nrf53pack", "check", "-d", "other build")),
                         ("-dFOLDER", ("nrf53pack", "check", "-dother build")),
                         ("--build-dir=", ("nrf53pack", "check", "--build-dir=other build")), ("a path", ("nrf53pack", "check", "other build"))):
        judge(f"{title}: its exit status comes back", work.west(*words), 1, ["brick ["])
    judge("-d and a path", work.west("nrf53pack", "check", "-d", "build", "other build"), 2, ["both -d and a path"])
    judge("-d without a folder", work.west("nrf53pack", "check", "-d"), 2, ["needs a folder"])
    judge("-d where it means nothing", work.west("nrf53pack", "-d", "build", "explain", "N53-0001"), 2, ["takes no -d"])
    judge("-d behind where it means nothing", work.west("nrf53pack", "explain", "N53-0001", "-d", "build"), 2, ["takes no -d"])
    judge("a folder that is not there", work.west("nrf53pack", "check", "-d", "nothing"), 3, ["nothing"])


def dir_fmt(work):
    made("west", "config", "build.dir-fmt", "out/{board}/{app}", folder=work.app, env=work.env)
    copy_build("ncs32_dk_qspi_brick", work.app / "out/nrf5340dk/app")
    work.judge("build.dir-fmt comes before 'build'", work.west("nrf53pack", "check"), 1, ["out/nrf5340dk/app", "brick ["])
    copy_build("ncs32_dk_qspi_overwrite", work.app / "out/thingy53/app")
    work.judge("build.dir-fmt with two boards: 'build' is left", work.west("nrf53pack", "check"), 0, ["build: build, sysbuild-pm"])
    made("west", "config", "-d", "build.dir-fmt", folder=work.app, env=work.env)


def commands(work):
    judge = work.judge
    judge("west help", work.west("help"), 0, ["extension commands from project nrf53pack", "nrf53pack:"])
    judge("west help nrf53pack", work.west("help", "nrf53pack"), 0, ["build.dir-fmt", "nrf53pack.path", "COMMAND"])
    judge("a command's own help", work.west("nrf53pack", "check", "--help"), 0, ["usage: nrf53pack check", "--fail-on"])
    judge("explain", work.west("nrf53pack", "explain", "N53-0001"), 0, ["N53-0001"])
    judge("-d of sign is not west's", work.west("nrf53pack", "sign", "-d", "(1, 1.0.0)", "a"), 2, unsaid=["takes no -d"])
    judge("no command", work.west("nrf53pack"), 2,
          ["usage: west nrf53pack", "error: a command is needed", "`west nrf53pack help` lists them"], unsaid=["required: COMMAND"])
    judge("-d and no command", work.west("nrf53pack", "-d", "build"), 2, ["error: a command is needed"])
    judge("an unknown command", work.west("nrf53pack", "fly"), 2, ["unknown command 'fly'"])
    judge("a list needs no build", work.west("nrf53pack", "simulate", "--list", folder=work.folder), 0)
    out = work.app / "out put"
    key = FIXTURES / "keys/test-ecdsa-p256.pem"
    judge("pack", work.west("nrf53pack", "pack", "-o", out, "--key", key), 0, ["dfu_application.zip"])
    report("pack wrote its files", None if (out / "app_update.bin").exists() else "no app_update.bin")
    judge("verify a file", work.west("nrf53pack", "verify", out / "dfu_application.zip", "--key", key), 0)


def programs(work):
    """Which program is taken."""
    bare = {**work.env, "PATH": os.pathsep.join(part for part in work.env["PATH"].split(os.pathsep) if not pathlib.Path(part, "nrf53pack").exists())}
    # a Python with a program beside it would be found too
    beside = pathlib.Path(sys.executable).parent / "nrf53pack"
    if not beside.exists():
        work.judge("no program", work.west("nrf53pack", "version", env=bare), 3, ["install it", "nrf53pack.path"])
    made("west", "config", "nrf53pack.path", PROGRAM, folder=work.app, env=work.env)
    work.judge("nrf53pack.path", work.west("nrf53pack", "version", env=bare), 0, ["nrf53pack "])
    made("west", "config", "nrf53pack.path", "no/such", folder=work.app, env=work.env)
    work.judge("nrf53pack.path names nothing", work.west("nrf53pack", "version"), 3, ["names no file"])


def main():
    with tempfile.TemporaryDirectory(prefix="nrf53pack-west-") as name:
        work = Workspace(pathlib.Path(name))
        folders(work)
        dir_fmt(work)
        commands(work)
        programs(work)


if __name__ == "__main__":
    main()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
