"""The edits that mutations are made of. Each call returns a function that takes the tree's copy and changes it."""
import re
import subprocess

from tree import FIXTURES, NothingToEdit


def symbol(image, **values):
    """Gives symbols of an image's .config another value: "y", "n" (off), a number, a text in quotes, None (no line).

    A symbol that has no line yet gets one at the end.
    """
    def edit(tree):
        name = tree.config(image)
        for short, value in values.items():
            prefix = "SB_CONFIG_" if image == "sysbuild" else "CONFIG_"
            full = prefix + short
            line = "" if value is None else f"# {full} is not set\n" if value == "n" else f"{full}={value}\n"
            text, found = re.subn(rf"^(# )?{full}(=.*| is not set)\n", lambda _: line, tree.read(name), flags=re.M)
            if found > 1 or (found == 0 and value is None):
                raise NothingToEdit(f"{name}: {found} lines for {full}")
            tree.write(name, text if found else text.rstrip("\n") + "\n" + line)
    return edit


def replace(name, pattern, new, count=1):
    return lambda tree: tree.exchange(name, pattern, new, count)


def replace_all(files, pattern, new):
    """Exchanges in every file whose name matches; at least one of them must hold the pattern."""
    def edit(tree):
        hits = [name for name in tree.names(files) if re.search(pattern, tree.read(name), re.M)]
        if not hits:
            raise NothingToEdit(f"no file {files} holds {pattern!r}")
        for name in hits:
            tree.exchange(name, pattern, new, None)
    return edit


def devicetree(image, pattern, new, count=1):
    return lambda tree: tree.exchange(tree.devicetree(image), pattern, new, count)


def rewrite(files, function):
    """Gives every file whose name matches the text that the function makes of its text."""
    def edit(tree):
        for name in tree.names(files):
            tree.write(name, function(tree.read(name)))
    return edit


def remove(*names):
    def edit(tree):
        for name in names:
            path = tree.path(name)
            if path.is_dir():
                for inner in sorted(path.rglob("*"), reverse=True):
                    inner.rmdir() if inner.is_dir() else inner.unlink()
                path.rmdir()
            else:
                path.unlink()
    return edit


def remove_all(files):
    def edit(tree):
        for name in tree.names(files):
            tree.path(name).unlink()
    return edit


def rename(old, new):
    return lambda tree: tree.path(old).rename(tree.root / new)


def add_file(name, text):
    return lambda tree: tree.write(name, text)


def append(name, text):
    return lambda tree: tree.write(name, tree.read(name).rstrip("\n") + "\n" + text)


# Partitions

BLOCK = r"^{}:\n(?:[ \t].*\n)+"
CMAKE_KEYS = "OFFSET|ADDRESS|END_ADDRESS|SIZE|NAME|ID|SPAN"


def number_in_block(block, key):
    found = re.search(rf"^  {key}: (\S+)$", block, re.M)
    return int(found.group(1), 0) if found else None


def set_in_block(block, key, value):
    line = f"  {key}: {value:#x}" if isinstance(value, int) else f"  {key}: {value}"
    new, found = re.subn(rf"^  {key}: .*$", line, block, flags=re.M)
    return new if found else block + line + "\n"


def block_with(block, values):
    for key, value in values.items():
        block = set_in_block(block, key, value)
    if number_in_block(block, "end_address") is not None and "end_address" not in values:
        block = set_in_block(block, "end_address", number_in_block(block, "address") + number_in_block(block, "size"))
    return block


def cmake_lines(name, block):
    address, size = number_in_block(block, "address"), number_in_block(block, "size")
    upper = name.upper()
    return (f"PM_{upper}_ADDRESS={address:#x}\nPM_{upper}_END_ADDRESS={address + size:#x}\n"
            f"PM_{upper}_SIZE={size:#x}\nPM_{upper}_NAME={name}\n")


def without_cmake_lines(text, name):
    return re.sub(rf"^PM_{name.upper()}_({CMAKE_KEYS})=.*\n", "", text, flags=re.M)


def partition(name, net=False, **values):
    """Moves or changes a partition in both files that the build writes; the end follows from address and size."""
    def edit(tree):
        yaml_name, cmake_name = tree.partition_files(net)
        found = re.findall(BLOCK.format(name), tree.read(yaml_name), re.M)
        if len(found) != 1:
            raise NothingToEdit(f"{yaml_name}: {len(found)} times {name}")
        block = block_with(found[0], values)
        tree.write(yaml_name, tree.read(yaml_name).replace(found[0], block))
        if cmake_name:
            tree.write(cmake_name, without_cmake_lines(tree.read(cmake_name), name).rstrip("\n") + "\n"
                       + cmake_lines(name, block))
    return edit


def add_partition(name, net=False, **values):
    def edit(tree):
        yaml_name, cmake_name = tree.partition_files(net)
        block = block_with(f"{name}:\n", values)
        tree.write(yaml_name, tree.read(yaml_name).rstrip("\n") + "\n" + block)
        if cmake_name:
            tree.write(cmake_name, tree.read(cmake_name).rstrip("\n") + "\n" + cmake_lines(name, block))
    return edit


def drop_partition(name, net=False):
    def edit(tree):
        yaml_name, cmake_name = tree.partition_files(net)
        tree.exchange(yaml_name, BLOCK.format(name), "")
        if cmake_name:
            tree.write(cmake_name, without_cmake_lines(tree.read(cmake_name), name))
    return edit


def of_map(pattern, new, count=1):
    """Exchanges text in the application's partitions.yml alone."""
    return lambda tree: tree.exchange(tree.partition_files()[0], pattern, new, count)


# Signed update files

OTHER_FILES = {"app": ("sensor_hub/zephyr/zephyr.bin", "sensor_hub/zephyr/zephyr.signed.bin"),
               "net": ("signed_by_b0_ipc_radio.bin", "signed_by_mcuboot_and_b0_ipc_radio.bin")}


def sign_file(tree, source, target, key):
    command = [tree.program, "sign", "--version", "1.4.2+7", "--header-size", "0x200", "--pad-header", "--align", "4",
               "--slot-size", "0x200000", "--overwrite-only", source, target]
    if key:
        command[2:2] = ["--key", FIXTURES / f"keys/{key}.pem"]
    subprocess.run(command, check=True, capture_output=True)


def signed_update(image, key="test-ecdsa-p256", size=None):
    """Puts the signed update file of an image where the build leaves it; size is that of the whole file."""
    def edit(tree):
        source, target = (tree.root / name for name in OTHER_FILES[image])
        sign_file(tree, source, target, key)
        if size is not None:
            grow(tree, source, target, key, size)
    return edit


def grow(tree, source, target, key, size):
    """Signs the firmware with more bytes behind it. A signature's length depends on what is signed, so other
    bytes are tried until the file has the wanted size."""
    longer = tree.root / "longer.bin"
    around = target.stat().st_size - source.stat().st_size
    for filler in range(64):
        longer.write_bytes(source.read_bytes().ljust(size - around, bytes([filler])))
        sign_file(tree, longer, target, key)
        if target.stat().st_size == size:
            longer.unlink()
            return
    raise NothingToEdit(f"{target.name} cannot be made {size} bytes long")


def update_key_hash(image, digest):
    """Exchanges the key hash TLV (type 0x01, 32 bytes) of a signed update file."""
    def edit(tree):
        path = tree.root / OTHER_FILES[image][1]
        data = path.read_bytes()
        at = data.rindex(b"\x01\x00\x20\x00") + 4
        path.write_bytes(data[:at] + bytes.fromhex(digest) + data[at + 32:])
    return edit
