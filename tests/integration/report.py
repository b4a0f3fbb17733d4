#!/usr/bin/env python3
"""What `map` and `report` write, without a browser: well formed, escaped, the same each time, whole or not at all.

usage: report.py [PART-OF-A-NAME...]      NRF53PACK is the program. Ends with "N passed, N failed". xmllint is needed.
"""
import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import html5lib  # noqa: E402

from cases import run_cases  # noqa: E402
from report_trees import FIXTURES, PROGRAM, SCRIPT, dense, hostile, partition  # noqa: E402

TIMEOUT = 120
MOST_BYTES = 1024 * 1024
FAST = "--no-simulation"


def run(*arguments, environment=None, status=(0, 1)):
    answer = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=TIMEOUT, check=False,
                            env={**os.environ, **(environment or {})})
    assert answer.returncode in status, (answer.returncode, answer.stderr)
    return answer


def well_formed(text):
    subprocess.run(["xmllint", "--noout", "--nonet", "-"], input=text.encode(), check=True, timeout=TIMEOUT)


def map_json(path):
    return json.loads(run("map", path, "--format", "json").stdout)


def partitions(layout):
    return {(region["name"], p["name"]): p for region in layout["regions"] for p in region["partitions"]}


def require_harmless(picture):
    """No element and no attribute that runs something, and no link that leads out."""
    for element in xml.etree.ElementTree.fromstring(picture).iter():
        assert element.tag.rsplit("}")[-1] in ("svg", "title", "desc", "style", "g", "rect", "text", "tspan", "path", "line", "circle",
                                               "polyline", "a"), element.tag
        for name, value in element.attrib.items():
            name = name.rsplit("}")[-1]
            assert not name.lower().startswith("on") and (name != "href" or value.startswith("#")), (element.tag, name, value)


def test_what_is_harmful_in_a_picture_is_seen(_):
    for bad in ("<script/>", '<image href="x"/>', '<rect onload="x"/>', '<a xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:x"/>'):
        try:
            require_harmless(f'<svg xmlns="http://www.w3.org/2000/svg">{bad}</svg>')
        except AssertionError:
            continue
        raise AssertionError(bad)


def test_svg_is_well_formed(folder):
    for tree in (FIXTURES / "ncs32_dk_qspi_brick", FIXTURES / "ncs20_child_single_pair",
                 FIXTURES / "pairs/devicetree_partitions_both_cores/build", hostile(folder), dense(folder)):
        picture = run("map", tree, "--format", "svg").stdout
        well_formed(picture)
        require_harmless(picture)


def test_page_is_html5(folder):
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(run("report", FIXTURES / "ncs32_dk_qspi_brick", FAST).stdout)
    parser.parse(run("report", hostile(folder), FAST).stdout)


def test_page_loads_nothing(folder):
    for tree in (FIXTURES / "ncs32_dk_qspi_nrf53boot", hostile(folder)):
        page = run("report", tree, FAST).stdout
        assert "default-src 'none'" in page
        for pattern in (r"<(?:link|img|iframe|object|embed|audio|video|source|base)\b", r"<script[^>]*\bsrc",
                        r"\burl\(", r"@import", r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource)\b"):
            assert not re.search(pattern, page, re.I), pattern
        for link in re.findall(r'\b(?:href|src|action)="([^"]*)"', page):
            assert link.startswith("#"), link


