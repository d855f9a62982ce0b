"""Every page in a real browser: silent, self-contained, readable, and usable by keyboard."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page_fixture import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
try:
    from playwright.sync_api import sync_playwright
except ImportError:
    MISSING: str | None = "playwright is not installed (extra `browser`)"
else:
    MISSING = None if CHROMIUM else "no chromium on PATH"

pytestmark = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))

LAPTOP, PHONE, UPRIGHT, LANDSCAPE = 1280, 390, 680, 1008
"""Widths in px; the last two are what A4 leaves between margins of 15 mm."""
HEIGHT = 800
LEAST_CONTRAST = 4.5
PATIENCE_MS = 5000
MOST_COLUMNS = 4
"""Of one table, clicked on; all are made alike."""

CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  function rgba(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
  function luminance(colour) {
    const [r, g, b] = colour.map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  function paper(element) {
    const above = [];
    for (let e = element; e; e = e.parentElement)
      above.push(rgba(getComputedStyle(e).backgroundColor));
    return above.reduceRight((below, top) => over(top, below), [255, 255, 255]);
  }
  // In a drawing, text may lie on shapes that were drawn before it.
  function ground(element) {
    const svg = element.closest("svg");
    let below = paper(svg || element);
    if (!svg) return below;
    const box = element.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    for (const shape of svg.querySelectorAll("rect, circle, ellipse, path")) {
      if (!(shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
      const around = shape.getBoundingClientRect(), style = getComputedStyle(shape);
      const inside = x > around.left && x < around.right && y > around.top && y < around.bottom;
      if (!inside || style.fill === "none") continue;
      const fill = rgba(style.fill);
      fill[3] *= style.fillOpacity * style.opacity;
      below = over(fill, below);
    }
    return below;
  }
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || element.closest("script, style, title, .unseen, .skip")) continue;
    if (!element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const ink = rgba(element.closest("svg") ? style.fill : style.color), below = ground(element);
    const pair = [luminance(over(ink, below)), luminance(below)].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const name = element.tagName + "." + (element.getAttribute("class") || "");
    const known = found.get(name);
    if (!known || ratio < known.ratio) found.set(name, {name, ratio, text: text.slice(0, 40)});
  }
  return [...found.values()];
}"""
"""The lowest contrast of every kind of text, with what it says."""

EMPTY_DRAWINGS = """() => [...document.querySelectorAll("svg")].filter(svg => {
  const box = svg.getBoundingClientRect();
  const marks = [...svg.querySelectorAll("path, line, rect, circle, polygon, polyline")];
  const seen = marks.filter(m => {
    const b = m.getBoundingClientRect();
    return b.width + b.height;
  });
  return !(box.width > 20 && box.height > 10 && seen.length);
}).map(svg => svg.outerHTML.slice(0, 200))"""

NAMELESS = """() => [...document.querySelectorAll("svg, img")].filter(e =>
  !(e.getAttribute("aria-label") || e.querySelector(":scope > title")?.textContent || e.alt)
  && !e.closest("[aria-hidden=true]")).map(e => e.outerHTML.slice(0, 200))"""

CUT_OFF = """() => [...document.querySelectorAll("body *")].filter(e => {
  if (e.closest("svg, .unseen, .skip, script, style")) return false;
  const style = getComputedStyle(e);
  const clips = style.overflowX !== "visible" || style.overflowY !== "visible";
  return clips && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 200))"""

BEYOND_THE_EDGE = """() => [...document.querySelectorAll("body *")].filter(e => {
  const box = e.getBoundingClientRect();
  if (e.closest(".unseen, .skip") || !box.width) return false;
  if (e.closest("svg") && !e.matches("svg")) return false;
  return box.right > document.documentElement.clientWidth + 1;
}).map(e => e.tagName + " " + e.className + ": " + (e.textContent || "").trim().slice(0, 60))"""


