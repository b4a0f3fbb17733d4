"""Inputs that cannot be used, each in its own way: the messages say which."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
for name in ("first", "second"):
    (out / name).mkdir()
    (out / name / "prj.conf").write_text("CONFIG_SERIAL=y\n")
    (out / name / "pm_static.yml").write_text("app: [\n")
for image in ("app", "mcuboot"):
    (out / "third" / image / "zephyr").mkdir(parents=True)
    (out / "third" / image / "zephyr/.config").write_text("")
(out / "third/domains.yaml").write_text("default: app\ndomains:\n- name: app\n- name: mcuboot\n")
