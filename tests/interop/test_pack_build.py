#!/usr/bin/env python3
"""`nrf53pack pack BUILD` from unsigned firmware against the SDK's chain, put together here from its parts: imgtool, and
the validation blocks, provision data, packages that the SDK's scripts are documented to write. The command lines that
--explain-plan prints are run as they stand.
"""
import hashlib
import json
import os
import shlex
import shutil
import struct
import sys
import zipfile
from pathlib import Path

import ecdsa
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from intelhex import IntelHex

from interop import KEYS, NRF53PACK, ROOT, Image, Results, imgtool_command, payload, run, scratch

PAIRS = ROOT / "fixtures" / "pairs"
OVERWRITE = ROOT / "fixtures" / "ncs32_dk_qspi_overwrite"
KEY, PUBLIC = KEYS / "test-ecdsa-p256.pem", KEYS / "test-ecdsa-p256.pub.pem"
NSIB_KEY, NSIB_PUBLIC = KEYS / "test-nsib-p256.pem", KEYS / "test-nsib-p256.pub.pem"
SIGNING = ecdsa.SigningKey.from_pem(NSIB_KEY.read_text())
EPOCH = 1767225600  # 2026-01-01 00:00:00 UTC
NET, S0, S1, APP = 0x01008800, 0x8200, 0x1C200, 0x30200


# --- trees

def firmware(address, size, version=0, seed=1):
    """Random bytes with a vector table and, with a version, fw_info in them, as a linker leaves them."""
    data = bytearray(payload(size, seed))
    stack = 0x21010000 if address >> 24 == 1 else 0x20010000
    struct.pack_into("<2I", data, 0, stack, address + 0x101)
    if version:
        struct.pack_into("<15I", data, 0x200, 0x281EE6DE, 0x8FCEBB4C, 0x3502, 60, size, version, address, address,
                         0x9102FFFF, *[0] * 6)
    return bytes(data)


def put_hex(path, address, data):
    text = IntelHex()
    text.frombytes(data, address)
    path.parent.mkdir(parents=True, exist_ok=True)
    text.write_hex_file(str(path))


def add_lines(path, *lines):
    path.write_text(path.read_text() + "".join(f"{line}\n" for line in lines))


def set_line(path, start, line):
    lines = path.read_text().splitlines()
    at = next(i for i, text in enumerate(lines) if text.startswith(start))
    lines[at : at + 1] = [] if line is None else [line]
    path.write_text("\n".join(lines) + "\n")


def nsib_tree(folder):
    """b0 on both cores, with nothing signed yet."""
    build = folder / "nsib"
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(PAIRS / "immutable_bootloader_before_mcuboot" / "build", build)
    parts = {"mcuboot": (S0, 4001, 2, 3), "s1_image": (S1, 4002, 2, 4), "ipc_radio": (NET, 5003, 3, 5),
             "sensor_hub": (APP, 6000, 0, 6)}
    made = {}
    for name, (address, size, version, seed) in parts.items():
        made[name] = firmware(address, size, version, seed)
        put_hex(build / name / "zephyr" / "zephyr.hex", address, made[name])
    config = build / "sensor_hub/zephyr/.config"
    if "CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION=" not in config.read_text():
        add_lines(config, 'CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION="2.3.4+5"')
    return build, made


def devicetree_tree(folder):
    """No Partition Manager: the application leaves room for MCUboot's header itself."""
    build = folder / "devicetree"
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(PAIRS / "devicetree_partitions_both_cores" / "build", build)
    put_hex(build / "sensor_hub/zephyr/zephyr.hex", 0x10000, b"\0" * 0x200 + firmware(0x10200, 6000, seed=7))
    put_hex(build / "ipc_radio/zephyr/zephyr.hex", NET, firmware(NET, 5003, 3, 8))
    return build


def direct_xip_tree(folder):
    """One core whose application runs from either slot, linked once for each."""
    build = folder / "direct-xip"
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(PAIRS / "devicetree_partitions_one_core" / "build", build)
    shutil.copytree(build / "sensor_hub", build / "mcuboot_secondary_app")
    set_line(build / "mcuboot/zephyr/.config", "CONFIG_BOOT_UPGRADE_ONLY=y", "# CONFIG_BOOT_UPGRADE_ONLY is not set")
    set_line(build / "mcuboot/zephyr/.config", "# CONFIG_BOOT_DIRECT_XIP is not set", "CONFIG_BOOT_DIRECT_XIP=y")
    add_lines(build / "zephyr/.config", "SB_CONFIG_MCUBOOT_BUILD_DIRECT_XIP_VARIANT=y")
    for name, slot in (("sensor_hub", 0x10000), ("mcuboot_secondary_app", 0x84000)):
        config = build / name / "zephyr/.config"
        set_line(config, "CONFIG_MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY=y", None)
        set_line(config, "# CONFIG_MCUBOOT_BOOTLOADER_MODE_DIRECT_XIP is not set", "CONFIG_MCUBOOT_BOOTLOADER_MODE_DIRECT_XIP=y")
        set_line(config, "CONFIG_ROM_START_OFFSET=", "CONFIG_ROM_START_OFFSET=0x200")
        put_hex(build / name / "zephyr/zephyr.hex", slot, b"\0" * 0x200 + firmware(slot + 0x200, 6000, seed=9))
    return build


