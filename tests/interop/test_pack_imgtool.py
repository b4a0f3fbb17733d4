#!/usr/bin/env python3
"""`nrf53pack pack` of the fixture trees: imgtool verifies each image and would have written the same one, Python's zipfile and
json read the package, and whatever goes wrong leaves nothing behind.
"""
import json
import os
import resource
import shutil
import signal
import sys
import zipfile
from pathlib import Path

from intelhex import IntelHex
from interop import KEYS, NRF53PACK, ROOT, Image, Results, imgtool_command, run, scratch

TREE = ROOT / "fixtures" / "ncs32_dk_qspi_overwrite"
OTHER_TREES = [ROOT / "fixtures" / "ncs32_dk_qspi_nrf53boot"]
NET_HEX = "signed_by_b0_ipc_radio.hex"
APP_HEX = Path("sensor_hub/zephyr/zephyr.hex")
FILES = ["app_update.bin", "dfu_application.zip", "net_core_app_update.bin", "net_provision.hex", "pack.json"]
EPOCH = "1767225600"  # 2026-01-01 00:00:00 UTC

# What MCUboot's configuration says for each key.
SIGNATURES = {
    "test-ecdsa-p256.pem": "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256=y\n",
    "test-rsa-2048.pem": "CONFIG_BOOT_SIGNATURE_TYPE_RSA=y\nCONFIG_BOOT_SIGNATURE_TYPE_RSA_LEN=2048\n",
    "test-rsa-3072.pem": "CONFIG_BOOT_SIGNATURE_TYPE_RSA=y\nCONFIG_BOOT_SIGNATURE_TYPE_RSA_LEN=3072\n",
}


def copy_tree(folder, tree=TREE, key="test-ecdsa-p256.pem"):
    """A copy of a tree whose bootloader wants signatures of the key's type."""
    build = folder / "build"
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(tree, build)
    config = build / "mcuboot" / "zephyr" / ".config"
    lines = [line for line in config.read_text().splitlines() if "CONFIG_BOOT_SIGNATURE_TYPE" not in line]
    config.write_text("\n".join(lines) + "\n" + SIGNATURES[key])
    return build


def pack(build, out, *words, key="test-ecdsa-p256.pem", env=None, **kwargs):
    environment = dict(os.environ, SOURCE_DATE_EPOCH=EPOCH)
    environment.update(env or {})
    return run([NRF53PACK, "pack", build, "-o", out, "--key", KEYS / key, *words], env=environment, **kwargs)


def replace_line(path, start, line):
    """One fact of a tree changed; None drops the line."""
    lines = path.read_text().splitlines()
    found = [i for i, text in enumerate(lines) if text.startswith(start)]
    assert found, f"{path} has no line '{start}'"
    lines[found[0] : found[0] + 1] = [] if line is None else [line]
    path.write_text("\n".join(lines) + "\n")


def check_key(folder, tree, key):
    build, out = copy_tree(folder, tree, key), folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    done = pack(build, out, key=key)
    if done.returncode != 0:
        return f"exit {done.returncode}: {done.stderr.decode()}{done.stdout.decode()}"
    if sorted(path.name for path in out.iterdir()) != FILES:
        return f"wrote {sorted(path.name for path in out.iterdir())}"
    for name in ("app_update.bin", "net_core_app_update.bin"):
        if run([imgtool_command(), "verify", "--key", KEYS / key, out / name]).returncode != 0:
            return f"imgtool refuses {name}"
    return "; ".join(same_as_imgtool(folder, build, out, key))


def same_as_imgtool(folder, build, out, key):
    """The calls NCS makes, on the same inputs."""
    calls = {
        "app_update.bin": (build / APP_HEX, "1.4.2+7", "0xe8000"),
        "net_core_app_update.bin": (build / NET_HEX, "1.4.2+7", "0x40000"),
    }
    for name, (source, version, slot) in calls.items():
        target = folder / "theirs.bin"
        words = ["--version", version, "--align", "4", "--slot-size", slot, "--pad-header", "--header-size", "0x200"]
        done = run([imgtool_command(), "sign", "--overwrite-only", "--key", KEYS / key, *words, source, target])
        assert done.returncode == 0, done.stderr
        for problem in Image((out / name).read_bytes()).differences(Image(target.read_bytes())):
            yield f"{name}: {problem}"


