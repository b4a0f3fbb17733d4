"""Edits that mean nothing: other names, other ways to write the same, files that hold nothing more, other places."""
import json
import re

import yaml

from edits import (add_file, add_partition, append, devicetree, partition, remove, remove_all, rename, replace,
                   replace_all, rewrite, symbol)
from mutation import Same
from tree import BRICK, CHILD, NRF53BOOT, OVERWRITE

SYSBUILD = [OVERWRITE, NRF53BOOT, BRICK]
# The three differ in Kconfig alone, so what is about other files is tried on one of them beside the rejected ones.
ALL = [OVERWRITE, BRICK, CHILD]
TEXTS = r"(\.config|\.ya?ml|\.dts|\.h|CMakeCache\.txt)$"
MAPS = r"(^|/)partitions(_CPUNET)?\.yml$"
CONFIGS = r"(^|/)\.config$"
CMAKE_MAPS = r"(^|/)pm(_CPUNET)?\.config$"


def decimal(text):
    return re.sub(r"\b0x[0-9a-f]+\b", lambda found: str(int(found.group(), 16)), text)


def upper_hexadecimal(text):
    return re.sub(r"\b0x[0-9a-f]+\b", lambda found: "0x" + found.group()[2:].upper(), text)


def padded_hexadecimal(text):
    return re.sub(r"\b0x[0-9a-f]+\b", lambda found: "0x" + found.group()[2:].rjust(10, "0"), text)


def crlf(text):
    return text.replace("\n", "\r\n")


def no_final_newline(text):
    return text.rstrip("\n")


def blocks(text):
    """The partitions of a map, each with its lines."""
    return re.findall(r"^\S+:\n(?:[ \t].*\n)+", text if text.endswith("\n") else text + "\n", re.M)


def without_anchors(text):
    """Aliases written out; the anchors stay in their place for those who refer to them no more."""
    return dump(text, default_flow_style=False)


def dump(text, **options):
    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data):
            return True

    return yaml.dump(yaml.safe_load(text), Dumper=Plain, sort_keys=False, **options)


def reversed_blocks(text):
    # an anchor has to stand before its alias, so within a partition the order stays
    return "".join(reversed(blocks(text)))


def reversed_keys(text):
    return yaml.safe_dump({name: dict(reversed(list(fields.items()))) for name, fields in yaml.safe_load(text).items()},
                          sort_keys=False)


def quoted_texts(text):
    return re.sub(r"^(  (?:region|device): )([A-Za-z_0-9()]+)$", r'\1"\2"', text, flags=re.M)


def yaml_comments(text):
    lines = [line + "   # " + "comment: {" if line.startswith("  ") else line for line in text.splitlines()]
    return "# a map\n\n" + "\n\n".join(lines) + "\n\n# end\n"


def config_comments(text):
    return "# Automatically generated file; DO NOT EDIT.\n\n" + text.replace("\n", "\n\n# CONFIG_BOOT_UPGRADE_ONLY=n\n")


def reversed_lines(text):
    return "\n".join(reversed(text.splitlines())) + "\n"


def sorted_lines(text):
    return "\n".join(sorted(text.splitlines())) + "\n"