def test_page_allows_its_own_script_alone(folder):
    """A script that somebody gets into the page is not run: the policy names the one that belongs there by its SHA-256."""
    for tree in (FIXTURES / "ncs32_dk_qspi_nrf53boot", hostile(folder)):
        page = run("report", tree, FAST).stdout
        script, = re.findall(r"<script>(.*?)</script>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy, = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert f"script-src 'sha256-{digest}';" in policy, policy


def test_pictures_in_the_page_are_well_formed(folder):
    page = run("report", FIXTURES / "ncs32_dk_qspi_overwrite").stdout
    html5lib.HTMLParser(strict=True).parse(page)
    pictures = re.findall(r"<svg.*?</svg>", page, re.S)
    assert sum("timeline" in picture[:200] for picture in pictures) >= 2, "runs of the simulator"
    for picture in pictures:
        well_formed(picture)


def test_same_input_same_page(folder):
    tree = FIXTURES / "ncs32_dk_qspi_nrf53boot"
    run("report", tree, "-o", folder / "page.html")
    page = (folder / "page.html").read_bytes()
    assert run("report", tree, environment={"LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo"}).stdout.encode() == page
    assert len(page) < MOST_BYTES


def test_date_only_when_it_is_said(folder):
    tree = FIXTURES / "ncs32_dk_qspi_nrf53boot"
    assert "<dt>Date</dt>" not in run("report", tree, FAST).stdout
    for seconds, date in (("0", "1970-01-01"), ("951782400", "2000-02-29"), ("253402300799", "9999-12-31")):
        page = run("report", tree, FAST, environment={"SOURCE_DATE_EPOCH": seconds}).stdout
        assert f"<dt>Date</dt><dd>{date}</dd>" in page, date
    for wrong in ("yesterday", "-1", "253402300800"):
        assert "SOURCE_DATE_EPOCH" in run("report", tree, FAST, environment={"SOURCE_DATE_EPOCH": wrong},
                                          status=(2,)).stderr


def test_hostile_names_are_escaped(folder):
    tree = hostile(folder)
    page = run("report", tree, FAST).stdout
    assert SCRIPT not in page and "&lt;script&gt;document.title" in page
    assert not re.search("[\u202a-\u202e\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f]", page)
    text = run("map", tree, "--color", "never").stdout
    assert "\x1b" not in text
    names = {name for _, name in partitions(map_json(tree))}
    assert SCRIPT in names


def test_exit_status_is_that_of_check(folder):
    out = folder / "page.html"
    run("report", FIXTURES / "ncs32_dk_qspi_brick", FAST, "-o", out, status=(1,))
    assert out.read_text(encoding="utf-8").endswith("</html>\n")
    run("report", FIXTURES / "ncs32_dk_qspi_overwrite", FAST, "-o", out, status=(0,))
    run("report", FIXTURES / "ncs32_dk_qspi_overwrite", FAST, "-o", out, "--fail-on", "warning", status=(1,))
    page = run("report", FIXTURES / "ncs32_dk_qspi_brick", FAST, "--allow", "N53-0001=<b>ours</b>", "--allow",
               "N53-0020=ours", status=(0,)).stdout
    assert "Waived: &lt;b&gt;ours&lt;/b&gt;" in page


def test_verdict_says_what_it_leaves_open(folder):
    """Who reads the first line alone is not told that all is well."""
    def verdict(tree, *options):
        return re.search(r'<p class="(verdict [^"]*)">([^<]*)', run("report", tree, *options).stdout).groups()

    undecided = json.loads(run("check", "--format", "json", FIXTURES / "ncs32_dk_qspi_overwrite").stdout)["undecided"]
    assert undecided
    kind, words = verdict(FIXTURES / "ncs32_dk_qspi_overwrite", FAST)
    assert kind == "verdict sev-warning" and "could not be decided" in words, words
    shutil.copytree(FIXTURES / "ncs32_dk_qspi_brick", folder / "part")
    (folder / "part/mcuboot/zephyr/.config").unlink()
    kind, words = verdict(folder / "part", FAST)
    count = int(re.search(r"(\d+) rules about bricks and lost updates could not be decided", words)[1])
    assert "good" not in kind and count > 10, (kind, words)
    kind, words = verdict(FIXTURES / "pairs/devicetree_partitions_network_slots_of_unequal_size/build")
    assert kind == "verdict sev-error" and re.search(r"[1-9]\d* of \d+ simulated updates fail", words), (kind, words)


def test_whole_or_not_at_all(folder):
    out = folder / "page.html"
    out.write_text("before", encoding="utf-8")
    run("report", folder / "nothing", "-o", out, status=(3,))
    run("report", FIXTURES / "ncs32_dk_qspi_brick", FAST, "-o", folder / "no/such/folder.html", status=(3,))
    run("report", FIXTURES / "ncs32_dk_qspi_brick", FIXTURES / "ncs32_dk_qspi_overwrite", "-o", out, status=(2,))
    assert out.read_text(encoding="utf-8") == "before"
    assert sorted(os.listdir(folder)) == ["page.html"]


def test_input_is_not_replaced(folder):
    tree = folder / "tree"
    shutil.copytree(FIXTURES / "ncs32_dk_qspi_brick", tree)
    before = (tree / "partitions.yml").read_bytes()
    run("report", tree, FAST, "-o", tree / "partitions.yml", status=(2,))
    assert (tree / "partitions.yml").read_bytes() == before


def test_why_nothing_was_simulated(folder):
    page = run("report", FIXTURES / "ncs32_dk_qspi_brick_source").stdout
    assert "class=\"run\"" in page or "No update could be simulated: " in page
    assert "Left out: --no-simulation." in run("report", FIXTURES / "ncs32_dk_qspi_brick", FAST).stdout
    tree = folder / "tree"
    shutil.copytree(FIXTURES / "ncs32_dk_qspi_brick", tree)
    shutil.rmtree(tree / "mcuboot")
    page = run("report", tree).stdout
    assert "No update could be simulated: " in page
    assert "nrf53pack: error:" not in page and not re.search("No update could be simulated: [^<]*error:", page)


def test_only_swaps_need_room_to_swap(folder):
    swap, overwrite = (run("report", FIXTURES / name, FAST).stdout for name in ("ncs32_dk_qspi_brick", "ncs32_dk_qspi_overwrite"))
    assert re.search(r"swap-using-[a-z]+; header [^;]* \(trailer and room to swap\)", swap)
    assert re.search(r"overwrite-only; header [^;]* \(trailer\)", overwrite) and "room to swap" not in overwrite


def test_overlaps_are_shown(folder):
    tree = folder / "tree"
    shutil.copytree(FIXTURES / "ncs32_dk_qspi_overwrite", tree)
    with open(tree / "partitions.yml", "a", encoding="utf-8") as file:
        file.write(partition("across", 0xf0000, 0x10000, "flash_primary"))
        file.write(partition("beyond", 0x7ff000, 0x2000))
    places = partitions(map_json(tree))
    assert set(places["app-flash", "across"]["overlaps"]) >= {"app", "mcuboot_primary", "settings_storage"}
    assert "across" in places["app-flash", "settings_storage"]["overlaps"]
    assert places["external-flash", "beyond"]["outside"] and not places["external-flash", "mcuboot_secondary"]["outside"]
    text = run("map", tree).stdout
    assert "overlaps with across" in text and "reaches out of this memory" in text
    page = run("report", tree, FAST).stdout
    assert "overlaps with " in page and "reaches out of this memory" in page
    well_formed(run("map", tree, "--format", "svg").stdout)


def test_members_of_a_span_do_not_overlap(folder):
    for name in ("ncs32_dk_qspi_brick", "ncs32_dk_qspi_nrf53boot", "ncs20_child_single_pair"):
        for key, place in partitions(map_json(FIXTURES / name)).items():
            assert place["overlaps"] == [] and not place["outside"], (name, key)


def test_use_is_that_of_the_files(folder):
    tree = folder / "tree"
    shutil.copytree(FIXTURES / "ncs32_dk_qspi_overwrite", tree)
    (tree / "mcuboot/zephyr/zephyr.bin").write_bytes(bytes(0x10001))
    places = partitions(map_json(tree))
    mcuboot = places["app-flash", "mcuboot"]
    assert mcuboot["used"] == {"size": 0x10001, "file": "mcuboot/zephyr/zephyr.bin"}
    assert "too large: mcuboot/zephyr/zephyr.bin" in run("map", tree, "--region", "app-flash").stdout
    size = (tree / "sensor_hub/zephyr/zephyr.bin").stat().st_size
    assert places["app-flash", "app"]["used"]["size"] == size
    assert places["app-flash", "mcuboot_primary"]["used"]["size"] == size + 0x200


def test_many_partitions(folder):
    tree = folder / "tree"
    shutil.copytree(FIXTURES / "ncs32_dk_qspi_overwrite", tree)
    with open(tree / "partitions.yml", "a", encoding="utf-8") as file:
        for index in range(600):
            file.write(partition(f"p{index}", 0x200000, 0x100000 + index))
    layout = run("map", tree, "--format", "json").stdout
    assert len(partitions(json.loads(layout))["external-flash", "p5"]["overlaps"]) >= 599
    well_formed(run("map", tree, "--format", "svg").stdout)
    assert "and 59" in run("map", tree).stdout


if __name__ == "__main__":
    sys.exit(run_cases(globals()))