@dataclass
class Opened:
    """A page with what went on while it was opened and used."""

    name: str
    page: Page
    url: str
    console: list[str]
    requests: list[str]
    failed: list[str]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield running
        running.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, make in PAGES.items():
        made[name] = folder / f"{name}.html"
        made[name].write_text(make(), encoding="utf-8")
    return made


@pytest.fixture(scope="module", params=list(PAGES))
def opened(
    browser: Browser, files: dict[str, Path], request: pytest.FixtureRequest
) -> Iterator[Opened]:
    page = browser.new_page(viewport={"width": LAPTOP, "height": HEIGHT}, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE_MS)
    found = Opened(request.param, page, files[request.param].as_uri(), [], [], [])
    page.on("console", lambda message: found.console.append(message.text))
    page.on("pageerror", lambda error: found.console.append(str(error)))
    page.on("request", lambda sent: found.requests.append(sent.url))
    page.on("requestfailed", lambda sent: found.failed.append(sent.url))
    page.goto(found.url)
    yield found
    page.close()


@pytest.fixture
def page(opened: Opened) -> Iterator[Page]:
    """The page as it was loaded: light, on a screen, as wide as a laptop."""
    opened.page.set_viewport_size({"width": LAPTOP, "height": HEIGHT})
    opened.page.emulate_media(media="screen", color_scheme="light")
    opened.page.evaluate("window.scrollTo(0, 0)")
    yield opened.page
    assert opened.console == []


def ask(page: Page, question: str) -> list[Any]:
    answer = page.evaluate(question)
    assert isinstance(answer, list)
    return answer


def test_it_says_nothing_and_asks_for_nothing(opened: Opened) -> None:
    assert opened.console == []
    assert opened.failed == []
    assert {url for url in opened.requests if not url.startswith("data:")} == {opened.url}


