#!/usr/bin/env python3
"""The Debian package: made by cpack, unpacked into a root of its own and used from there.

usage: deb.py [--lintian]      needs dpkg-dev and file; takes the Release build NRF53PACK_RELEASE or build-release, else makes one

With the option lintian judges it too.
"""
import gzip
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
passed = failed = 0


def report(title, problem):
    global passed, failed
    if problem:
        failed += 1
        print(f"FAILED {title}\n  {problem}")
    else:
        passed += 1


def run(*command, folder=ROOT, status=0, env=None):
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, timeout=600, env=env)
    if status is not None and done.returncode != status:
        raise RuntimeError(f"{command[0]}: exit status {done.returncode}, {status} expected\n{done.stdout}{done.stderr}")
    return done


def release_build(folder):
    build = pathlib.Path(os.environ.get("NRF53PACK_RELEASE", ROOT / "build-release"))
    if (build / "CPackConfig.cmake").exists() and (build / "nrf53pack").exists():
        return build
    build = folder / "build"
    run("cmake", "-S", ROOT, "-B", build, "-DCMAKE_BUILD_TYPE=Release")
    run("cmake", "--build", build, "-j", os.cpu_count() or 2, "--target", "nrf53pack")
    return build


def make_package(build, folder):
    run("cpack", "--config", build / "CPackConfig.cmake", "-B", folder, "-G", "DEB", folder=build)
    packages = list(folder.glob("*.deb"))
    assert len(packages) == 1, packages
    return packages[0]


def check_control(package, program):
    version = run(program, "version").stdout.split()[1]
    fields = {name: run("dpkg-deb", "--field", package, name).stdout.strip()
              for name in ("Package", "Version", "Architecture", "Depends", "Maintainer", "Section", "Description")}
    report("field Package", None if fields["Package"] == "nrf53pack" else fields)
    report("field Version", None if fields["Version"] == f"{version}-1" else fields)
    architecture = run("dpkg", "--print-architecture").stdout.strip()
    report("field Architecture", None if fields["Architecture"] == architecture else fields)
    for library in ("libc6", "libyaml", "libzip", "libmbedcrypto", "libsodium", "libfdt"):
        report(f"Depends: {library}", None if re.search(rf"(^|[ ,]){library}", fields["Depends"]) else fields["Depends"])
    report("field Description", None if "\n " in fields["Description"] else fields["Description"])
    name = f"nrf53pack_{version}-1_{architecture}.deb"
    report("name of the package", None if package.name == name else f"'{package.name}', not '{name}'")


def check_lintian(package):
    done = run("lintian", "--allow-root", "--tag-display-limit", "0", package, status=None)
    told = (done.stdout + done.stderr).strip().splitlines()
    errors = [line for line in told if line.startswith("E:") or not re.match(r"[WIPXON]:|running with root", line)]
    report("lintian: no error", "\n  ".join(errors))
    report("lintian ran", f"exit status {done.returncode}" if done.returncode not in (0, 1) else None)


def check_files(root):
    man = root / "usr/share/man/man1/nrf53pack.1.gz"
    report("manual page", None if gzip.decompress(man.read_bytes()).startswith(b".Dd ") else "does not begin with .Dd")
    changelog = gzip.decompress((root / "usr/share/doc/nrf53pack/changelog.Debian.gz").read_bytes()).decode()
    report("changelog", None if re.search(r"^ -- .+  \w{3}, \d\d \w{3} \d{4} ", changelog, re.MULTILINE) else changelog)
    for name in ("usr/share/doc/nrf53pack/copyright", "usr/share/bash-completion/completions/nrf53pack",
                 "usr/share/zsh/vendor-completions/_nrf53pack", "usr/share/fish/vendor_completions.d/nrf53pack.fish"):
        path = root / name
        report(name, None if path.is_file() and path.stat().st_size > 100 else "is not there, or empty")
    files = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    report("nothing else", None if len(files) == 7 else f"{files}")


def check_program(root):
    """From the package's own root and without the build's PATH; its libraries are this machine's."""
    program = root / "usr/bin/nrf53pack"
    env = {"PATH": f"{root}/usr/bin:/usr/bin:/bin"}
    good = run(program, "check", "fixtures/ncs32_dk_qspi_overwrite", env=env)
    report("check a sound build", None if "finding" in good.stdout or good.stdout else "printed nothing")
    bad = run(program, "check", "fixtures/ncs32_dk_qspi_brick", status=1, env=env)
    report("check a build that bricks", None if "brick" in bad.stdout else bad.stdout)
    with tempfile.TemporaryDirectory() as out:
        run(program, "pack", "fixtures/ncs32_dk_qspi_overwrite", "-o", out, "--key", "fixtures/keys/test-ecdsa-p256.pem", env=env)
        run(program, "verify", f"{out}/dfu_application.zip", "--key", "fixtures/keys/test-ecdsa-p256.pub.pem", env=env)
        report("pack and verify", None if (pathlib.Path(out) / "app_update.bin").exists() else "no app_update.bin")


def check_installation(package, folder):
    """dpkg itself puts it into a fresh root and takes it out again."""
    root = folder / "installed"
    (root / "var/lib/dpkg/updates").mkdir(parents=True)
    (root / "var/lib/dpkg/info").mkdir()
    (root / "var/lib/dpkg/status").write_text("")
    options = ["--root", root, "--force-depends", "--force-not-root", "--force-script-chrootless", "--log", folder / "log"]
    run("dpkg", *options, "--install", package)
    status = run("dpkg-query", "--admindir", root / "var/lib/dpkg", "-W", "-f", "${db:Status-Status}", "nrf53pack").stdout
    report("dpkg --install", None if status == "installed" else status)
    check_program(root)
    run("dpkg", *options, "--purge", "nrf53pack")
    report("dpkg --purge", None if not (root / "usr/bin/nrf53pack").exists() else "the program is still there")


def check_cmake_install(build, folder):
    prefix = folder / "prefix with blank"
    run("cmake", "--install", build, "--prefix", prefix)
    names = ["bin/nrf53pack", "share/man/man1/nrf53pack.1", "share/bash-completion/completions/nrf53pack"]
    missing = [name for name in names if not (prefix / name).is_file()]
    report("cmake --install", f"missing {missing}" if missing else None)


def main():
    with tempfile.TemporaryDirectory(prefix="nrf53pack-deb-") as name:
        folder = pathlib.Path(name)
        build = release_build(folder)
        package = make_package(build, folder / "first")
        check_control(package, build / "nrf53pack")
        if "--lintian" in sys.argv[1:]:
            check_lintian(package)
        root = folder / "root"
        run("dpkg-deb", "--extract", package, root)
        check_files(root)
        check_installation(package, folder)
        check_cmake_install(build, folder)


if __name__ == "__main__":
    main()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
