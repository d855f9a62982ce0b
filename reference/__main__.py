"""`python -m reference` writes the pages; `--check` only says which of them are out of date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import click

from reference.pages import made_pages

FOLDER = Path(__file__).parent.parent / "docs" / "reference"


def out_of_date(folder: Path) -> list[str]:
    """Names of pages that differ from what the code says."""
    return [
        name
        for name, text in made_pages().items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write or check; 1 when a checked page is out of date."""
    parser = argparse.ArgumentParser(prog="python -m reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    if parser.parse_args().check:
        old = out_of_date(FOLDER)
        for name in old:
            click.echo(f"docs/reference/{name} is out of date: run `python -m reference`")
        return int(bool(old))
    for name, text in made_pages().items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