def without_comments(text):
    """Devicetree without what stands between /* and */ and without empty lines."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def labels_in_front(text):
    """A second label before the first one of each node."""
    return re.sub(r"^(\s+)(\w+): ([\w,@-]+ \{)", r"\1second_\2: \2: \3", text, flags=re.M)


def decimal_cells(text):
    text = re.sub(r"<[^<>]*>", lambda cells: decimal(cells.group()), text)
    return text


def path_instead_of_label(image):
    """/chosen names the flash chip by its path, as older Zephyr versions write it."""
    chip = '"/soc/peripheral@50000000/qspi@2b000/mx25r6435f@0"'
    return devicetree(image, r"(nordic,pm-ext-flash = )&mx25r64;", rf"\1{chip};")


def rename_network_image(new):
    """Everything that names the network image by its folder."""
    return [rename("ipc_radio", new), rename("signed_by_b0_ipc_radio.bin", f"signed_by_b0_{new}.bin"),
            rename("signed_by_b0_ipc_radio.hex", f"signed_by_b0_{new}.hex"),
            replace_all(r"^(domains\.yaml|zephyr/\.config|\w+_CPUNET\.(yml|config))$", r"\bipc_radio\b", new),
            replace_all(r"^pm_CPUNET\.config$", r"IPC_RADIO", new.upper())]


def all_partitions_moved_and_back(tree):
    """The files for CMake in the order in which partitions were edited, with nothing edited."""
    for name in ("mcuboot_primary", "settings_storage"):
        partition(name)(tree)


def rename_app(new):
    return [rename("sensor_hub", new), replace_all(r"^(domains\.yaml|CMakeCache\.txt)$", "sensor_hub", new)]


KEEPS = [
    # names
    Same("application's folder renamed", SYSBUILD, rename_app("door_lock"),
         renamed=("sensor_hub", "door_lock")),
    Same("application's folder renamed to a name that sorts behind the others", SYSBUILD, rename_app("zzz"),
         renamed=("sensor_hub", "zzz")),
    Same("application's folder renamed to a name with blanks", SYSBUILD, rename_app("door lock"),
         renamed=("sensor_hub", "door lock")),
    Same("network image renamed", SYSBUILD, rename_network_image("radio"),
         renamed=("ipc_radio", "radio")),
    Same("network image renamed to a name that sorts in front of the application's", SYSBUILD,
         rename_network_image("a_radio"), renamed=("ipc_radio", "a_radio")),
    Same("the user's paths in the files", ALL, [replace_all(TEXTS, r"/home/dev/", "C:/Users/Jürgen Müller/")]),

    # numbers
    Same("decimal numbers in the maps", ALL, [rewrite(MAPS, decimal)]),
    Same("decimal numbers in the files for CMake", ALL, [rewrite(CMAKE_MAPS, decimal)]),
    Same("decimal numbers in the regions", ALL, [rewrite(r"regions(_CPUNET)?\.yml$", decimal)]),
    Same("upper-case digits", ALL, [rewrite(r"(partitions|regions)(_CPUNET)?\.yml$|pm(_CPUNET)?\.config$",
                                            upper_hexadecimal)]),
    Same("leading zeros", ALL, [rewrite(r"(partitions|regions)(_CPUNET)?\.yml$|pm(_CPUNET)?\.config$",
                                        padded_hexadecimal)]),
    Same("decimal numbers in devicetree cells", ALL, [rewrite(r"\.dts$", decimal_cells)]),
    Same("upper-case digits in Kconfig", ALL, [rewrite(CONFIGS, upper_hexadecimal)]),

    # lines
    Same("line ends of Windows", ALL, [rewrite(TEXTS, crlf)]),
    Same("line ends of Windows in the maps", ALL, [rewrite(MAPS, crlf)]),
    Same("line ends of Windows in Kconfig", ALL, [rewrite(CONFIGS, crlf)]),
    Same("no newline at the end", ALL, [rewrite(r"(pm\.config|\.ya?ml|\.h|CMakeCache\.txt|^mcuboot/zephyr/zephyr\.dts)$",
                                                lambda text: no_final_newline(text + "\n"))]),
    Same("comments and empty lines in the maps", ALL, [rewrite(MAPS, yaml_comments)]),
    Same("comments and empty lines in Kconfig", ALL, [rewrite(CONFIGS, config_comments)]),
    Same("no comments in devicetree", ALL, [rewrite(r"\.dts$", without_comments)]),
    Same("blanks at the ends of lines in the maps", ALL, [rewrite(MAPS, lambda text: text.replace("\n", "  \n"))]),
    Same("a document mark in front of the maps", ALL, [rewrite(MAPS, lambda text: "---\n" + text)]),
    Same("a byte order mark in front of the maps", ALL, [rewrite(MAPS, lambda text: "\ufeff" + text)]),
    Same("comments behind Kconfig bools", ALL, [replace_all(CONFIGS, r"=y$", "=y # set")]),

    # order
    Same("partitions in reverse order", ALL, [rewrite(MAPS, reversed_blocks)]),
    Same("keys of partitions in reverse order", ALL, [rewrite(MAPS, reversed_keys)]),
    Same("Kconfig in reverse order", ALL, [rewrite(CONFIGS, reversed_lines)]),
    Same("Kconfig in the order of the alphabet", ALL, [rewrite(CONFIGS, sorted_lines)]),
    Same("sysbuild's Kconfig in reverse order", SYSBUILD, [rewrite(r"^zephyr/\.config$", reversed_lines)]),
    Same("files for CMake in reverse order", ALL, [rewrite(CMAKE_MAPS, reversed_lines)]),
    Same("files for CMake with two partitions at the end", ALL, [all_partitions_moved_and_back]),
    Same("domains in reverse order", SYSBUILD,
         [replace("domains.yaml", r"(  - name: sensor_hub\n.*\n)(  - name: ipc_radio\n.*\n)", r"\2\1")]),

    # YAML
    Same("lists instead of anchors", ALL, [rewrite(MAPS, without_anchors)]),
    Same("anchors with other names", ALL, [replace_all(MAPS, r"([&*])id00", r"\1list_")]),
    Same("lists in brackets", ALL, [rewrite(MAPS, lambda text: dump(text, default_flow_style=None))]),
    Same("maps in braces", ALL, [rewrite(MAPS, lambda text: dump(text, default_flow_style=True))]),
    Same("the maps as JSON", ALL, [rewrite(MAPS, lambda text: json.dumps(yaml.safe_load(text)))]),
    Same("texts in quotes", ALL, [rewrite(MAPS, quoted_texts)]),
    Same("four blanks instead of two", ALL,
         [rewrite(MAPS, lambda text: dump(text, default_flow_style=False, indent=4))]),
    Same("no end addresses", ALL, [replace_all(MAPS, r"^  end_address: .*\n", "")]),
    Same("no placements", ALL, [replace_all(MAPS, r"^  placement:\n(    .*\n)+", "")]),

    # devicetree
    Same("a second label for every node", ALL, [rewrite(r"\.dts$", labels_in_front)]),
    Same("the flash chip named by its path in MCUboot", ALL, [path_instead_of_label("mcuboot")]),
    Same("the flash chip named by its path in both images", ALL,
         [path_instead_of_label("mcuboot"), path_instead_of_label("app")]),
    Same("the flash chip's label changed", ALL, [replace_all(r"\.dts$", r"\bmx25r64\b", "product_flash")]),
    Same("nodes without a use in MCUboot", ALL,
         [devicetree("mcuboot", r"^\taliases \{",
                     "\tunused {\n\t\tspare: node { status = \"disabled\"; };\n\t};\n\\g<0>")]),

    # what is there or not there
    Same("pm.config missing", ALL, [remove("pm.config")]),
    Same("pm.config of the network core missing", ALL, [remove_all(r"pm_CPUNET\.config$")]),
    Same("generated headers of partitions missing", ALL, [remove_all(r"pm_config\.h$")]),
    Same("regions missing", SYSBUILD, [remove("regions.yml", "regions_CPUNET.yml")]),
    Same("domains.yaml missing", SYSBUILD, [remove("domains.yaml")]),
    Same("CMake's caches missing", ALL, [remove_all(r"CMakeCache\.txt$")]),
    Same("the version header missing", ALL, [remove_all(r"ncs_version\.h$")]),
    Same("version header and CMake's caches missing", ALL, [remove_all(r"(ncs_version\.h|CMakeCache\.txt)$")]),
    Same("firmware missing", ALL, [remove_all(r"\.(bin|hex)$")]),
    Same("further files", ALL,
         [add_file("build.ninja", "rule x\n"), add_file("CMakeFiles/zephyr/.config", "CONFIG_MCUBOOT=y\n"),
          add_file("_sysbuild/zephyr/.config", "CONFIG_MCUBOOT=y\n"), add_file("Kconfig/notes.txt", "x\n"),
          add_file("mcuboot/zephyr/.config.old", "CONFIG_BOOT_UPGRADE_ONLY=n\n"),
          add_file("mcuboot/zephyr/zephyr.dts.pre", "broken {"), add_file("partitions.yml.orig", "- broken")]),
    Same("symbols that no rule asks for", ALL,
         [symbol(image, PRODUCT_NAME='"sensor hub"', PRODUCT_LEVEL="0x7", PRODUCT_ON="y", PRODUCT_OFF="n")
          for image in ("app", "net", "mcuboot", "b0n")]),
    Same("symbols of sysbuild that no rule asks for", SYSBUILD,
         [symbol("sysbuild", PRODUCT_NAME='"hub"', PRODUCT="y")]),
    Same("a symbol twice with the same value", ALL,
         [append("mcuboot/zephyr/.config", "CONFIG_BOOT_MAX_IMG_SECTORS=256\n")]),
    Same("a partition more, where nothing else is", ALL,
         [add_partition("log_storage", address=0x200000, size=0x100000, region="external_flash")]),
    Same("a partition with a key that is right", ALL,
         [add_partition("disk_storage", address=0x200000, size=0x100000, region="external_flash", affiliation="disk",
                        extra_params="{disk_name: NOR, disk_cache_size: 4096}")]),

    # how the tree is named
    Same("another absolute path", ALL, folder="some/where/else"),
    Same("a path with blanks and umlauts", ALL, folder="my product/größe 1/build dir"),
    Same("a path that begins with a dash", ALL, folder="-build", call="./-build"),
    Same("a slash at the end", ALL, call="{root}/"),
    Same("a relative path", ALL, call="{name}"),
    Same("a relative path with dots", ALL, call="./{name}/../{name}"),
    Same("the current folder", ALL, call=".", cwd="root"),
    Same("the folder above", ALL, call="..", cwd="inside"),
    Same("a link to the tree", ALL, call="link"),

    # what the tree says already
    Same("the SDK version given", SYSBUILD, arguments=["--sdk-version", "3.2.1"]),
    Same("the SDK version given in another form", SYSBUILD, arguments=["--sdk-version", "v3.2.1"]),
    Same("the board given", SYSBUILD, arguments=["--board", "nrf5340dk/nrf5340/cpuapp"]),
    Same("the devicetree compiler given", ALL, arguments=["--dtc", "dtc"]),
]