def unsigned_tree(folder, *lines):
    """The overwrite-only sample before anything was signed; lines are added to MCUboot's configuration."""
    build = folder / "unsigned"
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(OVERWRITE, build)
    for name in ("signed_by_b0_ipc_radio.hex", "signed_by_b0_ipc_radio.bin"):
        (build / name).unlink()
    if lines:
        add_lines(build / "mcuboot/zephyr/.config", *lines)
    return build


def signature_tree(folder, *lines):
    build = unsigned_tree(folder)
    config = build / "mcuboot/zephyr/.config"
    kept = [line for line in config.read_text().splitlines()
            if "CONFIG_BOOT_SIGNATURE_TYPE" not in line and "CONFIG_BOOT_IMG_HASH_ALG" not in line]
    config.write_text("\n".join(kept + list(lines)) + "\n")
    return build


def pack(build, out, *words, key=KEY, nsib=NSIB_KEY, epoch=EPOCH):
    keys = (["--key", key] if key else []) + (["--nsib-key", nsib] if nsib else [])
    return run([NRF53PACK, "pack", build, "-o", out, *keys, *words],
               env=dict(os.environ, SOURCE_DATE_EPOCH=str(epoch), NO_COLOR="1"))


def complaint(done, status=0):
    if done.returncode == status:
        return None
    return f"exit status {done.returncode}: {(done.stdout + done.stderr).decode()}"


# --- the SDK's parts

def signed_by_b0(data, address):
    """validation_data.py: the block at the next word, its signature over the hash of the hash."""
    end = (address + len(data) + 3) // 4 * 4
    digest = hashlib.sha256(data).digest()
    signature = SIGNING.sign_deterministic(digest, hashfunc=hashlib.sha256)
    block = struct.pack("<4I", 0x281EE6DE, 0x86518483, 79106, address) + digest + SIGNING.verifying_key.to_string() + signature
    return data + b"\xff" * (end - address - len(data)) + block


def imgtool_image(folder, source, version, slot, *words):
    target = folder / "theirs.bin"
    done = run([imgtool_command(), "sign", "--version", version, "--align", "4", "--slot-size", slot, "--pad-header",
                "--header-size", "0x200", "--key", KEY, *words, source, target])
    assert done.returncode == 0, done.stderr
    return Image(target.read_bytes())


def provision(s0, s1, new_form=True):
    """provision.py without counters."""
    point = SIGNING.verifying_key.to_string()
    token = 0x50FAFFFF if new_form else 0xFFFFFFFF
    return struct.pack("<3II", s0, s1, 1, token) + hashlib.sha256(point).digest()[:16]


def cbor_int(value):
    major, value = (0x20, -1 - value) if value < 0 else (0, value)
    for limit, head, form in ((24, None, "B"), (0x100, 24, ">B"), (0x10000, 25, ">H"), (1 << 32, 26, ">I")):
        if value < limit:
            return bytes([major | value]) if head is None else bytes([major | head]) + struct.pack(form, value)
    raise ValueError(value)


def multi_image(parts):
    """dfu_multi_image_tool.py"""
    entries = b"".join(b"\xa2\x62id" + cbor_int(number) + b"\x64size" + cbor_int(len(data)) for number, data in parts)
    header = b"\xa1\x63img" + bytes([0x80 | len(parts)]) + entries
    return struct.pack("<H", len(header)) + header + b"".join(data for _, data in parts)


# --- tests

def check_nsib(folder):
    """Everything of a build with b0 on both cores, from four unsigned HEX files."""
    build, made = nsib_tree(folder)
    out = folder / "out-nsib"
    shutil.rmtree(out, ignore_errors=True)
    add_lines(build / "zephyr/.config", "SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_BUILD=y", "SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_APP=y",
              "SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_NET=y", "SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_MCUBOOT=y")
    done = pack(build, out)
    if done.returncode != 0:
        return complaint(done)
    wanted = {"app_update.bin", "net_core_app_update.bin", "dfu_application.zip", "dfu_mcuboot.zip", "dfu_multi_image.bin",
              "app_provision.hex", "net_provision.hex", "pack.json", "signed_by_mcuboot_and_b0_mcuboot.bin",
              "signed_by_mcuboot_and_b0_s1_image.bin"}
    wanted |= {f"signed_by_b0_{name}.{end}" for name in ("ipc_radio", "mcuboot", "s1_image") for end in ("hex", "bin")}
    written = {path.name for path in out.iterdir()}
    if written != wanted:
        return f"wrote {sorted(written ^ wanted)} more or less"
    return same_blocks(out, made) or same_images(folder, build, out) or same_provisions(out) or same_packages(out)


