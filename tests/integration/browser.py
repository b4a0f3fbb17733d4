#!/usr/bin/env python3
"""The HTML report in a real browser: headless Chromium shows it, and is used by keyboard and mouse.

usage: browser.py [PART-OF-A-NAME...]      NRF53PACK is the program. Ends with "N passed, N failed".
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from cases import run_cases  # noqa: E402
from cdp import Browser  # noqa: E402
from report_trees import FIXTURES, IMAGE, LONG, PROGRAM, SCRIPT, dense, hostile  # noqa: E402

TIMEOUT = 120


class Pages:
    """Reports, each made once."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.made = {}

    def tree(self, name):
        makers = {"hostile": hostile, "dense": dense}
        if name in makers:
            built = self.folder / name
            built.mkdir(exist_ok=True)
            return next(built.iterdir(), None) or makers[name](built)
        return FIXTURES / name

    def page(self, name, *options):
        key = (name, options)
        if key not in self.made:
            page = self.folder / f"{len(self.made)}.html"
            answer = subprocess.run([PROGRAM, "report", self.tree(name), "-o", page, *options], capture_output=True,
                                    text=True, timeout=TIMEOUT, check=False)
            assert answer.returncode in (0, 1), answer.stderr
            assert not answer.stderr, answer.stderr
            self.made[key] = page
        return self.made[key]

    def json(self, command, name):
        answer = subprocess.run([PROGRAM, command, self.tree(name), "--format", "json"], capture_output=True,
                                timeout=TIMEOUT, check=False)
        return json.loads(answer.stdout)


def brick(pages):
    return pages.page("ncs32_dk_qspi_brick")


def test_nothing_is_loaded_and_nothing_complains(browser, pages):
    for page in (brick(pages), pages.page("hostile", "--no-simulation")):
        browser.open(page)
        assert browser.requests() == [page.resolve().as_uri()], browser.requests()
        assert browser.complaints() == [], browser.complaints()


def test_every_finding_is_there(browser, pages):
    browser.open(brick(pages))
    said = pages.json("check", "ncs32_dk_qspi_brick")
    shown = browser.run("Array.from(document.querySelectorAll('.finding:not(.undecided)')).map(f => "
                        "[f.dataset.rule, f.dataset.fingerprint, f.querySelector('.message').textContent])")
    expected = [[f["rule"], f["fingerprint"], f["message"]] for f in said["findings"]]
    assert sorted(shown) == sorted(expected), (shown, expected)
    undecided = browser.run("Array.from(document.querySelectorAll('.undecided')).map(f => f.dataset.rule)")
    assert sorted(undecided) == sorted(u["rule"] for u in said["undecided"]), undecided
    for fact in (f for finding in said["findings"] for f in finding["facts"] if f.get("origin")):
        place = f"{fact['origin']['file']}:{fact['origin']['line']}"
        assert place.split(":")[0] in browser.run("document.getElementById('findings').textContent"), place


def blocks(browser, region):
    return browser.run(
        f"Array.from(document.querySelectorAll('[data-region={region}] .part')).map(p => {{"
        "const b = p.querySelector('.edge').getBoundingClientRect();"
        "return [p.id, b.top, b.height]; })")


def test_blocks_are_to_scale(browser, pages):
    browser.open(brick(pages))
    for region in pages.json("map", "ncs32_dk_qspi_brick")["regions"]:
        places = {name: (top, height) for name, top, height in blocks(browser, region["name"])}
        ground = browser.run(f"(b => [b.top, b.height])(document.querySelector('[data-region={region['name']}] "
                             ".ground').getBoundingClientRect())")
        assert len(places) == len(region["partitions"])
        for index, partition in enumerate(region["partitions"]):
            top, height = places[f"{region['name']}-{index}"]
            want_top = ground[0] + (partition["address"] - region["base"]) / region["size"] * ground[1]
            want = partition["size"] / region["size"] * ground[1]
            assert abs(top - want_top) < 0.6, (partition["name"], top, want_top)
            # nothing is thinner than one pixel of the drawing; the border adds at most two
            assert abs(height - max(want, 1)) < 2.2, (partition["name"], height, want)


