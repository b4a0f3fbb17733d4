"""Trees that the tests of map and report look at: copies of fixtures, made worse."""
import os
import pathlib
import shutil

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures"
PROGRAM = os.environ.get("NRF53PACK", str(ROOT / "build-test/nrf53pack"))

SCRIPT = "<script>document.title='owned'</script>"
IMAGE = '"><img src=x onerror="document.title=1">'
# An override that turns text around, a terminal escape and a byte order mark.
ODD = "\u202egnp.evil\u2066\x1b[31m\ufeff"
LONG = "a_partition_with_a_name_that_is_far_longer_than_any_label_in_the_picture_has_room_for_" + "x" * 60


def quoted(name):
    return '"' + "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in name) + '"'


def partition(name, address, size, region="external_flash"):
    return (f"{quoted(name)}:\n  address: {address:#x}\n  end_address: {address + size:#x}\n  region: {region}\n"
            f"  size: {size:#x}\n")


def hostile(folder):
    """A build whose folder, partitions and configuration try to become part of the page."""
    build = folder / "<img src=x onerror=document.title='owned'>&'"
    shutil.copytree(FIXTURES / "ncs32_dk_qspi_brick", build)
    with open(build / "partitions.yml", "a", encoding="utf-8") as file:
        for index, name in enumerate((SCRIPT, IMAGE, ODD, LONG)):
            file.write(partition(name, 0x200000 + index * 0x1000, 0x1000))
        file.write(partition("elsewhere", 0, 0x1000, quoted(SCRIPT + IMAGE + ODD)))
    config = build / "mcuboot/zephyr/.config"
    text = config.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("CONFIG_BOOT_SIGNATURE_KEY_FILE="))
    config.write_text(text.replace(line, f'CONFIG_BOOT_SIGNATURE_KEY_FILE="/x/{SCRIPT}/root-ec-p256.pem"'),
                      encoding="utf-8")
    return build


def dense(folder):
    """Sixty partitions of one page beside a slot of 928 KiB."""
    build = folder / "dense"
    shutil.copytree(FIXTURES / "ncs32_dk_qspi_overwrite", build)
    with open(build / "partitions.yml", "a", encoding="utf-8") as file:
        for index in range(60):
            file.write(partition(f"small_{index}", 0x7c0000 + index * 0x1000, 0x1000))
    return build