def same_blocks(out, made):
    for name, address in (("ipc_radio", NET), ("mcuboot", S0), ("s1_image", S1)):
        reference = signed_by_b0(made[name], address)
        if (out / f"signed_by_b0_{name}.bin").read_bytes() != reference:
            return f"signed_by_b0_{name}.bin is not what the SDK writes"
        read = IntelHex(str(out / f"signed_by_b0_{name}.hex"))
        if read.minaddr() != address or read.tobinstr() != reference:
            return f"signed_by_b0_{name}.hex is not what the SDK writes"
    return None


def same_images(folder, build, out):
    calls = {
        "app_update.bin": (build / "sensor_hub/zephyr/zephyr.hex", app_version(build), "0xc8000"),
        "net_core_app_update.bin": (out / "signed_by_b0_ipc_radio.hex", "1.1.0+0", "0x37800"),
        "signed_by_mcuboot_and_b0_mcuboot.bin": (out / "signed_by_b0_mcuboot.hex", "1.1.0+0", "0x13e00"),
        "signed_by_mcuboot_and_b0_s1_image.bin": (out / "signed_by_b0_s1_image.bin", "1.1.0+0", "0x13e00"),
    }
    for name, (source, version, slot) in calls.items():
        found = Image((out / name).read_bytes()).differences(imgtool_image(folder, source, version, slot))
        if found:
            return f"{name}: {found}"
        if run([imgtool_command(), "verify", "--key", PUBLIC, out / name]).returncode != 0:
            return f"imgtool refuses {name}"
    return None


def app_version(build):
    text = (build / "sensor_hub/zephyr/.config").read_text()
    return text.split('CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION="')[1].split('"')[0]


def same_provisions(out):
    for name, address, data in (("app_provision.hex", 0xFF8100 + 40, provision(0x8000, 0x1C000)),
                                ("net_provision.hex", 0x1008580 + 40, provision(NET, NET))):
        read = IntelHex(str(out / name))
        if read.minaddr() != address or read.tobinstr() != data:
            return f"{name}: at {read.minaddr():#x} {read.tobinstr().hex()}, expected at {address:#x} {data.hex()}"
    return None


def check_devicetree(folder):
    """Addresses of the network core come from b0n's devicetree, where they count from the start of its flash."""
    out = folder / "out-devicetree"
    shutil.rmtree(out, ignore_errors=True)
    done = pack(devicetree_tree(folder), out)
    if done.returncode != 0:
        return complaint(done)
    if (out / "signed_by_b0_ipc_radio.bin").read_bytes() != signed_by_b0(firmware(NET, 5003, 3, 8), NET):
        return "signed_by_b0_ipc_radio.bin is not what the SDK writes"
    read = IntelHex(str(out / "net_provision.hex"))
    found = read.minaddr(), read.tobinstr()
    return None if found == (0x1008580 + 40, provision(NET, NET)) else f"net_provision.hex: {found[0]:#x} {found[1].hex()}"


def check_direct_xip(folder):
    build, out = direct_xip_tree(folder), folder / "out-direct-xip"
    shutil.rmtree(out, ignore_errors=True)
    done = pack(build, out)
    if done.returncode != 0:
        return complaint(done)
    loads = [Image((out / name).read_bytes()).load for name in ("app_update.bin", "app_update_secondary.bin")]
    with zipfile.ZipFile(out / "dfu_application.zip") as archive:
        files = json.loads(archive.read("manifest.json"))["files"]
    said = [(entry["file"], entry["slot"], entry["image_index"], entry["version_MCUBOOT+XIP"]) for entry in files]
    if loads != [0x10000, 0x84000] or said != [("sensor_hub.signed.bin", "0", "0", "1.4.2+7"),
                                               ("mcuboot_secondary_app.signed.bin", "1", "0", "1.4.2+7")]:
        return f"{loads} {said}"
    set_line(build / "sensor_hub/zephyr/.config", "CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS=", 'CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS="--pad-sig"')
    done = pack(build, out)
    marked = [(Image((out / name).read_bytes()).load, Image((out / name).read_bytes()).flags & 0x100)
              for name in ("app_update.bin", "app_update_secondary.bin")]
    if done.returncode != 0 or marked != [(0x10000, 0x100), (0x84000, 0x100)]:
        return f"with extra arguments: {marked} {complaint(done)}"
    put_hex(build / "mcuboot_secondary_app/zephyr/zephyr.hex", 0x10000, b"\0" * 0x200 + firmware(0x10200, 6000, seed=9))
    return refused(folder, build, 3, "slot wants 0x84000")