def check_package(folder):
    """zip and manifest, read by Python."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    pack(copy_tree(folder), out)
    with zipfile.ZipFile(out / "dfu_application.zip") as archive:
        if archive.testzip() is not None:
            return "zipfile finds a damaged entry"
        infos = archive.infolist()
        manifest = json.loads(archive.read("manifest.json"))
        contents = {info.filename: archive.read(info) for info in infos}
    names = [info.filename for info in infos]
    if names != ["ipc_radio.bin", "sensor_hub.signed.bin", "manifest.json"]:
        return f"entries {names}"
    if any(info.compress_type != zipfile.ZIP_STORED or info.date_time != (2026, 1, 1, 0, 0, 0) for info in infos):
        return "method or time of an entry"
    if contents["ipc_radio.bin"] != (out / "net_core_app_update.bin").read_bytes():
        return "network image in the package differs from the one beside it"
    if contents["sensor_hub.signed.bin"] != (out / "app_update.bin").read_bytes():
        return "application in the package differs from the one beside it"
    return check_manifest(manifest, contents)


def check_manifest(manifest, contents):
    net, app = manifest["files"]
    kinds = {"type": str, "board": str, "soc": str, "load_address": int, "image_index": str, "slot_index_primary": str,
             "slot_index_secondary": str, "size": int, "file": str, "modtime": int}
    for entry in (net, app):
        for key, kind in kinds.items():
            if type(entry.get(key)) is not kind:
                return f"{key} of {entry['file']} is {entry.get(key)!r}"
        if entry["size"] != len(contents[entry["file"]]):
            return f"size of {entry['file']}"
    expected = (manifest["format-version"], manifest["time"], manifest["name"], app["image_index"], net["image_index"],
                app["load_address"], net["load_address"], app["version_MCUBOOT"], net["version"])
    if expected != (1, int(EPOCH), "sensor_hub", "0", "1", 0x10200, 0x01008800, "1.4.2+7", "3"):
        return f"values {expected}"
    return None


def check_reproducible(folder):
    build, sums = copy_tree(folder), set()
    for number, zone in enumerate(("UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu")):
        out = folder / f"again{number}"
        if pack(build, out, env={"TZ": zone}).returncode != 0:
            return f"exit status under {zone}"
        sums.add(tuple((out / name).read_bytes() for name in FILES))
    moved = folder / "moved"
    build.rename(moved)
    if pack(moved, folder / "again-moved").returncode != 0:
        return "exit status of the moved tree"
    sums.add(tuple((folder / "again-moved" / name).read_bytes() for name in FILES))
    return None if len(sums) == 1 else f"{len(sums)} different results"


def refused(folder, change, status, said, *words, **kwargs):
    """After a change to the tree, pack must end with the status, say something, and write nothing."""
    build, out = copy_tree(folder), folder / "refused"
    shutil.rmtree(out, ignore_errors=True)
    out.unlink(missing_ok=True)
    change(build)
    done = pack(build, out, *words, **kwargs)
    text = done.stderr.decode(errors="replace") + done.stdout.decode(errors="replace")
    if done.returncode != status:
        return f"exit {done.returncode}, expected {status}: {text}"
    if said not in text:
        return f"'{said}' is not in: {text}"
    return f"left {list(out.iterdir())}" if out.is_dir() and list(out.iterdir()) else None


def truncate(path, size):
    path.write_bytes(path.read_bytes()[:size])


def damage_firmware(build):
    """A byte of the network firmware changed behind b0's back, in HEX and with a right checksum."""
    path = build / NET_HEX
    lines = path.read_text().splitlines()
    index = next(i for i, line in enumerate(lines) if line.startswith(":10") and i > 4)
    body = bytearray.fromhex(lines[index][1:-2])
    body[8] ^= 1
    lines[index] = ":" + (bytes(body) + bytes([-sum(body) & 0xFF])).hex().upper()
    path.write_text("\n".join(lines) + "\n")


