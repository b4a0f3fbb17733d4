#!/usr/bin/env python3
"""Every command with every kind of wrong input, in each place where it takes a file or a folder.

usage: NRF53PACK=PROGRAM wrong_input.py [PART-OF-A-NAME...]

CALLS holds good calls of each command of `nrf53pack help`; a command that is missing there fails the test. Each {place} of a
call is then filled with what is not there, cut off, a folder in place of a file, and so on, and with outputs that cannot be
written. Whatever comes: a documented exit status, one error in one form that names the file (and its line where the fault has
one), no half-written output, no crash and no complaint of a sanitizer. The last lines inject faults: no memory, and a package
that does not read back as it was made.
"""
import concurrent.futures
import itertools
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "fixtures"
PROGRAM = pathlib.Path(os.environ.get("NRF53PACK", ROOT / "build/nrf53pack")).resolve()
SANITIZER = re.compile(r"ERROR: (Address|Leak|UndefinedBehavior|Memory)Sanitizer|runtime error: ")
ERROR = re.compile(r"^(?:[^\n]*?: )?error: (?:Intel |[^A-Z\n])[^\n]*[^.\n]$", re.M)
LINE_OF_FILE = re.compile(r"^[^\n]*:\d+(:\d+)?: error: ", re.M)
FULL_DISK = 16  # bytes that a file may have
TIMEOUT = 120

# {place}: see PLACES. Each call is good as it stands.
CALLS = {
    "check": ["{build}", "{source}", "{config}", "--config {project} {build}", "--rules {rules} {build}",
              "--deployed {build} {overwrite}", "--baseline {baseline} {build}", "--format json={out_file} {build}"],
    "diff": ["{overwrite} {build} --no-simulation"],
    "simulate": ["--max-cuts 0 --scenario app-permanent {build}",
                 "--max-cuts 0 --scenario app-permanent --config {project} --format json={out_file} {overwrite}"],
    "report": ["--no-simulation {build} -o {out_file}"],
    "map": ["{build}", "--format svg={out_file} {overwrite}"],
    "init": ["simultaneous --sdk-version 3.2.1 --app-size 600K --net-size 200K -o {out_folder}"],
    "explain": ["{log}", "--build {build} {log}", "--rules {rules} N53-0001", "--format markdown={out_file} --all"],
    "pack": ["{overwrite} -o {out_folder} --key {key}",
             "{boot_build} -o {out_folder} --public-key {public} --digests-out {out_folder}",
             "--app {hex} --net {nsib_hex} --key {key} -o {out_folder} --mode overwrite-only --slot-size 0xe8000 "
             "--net-slot-size 0x40000 --align 4 --header-size 0x200 --pad-header --version 1.0.0 --net-version 1.0.0 "
             "--board nrf5340dk --net-board nrf5340dk --soc nrf5340"],
    "sign": ["--key {key} --version 1.2.3 --header-size 0x200 --pad-header --slot-size 0xe8000 --align 4 {bin} {out_file}",
             "--version 1.2.3 --header-size 0x200 --pad-header --slot-size 0xe8000 --align 4 {hex} {out_file}",
             "--key {locked} --passphrase-file {passphrase} --version 1.2.3 --header-size 0x200 --pad-header "
             "--slot-size 0xe8000 --align 4 {bin} {out_file}"],
    "sign-b0": ["--key {nsib_key} {net_hex} {out_file}"],
    "provision": ["--s0 0x1008800 --address 0x1008580 --form new --public-key {nsib_public} -o {out_hex}"],
    "verify": ["{image} --key {public}", "{zip} --key {public} --against {overwrite}", "{image} --installed {old_image}",
               "{nsib_hex} --provision {page}", "{image} --same-as {old_image}"],
    "info": ["{image}", "{zip}", "{hex}", "{page}", "{key}"],
    "keygen": ["-k {new_key} -t ecdsa-p256"],
    "getpub": ["-k {key}", "-k {locked} --passphrase-file {passphrase} -o {out_file}"],
    "getpubhash": ["-k {public} -o {out_file}"],
    "getpriv": ["-k {key} -o {out_file}"],
    "keyinfo": ["-k {key}"],
    "bootconfig": ["{boot_build} -o {out_folder} --key {public}"],
    "help": ["", "check"],
    "version": [""],
}
GOOD, UNUSABLE, ANY = (0, 1), (3,), (0, 1, 3)

