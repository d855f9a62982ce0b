"""The page in a real browser: no message on the console, and tables that can be sorted."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium on PATH")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-logging=stderr",
    "--v=0",
)


def opened(page: str, folder: Path) -> tuple[str, list[str]]:
    """The document after its scripts ran, and what they wrote on the console."""
    file = folder / "report.html"
    file.write_text(page, encoding="utf-8")
    assert BROWSER is not None
    done = subprocess.run(
        [BROWSER, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri()],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def test_the_console_stays_silent_and_tables_get_buttons(page: str, tmp_path: Path) -> None:
    document, console = opened(page, tmp_path)
    assert console == []
    tables = re.findall(r'<table id="[^"]+" class="sortable"[^>]*>', document)
    assert len(tables) == page.count('class="sortable"') > 3
    assert all('data-sorting="ready"' in table for table in tables)
    buttons = re.findall(
        r'<th [^>]*aria-sort="none">(.+?)&nbsp;<button type="button" ([^>]*)>', document
    )
    assert len(buttons) == document.count("<button") > 10
    assert all(f'aria-label="Sort by {title}"' in attributes for title, attributes in buttons)


def test_a_click_sorts_by_number_and_back(page: str, tmp_path: Path) -> None:
    click = """<script>
    const buttons = document.querySelectorAll("#rates th button");
    buttons[5].click(); buttons[5].click(); buttons[1].click();
    document.querySelectorAll("#costs th button")[1].click();
    document.querySelectorAll("#costs th button")[1].click();
    </script></body>"""
    document, console = opened(page.replace("</body>", click), tmp_path)
    assert console == []
    rates = column(document, "rates", 1)
    assert rates == sorted(rates)
    assert rates != column(page, "rates", 1)
    costs = column(document, "costs", 1)
    assert costs == sorted(costs, reverse=True)
    assert re.findall(r'<th [^>]*aria-sort="(?!none)([^"]*)"', document) == [
        "ascending",
        "descending",
    ]
    assert "Sorted by CPU time [s], descending" in document


def test_a_message_on_the_console_would_be_seen(page: str, tmp_path: Path) -> None:
    broken = page.replace("</body>", "<script>missing();</script></body>")
    _, console = opened(broken, tmp_path)
    assert any("missing is not defined" in line for line in console)


def column(document: str, table: str, index: int) -> list[float]:
    body = re.search(rf'<table id="{table}".*?<tbody>(.*?)</tbody>', document, re.DOTALL)
    assert body is not None
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>", row)[index] for row in rows]
    return [float(re.findall(r'data-sort="([^"]+)"', cell)[0]) for cell in cells]
