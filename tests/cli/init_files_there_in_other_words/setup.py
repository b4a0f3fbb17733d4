"""The recipe's files with other line ends, comments, numbers, order and layout: they say the same."""
import os
import pathlib
import re
import subprocess
import sys

app = pathlib.Path(sys.argv[1], "app")
subprocess.run([os.environ["NRF53PACK"], "init", "simultaneous", "--sdk-version", "3.2.0", "-o", app], check=True, stdout=subprocess.DEVNULL)


def rewrite(name, change):
    path = app / name
    path.write_bytes(change(path.read_text(encoding="utf-8")).encode())


def other_map(text):
    """Without comments, in flow style, in reverse, with decimal numbers and the end addresses that builds add."""
    entries = re.findall(r"^(\w+):\n((?:  .*\n)+)", text, re.M)
    lines = []
    for name, body in reversed(entries):
        fields = dict(re.findall(r"  (\w+): (.*)", body))
        start, size = int(fields["address"], 0), int(fields["size"], 0)
        fields |= {"address": f"{start}", "size": f"{size}", "end_address": f"{start + size:#x}"}
        lines.append(f"{name}: {{" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}\r\n")
    return "# the map\r\n" + "".join(lines)


rewrite("sysbuild.conf", lambda text: text.replace("\n", "  \r\n"))
rewrite("prj.conf", lambda text: "# my application\n" + "".join(sorted(line + "\n" for line in text.splitlines() if "=" in line)))
rewrite("pm_static.yml", other_map)
rewrite("boards/nrf5340dk_nrf5340_cpuapp.overlay",
        lambda text: "/{chosen{nordic,pm-ext-flash=<&mx25r64>;};};\r\n".replace("<", "").replace(">", "") + "&uart0 { status = \"okay\"; };\r\n")
rewrite("sysbuild/mcuboot.overlay", lambda text: re.sub(r"/\*.*?\*/", "// mine", text, flags=re.S).replace("\n", "\r\n"))