def same_packages(out):
    data = {name: (out / name).read_bytes() for name in ("app_update.bin", "net_core_app_update.bin",
            "signed_by_mcuboot_and_b0_mcuboot.bin", "signed_by_mcuboot_and_b0_s1_image.bin")}
    with zipfile.ZipFile(out / "dfu_mcuboot.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for entry in manifest["files"]:
            if archive.read(entry["file"]) != data[entry["file"]]:
                return f"{entry['file']} in dfu_mcuboot.zip"
    said = [(entry["type"], entry["file"], entry["load_address"], entry["version_MCUBOOT"], entry["version_B0"])
            for entry in manifest["files"]]
    if said != [("mcuboot", "signed_by_mcuboot_and_b0_mcuboot.bin", 0x8000, "1.1.0+0", "2"),
                ("mcuboot", "signed_by_mcuboot_and_b0_s1_image.bin", 0x1C000, "1.1.0+0", "2")]:
        return f"dfu_mcuboot.zip says {said}"
    with zipfile.ZipFile(out / "dfu_application.zip") as archive:
        names = archive.namelist()
    if names != ["ipc_radio.bin", "sensor_hub.signed.bin", "manifest.json"]:
        return f"dfu_application.zip holds {names}"
    numbers = (0, "app_update.bin"), (1, "net_core_app_update.bin"), (-2, "signed_by_mcuboot_and_b0_mcuboot.bin"), \
        (-1, "signed_by_mcuboot_and_b0_s1_image.bin")
    reference = multi_image([(number, data[name]) for number, name in numbers])
    return None if (out / "dfu_multi_image.bin").read_bytes() == reference else "dfu_multi_image.bin differs"


def plan_commands(build, out, *words, key=KEY, nsib=NSIB_KEY):
    keys = (["--key", key] if key else []) + (["--nsib-key", nsib] if nsib else [])
    done = run([NRF53PACK, "pack", build, "-o", out, "--explain-plan", *keys, *words])
    assert done.returncode == 0, done.stderr.decode()
    return [line.strip()[2:] for line in done.stdout.decode().splitlines() if line.strip().startswith("$ ")], done


def check_plan(folder, build, key=KEY, words=()):
    """Each imgtool line of the plan, run as printed, makes the image that pack makes."""
    ours, theirs = folder / "plan-ours", folder / "plan-theirs"
    for path in (ours, theirs):
        shutil.rmtree(path, ignore_errors=True)
    done = pack(build, ours, *words, key=key)
    if done.returncode != 0:
        return complaint(done)
    theirs.mkdir()
    for path in ours.glob("signed_by_b0_*"):
        shutil.copy(path, theirs)
    commands = [line for line in plan_commands(build, theirs, *words, key=key)[0] if line.startswith("imgtool sign ")]
    images = sorted(path.name for path in ours.glob("*.bin")
                    if "update" in path.name or "signed_by_mcuboot" in path.name)
    if len(commands) != len(images):
        return f"{len(commands)} lines for {images}"
    for line in commands:
        done = run([imgtool_command(), *shlex.split(line)[1:]], cwd=ROOT)
        if done.returncode != 0:
            return f"{line}: {done.stdout.decode()}{done.stderr.decode()}"
    for name in images:
        if "--encrypt" in " ".join(line for line in commands if line.endswith(name)):
            continue
        found = Image((ours / name).read_bytes()).differences(Image((theirs / name).read_bytes()))
        if found:
            return f"{name}: {found}"
    return None


def check_verifies(build, out, key, words):
    """Whatever pack wrote passes `verify --against` the build that it was made from."""
    shutil.rmtree(out, ignore_errors=True)
    done = pack(build, out, *words, key=key)
    if done.returncode != 0:
        return complaint(done)
    written = sorted(path for path in out.iterdir() if path.name != "pack.json")
    for path in written:
        # A page of provision data has no signature that a key could be asked for.
        keys = [] if path.name.endswith("_provision.hex") else ["--key", key, "--nsib-key", NSIB_PUBLIC]
        done = run([NRF53PACK, "verify", path, "--against", build, *keys], env=dict(os.environ, NO_COLOR="1"))
        if done.returncode != 0:
            return f"{path.name}: {complaint(done)}"
    return None if len(written) > 1 else f"pack wrote {written}"


def check_plan_needs_no_key(folder):
    """The plan of a build whose keys are elsewhere names them and their origin; nothing is written."""
    build, out = unsigned_tree(folder), folder / "nothing"
    set_line(build / "zephyr/.config", "SB_CONFIG_SECURE_BOOT_MCUBOOT_VERSION", 'SB_CONFIG_SECURE_BOOT_MCUBOOT_VERSION="7.7.7"')
    add_lines(build / "zephyr/.config", 'SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE="/vault/nsib.pem"')
    commands, done = plan_commands(build, out, key=None, nsib=None)
    text = done.stdout.decode()
    line = next(i for i, row in enumerate((build / "zephyr/.config").read_text().splitlines(), 1) if "7.7.7" in row)
    wanted = ["sysbuild:SB_CONFIG_BOOT_SIGNATURE_KEY_FILE (zephyr/.config:", "sysbuild:SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE",
              f"7.7.7 {'':0}", f"(zephyr/.config:{line}:1)", "pm_net:ipc_radio.size (partitions_CPUNET.yml:"]
    missing = [words for words in wanted if words.strip() not in text]
    if missing or out.exists():
        return f"not said: {missing}, or something was written: {out.exists()}"
    scripts = [word for command in commands for word in command.split() if word.endswith(".py")]
    named = [Path(word).name for word in scripts]
    return None if named == ["hash.py", "do_sign.py", "validation_data.py", "provision.py", "generate_zip.py"] else f"{named}"


def check_plans_of_pairs(folder):
    """A plan needs no firmware. Each build of the collection, of every era, has one, or is refused for what it says."""
    made = refused_count = 0
    for build in sorted(PAIRS.glob("*/build")):
        done = run([NRF53PACK, "pack", build, "--explain-plan", "-o", folder / "none", "--key", KEY, "--nsib-key", NSIB_KEY])
        text = done.stdout.decode()
        lines = [line.strip()[2:] for line in text.splitlines() if line.strip().startswith("$ imgtool sign ")]
        if done.returncode == 0:
            made += 1
            for line in lines:
                words = shlex.split(line)
                if not {"--version", "--align", "--slot-size", "--header-size", "--key"} <= set(words):
                    return f"{build.parent.name}: {line}"
            if not lines or "app_update.bin" not in lines[-1] + text:
                return f"{build.parent.name}: no application in the plan"
        elif done.returncode == 3:
            refused_count += 1
            said = done.stderr.decode()
            if "which pack does not make" not in said and "is not known" not in said:
                return f"{build.parent.name}: {said}"
        else:
            return f"{build.parent.name}: exit status {done.returncode}"
    return None if made > 10 * refused_count > 0 else f"{made} plans, {refused_count} refused"


def decrypt(image, private):
    """ECIES-P256: the image key, then the firmware."""
    tlv = next(value for kind, value in image.tlvs if kind == 0x32)
    size = len(tlv) - 97
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), tlv[:65])
    secret = HKDF(hashes.SHA256(), size + 32, None, b"MCUBoot_ECIES_v1").derive(private.exchange(ec.ECDH(), point))
    algorithm = algorithms.AES128 if size == 16 else algorithms.AES256
    zero = modes.CTR(b"\0" * 16)
    wrapped = Cipher(algorithm(secret[:size]), zero).decryptor()
    key = wrapped.update(tlv[97:]) + wrapped.finalize()
    cipher = Cipher(algorithm(key), zero).decryptor()
    return cipher.update(image.hashed[image.hdr_size : image.hdr_size + image.img_size])


