#!/usr/bin/env python3
"""The Zephyr module in a sysbuild build. Sysbuild and the SDK's module are stand-ins (sysbuild/CMakeLists.txt says what they are
like); zephyr/ is the real thing, and so is the program. Each build lies in folders with blanks in their names.

usage: NRF53PACK=PROGRAM sysbuild.py [--real-nrf53boot MBEDTLS-SOURCE]      needs cmake, ninja, make, imgtool, kconfiglib, pyyaml

With the option nothing is run but the build of the real nrf53boot, which needs arm-none-eabi-gcc and takes a minute.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import kconfiglib
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STAND_IN = ROOT / "tests/integration/sysbuild"
PROGRAM = pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
KEYS = ROOT / "fixtures/keys"
passed = failed = 0


def report(title, problem):
    global passed, failed
    if problem:
        failed += 1
        print(f"FAILED {title}\n  {problem}")
    else:
        passed += 1


class Workspace:
    """An application `sensor_hub`, the fixture its images are copied from, and a build folder."""

    def __init__(self, folder, fixture="ncs32_dk_qspi_overwrite", conf=(), generator="Ninja", **variables):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="work space ", dir=folder))
        self.app = self.folder / "sensor_hub"
        self.app.mkdir()
        self.fixture = self.folder / "images of the fixture"
        shutil.copytree(ROOT / "fixtures" / fixture, self.fixture)
        shutil.copy(KEYS / "test-ecdsa-p256.pem", self.app / "my key.pem")
        self.build = self.folder / "build folder"
        self.calls = self.folder / "calls"
        self.program = self.folder / "the nrf53pack"
        self.program.write_text(f'#!/bin/sh\necho "$1" >>"{self.calls}"\nexec "{PROGRAM}" "$@"\n')
        self.program.chmod(0o755)
        self.generator = generator
        self.variables = {"APP_DIR": self.app, "FIXTURE": self.fixture, "MODULE_DIR": ROOT, "NRF53PACK": self.program,
                          "SIGN_KEY": KEYS / "test-ecdsa-p256.pem", "SIGN_VERSION": "1.4.2+7",
                          "NET_BOARD": "nrf5340dk/nrf5340/cpunet", **variables}
        self.set_conf(conf)

    def set_conf(self, lines, check="y"):
        defaults = [f"SB_CONFIG_NRF53PACK_CHECK={check}", 'SB_CONFIG_NRF53PACK_FAIL_ON="error"', 'SB_CONFIG_NRF53PACK_KEY="my key.pem"']
        (self.app / "sysbuild.conf").write_text("\n".join([*defaults, *lines]) + "\n")

    def configure(self, env=None):
        options = [f"-D{name}={value}" for name, value in self.variables.items() if value is not None]
        return subprocess.run(["cmake", "-G", self.generator, "-S", STAND_IN, "-B", self.build, *options], capture_output=True,
                              text=True, timeout=120, env=env)

    def make(self):
        """(exit status, what was printed, commands of the program that ran)"""
        if not (self.build / "CMakeCache.txt").exists():
            done = self.configure()
            if done.returncode:
                return done.returncode, done.stdout + done.stderr, []
        self.calls.write_text("")
        done = subprocess.run(["cmake", "--build", self.build], capture_output=True, text=True, timeout=300)
        return done.returncode, done.stdout + done.stderr, self.calls.read_text().split()


def judge(title, result, status, calls=None, said=()):
    got, text, ran = result
    if (got != 0) != (status != 0):
        report(title, f"exit status {got}\n{text}")
    elif calls is not None and ran != calls:
        report(title, f"{ran} ran, not {calls}\n{text}")
    else:
        missing = [word for word in said if word not in text]
        report(title, f"not said: {missing}\n{text}" if missing else None)


PACK = ["SB_CONFIG_NRF53PACK_PACK=y"]


def good(folder, generator):
    work = Workspace(folder, conf=PACK, generator=generator)
    judge(f"{generator}: a good build", work.make(), 0, ["check", "pack", "verify"], ["installs the same as dfu_application.zip"])
    made = work.build / "nrf53pack/dfu_application.zip"
    report(f"{generator}: packed", None if made.exists() else "no package")
    sdk = (work.build / "dfu_application.zip").read_bytes()
    judge(f"{generator}: again, nothing changed", work.make(), 0, [])
    config = work.fixture / "mcuboot/zephyr/.config"
    config.write_text(config.read_text() + "# a comment\n")
    judge(f"{generator}: a .config changed", work.make(), 0, ["check", "pack", "verify"])
    if generator != "Ninja":
        return
    made.unlink()
    judge(f"{generator}: the package was removed", work.make(), 0, ["check", "pack", "verify"])
    (work.app / ".nrf53pack.yml").write_text("waivers: []\n")
    judge(f"{generator}: there is a project file", work.make(), 0, ["check", "pack", "verify"])
    report(f"{generator}: the SDK's package is left alone", None if sdk == (work.build / "dfu_application.zip").read_bytes() else "changed")
    work.set_conf(["SB_CONFIG_NRF53PACK_PACK=n"])
    config.write_text(config.read_text().replace("CONFIG_BOOT_UPGRADE_ONLY=y", "# CONFIG_BOOT_UPGRADE_ONLY is not set")
                      .replace("# CONFIG_BOOT_SWAP_USING_MOVE is not set", "CONFIG_BOOT_SWAP_USING_MOVE=y"))
    judge(f"{generator}: a change that bricks, pack off", work.make(), 1, ["check"], ["brick"])


def bad(folder):
    work = Workspace(folder, fixture="ncs32_dk_qspi_brick", conf=PACK)
    result = work.make()
    judge("a build that bricks", result, 1, ["check"], ["brick [", "N53-0001", "on the device:", "the build has findings of severity 'error' or worse"])
    report("nothing is packed then", "there is a package" if (work.build / "nrf53pack/dfu_application.zip").exists() else None)
    judge("it fails again", work.make(), 1, ["check"], ["N53-0001"])
    work.set_conf(["# NRF53PACK_CHECK is not set"], check="n")
    judge("the check switched off", work.make(), 0, [])
    strict = Workspace(folder, conf=['SB_CONFIG_NRF53PACK_FAIL_ON="warning"'])
    judge("warnings are refused where they shall be", strict.make(), 1, ["check"], ["N53-0601"])
    (strict.app / ".nrf53pack.yml").write_text("severities:\n  N53-0601: note\n  N53-0607: note\n  N53-0602: note\n")
    judge("the application's project file counts", strict.make(), 0, ["check"])
    wrong = Workspace(folder, conf=['SB_CONFIG_NRF53PACK_FAIL_ON="nothing"'])
    done = wrong.configure()
    text = " ".join((done.stdout + done.stderr).split())
    judge("a severity that is none stops it before anything is built", (done.returncode, text, []), 1, [],
          ["SB_CONFIG_NRF53PACK_FAIL_ON is 'nothing', which is none of brick, error, warning"])
    nokey = Workspace(folder, conf=[*PACK, 'SB_CONFIG_NRF53PACK_KEY="no such key.pem"'])
    judge("a key that is not there", nokey.make(), 1, ["check", "pack"], ["no such key.pem", "the update could not be packed"])
    own = Workspace(folder, conf=PACK)
    key = own.app / "my key.pem"
    config = own.fixture / "zephyr/.config"
    config.write_text(re.sub("(SB_CONFIG_BOOT_SIGNATURE_KEY_FILE=).*", lambda found: f'{found[1]}"{key}"', config.read_text()))
    own.set_conf([*PACK, 'SB_CONFIG_NRF53PACK_KEY=""', f'SB_CONFIG_BOOT_SIGNATURE_KEY_FILE="{key}"'])
    judge("the key that sysbuild.conf names", own.make(), 0, ["check", "pack", "verify"])
    judge("the same key", own.make(), 0, [])
    os.utime(key, (1, 1))
    judge("another file of that name", own.make(), 0, ["check", "pack", "verify"])


def disagree(folder):
    for title, said, variables in (
        ("version", "version 1.4.2+7 here, 1.4.3+0 there", {"SIGN_VERSION": "1.4.3+0"}),
        ("key", "signed with another key", {"SIGN_KEY": KEYS / "test-nsib-p256.pem"}),
        ("signature type", "signed with another key", {"SIGN_KEY": KEYS / "test-ed25519.pem"}),
        ("board", "board of image 1 is 'nrf5340dk/nrf5340/cpunet' here, 'thingy53/nrf5340/cpunet' there", {"NET_BOARD": "thingy53/nrf5340/cpunet"}),
    ):
        work = Workspace(folder, conf=PACK, **variables)
        judge(f"the packages differ: {title}", work.make(), 1, ["check", "pack", "verify"], [said, "would not install the same"])
        judge(f"the packages differ: {title}, again", work.make(), 1, ["check", "pack", "verify"], [said])
    firmware = Workspace(folder, conf=PACK)
    judge("before the firmware changes", firmware.make(), 0)
    path = firmware.build / "dfu_application.zip"
    shutil.copy(path, firmware.folder / "old.zip")
    image = firmware.build / "sensor_hub/zephyr/zephyr.signed.bin"
    data = bytearray(image.read_bytes())
    data[0x300] ^= 1
    image.write_bytes(data)
    judge("the packages differ: firmware", firmware.make(), 1, ["check", "pack", "verify"], ["other firmware, from offset 0x100"])


def switched_off(folder):
    work = Workspace(folder, conf=["SB_CONFIG_DFU_ZIP=n", *PACK])
    judge("without the SDK's package", work.make(), 0, ["check", "pack"])
    later = Workspace(folder, conf=PACK)
    judge("with the SDK's package", later.make(), 0, ["check", "pack", "verify"])
    later.set_conf(["SB_CONFIG_DFU_ZIP=n", *PACK])
    judge("the SDK's package switched off later: the old one does not count", later.make(), 0, ["check", "pack"])
    check = Workspace(folder)
    judge("check alone", check.make(), 0, ["check"])
    report("check alone packs nothing", "there is a package" if list((check.build / "nrf53pack").glob("*.zip")) else None)
    off = Workspace(folder, NRF53PACK="/no such/program")
    off.set_conf([], check="n")
    judge("all off: the program need not be there", off.make(), 0)


def outdated(folder):
    """The SDK has no key and signs nothing. Update files of the build before, here without a signature, are no part of this one:
    the check does not see them."""
    work = Workspace(folder, conf=["SB_CONFIG_DFU_ZIP=n", *PACK], SIGN_KEY="")
    judge("the SDK signs nothing", work.make(), 0, ["check", "pack"])
    made = [work.build / "nrf53pack" / name for name in ("app_update.bin", "net_core_app_update.bin")]
    good = [path.read_bytes() for path in made]
    for path in made:
        path.unlink()
        subprocess.run([PROGRAM, "sign", "--version", "1.0.0", "--header-size", "0x200", "--pad-header", "--slot-size", "0x40000", "--align", "4",
                        work.fixture / "sensor_hub/zephyr/zephyr.hex", path], check=True, capture_output=True)
    judge("update files of the build before do not count", work.make(), 0, ["check", "pack"])
    report("they are made anew", None if good == [path.read_bytes() for path in made] else "they are others")


def missing(folder):
    work = Workspace(folder, NRF53PACK="/no such/program")
    judge("a program that is not there", work.make(), 1, [], ["there is no program '/no such/program'", "-DNRF53PACK=FILE"])
    work = Workspace(folder, NRF53PACK=None)
    done = work.configure(env={**os.environ, "PATH": "/usr/bin:/bin"})
    judge("none in PATH", (done.returncode, done.stdout + done.stderr, []), 1, [], ["docs/how-to/install.md", "SB_CONFIG_NRF53PACK_CHECK=n"])


def nrf53boot(folder):
    mbedtls = pathlib.Path(folder) / "mbed tls"
    (mbedtls / "library").mkdir(parents=True)
    (mbedtls / "library/sha256.c").write_text("")
    conf = ["SB_CONFIG_NRF53PACK_NRF53BOOT=y"]
    work = Workspace(folder, fixture="ncs32_dk_qspi_nrf53boot", conf=conf, NRF53PACK_FIRMWARE_DIR=STAND_IN / "firmware",
                     MBEDTLS_SOURCE_DIR=mbedtls)
    shutil.rmtree(work.fixture / "nrf53boot")
    own = work.app / "nrf53boot.conf"
    own.write_text("# ours\nCONFIG_NRF53BOOT_IMAGE0_MODE_SWAP_MOVE=y\nCONFIG_NRF53BOOT_TARGET_LOG_PIN=20\n")
    judge("nrf53boot", work.make(), 0, ["check", "bootconfig"])
    config = (work.build / "nrf53boot/.config").read_text()
    for line in ("CONFIG_NRF53BOOT=y", "CONFIG_NRF53BOOT_IMAGE0_MODE_SWAP_MOVE=y", "CONFIG_NRF53BOOT_IMAGE1_MODE_OVERWRITE=y",
                 "CONFIG_NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256=y", "CONFIG_NRF53BOOT_TARGET_LOG_PIN=20",
                 f'CONFIG_NRF53BOOT_SIGNATURE_KEY_FILE="{work.app / "my key.pem"}"'):
        report(f"nrf53boot/.config: {line.split('=')[0]}", None if config.splitlines().count(line) == 1 else config)
    header = (work.build / "nrf53boot/nrf53boot.hex").read_text()
    report("it is made for this build", None if "TARGET_LOG_PIN 20" in " ".join(header.split()) else header)
    own.write_text("CONFIG_NRF53BOOT_IMAGE0_MODE_OVERWRITE=y\n")
    status, text, _ = work.make()
    config = (work.build / "nrf53boot/.config").read_text()
    report("nrf53boot.conf changed", None if "MODE_OVERWRITE=y" in config and "SWAP_MOVE=y" not in config else f"{status}\n{text}\n{config}")
    own.write_text("CONFIG_NRF53BOOT_IMAGE0_MODE_OVERWRITE\n")
    judge("a line that is none", work.make(), 1, [], ["nrf53boot.conf", "is no line of the form"])
    own.unlink()
    work.set_conf([])
    work.make()
    report("nrf53boot off again", "its .config is still there" if (work.build / "nrf53boot/.config").exists() else None)
    work.set_conf(conf)
    shutil.rmtree(mbedtls)
    judge("without mbedTLS", work.make(), 1, None, ["needs the source of mbedTLS", "-DMBEDTLS_SOURCE_DIR"])


def odd_folder(folder):
    """A build folder whose name is a pattern: changes are seen all the same, and what names board and SDK counts."""
    work = Workspace(folder, conf=PACK)
    work.build = work.folder / "build [1]*?"
    judge("a build folder with characters of patterns", work.make(), 0, ["check", "pack", "verify"])
    judge("there again, nothing changed", work.make(), 0, [])
    config = work.fixture / "mcuboot/zephyr/.config"
    config.write_text(config.read_text() + "# a comment\n")
    judge("there, a .config changed", work.make(), 0, ["check", "pack", "verify"])
    cache = work.build / "mcuboot/CMakeCache.txt"
    cache.write_text("BOARD:STRING=nrf5340dk/nrf5340/cpuapp\n")
    judge("an image's CMakeCache.txt changed", work.make(), 0, ["check", "pack", "verify"])
    (work.build / "nrf53pack/pack.json").unlink()
    judge("pack.json was removed", work.make(), 0, ["check", "pack", "verify"])
    report("pack.json is there again", None if (work.build / "nrf53pack/pack.json").is_file() else "it is not")


def odd_names(folder):
    """Folders, key and program whose names CMake or a shell means something else by; what CMake cannot pass on is refused."""
    odd = Workspace(folder, conf=[*PACK, 'SB_CONFIG_NRF53PACK_KEY="a key (1) \'of\' [us] $HOME & co.pem"'])
    shutil.copy(odd.app / "my key.pem", odd.app / "a key (1) 'of' [us] $HOME & co.pem")
    odd.build = odd.folder / "it's [a] build (2) & more"
    judge("quotes, brackets, $ and &", odd.make(), 0, ["check", "pack", "verify"])
    judge("there again, nothing changed", odd.make(), 0, [])
    for name in ("a;b", "a[b", "a]b"):
        work = Workspace(folder, conf=PACK)
        app = work.folder / name / "sensor_hub"
        shutil.copytree(work.app, app)
        work.variables["APP_DIR"] = app
        done = work.configure()
        judge(f"sources in '{name}'", (done.returncode, " ".join(done.stderr.split()), []), 1, [], ["has a semicolon or a single bracket in it"])


def nrf53boot_modes(folder):
    """Modes of MCUboot's that nrf53boot has not."""
    off = [f"# SB_CONFIG_MCUBOOT_MODE_{name} is not set" for name in ("OVERWRITE_ONLY", "SWAP_USING_MOVE", "SWAP_USING_OFFSET")]
    for mode, known in (("SWAP_USING_MOVE", "SWAP_MOVE"), ("SWAP_USING_OFFSET", "SWAP_OFFSET"), ("OVERWRITE_ONLY", "OVERWRITE"),
                        ("SWAP_SCRATCH", None), ("DIRECT_XIP", None), ("SINGLE_APP", None), ("RAM_LOAD", None)):
        work = Workspace(folder, conf=["SB_CONFIG_NRF53PACK_NRF53BOOT=y", *off, f"SB_CONFIG_MCUBOOT_MODE_{mode}=y"])
        done = work.configure()
        config = work.build / "nrf53boot/.config"
        if known:
            made = config.is_file() and f"CONFIG_NRF53BOOT_IMAGE0_MODE_{known}=y" in config.read_text()
            report(f"nrf53boot for {mode}", None if done.returncode == 0 and made else done.stderr)
        else:
            told = "swaps by move or by offset, or overwrites" in " ".join(done.stderr.split())
            report(f"nrf53boot for {mode}", None if done.returncode and told and not config.exists() else f"{done.returncode}\n{done.stderr}")