def test_the_page_is_built_for_those_who_listen(page: Page) -> None:
    assert page.get_attribute("html", "lang")
    assert page.title()
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    levels = [int(tag[1]) for tag in ask(page, HEADINGS)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert ask(page, NAMELESS) == []
    ids = ask(page, "() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    pointed_at = ask(
        page,
        "() => [...document.querySelectorAll('[aria-labelledby]')]"
        ".map(e => e.getAttribute('aria-labelledby'))",
    )
    assert set(pointed_at) <= set(ids)


HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(e => e.tagName)"


def test_every_figure_and_drawing_shows_something(page: Page) -> None:
    assert ask(page, EMPTY_DRAWINGS) == []
    empty = (
        "() => [...document.querySelectorAll('figure')].map(e => e.querySelectorAll('svg').length)"
    )
    assert 0 not in ask(page, empty)


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_nobody_has_to_scroll_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    inside, needed = page.evaluate(
        "() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]"
    )
    assert needed <= inside, ask(page, BEYOND_THE_EDGE)[:5]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_paper(page: Page, opened: Opened, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    measured = ask(page, CONTRASTS)
    assert len(measured) > 3
    assert [m for m in measured if m["ratio"] < LEAST_CONTRAST] == []
    paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


def test_on_paper_nothing_is_cut_off(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    is_wide = page.evaluate("() => getComputedStyle(document.body).page") == "wide"
    page.set_viewport_size({"width": LANDSCAPE if is_wide else UPRIGHT, "height": HEIGHT})
    assert ask(page, CUT_OFF) == []
    assert ask(page, BEYOND_THE_EDGE) == []
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(26, 27, 44)"
    assert page.locator("th button:visible, nav:visible, .skip:visible").count() == 0
    assert ask(page, "() => [...document.querySelectorAll('details:not([open])')]") == []


def test_numbers_that_can_be_sorted_have_a_key(page: Page) -> None:
    for cell in ask(
        page,
        "() => [...document.querySelectorAll('table.sortable tbody .numeric:not([data-sort])')]"
        ".map(e => e.textContent.trim())",
    ):
        assert not re.match("[-−]?[0-9]", cell), "this number would be sorted as a word"


def keys(table: Locator, column: int) -> list[float | None]:
    """What the cells of a column are sorted by, from the top; None where there is no number."""
    found = table.evaluate(
        "(t, c) => [...t.tBodies[0].rows].map(r => r.cells[c].dataset.sort ?? null)", column
    )
    return [None if key is None else float(key) for key in found]


def in_order(found: list[float | None], *, falling: bool) -> list[float | None]:
    known = sorted((v for v in found if v is not None), reverse=falling)
    return [*known, *([None] * (len(found) - len(known)))]


def test_a_click_sorts_columns_of_numbers(page: Page) -> None:
    tables = page.locator("table.sortable")
    for place in range(tables.count()):
        table = tables.nth(place)
        for column in numeric_columns(table)[:MOST_COLUMNS]:
            heading = table.locator("thead th").nth(column)
            for falling, word in ((False, "ascending"), (True, "descending")):
                before = keys(table, column)
                heading.locator("button").click()
                assert keys(table, column) == in_order(before, falling=falling)
                assert heading.get_attribute("aria-sort") == word
            others = table.locator('thead th[aria-sort="none"]').count()
            assert others == table.locator("thead th").count() - 1
    if tables.count():
        assert "Sorted by" in (page.locator("#sort-news").text_content() or "")


def numeric_columns(table: Locator) -> list[int]:
    found = table.evaluate(
        "t => [...t.tHead.rows[0].cells].map((e, i) => e.matches('.numeric') ? i : -1)"
    )
    return [i for i in found if i >= 0]


def test_the_keyboard_reaches_and_sorts_a_table(page: Page) -> None:
    tables = page.locator("table.sortable:has(th.numeric)")
    if not tables.count():
        assert page.locator("th button").count() == 0
        return
    table = tables.first
    column = numeric_columns(table)[0]
    heading = table.locator("thead th").nth(column)
    page.evaluate("() => document.activeElement.blur()")
    button = heading.locator("button")
    for _ in range(120):
        page.keyboard.press("Tab")
        if button.evaluate("b => b === document.activeElement"):
            break
    assert button.evaluate("b => b === document.activeElement")
    for key, falling in (("Enter", False), ("Space", True)):
        before = keys(table, column)
        page.keyboard.press(key)
        assert keys(table, column) == in_order(before, falling=falling)
        assert button.evaluate("b => b === document.activeElement"), "the focus must stay"
    assert heading.get_attribute("aria-sort") == "descending"


def test_the_focus_can_be_seen_and_starts_with_a_way_past_the_header(page: Page) -> None:
    page.evaluate("() => document.activeElement.blur()")
    page.goto(page.url.partition("#")[0])
    page.keyboard.press("Tab")
    first = page.locator(":focus")
    target = first.get_attribute("href") or ""
    assert page.locator(f"main{target}, main {target}").count() == 1
    assert first.evaluate(
        "e => { const b = e.getBoundingClientRect(); return b.x >= 0 && b.width > 9; }"
    )
    for _ in range(4):
        style = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"
        )
        assert style[0] != "none"
        assert style[1] >= 2
        page.keyboard.press("Tab")


BAD_PAGE = """<title>bad</title><body><h1>Bad</h1>
<p style="color:#999999">too faint</p><p style="width:2000px;background:#eee">too wide</p>
<div style="width:50px;height:20px;overflow:hidden">This is much longer than its box.</div>
<svg width="100" height="100"></svg><script>missing();</script></body>"""


def test_the_measures_see_what_is_bad(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": LAPTOP, "height": HEIGHT})
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_content(BAD_PAGE)
    assert any("missing is not defined" in line for line in said)
    assert [m["text"] for m in ask(page, CONTRASTS) if m["ratio"] < LEAST_CONTRAST] == ["too faint"]
    assert len(ask(page, EMPTY_DRAWINGS)) == len(ask(page, NAMELESS)) == 1
    assert any("too wide" in line for line in ask(page, BEYOND_THE_EDGE))
    assert any("much longer" in line for line in ask(page, CUT_OFF))
    page.close()