# What a place takes: (kind, what it is filled with in a good call). Those of the folder MADE are made by the program.
MADE = object()
PLACES = {
    "build": ("tree", "ncs32_dk_qspi_brick"), "overwrite": ("tree", "ncs32_dk_qspi_overwrite"),
    "boot_build": ("tree", "ncs32_dk_qspi_nrf53boot"), "source": ("sources", "ncs32_dk_qspi_overwrite_source"),
    "config": ("config", "ncs32_dk_qspi_overwrite/mcuboot/zephyr/.config"),
    "project": ("yaml", MADE), "rules": ("rules", MADE), "baseline": ("file", MADE), "log": ("log", "logs/brick-loop-rtt.log"),
    "key": ("file", "keys/test-ecdsa-p256.pem"), "public": ("file", "keys/test-ecdsa-p256.pub.pem"),
    "locked": ("file", "keys/test-ecdsa-p256-encrypted.pem"), "passphrase": ("file", MADE),
    "nsib_key": ("file", "keys/test-nsib-p256.pem"), "nsib_public": ("file", "keys/test-nsib-p256.pub.pem"),
    "bin": ("raw", "ncs32_dk_qspi_overwrite/sensor_hub/zephyr/zephyr.bin"),
    "hex": ("file", "ncs32_dk_qspi_overwrite/sensor_hub/zephyr/zephyr.hex"),
    "net_hex": ("file", "ncs32_dk_qspi_overwrite/ipc_radio/zephyr/zephyr.hex"),
    "nsib_hex": ("file", "ncs32_dk_qspi_overwrite/signed_by_b0_ipc_radio.hex"),
    "image": ("file", MADE), "old_image": ("file", MADE), "zip": ("file", MADE), "page": ("file", MADE),
    "out_file": ("out", None), "out_hex": ("out", None), "out_folder": ("out_folder", None),
    "new_key": ("out_folder", None),  # its folder is made
}
RULE = """\
rules:
  - id: N53-9901
"""