def check_encryption(folder, size):
    build, out = unsigned_tree(folder, "CONFIG_BOOT_ENCRYPT_IMAGE=y", "CONFIG_BOOT_ENCRYPT_EC256=y"), folder / "encrypted"
    shutil.rmtree(out, ignore_errors=True)
    if size == 32:
        add_lines(build / "mcuboot/zephyr/.config", "CONFIG_BOOT_ENCRYPT_ALG_AES_256=y")
    done = pack(build, out)
    if done.returncode != 3 or b"--encrypt-key" not in done.stderr or out.exists():
        return f"without a key: {complaint(done, 3) or done.stderr.decode()}"
    done = pack(build, out, "--encrypt-key", PUBLIC, "--strict")  # the rules see the firmware's size all the same
    if done.returncode != 0:
        return complaint(done)
    image = Image((out / "app_update.bin").read_bytes())
    plain = IntelHex(str(build / "sensor_hub/zephyr/zephyr.hex")).tobinstr()
    if image.flags != (0x4 if size == 16 else 0x8) or plain in image.hashed:
        return f"flags {image.flags:#x}, or the firmware is plain"
    private = serialization.load_pem_private_key(KEY.read_bytes(), None)
    if decrypt(image, private)[: len(plain)] != plain:
        return "decrypted firmware is another one"
    if any(kind == 0x32 for kind, _ in Image((out / "net_core_app_update.bin").read_bytes()).tlvs):
        return "the network image is encrypted"
    with zipfile.ZipFile(out / "dfu_application.zip") as archive:
        if "sensor_hub.signed.encrypted.bin" not in archive.namelist():
            return f"{archive.namelist()}"
    record = json.loads((out / "pack.json").read_text())
    return None if [key["purpose"] for key in record["keys"]][-1] == "encryption" else f"{record['keys']}"