def remove_inputs(build, *names):
    for name in names:
        (build / name).unlink(missing_ok=True)


def move_application(build):
    """The application linked 0x100 higher: objcopy writes the upper half of the address as a record of type 02."""
    text = (build / APP_HEX).read_text()
    assert text.startswith(":020000021000EC")
    (build / APP_HEX).write_text(text.replace(":020000021000EC", ":020000021010DC", 1))


def refusals(folder):
    config = "mcuboot/zephyr/.config"
    cases = {
        "key of another type": (lambda build: None, 3, "bootloader verifies ECDSA P-256", {"key": "test-rsa-2048.pem"}),
        "encrypted key": (lambda build: None, 3, "encrypted", {"key": "test-ecdsa-p256-encrypted.pem"}),
        "public key": (lambda build: None, 3, "only a public key", {"key": "test-ecdsa-p256.pub.pem"}),
        "missing key": (lambda build: None, 3, "no such file", {"key": "none.pem"}),
        "empty network firmware": (lambda build: truncate(build / NET_HEX, 0), 3, "empty", {}),
        "cut network firmware": (lambda build: truncate(build / NET_HEX, 500), 3, NET_HEX, {}),
        "changed network firmware": (lambda build: (damage_firmware(build), remove_inputs(build, NET_HEX.replace(".hex", ".bin"),
                                     "ipc_radio/zephyr/zephyr.hex")), 1, "firmware hash", {}),
        "network firmware of another build": (damage_firmware, 3, "one of the two is left over", {}),
        "application for another address": (move_application, 3, "slot wants 0x10200", {}),
        "no network firmware": (lambda build: remove_inputs(build, NET_HEX, NET_HEX.replace(".hex", ".bin")), 3,
                                "signed_by_b0_ipc_radio", {}),
        "version that is none": (lambda build: replace_line(build / "sensor_hub/zephyr/.config",
                                 "CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION", 'CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION="1.x"'), 3, "--version", {}),
        "encrypted images": (lambda build: (build / config).write_text(
            (build / config).read_text() + "CONFIG_BOOT_ENCRYPT_IMAGE=y\n"), 3, "CONFIG_BOOT_ENCRYPT_IMAGE", {}),
        "wrong SOURCE_DATE_EPOCH": (lambda build: None, 3, "SOURCE_DATE_EPOCH", {"env": {"SOURCE_DATE_EPOCH": "soon"}}),
    }
    for name, (change, status, said, extra) in cases.items():
        yield name, refused(folder, change, status, said, **extra)


def check_limit(folder):
    """An image that imgtool would let through, one byte more than the bootloader installs."""
    build, out = copy_tree(folder), folder / "limit"
    small = pack(build, out)
    assert small.returncode == 0
    size = (out / "app_update.bin").stat().st_size
    # overwrite-only: the limit is the slot without 40 bytes of trailer, imgtool reserves only 32
    words = ["--net-slot-size", "0x40000", "--slot-size"]
    if pack(build, folder / "fits", *words, str(size + 40)).returncode != 0:
        return "an image of exactly the limit is refused"
    done = pack(build, folder / "tight", *words, str(size + 39))
    if done.returncode != 1 or b"slot fit" not in done.stderr or (folder / "tight").exists():
        return f"exit {done.returncode}: {done.stderr.decode()}"
    # an option cannot make the devices' slot larger
    for name in ("mcuboot_primary", "mcuboot_secondary"):
        text = (build / "partitions.yml").read_text()
        at = text.index("size: 0xe8000", text.index(f"\n{name}:"))
        (build / "partitions.yml").write_text(text[:at] + "size: 0x1000" + text[at + len("size: 0xe8000"):])
    firmware = IntelHex(str(build / APP_HEX))
    firmware.puts(firmware.minaddr() + 5000, b"end")
    firmware.write_hex_file(str(build / APP_HEX))
    shutil.copy(out / "app_update.bin", build / "sensor_hub/zephyr/zephyr.signed.bin")  # which the SDK made before; it would fit
    done = pack(build, folder / "large", "--net-slot-size", "0x40000", "--slot-size", "0xe8000")
    if done.returncode != 1 or b"app-update-too-large" not in done.stdout or (folder / "large").exists():
        return f"--slot-size over the tree's: exit {done.returncode}: {done.stdout.decode()}{done.stderr.decode()}"
    return None