def real_nrf53boot(folder, mbedtls):
    """firmware/target itself, for a tree in folders with blanks."""
    work = Workspace(folder, fixture="ncs32_dk_qspi_nrf53boot", conf=["SB_CONFIG_NRF53PACK_NRF53BOOT=y", *PACK], MBEDTLS_SOURCE_DIR=mbedtls)
    shutil.rmtree(work.fixture / "nrf53boot")
    shutil.copy(ROOT / "fixtures/ncs32_dk_qspi_nrf53boot_source/nrf53boot.conf", work.app)
    judge("the real nrf53boot", work.make(), 0, ["check", "pack", "verify", "bootconfig"])
    made = [work.build / "nrf53boot" / f"nrf53boot.{end}" for end in ("hex", "bin", "elf")]
    missing = [path.name for path in made if not path.is_file() or path.stat().st_size < 1000]
    report("its files", f"missing or empty: {missing}" if missing else None)
    times = [path.stat().st_mtime_ns for path in made if path.is_file()]
    judge("the real nrf53boot, nothing changed", work.make(), 0, [])
    report("its files stay", None if times == [path.stat().st_mtime_ns for path in made if path.is_file()] else "they were made again")


def kconfig(folder):
    """Our symbols as sysbuild's Kconfig sees them."""
    surrounding = pathlib.Path(folder) / "Kconfig"

    def values(series, *assignments):
        surrounding.write_text(f'config {series}\n\tbool\n\tdefault y\nconfig BOOTLOADER_MCUBOOT\n\tbool "MCUboot"\n\tdefault y\n'
                               f'source "{ROOT / "zephyr/sysbuild/Kconfig"}"\n')
        os.environ["CONFIG_"] = "SB_CONFIG_"
        tree = kconfiglib.Kconfig(str(surrounding), warn_to_stderr=False)
        conf = pathlib.Path(folder) / "conf"
        conf.write_text("\n".join(assignments) + "\n")
        tree.load_config(str(conf))
        return {name: tree.syms[f"NRF53PACK_{name}"].str_value for name in ("CHECK", "PACK", "FAIL_ON", "STRICT", "KEY", "NRF53BOOT")}, tree.warnings

    default, warnings = values("SOC_SERIES_NRF53")
    report("Kconfig: defaults", None if default == {"CHECK": "y", "PACK": "n", "FAIL_ON": "error", "STRICT": "n", "KEY": "", "NRF53BOOT": "n"}
           and not warnings else f"{default} {warnings}")
    report("Kconfig: the series under its older name", None if values("SOC_SERIES_NRF53X")[0]["CHECK"] == "y" else "CHECK is n")
    report("Kconfig: another chip", None if values("SOC_SERIES_NRF52")[0]["CHECK"] == "n" else "CHECK is y")
    chosen, warnings = values("SOC_SERIES_NRF53", "SB_CONFIG_NRF53PACK_PACK=y", 'SB_CONFIG_NRF53PACK_KEY="k.pem"')
    report("Kconfig: pack", None if (chosen["PACK"], chosen["KEY"], warnings) == ("y", "k.pem", []) else f"{chosen} {warnings}")