def check_exchange(folder):
    """Two rounds of digests, signatures by openssl; the package is the same but for the signatures' bytes."""
    build, out, box = unsigned_tree(folder), folder / "exchanged", folder / "box"
    for path in (out, box):
        shutil.rmtree(path, ignore_errors=True)
    words = ["--public-key", PUBLIC, "--nsib-public-key", NSIB_PUBLIC]
    for wanted in ({"signed_by_b0_ipc_radio", "app_update.bin"}, {"net_core_app_update.bin"}):
        done = pack(build, out, *words, "--digests-out", box, "--signatures-in", box, key=None, nsib=None)
        digests = {path.stem for path in box.glob("*.digest")} - {path.stem for path in box.glob("*.sig")}
        if done.returncode != 0 or digests != wanted or out.exists():
            return complaint(done) or f"{digests} to be signed, expected {wanted}"
        for name in digests:
            if hashlib.sha256((box / f"{name}.payload").read_bytes()).digest() != (box / f"{name}.digest").read_bytes():
                return f"{name}.digest is not the hash of {name}.payload"
            key = NSIB_KEY if name.startswith("signed_by_b0") else KEY
            signed = run(["openssl", "pkeyutl", "-sign", "-inkey", key, "-in", box / f"{name}.digest", "-out", box / f"{name}.sig"])
            assert signed.returncode == 0, signed.stderr
    done = pack(build, out, *words, "--signatures-in", box, key=None, nsib=None)
    if done.returncode != 0:
        return complaint(done)
    reference = folder / "signed-here"
    pack(build, reference)
    if Image((out / "app_update.bin").read_bytes()).differences(Image((reference / "app_update.bin").read_bytes())):
        return "app_update.bin differs in more than the signature"
    (box / "app_update.bin.sig").write_bytes((box / "net_core_app_update.bin.sig").read_bytes())
    shutil.rmtree(out)
    done = pack(build, out, *words, "--signatures-in", box, key=None, nsib=None)
    if done.returncode != 1 or b"does not verify" not in done.stderr or out.exists():
        return f"a signature of another image: {complaint(done, 1)}"
    (box / "app_update.bin.sig").unlink()
    done = pack(build, out, *words, "--signatures-in", box, key=None, nsib=None)
    return None if done.returncode == 3 and b"app_update.bin.sig" in done.stderr else f"missing signature: {complaint(done, 3)}"


def check_sign_with(folder):
    build, out = unsigned_tree(folder), folder / "command"
    shutil.rmtree(out, ignore_errors=True)
    command = "openssl pkeyutl -sign -inkey {} -in {{digest}} -out {{signature}}"
    done = pack(build, out, "--public-key", PUBLIC, "--sign-with", command.format(KEY), "--nsib-public-key", NSIB_PUBLIC,
                "--nsib-sign-with", command.format(NSIB_KEY), key=None, nsib=None)
    if done.returncode != 0:
        return complaint(done)
    for name in ("app_update.bin", "net_core_app_update.bin"):
        if run([imgtool_command(), "verify", "--key", PUBLIC, out / name]).returncode != 0:
            return f"imgtool refuses {name}"
    shutil.rmtree(out)
    done = pack(build, out, "--public-key", PUBLIC, "--sign-with", command.format(NSIB_KEY), "--nsib-key", NSIB_KEY, key=None,
                nsib=None)
    return None if done.returncode == 1 and not out.exists() else f"signed with another key: {complaint(done, 1)}"


def explicit(build, out, *words):
    values = ["--app", build / "sensor_hub/zephyr/zephyr.hex", "--net", OVERWRITE / "signed_by_b0_ipc_radio.hex", "--version",
              "1.4.2+7", "--net-version", "1.4.2+7", "--header-size", "0x200", "--pad-header", "--slot-size", "0xe8000",
              "--net-slot-size", "0x40000", "--align", "4", "--mode", "overwrite-only", "--board", "nrf5340dk", "--net-board",
              "nrf5340dk/nrf5340/cpunet", "--soc", "nrf5340", "--load-address", "0x10200", "--name", "sensor_hub",
              "--net-name", "ipc_radio", "--key", KEY]
    return run([NRF53PACK, "pack", "-o", out, *values, *words], env=dict(os.environ, SOURCE_DATE_EPOCH=str(EPOCH)))


def check_explicit(folder):
    """Files and options instead of a build: the same bytes, and the last line says that nothing was checked."""
    of_tree, out = folder / "of-tree", folder / "of-files"
    for path in (of_tree, out):
        shutil.rmtree(path, ignore_errors=True)
    pack(OVERWRITE, of_tree, nsib=None)
    done = explicit(OVERWRITE, out)
    if done.returncode != 0 or done.stdout.decode().splitlines()[-1] != "no build was given: no rule was checked":
        return complaint(done) or done.stdout.decode()
    for name in ("app_update.bin", "net_core_app_update.bin", "dfu_application.zip"):
        if (out / name).read_bytes() != (of_tree / name).read_bytes():
            return f"{name} differs from the build's"
    record = (out / "pack.json").read_bytes()
    if json.loads(record)["build"] is not None or json.loads(record)["check"] is not None:
        return "the record speaks of a build or a check"
    explicit(OVERWRITE, folder / "of-files-again")
    return None if (folder / "of-files-again" / "pack.json").read_bytes() == record else "the record is not reproducible"


