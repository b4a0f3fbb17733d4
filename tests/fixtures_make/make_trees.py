#!/usr/bin/env python3
"""Writes the text files of the sample build trees: fixtures/ncs*/ and the source-side pm_static.yml.

    make_trees.py [FIXTURES]      default: fixtures/ of this repository

The programs in the trees come from make.sh. Nothing here reads a clock: a second run writes the same bytes.
"""

import pathlib
import sys

import cores
import layouts
from devicetree_text import compatibles, devicetree_text
from kconfig_text import kconfig_text
from partition_map import partitions_yml, pm_config, pm_config_h, pm_static_yml, regions_yml
from trees import TREES, facts, images

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def devicetree_of(tree, image):
    if image.core == "net":
        return cores.network_core(tree.child_era)
    return cores.application_core(image.table, tree.child_era)


def write_image(tree, folder, image):
    devicetree = devicetree_of(tree, image)
    base = f"{image.name}/zephyr" if image.name else "zephyr"
    own, other = (tree.domain, tree.net_domain) if image.core == "app" else (tree.net_domain, tree.domain)
    tags = tree.tags + (image.core,)
    write(folder, f"{base}/zephyr.dts", devicetree_text(devicetree, commented=not tree.child_era))
    write(folder, f"{base}/.config",
          kconfig_text("CONFIG_", image.table, facts(tree, image), tags, compatibles(devicetree)))
    write(folder, f"{base}/include/generated/pm_config.h", pm_config_h(own, other))
    write(folder, f"{image.name or '.'}/CMakeCache.txt", cmake_cache(tree, image))


def write_maps(folder, domain, place):
    suffix = f"_{domain.suffix}" if domain.suffix else ""
    write(folder, f"{place}/partitions{suffix}.yml", partitions_yml(domain))
    write(folder, f"{place}/regions{suffix}.yml", regions_yml(domain))
    write(folder, f"{place}/pm{suffix}.config", pm_config(domain))


def source_of(tree, image):
    if image is None or image.table == "app":
        return tree.source
    radio = "zephyr/samples/bluetooth/hci_rpmsg" if tree.child_era else "nrf/applications/ipc_radio"
    return f"{tree.ncs}/" + {"mcuboot": "bootloader/mcuboot/boot/zephyr", "net": radio, "b0n": "nrf/samples/nrf5340/netboot"}[image.table]


def cmake_cache(tree, image=None):
    """The entries that matter of a cache: paths with the SDK's version in them, board, version of the signing step."""
    build = f"{tree.source}/build"
    cluster = "cpunet" if image and image.core == "net" else "cpuapp"
    board = f"nrf5340dk_nrf5340_{cluster}" if tree.child_era else f"nrf5340dk/nrf5340/{cluster}"
    place = f"{build}/{image.name}" if image and image.name else build
    toolchain = "/opt/nordic/ncs/toolchains/" + ("v2.0.0" if tree.child_era else "2ac5840438")
    entries = [
        ("Application source", "APP_DIR:PATH", source_of(tree, image)),
        ("Board", "BOARD:STRING", board),
        ("CMake generator", "CMAKE_GENERATOR:INTERNAL", "Ninja"),
        ("Build directory", "CMAKE_CACHEFILE_DIR:INTERNAL", place),
        ("Devicetree compiler", "DTC:FILEPATH", f"{toolchain}/usr/bin/dtc"),
        ("Zephyr", "ZEPHYR_BASE:PATH", f"{tree.ncs}/zephyr"),
        ("Modules", "ZEPHYR_NRF_MODULE_DIR:INTERNAL", f"{tree.ncs}/nrf"),
        ("Modules", "ZEPHYR_MCUBOOT_MODULE_DIR:INTERNAL", f"{tree.ncs}/bootloader/mcuboot"),
    ]
    if not tree.child_era:
        entries.append(("Static partitions", "PM_STATIC_YML_FILE:INTERNAL", f"{tree.source}/pm_static.yml"))
    lines = [f"//{comment}\n{name}={value}\n" for comment, name, value in entries]
    return "# CMake cache of the sample tree, reduced to what a reader of build trees looks at\n\n" + "\n".join(lines)


def ncs_version_h(tree):
    major, minor, patch = tree.release.split(".")
    number = int(major) << 16 | int(minor) << 8 | int(patch)
    return (
        "#ifndef _NCS_VERSION_H_\n#define _NCS_VERSION_H_\n\n"
        f"#define NCSVERSION          {number << 8:#x}\n#define NCS_VERSION_NUMBER  {number:#x}\n"
        f"#define NCS_VERSION_MAJOR   {major}\n#define NCS_VERSION_MINOR   {minor}\n"
        f"#define NCS_PATCHLEVEL      {patch}\n#define NCS_VERSION_STRING  \"{tree.release}\"\n\n#endif\n"
    )


def domains_yaml(tree):
    """Only what is flashed: MCUboot and b0n are built, merged, and not listed."""
    build = f"{tree.source}/build"
    listed = "".join(f"  - name: {name}\n    build_dir: {build}/{name}\n" for name in (tree.app, tree.net))
    order = f"  - {tree.net}\n  - {tree.app}"
    return f"default: {tree.app}\nbuild_dir: {build}\ndomains:\n{listed}flash_order:\n{order}"


def write_sysbuild(tree, folder):
    app_image = images(tree)[0]
    named = facts(tree, app_image) | {"net_version": tree.version}
    write(folder, "zephyr/.config", kconfig_text("SB_CONFIG_", "sysbuild", named, tree.tags))
    write(folder, "domains.yaml", domains_yaml(tree))
    write(folder, "CMakeCache.txt", cmake_cache(tree))
    if tree.nrf53boot:
        write(folder, "nrf53boot/.config", kconfig_text("CONFIG_", "nrf53boot", named, tree.tags))


def write_tree(tree, fixtures):
    folder = fixtures / tree.folder
    for image in images(tree):
        write_image(tree, folder, image)
    write_maps(folder, tree.domain, ".")
    write_maps(folder, tree.net_domain, tree.net if tree.child_era else ".")
    base = "zephyr" if tree.child_era else f"{tree.app}/zephyr"
    write(folder, f"{base}/include/generated/ncs_version.h", ncs_version_h(tree))
    if not tree.child_era:
        write_sysbuild(tree, folder)


def write_static_file(fixtures):
    write(fixtures, "sensor_hub_source/pm_static.yml", pm_static_yml(layouts.two_pairs(), layouts.TWO_PAIRS_STATIC))


def main():
    fixtures = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "fixtures"
    for tree in TREES:
        write_tree(tree, fixtures)
    write_static_file(fixtures)


if __name__ == "__main__":
    main()