def run(words, status=None, **more):
    done = subprocess.run([str(PROGRAM), *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT,
                          start_new_session=True, **more)
    if status is not None and done.returncode not in status:
        raise AssertionError(f"{words}: exit {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return done


class Inputs:
    """Good and wrong inputs, made once for all calls, which only read them."""

    def __init__(self, folder):
        self.folder = folder
        self.count = itertools.count()
        self.good = {}
        made = self.make_good()
        for name, (_, value) in PLACES.items():
            if value is not None:
                self.good[name] = made[name] if value is MADE else FIXTURES / value
        self.wrong = {}
        for name, (kind, _) in PLACES.items():
            if kind not in ("out", "out_folder"):
                self.wrong[name] = list(getattr(self, f"wrong_{kind}")(self.good[name]))

    def make_good(self):
        made = self.folder / "made"
        made.mkdir()
        key = FIXTURES / "keys/test-ecdsa-p256.pem"
        run(["pack", FIXTURES / "ncs32_dk_qspi_overwrite", "-o", made / "out", "--key", key], GOOD)
        shutil.copy(made / "out/app_update.bin", made / "old_update.bin")
        run(["provision", "--s0", "0x1008800", "--address", "0x1008580", "--form", "new", "--public-key",
             FIXTURES / "keys/test-nsib-p256.pub.pem", "-o", made / "page.hex"], GOOD)
        (made / "project.yml").write_text("severities:\n  N53-0601: warning\n")
        (made / "passphrase").write_text("nrf53pack\n")
        (made / "rules").mkdir()
        example = ROOT / "tests/cli/check_own_rule/rules"
        for path in example.glob("*.yml"):
            shutil.copy(path, made / "rules")
        run(["check", "--write-baseline", made / "baseline.json", FIXTURES / "ncs32_dk_qspi_brick"], GOOD)
        return {"project": made / "project.yml", "passphrase": made / "passphrase", "rules": made / "rules",
                "baseline": made / "baseline.json", "image": made / "out/app_update.bin", "old_image": made / "old_update.bin",
                "zip": made / "out/dfu_application.zip", "page": made / "page.hex"}

    def new(self, like):
        folder = self.folder / f"wrong{next(self.count)}"
        folder.mkdir()
        return folder / like.name

    def file(self, good, data):
        path = self.new(good)
        path.write_bytes(data)
        return path

    def not_there(self, good):
        path = self.new(good).with_name(f"missing-{good.name}")
        return "missing", path, UNUSABLE, {"names": path.name}

    def folder_for_file(self, good):
        path = self.new(good)
        path.mkdir()
        return "a folder", path, (2, *UNUSABLE), {"names": path.name}

    def wrong_file(self, good):
        data = good.read_bytes()
        yield self.not_there(good)
        yield self.folder_for_file(good)
        yield "empty", self.file(good, b""), UNUSABLE, {"names": good.name}
        if len(data) > 64:
            yield "cut off", self.file(good, data[:len(data) // 2]), ANY, {"names": good.name}
            yield "other bytes", self.file(good, bytes(range(256)) * 8), UNUSABLE, {"names": good.name}
            yield "all 0xff", self.file(good, b"\xff" * 4096), UNUSABLE, {"names": good.name}
        if data.isascii():
            yield "CRLF", self.file(good, data.replace(b"\n", b"\r\n")), GOOD, {}

    def wrong_raw(self, good):
        """Any bytes are a firmware."""
        yield self.not_there(good)
        yield self.folder_for_file(good)
        yield "empty", self.file(good, b""), UNUSABLE, {"names": good.name}
        yield "of 17 MiB", self.file(good, bytes(17 << 20)), UNUSABLE, {"names": "exceed the slot size"}

    def wrong_log(self, good):
        data = good.read_bytes()
        yield self.not_there(good)
        yield self.folder_for_file(good)
        yield "empty", self.file(good, b""), ANY, {}
        yield "other bytes", self.file(good, bytes(range(256)) * 64), ANY, {}
        yield "CRLF", self.file(good, data.replace(b"\n", b"\r\n")), GOOD, {}

    def wrong_yaml(self, good):
        data = good.read_bytes()
        yield self.not_there(good)
        yield self.folder_for_file(good)
        yield "no YAML", self.file(good, data + b"a: [1\nb: }\n"), UNUSABLE, {"names": good.name, "line": True}
        yield "not UTF-8", self.file(good, data + b"waivers: \xff\n"), UNUSABLE, {"names": good.name}
        yield "a list", self.file(good, b"- a\n"), UNUSABLE, {"names": good.name, "line": True}
        yield "CRLF", self.file(good, data.replace(b"\n", b"\r\n")), GOOD, {}

    def wrong_rules(self, good):
        yield self.not_there(good)
        for what, data in (("no YAML", b"rules: [\n"), ("cut off", RULE.encode()), ("not UTF-8", b"rules: \xff\n")):
            folder = self.new(good)
            folder.mkdir()
            (folder / "own.yml").write_bytes(data)
            yield what, folder, UNUSABLE, {"names": "own.yml"}

    def wrong_config(self, good):
        data = good.read_bytes()
        yield self.not_there(good)
        yield "other bytes", self.file(good, bytes(range(256)) * 8), UNUSABLE, {"names": good.name}
        yield "cut off", self.file(good, data[:len(data) // 2 - 1]), ANY, {"names": good.name}
        yield "a huge number", self.file(good, data + b"CONFIG_BOOT_MAX_IMG_SECTORS=" + b"9" * 40 + b"\n"), ANY, {"names": good.name}
        yield "CRLF", self.file(good, data.replace(b"\n", b"\r\n")), GOOD, {}

    def edited(self, good, *edits):
        """A copy of a tree in which files are changed: (name, function of its bytes)."""
        tree = self.new(good)
        shutil.copytree(good, tree)
        for name, edit in edits:
            path = tree / name
            path.write_bytes(edit(path.read_bytes()))
        return tree

    def wrong_sources(self, good):
        yield self.not_there(good)
        yield "CRLF", self.edited(good, *((path.relative_to(good), lambda data: data.replace(b"\n", b"\r\n"))
                                          for path in good.rglob("*") if path.is_file())), GOOD, {}

    def wrong_tree(self, good):
        config = "mcuboot/zephyr/.config"
        texts = [path.relative_to(good) for path in good.rglob("*")
                 if path.is_file() and path.suffix not in (".bin", ".hex")]
        partitions = {"names": "partitions.yml"}
        yield self.not_there(good)
        yield "a file", self.file(good, b"none\n"), UNUSABLE, {"names": good.name}
        nothing = self.new(good)
        nothing.mkdir()
        (nothing / "README.txt").write_text("no build\n")
        yield "no build", nothing, UNUSABLE, {"names": good.name}
        yield "no YAML", self.edited(good, ("partitions.yml", lambda data: data + b"a: [1\nb: }\n")), UNUSABLE, partitions | {"line": True}
        yield "not UTF-8", self.edited(good, ("partitions.yml", lambda data: data + b"a: \xff\n")), UNUSABLE, partitions
        yield "YAML cut off", self.edited(good, ("partitions.yml", lambda data: data[:len(data) // 2])), ANY, partitions
        yield "a huge number", self.edited(good, ("partitions.yml", lambda data: data.replace(b"size: 0x", b"size: 0x" + b"f" * 17, 1))), ANY, partitions
        yield "configuration cut off", self.edited(good, (config, lambda data: data[:len(data) // 2 - 1])), ANY, {"names": ".config"}
        yield "binary configuration", self.edited(good, (config, lambda data: bytes(range(256)) * 8)), UNUSABLE, {"names": ".config"}
        yield "CRLF", self.edited(good, *((name, lambda data: data.replace(b"\n", b"\r\n")) for name in texts)), GOOD, {}


def whole(report):
    try:
        return "inputs" in json.loads(report.read_text(encoding="utf-8"))
    except ValueError:
        return False


def full_disk():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_DISK, FULL_DISK))


class Call:
    """One call: its words with each place filled, and what has to come of it."""

    def __init__(self, command, text, fill, statuses=GOOD, says=None, title="good", **how):
        self.command, self.text, self.fill, self.statuses, self.how = command, text, fill, statuses, how
        self.says = says or {}
        self.name = f"{command} {text}: {title}"

    def words(self, out):
        """Each output has a name of its own."""
        count = itertools.count()
        words = [self.command]
        for word in shlex.split(self.text):
            before, place, after = re.fullmatch(r"([^{]*)(?:{(\w+)})?(.*)", word).groups()
            if place is None:
                words.append(word)
                continue
            filled = self.fill.get(place) or out / {"out_hex": "page.hex"}.get(place, f"made{next(count)}")
            words.append(f"{before}{filled}{after}")
        return words

    def faults(self):
        with tempfile.TemporaryDirectory(prefix="nrf53pack-wrong-") as name:
            folder = pathlib.Path(name)
            out = folder / "out"
            out.mkdir()
            (folder / "file").write_text("a file\n")
            if "below" in self.how:
                out = folder / self.how["below"]
            environment = os.environ | self.how.get("environment", {})
            words = self.words(out)
            if self.how.get("stdout") == "full":
                with open("/dev/full", "wb") as full:
                    done = subprocess.run([str(PROGRAM), *map(str, words)], stdin=subprocess.DEVNULL, stdout=full,
                                          stderr=subprocess.PIPE, timeout=TIMEOUT, start_new_session=True)
            else:
                done = run(words, env=environment, preexec_fn=full_disk if self.how.get("disk") == "full" else None)
            yield from self.judge(done, sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / "file"))

    def judge(self, done, files):
        text = done.stderr.decode("utf-8", "replace")
        errors = ERROR.findall(text)
        if SANITIZER.search(text) or done.returncode < 0:
            yield f"crashed ({done.returncode}): {text[-2000:]}"
            return
        if done.returncode not in self.statuses:
            yield f"exit {done.returncode}, expected {' or '.join(map(str, self.statuses))}: {text[:500]}"
        if done.returncode < 2:
            if "error: " in text and not text.startswith("nrf53pack: error: not verified"):
                yield f"exit {done.returncode} with an error: {text[:500]}"
            return
        for path in files:
            # a report says what could not be read
            if self.command != "check" or not whole(path):
                yield f"wrote {path.name}"
        if not 1 <= len(errors) <= self.says.get("errors", 1):
            yield f"{len(errors)} errors of the usual form: {text[:800]}"
        if self.says.get("names", "") not in text:
            yield f"'{self.says['names']}' is not named: {text[:500]}"
        if self.says.get("line") and not LINE_OF_FILE.search(text):
            yield f"no line of the file is named: {text[:500]}"


def calls_of(inputs, command, text, tried):
    """The good call, then each place, which no earlier call of the command had, with each wrong thing."""
    found = dict.fromkeys(re.findall(r"{(\w+)}", text))
    places = [place for place in found if place not in tried]
    tried |= set(places)
    outputs = [place for place in places if PLACES[place][0].startswith("out")]
    yield Call(command, text, inputs.good)
    for place in places:
        for title, path, statuses, says in inputs.wrong.get(place, ()):
            yield Call(command, text, inputs.good | {place: path}, statuses, says, f"{place} is {title}")
    for place in outputs:
        yield Call(command, text, inputs.good, UNUSABLE, {"names": "file"}, f"{place} below a file", below="file/sub")
        if PLACES[place][0] == "out":
            yield Call(command, text, inputs.good, UNUSABLE, {"names": "nowhere"}, f"{place} in no folder", below="nowhere/sub")
        yield Call(command, text, inputs.good, UNUSABLE, {}, "full disk", disk="full")
    if not any(PLACES[place][0].startswith("out") for place in found) and not places[1:]:
        yield Call(command, text, inputs.good, UNUSABLE, {"names": "standard output"}, "standard output is full", stdout="full")


# What zip_fread() reads is not what was packed.
SPOILED_ZIP = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
typedef int64_t (*reader)(void *, void *, uint64_t);
int64_t zip_fread(void *file, void *bytes, uint64_t size)
{
    int64_t done = ((reader)dlsym(RTLD_NEXT, "zip_fread"))(file, bytes, size);
    if (done > 0) {
        *(unsigned char *)bytes ^= 1;
    }
    return done;
}
"""


def injected(inputs, folder):
    library = folder / "spoil.so"
    source = folder / "spoil.c"
    source.write_text(SPOILED_ZIP)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    options = os.environ.get("ASAN_OPTIONS", "")
    yield Call("pack", CALLS["pack"][0], inputs.good, (4,), {"names": "dfu_application.zip", "errors": 9}, "the package does not read back",
               environment={"LD_PRELOAD": str(library), "ASAN_OPTIONS": f"{options}:verify_asan_link_order=0"})
    large = folder / "large.bin"
    large.write_bytes(bytes(2 << 20))
    if b"__asan_init" in PROGRAM.read_bytes():
        yield Call("sign", CALLS["sign"][0], inputs.good | {"bin": large}, UNUSABLE, {"names": "out of memory"}, "no memory",
                   environment={"ASAN_OPTIONS": f"{options}:allocator_may_return_null=1:max_allocation_size_mb=1"})


def commands():
    text = run(["help"], (0,)).stdout.decode()
    return re.findall(r"^  ([a-z][a-z0-9-]*) ", text[text.index("commands:"):], re.M)


def try_call(call):
    return call, list(call.faults())


def main():
    wanted = sys.argv[1:]
    bad = passed = 0
    named = commands()
    for command in sorted(set(named) ^ set(CALLS)):
        print(f"FAILED: '{command}' is in {'`help` and not in CALLS' if command in named else 'CALLS and not in `help`'}")
        bad += 1
    with tempfile.TemporaryDirectory(prefix="nrf53pack-wrong-") as name:
        inputs = Inputs(pathlib.Path(name))
        calls = [call for command, texts in CALLS.items() for tried in [set()] for text in texts
                 for call in calls_of(inputs, command, text, tried)]
        calls += injected(inputs, pathlib.Path(name))
        calls = [call for call in calls if all(part in call.name for part in wanted)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for call, faults in pool.map(try_call, calls):
                passed += not faults
                bad += bool(faults)
                for fault in faults:
                    print(f"FAILED: {call.name}: {fault}")
    print(f"{passed} passed, {bad} failed")
    return 1 if bad or not calls else 0


if __name__ == "__main__":
    sys.exit(main())