def check_record(folder):
    """Sizes and hashes in pack.json are those of the files; no key's path or bytes are in it."""
    build, out = unsigned_tree(folder), folder / "recorded"
    shutil.rmtree(out, ignore_errors=True)
    done = pack(build, out)
    if done.returncode != 0:
        return complaint(done)
    text = (out / "pack.json").read_text()
    record = json.loads(text)
    if {entry["file"] for entry in record["outputs"]} != {path.name for path in out.iterdir()} - {"pack.json"}:
        return "outputs and files differ"
    for folder_of, entries in ((out, record["outputs"]), (build, record["inputs"])):
        for entry in entries:
            data = (folder_of / entry["file"]).read_bytes()
            if entry["size"] != len(data) or entry["sha256"] != hashlib.sha256(data).hexdigest():
                return f"{entry['file']}: size or hash"
    if str(KEYS) in text or "PRIVATE" in text or str(build) in text:
        return "a path of this machine is in the record"
    public = serialization.load_pem_public_key(PUBLIC.read_bytes()).public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    keys = {entry["purpose"]: entry["public_sha256"] for entry in record["keys"]}
    return None if keys["MCUboot images"] == hashlib.sha256(public).hexdigest() and "NSIB" in keys else f"{keys}"


def refused(folder, build, status, said, *words, **kwargs):
    out = folder / "refused"
    shutil.rmtree(out, ignore_errors=True)
    done = pack(build, out, *words, **kwargs)
    if done.returncode != status or said.encode() not in done.stderr + done.stdout:
        return f"'{said}' expected: exit {done.returncode}: {(done.stdout + done.stderr).decode()}"
    return f"left {list(out.iterdir())}" if out.exists() else None


def refusals(folder):
    yield "no key for b0", refused(folder, unsigned_tree(folder), 3, "signed_by_b0_ipc_radio", nsib=None)
    yield "RSA key for b0", refused(folder, unsigned_tree(folder), 3, "P-256", nsib=KEYS / "test-rsa-2048.pem")
    yield "missing key for b0", refused(folder, unsigned_tree(folder), 3, "no such file", nsib=KEYS / "none.pem")
    build = unsigned_tree(folder)
    data = IntelHex(str(build / "ipc_radio/zephyr/zephyr.hex")).tobinstr()
    put_hex(build / "ipc_radio/zephyr/zephyr.hex", NET + 0x800, data)
    yield "network firmware for another address", refused(folder, build, 3, "slot wants 0x1008800")
    build = unsigned_tree(folder)
    put_hex(build / "ipc_radio/zephyr/zephyr.hex", NET, firmware(NET, 3000))
    yield "network firmware without fw_info", refused(folder, build, 3, "fw_info")
    build = unsigned_tree(folder)
    (build / "ipc_radio/zephyr/zephyr.hex").unlink()
    yield "no network firmware at all", refused(folder, build, 3, "no zephyr.hex to make")
    build, _ = nsib_tree(folder)
    (build / "s1_image/zephyr/zephyr.hex").unlink()
    yield "no MCUboot for S1", refused(folder, build, 3, "signed_by_b0_s1_image")
    build, made = nsib_tree(folder)
    put_hex(build / "s1_image/zephyr/zephyr.hex", S0, made["mcuboot"])
    yield "MCUboot for S0 in place of S1", refused(folder, build, 3, "slot wants 0x1c200")
    build = unsigned_tree(folder)
    add_lines(build / "ipc_radio/zephyr/.config", "CONFIG_SB_VALIDATION_INFO_CRYPTO_ID=2")
    yield "another kind of block", refused(folder, build, 3, "which pack does not make")
    build = unsigned_tree(folder)
    shutil.copy(KEY, build / "nsib.pem")
    add_lines(build / "zephyr/.config", f'SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE="{build / "nsib.pem"}"')
    yield "another key for b0 than the tree's", refused(folder, build, 3, "signs for b0 in the tree")
    build = unsigned_tree(folder, "CONFIG_BOOT_ENCRYPT_IMAGE=y", "CONFIG_BOOT_ENCRYPT_EC256=y")
    yield "encryption for a key of another type", refused(folder, build, 1, "encryption scheme", "--encrypt-key",
                                                          KEYS / "test-x25519.pub.pem")
    build = unsigned_tree(folder)
    add_lines(build / "zephyr/.config", "SB_CONFIG_SECURE_BOOT_SIGNATURE_TYPE_NONE=y")
    yield "blocks without a signature", refused(folder, build, 3, "SB_CONFIG_SECURE_BOOT_SIGNATURE_TYPE_NONE")
    build = signature_tree(folder, "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P384=y")
    yield "P-256 key for P-384", refused(folder, build, 3, "is ECDSA P-256, but the bootloader verifies ECDSA P-384")
    build = unsigned_tree(folder)
    yield "encryption the bootloader lacks", refused(folder, build, 3, "CONFIG_BOOT_ENCRYPT_IMAGE", "--encrypt-key", PUBLIC)
    yield "public key alone", refused(folder, build, 2, "--sign-with", "--public-key", PUBLIC, key=None)
    yield "both keys", refused(folder, build, 2, "exclude each other", "--public-key", PUBLIC)
    build = unsigned_tree(folder)
    add_lines(build / "sensor_hub/zephyr/.config", 'CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS="--pad"')
    yield "extra argument that pack decides", refused(folder, build, 3, "'--pad'")
    build = unsigned_tree(folder)
    add_lines(build / "sensor_hub/zephyr/.config", 'CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS="--no-such-thing 1"')
    yield "extra argument nobody knows", refused(folder, build, 3, "--no-such-thing")
    build = unsigned_tree(folder)
    add_lines(build / "zephyr/.config", "SB_CONFIG_MCUBOOT_COMPRESSED_IMAGE_SUPPORT=y")
    yield "compression", refused(folder, build, 3, "SB_CONFIG_MCUBOOT_COMPRESSED_IMAGE_SUPPORT")
    build = unsigned_tree(folder)
    add_lines(build / "zephyr/.config", "SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_BUILD=y")
    yield "multi-image file of nothing", refused(folder, build, 3, "dfu_multi_image.bin")