def test_labels_do_not_cover_each_other(browser, pages):
    for name in ("ncs32_dk_qspi_brick", "dense", "hostile"):
        browser.open(pages.page(name, "--no-simulation"))
        boxes = browser.run("Array.from(document.querySelectorAll('figure svg')).map(svg => "
                            "Array.from(svg.querySelectorAll('text')).map(t => {"
                            "const b = t.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }))")
        for picture in boxes:
            for i, a in enumerate(picture):
                for b in picture[:i]:
                    across = min(a[2], b[2]) - max(a[0], b[0])
                    down = min(a[3], b[3]) - max(a[1], b[1])
                    assert across < 0.5 or down < 3, (name, a, b)


def test_keyboard_reaches_every_partition(browser, pages):
    browser.open(brick(pages))
    for region in pages.json("map", "ncs32_dk_qspi_brick")["regions"]:
        name = region["name"]
        tabbable = browser.run(f"document.querySelectorAll('[data-region={name}] .part[tabindex=\"0\"]').length")
        assert tabbable == 1, (name, tabbable)
        browser.run(f"document.querySelector('[data-region={name}] .part[tabindex=\"0\"]').focus()")
        seen = []
        for partition in region["partitions"]:
            seen.append(browser.run("document.activeElement.id"))
            detail = browser.run(f"Array.from(document.querySelectorAll('[data-region={name}] .details'))"
                                 ".filter(d => !d.hidden).map(d => d.textContent)")
            assert len(detail) == 1 and partition["name"] in detail[0], detail
            assert f"{partition['size']:#x}" in detail[0], detail
            browser.key("ArrowDown", 40)
        assert seen == [f"{name}-{i}" for i in range(len(region["partitions"]))], seen
        browser.key("Home", 36)
        assert browser.run("document.activeElement.id") == f"{name}-0"
        browser.key("End", 35)
        assert browser.run("document.activeElement.id") == seen[-1]


def test_tab_goes_from_picture_to_picture(browser, pages):
    browser.open(brick(pages))
    browser.run("document.querySelector('#app-flash-0').focus()")
    browser.key("ArrowDown", 40)
    regions = []
    for _ in range(40):
        browser.key("Tab", 9)
        regions.append(browser.run("(document.activeElement.closest('.part') || {}).id || ''"))
    assert "net-flash-0" in regions and "external-flash-0" in regions, regions
    outline = browser.run("document.querySelector('#theme').focus(), "
                          "getComputedStyle(document.querySelector('#theme')).outlineStyle")
    assert outline == "solid", outline


def test_pointing_shows_details(browser, pages):
    browser.open(brick(pages), height=2000)
    x, y = browser.run("(b => [b.left + b.width / 2, b.top + b.height / 2])"
                       "(document.querySelector('#app-flash-5 .name').getBoundingClientRect())")
    browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    shown = browser.run("document.querySelector('[data-region=app-flash] .details:not([hidden]) h4').textContent")
    assert shown == browser.run("document.querySelector('[data-row=app-flash-5] th').textContent"), shown


def test_filters(browser, pages):
    browser.open(brick(pages))
    visible = ("Array.from(document.querySelectorAll('.finding')).filter(f => f.offsetParent !== null)"
               ".map(f => f.dataset.kind)")
    assert set(browser.run(visible)) == {"brick", "warning", "undecided"}
    browser.run("document.querySelector('[data-filter=warning]').click()")
    assert set(browser.run(visible)) == {"brick", "undecided"}
    assert browser.run("document.querySelector('[data-filter=warning]').getAttribute('aria-pressed')") == "false"
    browser.run("location.hash = document.querySelector('[data-kind=warning]').id")
    browser.run("new Promise(done => setTimeout(done, 100))")
    assert "warning" in browser.run(visible), "a link to a finding shows it"