def module():
    """zephyr/module.yml names what is there."""
    data = yaml.safe_load((ROOT / "zephyr/module.yml").read_text())
    build = data["build"]
    report("module.yml: CMake", None if (ROOT / build["sysbuild-cmake"] / "CMakeLists.txt").is_file() else build)
    report("module.yml: Kconfig", None if (ROOT / build["sysbuild-kconfig"]).is_file() else build)
    report("module.yml: nothing in an image's own build", None if set(build) == {"sysbuild-cmake", "sysbuild-kconfig"} else build)


def main():
    if sys.argv[1:2] == ["--real-nrf53boot"]:
        with tempfile.TemporaryDirectory(prefix="nrf53pack-sysbuild-") as folder:
            real_nrf53boot(folder, pathlib.Path(sys.argv[2]).resolve())
        return
    module()
    with tempfile.TemporaryDirectory(prefix="nrf53pack-sysbuild-") as folder:
        kconfig(folder)
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            runs = [pool.submit(good, folder, "Ninja"), pool.submit(good, folder, "Unix Makefiles"), pool.submit(disagree, folder),
                    pool.submit(bad, folder), pool.submit(nrf53boot, folder), pool.submit(switched_off, folder), pool.submit(missing, folder),
                    pool.submit(odd_folder, folder), pool.submit(odd_names, folder), pool.submit(nrf53boot_modes, folder),
                    pool.submit(outdated, folder)]
            for run in runs:
                run.result()


if __name__ == "__main__":
    main()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