def plans(folder):
    yield "sample", unsigned_tree(folder), {}
    yield "b0 on both cores", nsib_tree(folder)[0], {}
    build = folder / "child"
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(ROOT / "fixtures" / "ncs20_child_single_pair", build)
    yield "child images", build, {"key": KEYS / "test-rsa-2048.pem", "words": ["--allow", "N53-0003=test"]}
    yield "partitions in devicetree", devicetree_tree(folder), {}
    yield "direct-XIP", direct_xip_tree(folder), {}
    build = direct_xip_tree(folder)
    for name in ("sensor_hub", "mcuboot_secondary_app"):
        set_line(build / name / "zephyr/.config", "CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS=",
                 'CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS="--custom-tlv 0xa0 0x1234 --pad-sig"')
    yield "direct-XIP with extra arguments", build, {}
    yield "swap in place of overwrite-only", ROOT / "fixtures" / "ncs32_dk_qspi_brick", {
        "words": ["--allow", "N53-0001=test", "--allow", "N53-0020=test"]}
    yield "nrf53boot", ROOT / "fixtures" / "ncs32_dk_qspi_nrf53boot", {}
    ed25519 = "CONFIG_BOOT_SIGNATURE_TYPE_ED25519=y"
    key = {"key": KEYS / "test-ed25519.pem"}
    yield "Ed25519", signature_tree(folder, ed25519), key
    yield "Ed25519 with SHA-512", signature_tree(folder, ed25519, "CONFIG_BOOT_IMG_HASH_ALG_SHA512=y"), key
    yield "Ed25519, pure", signature_tree(folder, ed25519, "CONFIG_BOOT_SIGNATURE_TYPE_PURE=y"), key
    build = unsigned_tree(folder)
    add_lines(build / "sensor_hub/zephyr/.config",
              'CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS="--custom-tlv 0xa0 \'two words\' -s auto --boot-record SPE -d \\"(1, 1.4.2+7)\\""')
    yield "extra arguments", build, {}
    build = unsigned_tree(folder)
    add_lines(build / "sensor_hub/zephyr/.config", "CONFIG_MCUBOOT_HARDWARE_DOWNGRADE_PREVENTION=y",
              "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION_COUNTER_VALUE=5")
    yield "security counter", build, {}


def main():
    results = Results()
    with scratch() as name:
        folder = Path(name)
        results.add("b0 on both cores: blocks, images, provision data, packages", check_nsib(folder))
        results.add("partitions in devicetree: blocks and provision data", check_devicetree(folder))
        results.add("direct-XIP: one image for each slot", check_direct_xip(folder))
        for title, build, extra in plans(folder):
            results.add(f"imgtool's lines of the plan: {title}", check_plan(folder, build, **extra))
            results.add(f"verified against its build: {title}",
                        check_verifies(build, folder / "verified", extra.get("key", KEY), extra.get("words", ())))
        results.add("a plan needs no key", check_plan_needs_no_key(folder))
        results.add("plans of all builds of the collection", check_plans_of_pairs(folder))
        for size in (16, 32):
            results.add(f"encrypted for P-256, AES-{8 * size}", check_encryption(folder, size))
        results.add("digests out, signatures in", check_exchange(folder))
        results.add("commands that sign", check_sign_with(folder))
        results.add("files without a build", check_explicit(folder))
        results.add("record", check_record(folder))
        for title, problem in refusals(folder):
            results.add(f"refused: {title}", problem)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