def check_output_is_a_file(folder):
    out = folder / "a-file"
    out.write_text("keep me")
    done = pack(copy_tree(folder), out)
    return None if done.returncode == 3 and out.read_text() == "keep me" else f"exit {done.returncode}"


def check_full_disk(folder):
    """Writes fail in the middle: no file is left, neither new nor temporary; an older package stays as it was."""
    build, out = copy_tree(folder), folder / "full"
    pack(build, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1400, 1400))

    for target in (out, folder / "full-new"):
        done = pack(build, target, "--version", "9.9.9", preexec_fn=no_room)
        if done.returncode != 3:
            return f"exit {done.returncode}"
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    return None if after == before and not (folder / "full-new").exists() else "something was left behind or changed"


def check_verify(folder):
    """verify accepts the package, and refuses it for another tree and after each single change."""
    build, out = copy_tree(folder), folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    pack(build, out)
    package = out / "dfu_application.zip"
    words = [NRF53PACK, "verify", package, "--key", KEYS / "test-ecdsa-p256.pub.pem", "--against"]
    if run(words + [build]).returncode != 0:
        return run(words + [build]).stdout.decode()
    text = (build / "partitions_CPUNET.yml").read_text()
    (build / "partitions_CPUNET.yml").write_text(text.replace("0x1008800", "0x1009000"))
    if run(words + [build]).returncode != 1:
        return "verified against a tree with another network slot"
    data = package.read_bytes()
    entries = zipfile.ZipFile(package).infolist()
    damaged = bytearray(data)
    damaged[entries[0].header_offset + 100] ^= 1
    (folder / "damaged.zip").write_bytes(damaged)
    status = run([NRF53PACK, "verify", folder / "damaged.zip"]).returncode
    return None if status == 3 else f"damaged package: exit {status}"


def repack(package, target, edit, extra=()):
    """The package again with its manifest edited and further entries, written by Python."""
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "manifest.json":
                manifest = json.loads(data)
                edit(manifest["files"])
                data = json.dumps(manifest, indent=4).encode()
            copy.writestr(info.filename, data)
        for name, data in extra:
            copy.writestr(name, data)


