#!/usr/bin/env python3
"""The scripts that build and run everything, where the machine is not as usual. Nothing is fetched.

usage: deps.py [PART-OF-A-NAME...]          ends with "N passed, N failed"

scripts/deps.sh in a checkout whose path has blanks: what it hands to CMake compiles. scripts/lib.sh without Go and
without a network: the run goes on to its last line.
"""
import os
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from cases import run_cases  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT = 120


def program(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def run(command, cwd, tools):
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False)


def libraries_in(folder, arguments):
    """Runs deps.sh in a checkout there, with sources that are nothing but a program. What is installed is in the answer."""
    checkout = folder / "a check out"
    tools = folder / "tools"
    tools.mkdir()
    for name in ("scripts/deps.sh", "scripts/lib.sh", "packaging/libraries/CMakeLists.txt"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, checkout / name)
    (checkout / "packaging/libraries/CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.22)\nproject(small C)\nadd_library(small STATIC ${SOURCES}/small.c)\n"
        "add_executable(tell ${SOURCES}/tell.c)\ntarget_link_libraries(tell small)\n"
        "install(TARGETS small tell)\n", encoding="utf-8")
    sources = checkout / "build-wheel/sources"
    sources.mkdir(parents=True)
    for name in ("complete", "x.orig.tar.gz", "x.debian.tar.gz"):
        (sources / name).touch()
    (sources / "small.c").write_text("const char *small(void)\n{\n    return __FILE__;\n}\n", encoding="utf-8")
    (sources / "tell.c").write_text("#include <stdio.h>\nconst char *small(void);\nint main(void)\n{\n    return puts(small()) < 0;\n}\n",
                                    encoding="utf-8")
    # as on a release whose compiler has another number
    program(tools, "dpkg-query", 'for word; do case $word in gcc-[0-9]*) exit 1 ;; esac; done\nprintf installed')
    program(tools, "musl-gcc", 'exec gcc "$@"')
    if "--zig" in arguments:
        python = checkout / "build-wheel/zig/bin/python"
        python.parent.mkdir(parents=True)
        (checkout / "packaging/tools").mkdir()
        for copy in (checkout / "packaging/tools/ziglang.txt", python.parent.parent / "requirements.txt"):
            shutil.copy(ROOT / "packaging/tools/ziglang.txt", copy)
        program(python.parent, "python", "shift 2\ncase $1 in\ncc) shift 3; exec gcc \"$@\" ;;\n*) exec \"$@\" ;;\nesac")
    done = run(["scripts/deps.sh", *arguments, f"{os.uname().machine}-linux-musl"], checkout, tools)
    # the next step wants libzip's sources, which are not there
    assert "does not appear to contain CMakeLists.txt" in done.stderr or "does not exist" in done.stderr, done.stdout + done.stderr
    found = list((checkout / "build-wheel/libraries").glob("*/bin/tell"))
    assert len(found) == 1, done.stdout + done.stderr
    return subprocess.run([found[0]], capture_output=True, text=True, timeout=TIMEOUT, check=True).stdout


def test_blanks_in_the_path(folder):
    assert libraries_in(folder, []) == "./sources/small.c\n"


def test_blanks_in_the_path_with_zig(folder):
    assert libraries_in(folder, ["--zig"]) == "./sources/small.c\n"


def lib(folder, tools, *commands):
    """The commands in a shell that has read lib.sh, as test.sh does."""
    scripts = folder / "scripts"
    scripts.mkdir()
    shutil.copy(ROOT / "scripts/lib.sh", scripts)
    return subprocess.run(["bash", "-c", "\n".join(("set -euo pipefail", ". scripts/lib.sh", *commands, "finish"))], cwd=folder,
                          env={"PATH": str(tools), "HOME": str(folder)}, capture_output=True, text=True, timeout=TIMEOUT, check=False)


def tools_without_go(folder):
    tools = folder / "tools"
    tools.mkdir()
    for name in ("bash", "sh", "dirname", "env", "timeout", "id"):
        (tools / name).symlink_to(shutil.which(name))
    return tools


def test_without_go_and_network(folder):
    tools = tools_without_go(folder)
    program(tools, "apt-get", "echo 'Could not resolve host' >&2\nexit 100")
    program(tools, "dpkg-query", "exit 1")
    program(tools, "sudo", 'exec "$@"')
    done = lib(folder, tools, "use_mcumgr", "count 3 0")
    assert done.returncode == 0 and done.stdout.endswith("3 passed, 0 failed\n"), (done.returncode, done.stdout, done.stderr)
    assert "its stand-in is run" in done.stdout, done.stdout


def test_with_go_and_without_network(folder):
    tools = tools_without_go(folder)
    program(tools, "go", "echo 'dial tcp: lookup proxy.golang.org' >&2\nexit 1")
    done = lib(folder, tools, "use_mcumgr", "count 3 0")
    assert done.returncode == 0 and "its stand-in is run" in done.stdout and done.stdout.endswith("3 passed, 0 failed\n"), done.stderr


if __name__ == "__main__":
    sys.exit(run_cases(globals()))
