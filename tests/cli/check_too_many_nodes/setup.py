"""The same in a devicetree: two partitions that overlap, behind 300 that do not."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds  # noqa: E402

build = builds.copy("pairs/devicetree_partitions_both_cores/build")
nodes = "".join(f"p{n}: partition@{0x200000 + n * 0x1000:x} {{ reg = <{0x200000 + n * 0x1000:#x} 0x1000>; }};\n"
                for n in range(300))
nodes += "bad_a: partition@700000 { reg = <0x700000 0x2000>; };\nbad_b: partition@701000 { reg = <0x701000 0x2000>; };\n"
for tree in build.glob("*/zephyr/zephyr.dts"):
    text = tree.read_text(encoding="utf-8")
    place = re.search(r"mx25r64: .*?\n\s*slot1_partition: partition@0 \{.*?\};\n", text, re.S)
    if place:
        tree.write_text(text[:place.end()] + nodes + text[place.end():], encoding="utf-8")