def check_python_packages(folder):
    """A package that Python wrote verifies; each single change of it does not."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    pack(copy_tree(folder), out)
    package, target = out / "dfu_application.zip", folder / "edited.zip"
    repack(package, target, lambda files: None)
    done = run([NRF53PACK, "verify", target])
    if done.returncode != 0:
        return done.stdout.decode() + done.stderr.decode()
    edits = {
        "number for image_index": lambda files: files[0].update(image_index=1),
        "text for size": lambda files: files[0].update(size=str(files[0]["size"])),
        "wrong size": lambda files: files[0].update(size=1),
        "no board": lambda files: files[1].pop("board"),
        "other version": lambda files: files[1].update(version_MCUBOOT="9.9.9"),
        "other address": lambda files: files[0].update(load_address=0x01009000),
        "same image twice": lambda files: files[0].update(image_index="0"),
        "file that is not there": lambda files: files[0].update(file="other.bin"),
    }
    for name, edit in edits.items():
        repack(package, target, edit)
        if run([NRF53PACK, "verify", target]).returncode != 1:
            return f"verified with {name}"
    for extra in (("second.json", b"{}"), ("more.bin", b"x"), ("folder/", b"")):
        repack(package, target, lambda files: None, [extra])
        if run([NRF53PACK, "verify", target]).returncode != 1:
            return f"verified with the entry {extra[0]}"
    return None


def check_build(folder):
    """verify BUILD looks at the update files the build left, whoever made them."""
    build, out = copy_tree(folder), folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    if run([NRF53PACK, "verify", build]).returncode != 3:
        return "a build without update files has no exit 3"
    pack(build, out)
    signed = build / "sensor_hub" / "zephyr" / "zephyr.signed.bin"
    shutil.copy(out / "app_update.bin", signed)
    shutil.copy(out / "net_core_app_update.bin", build / "signed_by_mcuboot_and_b0_ipc_radio.bin")
    shutil.copy(out / "dfu_application.zip", build)
    words = [NRF53PACK, "verify", build, "--key", KEYS / "test-ecdsa-p256.pem"]
    done = run(words)
    if done.returncode != 0 or done.stdout.count(b"signature            pass") != 4:
        return done.stdout.decode() + done.stderr.decode()
    done = run([NRF53PACK, "verify", build])
    if done.returncode != 3 or b"4 signatures were not checked" not in done.stderr:
        return f"without its key, a build has exit {done.returncode}: {done.stderr}"
    data = bytearray(signed.read_bytes())
    data[600] ^= 1
    signed.write_bytes(data)
    return None if run(words).returncode == 1 else "a damaged image of the build verified"


def check_allowed(folder):
    """A bricking tree is refused; with --allow it is packed, and the record says why."""
    build, out = copy_tree(folder, ROOT / "fixtures" / "ncs32_dk_qspi_brick"), folder / "brick"
    done = pack(build, out)
    if done.returncode != 1 or out.exists() or b"N53-0001" not in done.stdout:
        return f"exit {done.returncode}: {done.stdout.decode()}"
    # what N53-0001 had silenced is found once it is allowed, and has to be allowed too
    done = pack(build, out, "--allow", "N53-0001=only for the lab")
    if done.returncode != 1 or out.exists() or b"N53-0020" not in done.stdout:
        return f"allowed by half: exit {done.returncode}: {done.stdout.decode()}"
    words = [word for rule in ("N53-0001", "N53-0020") for word in ("--allow", f"{rule}=only for the lab")]
    if pack(build, out, *words).returncode != 0:
        return "refused in spite of --allow"
    record = json.loads((out / "pack.json").read_text())
    allowed = record["check"]["allowed"]
    if [(entry["rule"], entry["reason"], entry["from"]) for entry in allowed] != [
            (rule, "only for the lab", "--allow") for rule in ("N53-0001", "N53-0020")]:
        return f"{allowed}"
    done = pack(copy_tree(folder), out, "--allow", "N53-0001=not needed here")
    record = json.loads((out / "pack.json").read_text())
    if done.returncode != 0 or record["check"]["allowed"] or b"met no finding" not in done.stderr:
        return f"unused --allow: {record['check']['allowed']} {done.stderr.decode()}"
    return None


def check_warnings(folder):
    """Warnings are named, once a rule; with --fail-on warning they refuse the package."""
    build, out = copy_tree(folder), folder / "warned"
    checked = json.loads(run([NRF53PACK, "check", build, "--format", "json"]).stdout)
    expected = sorted({f"warning: {finding['rule']} {finding['name']}" for finding in checked["findings"]
                       if finding["severity"] == "warning"})
    done = pack(build, out)
    said = [line for line in done.stdout.decode().splitlines() if line.startswith("warning: ")]
    if done.returncode != 0 or not expected or sorted(said) != expected:
        return f"said {said}, expected {expected}"
    if b"nrf53pack check" not in done.stdout:
        return "no hint how to see them"
    if pack(build, folder / "strict", "--fail-on", "warning").returncode != 1 or (folder / "strict").exists():
        return "packed with --fail-on warning"
    return None if pack(build, folder / "strict", "--fail-on", "note").returncode == 2 else "--fail-on note is taken"


def check_strict(folder):
    """A rule of consequence brick that cannot be decided refuses under --strict only. Those about the update files that pack
    makes itself are asked of what it made."""
    build, out = copy_tree(folder), folder / "undecided"
    (build / "CMakeCache.txt").unlink(missing_ok=True)
    checked = json.loads(run([NRF53PACK, "check", build, "--format", "json"]).stdout)
    about_files = {item["rule"] for item in checked["undecided"]}
    if not about_files or any("signed update file" not in text for item in checked["undecided"] for text in item["missing"]):
        return f"the case proves nothing: {checked['undecided']}"
    for words in ([], ["--strict"]):
        done = pack(build, folder / "decided", *words)
        recorded = json.loads((folder / "decided" / "pack.json").read_text())["check"]
        if done.returncode != 0 or recorded["undecided"] != 0:
            return f"{words}: exit {done.returncode}, {recorded}"
        shutil.rmtree(folder / "decided")
    remove_inputs(build, "mcuboot/zephyr/zephyr.dts")
    plain = pack(build, out)
    undecided = json.loads((out / "pack.json").read_text())["check"]["undecided"]
    if plain.returncode != 0 or undecided == 0:
        return f"the case proves nothing: {plain.returncode}, {undecided}"
    done = pack(build, folder / "undecided-strict", "--strict")
    if done.returncode != 1 or (folder / "undecided-strict").exists() or b"nothing was packed" not in done.stdout:
        return f"exit {done.returncode}"
    return None


def check_signed_by_the_build(folder):
    """What the build signed is not what pack makes: it refuses no package, and speaks for none."""
    build, out = copy_tree(folder), folder / "own"
    unsigned = run([NRF53PACK, "sign", "--version", "1.0.0", "--header-size", "0x200", "--pad-header", "--slot-size", "0x40000", "--align", "4",
                    build / NET_HEX, build / "signed_by_mcuboot_and_b0_ipc_radio.bin"])
    (build / "sensor_hub/zephyr/zephyr.signed.bin").write_bytes(bytes(90))
    checked = json.loads(run([NRF53PACK, "check", build, "--format", "json"]).stdout)
    refused = [finding["rule"] for finding in checked["findings"] if finding["severity"] == "error"]
    if unsigned.returncode != 0 or refused != ["N53-0604"]:
        return f"the case proves nothing: {unsigned.stderr.decode()} {refused}"
    done = pack(build, out, "--strict")
    record = json.loads((out / "pack.json").read_text())["check"] if done.returncode == 0 else None
    if record is None or record["undecided"] != 0 or b"N53-06" in done.stdout.replace(b"N53-0601", b"").replace(b"N53-0607", b""):
        return f"exit {done.returncode}: {record} {done.stdout.decode()}"
    return None


def check_two_keys(folder):
    """Devices trust the key that MCUboot was built with, whatever sysbuild says that the build signs with."""
    build, out = copy_tree(folder), folder / "two-keys"
    trusted, other = KEYS / "test-ecdsa-p256.pem", KEYS / "test-nsib-p256.pem"
    replace_line(build / "mcuboot/zephyr/.config", "CONFIG_BOOT_SIGNATURE_KEY_FILE", f'CONFIG_BOOT_SIGNATURE_KEY_FILE="{trusted}"')
    replace_line(build / "zephyr/.config", "SB_CONFIG_BOOT_SIGNATURE_KEY_FILE", f'SB_CONFIG_BOOT_SIGNATURE_KEY_FILE="{other}"')
    for words in ([], ["--key", other]):
        done = run([NRF53PACK, "pack", build, "-o", out, *words])
        wanted = f"'{other}' is not the key the bootloader of the tree trusts, '{trusted}'"
        if done.returncode != 3 or wanted not in done.stderr.decode() or out.exists():
            return f"{words}: exit {done.returncode}: {done.stderr.decode()}"
    done = pack(build, out)
    verified = run([NRF53PACK, "verify", out / "dfu_application.zip", "--against", build])
    if (done.returncode, verified.returncode) != (0, 0) or f"with key '{trusted}'" not in verified.stdout.decode():
        return f"exit {done.returncode}, {verified.returncode}: {verified.stdout.decode()[-200:]}"
    replace_line(build / "mcuboot/zephyr/.config", "CONFIG_BOOT_SIGNATURE_KEY_FILE", f'CONFIG_BOOT_SIGNATURE_KEY_FILE="{other}"')
    verified = run([NRF53PACK, "verify", out / "dfu_application.zip", "--against", build])
    if verified.returncode != 1:
        return f"another key in MCUboot: exit {verified.returncode}"
    for name, said in ((f"\\${{APP_DIR}}/{other.name}", "compared with its public half"), (other.name, "compared with its public half"),
                       (f"/ci/keys/{other.name}", "is not here to compare"), ("product.pem", "is not here to compare")):
        replace_line(build / "mcuboot/zephyr/.config", "CONFIG_BOOT_SIGNATURE_KEY_FILE", f'CONFIG_BOOT_SIGNATURE_KEY_FILE="{name}"')
        done = pack(build, out, key=other.name)
        if said not in done.stdout.decode():
            return f"MCUboot names {name}: {done.stdout.decode()}{done.stderr.decode()}"
    return None


def check_stale(folder):
    """An image of an earlier run that this package does not have is named."""
    out = folder / "stale"
    if b"was there before" in pack(copy_tree(folder), out).stderr + pack(copy_tree(folder), out).stderr:
        return "a note about files that were just written"
    build = copy_tree(folder, ROOT / "fixtures" / "ncs20_child_single_pair", "test-rsa-2048.pem")
    replace_line(build / "mcuboot/zephyr/.config", "CONFIG_PCD_APP=y", None)
    replace_line(build / "zephyr/.config", "CONFIG_NRF53_UPGRADE_NETWORK_CORE=y", None)
    done = pack(build, out, key="test-rsa-2048.pem")
    if done.returncode != 0 or b"net_core_app_update.bin' was there before and is no part of this package" not in done.stderr:
        return f"exit {done.returncode}: {done.stdout.decode()}{done.stderr.decode()}"
    return None


def check_header_size(folder):
    for size in ("0", "31"):
        if pack(copy_tree(folder), folder / "header", "--header-size", size).returncode != 2:
            return f"--header-size {size} is no usage error"
    return None


def main():
    results = Results()
    with scratch() as name:
        folder = Path(name)
        for key in SIGNATURES:
            results.add(f"pack with {key} equals imgtool and is verified by it", check_key(folder, TREE, key))
        for tree in OTHER_TREES:
            results.add(f"pack {tree.name} equals imgtool", check_key(folder, tree, "test-ecdsa-p256.pem"))
        results.add("package read by Python", check_package(folder))
        results.add("same bytes in any time zone and place", check_reproducible(folder))
        results.add("limit is the bootloader's, not imgtool's", check_limit(folder))
        results.add("output is a file", check_output_is_a_file(folder))
        results.add("full disk leaves nothing half-written", check_full_disk(folder))
        results.add("verify the package", check_verify(folder))
        results.add("packages Python wrote", check_python_packages(folder))
        results.add("verify a build", check_build(folder))
        results.add("bricking tree, refused and allowed", check_allowed(folder))
        results.add("warnings are named", check_warnings(folder))
        results.add("strict", check_strict(folder))
        results.add("files that the build signed", check_signed_by_the_build(folder))
        results.add("two keys", check_two_keys(folder))
        results.add("files of an earlier run", check_stale(folder))
        results.add("header sizes that are none", check_header_size(folder))
        for case, problem in refusals(folder):
            results.add(f"refused: {case}", problem)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
