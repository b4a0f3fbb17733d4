"""The sample trees: do they agree with themselves, do the makers still write them, and would a wrong one be seen?"""
import shutil
import sys
from pathlib import Path

from interop import ROOT, Results, run, scratch

MAKERS = ROOT / "tests" / "fixtures_make"
FIXTURES = ROOT / "fixtures"
sys.path.insert(0, str(MAKERS))

import check_consistency  # noqa: E402
import make_trees  # noqa: E402
from trees import TREES, images  # noqa: E402

# One wrong fact each: file, what stands there, what takes its place. Every one must be noticed.
WRONG = (
    ("ncs32_dk_qspi_overwrite/pm.config", "PM_PCD_SRAM_ADDRESS=0x20000000", "PM_PCD_SRAM_ADDRESS=0x20004000"),
    ("ncs32_dk_qspi_overwrite/partitions.yml", "  end_address: 0xf8000\n", "  end_address: 0xf9000\n"),
    ("ncs32_dk_qspi_overwrite/regions.yml", "size: 0x800000", "size: 0x400000"),
    ("ncs32_dk_qspi_overwrite/mcuboot/zephyr/.config", "CONFIG_BOOT_MAX_IMG_SECTORS=256", "CONFIG_BOOT_MAX_IMG_SECTORS=128"),
    ("ncs32_dk_qspi_overwrite/mcuboot/zephyr/.config", "CONFIG_BOOT_UPGRADE_ONLY=y", "# CONFIG_BOOT_UPGRADE_ONLY is not set"),
    ("ncs32_dk_qspi_overwrite/mcuboot/zephyr/zephyr.dts", "nordic,pm-ext-flash = &mx25r64;", ""),
    ("ncs32_dk_qspi_overwrite/ipc_radio/zephyr/zephyr.dts", "reg = < 0x20070000 0x10000 >;", "reg = < 0x20070000 0x8000 >;"),
    ("ncs32_dk_qspi_overwrite/b0n/zephyr/.config", "CONFIG_B0N_SIZE=0x8580", "CONFIG_B0N_SIZE=0x8600"),
    ("ncs32_dk_qspi_overwrite/zephyr/.config", "SB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY=y", "SB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY=n"),
    ("ncs20_child_single_pair/hci_rpmsg/pm_CPUNET.config", "PM_APP_SIZE=0x37800", "PM_APP_SIZE=0x37000"),
    ("ncs20_child_single_pair/zephyr/.config", "CONFIG_UPDATEABLE_IMAGE_NUMBER=1", "CONFIG_UPDATEABLE_IMAGE_NUMBER=2"),
    ("sensor_hub_source/pm_static.yml", "address: 0xe8000", "address: 0xe9000"),
)


def copy_fixtures(folder):
    place = Path(folder) / "fixtures"
    shutil.copytree(FIXTURES, place)
    return place


def seen(where, old, new):
    """None when the wrong fact is noticed."""
    with scratch() as folder:
        fixtures = copy_fixtures(folder)
        path = fixtures / where
        text = path.read_text(encoding="utf-8")
        if old not in text:
            return f"{where} does not say '{old}'"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        if not any(problem for _, problem in check_consistency.results(fixtures)):
            return "nothing noticed"
    return None


def files(folder):
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def differing(made, committed):
    """Files of 'made' that the repository does not have, or has otherwise."""
    return [str(name) for name in sorted(files(made))
            if not (committed / name).exists() or (committed / name).read_bytes() != (made / name).read_bytes()]


def signed(tree, fixtures, output):
    """Signs the committed network image again; the same key gives the same bytes."""
    hex_file = fixtures / tree.folder / tree.net / "zephyr" / "zephyr.hex"
    done = run([sys.executable, MAKERS / "nsib_sign.py", "--key", FIXTURES / "keys/test-nsib-p256.pem", hex_file, output])
    if done.returncode != 0:
        return done.stderr.decode()
    stem = f"{tree.net}/zephyr/signed_by_b0_app" if tree.child_era else f"signed_by_b0_{tree.net}"
    for suffix in ("bin", "hex"):
        if Path(f"{output}.{suffix}").read_bytes() != (fixtures / tree.folder / f"{stem}.{suffix}").read_bytes():
            return f"{stem}.{suffix} differs"
    return None


def programs(tree):
    base = Path(images(tree)[0].name) / "zephyr"
    stem = Path(tree.net) / "zephyr/signed_by_b0_app" if tree.child_era else Path(f"signed_by_b0_{tree.net}")
    stems = (base / "zephyr", Path(tree.net) / "zephyr/zephyr", stem)
    return {Path(f"{path}.{suffix}") for path in stems for suffix in ("bin", "hex")}


def unexplained(tree, made):
    """Files that a tree has and no maker writes, or the other way round."""
    known = files(made / tree.folder) | programs(tree)
    return ", ".join(str(name) for name in sorted(files(FIXTURES / tree.folder) ^ known))


def main():
    results = Results()
    for name, problem in check_consistency.results(FIXTURES):
        results.add(name, problem)
    with scratch() as folder:
        made = Path(folder)
        for tree in TREES:
            make_trees.write_tree(tree, made)
        make_trees.write_static_file(made)
        results.add("makers write the committed files", ", ".join(differing(made, FIXTURES)))
        for tree in TREES:
            results.add(f"{tree.folder}: every file has a maker", unexplained(tree, made))
            results.add(f"{tree.folder}: signing again gives the same bytes", signed(tree, FIXTURES, made / "signed"))
    for where, old, new in WRONG:
        results.add(f"a wrong fact is noticed: {new.strip() or 'no ' + old} in {where}", seen(where, old, new))
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
