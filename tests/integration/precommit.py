#!/usr/bin/env python3
"""The hook of this repository under the real pre-commit, in repositories of an application: commits that brick devices are refused.

The hook's repository is a copy of this one's tracked files. pip gets no index: only a folder with the wheel of this build
and setuptools, which the hook's pyproject.toml is built with.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from wheel_files import ROOT, Cases, build_wheel

FIXTURES = ROOT / "fixtures"
HOOK_FILES = (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE")
cases = Cases()


class Repository:
    """A git repository with an identity of its own; nothing of the user's configuration is read."""

    def __init__(self, folder, env):
        self.folder = folder
        self.env = env
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def run(self, *command):
        return subprocess.run([str(word) for word in command], cwd=self.folder, env=self.env, text=True, timeout=300,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def git(self, *words):
        done = self.run("git", *words)
        if done.returncode != 0:
            raise RuntimeError(f"git {' '.join(words)}: {done.stdout}")
        return done.stdout.strip()

    def commit(self, message):
        """The finished process of git commit with everything that changed; hooks run."""
        self.git("add", "-A")
        return self.run("git", "commit", "-q", "-m", message)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def environment(folder, packages):
    """Variables that keep git, pre-commit and pip inside the folder."""
    env = {name: value for name, value in os.environ.items()
           if not name.startswith(("GIT_", "PIP_", "PRE_COMMIT")) and name not in ("DTC", "ZEPHYR_SDK_INSTALL_DIR")}
    env.update(HOME=str(folder), XDG_CACHE_HOME=str(folder / "cache"), PRE_COMMIT_HOME=str(folder / "pre-commit"),
               GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=str(folder / "gitconfig"), GIT_TERMINAL_PROMPT="0",
               PIP_NO_INDEX="1", PIP_FIND_LINKS=str(packages), PIP_DISABLE_PIP_VERSION_CHECK="1", NO_COLOR="1")
    (folder / "gitconfig").write_text("[user]\n\tname = test\n\temail = test@example.invalid\n", encoding="utf-8")
    return env


def fetch_setuptools(packages):
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-q", "--no-deps", "-d", packages,
                    "setuptools==79.0.1"], check=True, timeout=120)


def hook_repository(folder, env):
    repository = Repository(folder / "hooks", env)
    for name in HOOK_FILES:
        shutil.copy(ROOT / name, repository.folder / name)
    repository.commit("hook")
    repository.git("tag", "v1")
    return repository


def configuration(hooks, hook="nrf53pack", options=""):
    return f"repos:\n- repo: {hooks.folder.as_uri()}\n  rev: v1\n  hooks:\n  - id: {hook}\n{options}"


def application(folder, name, env, pre_commit, config, subfolders=("",)):
    """A repository with a sound application in each of the folders, committed with the hook installed."""
    repository = Repository(folder / name, env)
    for subfolder in subfolders:
        shutil.copytree(FIXTURES / "ncs32_dk_qspi_overwrite_source", repository.folder / subfolder, dirs_exist_ok=True)
    repository.write(".pre-commit-config.yaml", config)
    done = repository.run(pre_commit, "install")
    cases.check(f"{name}: pre-commit install", done.returncode == 0, done.stdout)
    done = repository.commit("sound application")
    cases.check(f"{name}: a sound application is committed", done.returncode == 0 and "Passed" in done.stdout, done.stdout)
    return repository


def break_it(repository, subfolder=""):
    """sysbuild.conf of the application that bricks, in place of the sound one."""
    source = FIXTURES / "ncs32_dk_qspi_brick_source/sysbuild.conf"
    shutil.copy(source, repository.folder / subfolder / "sysbuild.conf")


def one_application(repository):
    head = repository.git("rev-parse", "HEAD")
    break_it(repository)
    done = repository.commit("faster updates")
    cases.check("a commit that bricks is refused", done.returncode != 0 and "Failed" in done.stdout and "N53-" in done.stdout,
                done.stdout)
    cases.check("and there is no commit", repository.git("rev-parse", "HEAD") == head)
    # what is not staged does not count: pre-commit puts it away
    repository.git("reset", "-q")
    repository.write("README.md", "words\n")
    repository.git("add", "README.md")
    done = repository.run("git", "commit", "-q", "-m", "words only")
    cases.check("a commit of words only is good", done.returncode == 0 and "Passed" in done.stdout, done.stdout)
    repository.git("checkout", "-q", "sysbuild.conf")
    repository.write("prj.conf", (repository.folder / "prj.conf").read_text(encoding="utf-8") + "CONFIG_LOG=y\n")
    done = repository.commit("logging")
    cases.check("a sound change is checked and committed", done.returncode == 0 and "Passed" in done.stdout, done.stdout)
    (repository.folder / "sysbuild/mcuboot.overlay").unlink()
    done = repository.commit("a file less")
    cases.check("a commit that bricks by what it deletes is refused", done.returncode != 0 and "N53-0401" in done.stdout,
                done.stdout)


def several_applications(repository):
    break_it(repository, "apps/lock")
    done = repository.commit("break the second")
    cases.check("of two applications the second bricks: refused",
                done.returncode != 0 and "apps/lock" in done.stdout and "Failed" in done.stdout, done.stdout)


def main():
    pre_commit = pathlib.Path(shutil.which("pre-commit") or sys.exit("no pre-commit in PATH\n0 passed, 1 failed"))
    with tempfile.TemporaryDirectory(prefix="nrf53pack-pre-commit-") as name:
        folder = pathlib.Path(name)
        packages = folder / "packages"
        wheel = build_wheel(packages)
        fetch_setuptools(packages)
        env = environment(folder, packages)
        hooks = hook_repository(folder, env)
        one_application(application(folder, "one", env, pre_commit, configuration(hooks)))
        installed = list((folder / "pre-commit").glob("repo*/py_env*/bin/nrf53pack"))
        cases.check(f"the program that ran is that of {wheel.name}", len(installed) == 1, installed)
        options = "    args: [apps/light, apps/lock, --fail-on, brick]\n"
        several_applications(application(folder, "several", env, pre_commit, configuration(hooks, options=options),
                                         ("apps/light", "apps/lock")))
        env = dict(env, PATH=f"{pathlib.Path(os.environ['NRF53PACK']).resolve().parent}{os.pathsep}{env['PATH']}")
        system = application(folder, "system", env, pre_commit, configuration(hooks, "nrf53pack-system"))
        break_it(system)
        cases.check("nrf53pack-system refuses too", system.commit("faster updates").returncode != 0)
    cases.finish()


if __name__ == "__main__":
    main()