def test_print_shows_all(browser, pages):
    browser.open(brick(pages))
    browser.run("document.querySelectorAll('[data-filter]').forEach(b => b.click())")
    browser.call("Emulation.setEmulatedMedia", media="print")
    hidden = browser.run("Array.from(document.querySelectorAll('.finding')).filter(f => f.offsetParent === null).length")
    assert hidden == 0, hidden
    assert browser.run("document.querySelector('header nav').offsetParent === null")
    pdf = browser.call("Page.printToPDF", printBackground=True)["data"]
    assert len(pdf) > 10000
    assert browser.run("Array.from(document.querySelectorAll('details')).every(d => d.open)"), "traces are printed"


def test_theme(browser, pages):
    colour = "getComputedStyle(document.body).backgroundColor"
    browser.open(brick(pages), dark=False)
    light = browser.run(colour)
    browser.run("document.getElementById('theme').click()")
    dark = browser.run(colour)
    assert light != dark
    browser.run("document.getElementById('theme').click()")
    assert browser.run(colour) == light
    browser.open(brick(pages), dark=True)
    assert browser.run(colour) == dark
    browser.run("document.getElementById('theme').click()")
    assert browser.run(colour) == light


def test_copy(browser, pages):
    browser.open(brick(pages))
    browser.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    browser.run("document.querySelector('[data-copy]').click()")
    browser.run("new Promise(done => setTimeout(done, 200))")
    assert browser.run("document.querySelector('[data-copy]').textContent") in ("Copied", "Selected")


def test_hostile_text_stays_text(browser, pages):
    browser.open(pages.page("hostile", "--no-simulation"))
    title = browser.run("document.title")
    assert title.endswith("nrf53pack report") and "onerror" in title, title
    assert browser.run("document.querySelectorAll('img').length") == 0
    assert browser.run("document.scripts.length") == 1
    text = browser.run("document.body.textContent")
    for words in (SCRIPT, IMAGE, LONG, "[U+202E]gnp.evil[U+2066]?[31m[U+FEFF]"):
        assert words in text, words
    assert browser.complaints() == [], browser.complaints()


def test_nothing_wider_than_the_page(browser, pages):
    for name in ("ncs32_dk_qspi_brick", "hostile"):
        for width in (390, 768, 1440):
            browser.open(pages.page(name, "--no-simulation"), width=width)
            wide = browser.run("document.documentElement.scrollWidth")
            assert wide <= width, (name, width, wide)


CONTRAST = """(() => {
  const light = c => { c = c / 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const lum = rgb => .2126 * light(rgb[0]) + .7152 * light(rgb[1]) + .0722 * light(rgb[2]);
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
  const seen = new Map();
  document.querySelectorAll('body *').forEach(e => {
    const own = Array.from(e.childNodes).some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest('script') || !e.getClientRects().length) return;
    const style = getComputedStyle(e);
    const a = lum(rgb(e instanceof SVGElement ? style.fill : style.color));
    const b = lum(ground(e instanceof SVGElement ? e.ownerSVGElement.parentElement : e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) seen.set(e.tagName + '.' + (e.getAttribute('class') || ''), ratio);
  });
  return Array.from(seen);
})()"""


def test_contrast_of_all_text(browser, pages):
    for dark in (False, True):
        browser.open(brick(pages), dark=dark)
        poor = browser.run(CONTRAST)
        assert poor == [], (dark, poor)


def test_without_script_everything_is_readable(browser, pages):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(brick(pages))
        hidden = browser.call("DOM.getDocument", depth=-1)
        document = browser.call("DOM.getOuterHTML", nodeId=hidden["root"]["nodeId"])["outerHTML"]
        assert 'class="script"' not in document
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
    shown = browser.run("Array.from(document.querySelectorAll('.finding, table, figure')).filter(e => "
                        "e.offsetParent === null).length")
    assert shown == 0, shown
    assert browser.run("Array.from(document.querySelectorAll('.script-only')).every(e => e.offsetParent === null)")


def main():
    """All in one browser: when it goes away, each test that is left fails."""
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        pages = Pages(folder)
        return run_cases(globals(), lambda test, _: test(browser, pages))


if __name__ == "__main__":
    sys.exit(main())
