"""A build with a .config that only its owner might read, and not even he does."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
for image in ("app", "mcuboot"):
    config = out / image / "zephyr/.config"
    config.parent.mkdir(parents=True)
    config.write_text("CONFIG_BOOTLOADER_MCUBOOT=y\n" if image == "app" else "CONFIG_MCUBOOT=y\n")
(out / "domains.yaml").write_text("default: app\ndomains:\n- name: app\n- name: mcuboot\n")
(out / "mcuboot/zephyr/.config").chmod(0)
