"""Pages of the documentation as blocks that can be run or parsed.

A block is fenced; the line above it may be a comment: ``<!-- slow -->`` for the slow suite only,
``<!-- not run: reason -->``, or ``<!-- file: path -->``, where its text is to be saved. A block
``text`` right after a block ``sh`` or ``python`` is what it prints; in it a line ``...`` stands for
any lines, and ``...`` inside a line for any text.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs/examples"
REASONS_ALLOWED = 12
"""Shortest reason, in characters, for not running a block."""

_OPERATORS = set("|&;<>*?$`(){}!~\n")
_ALL_LINES = re.MULTILINE | re.DOTALL
_EXIT = re.compile(r"#\s*exit code ([0-9]+)\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block.

    Parameters
    ----------
    line: of its fence, from 1.
    skip: why it is not run; None when it is.
    file: where its text is saved; None when it is not.
    """

    page: Path
    line: int
    language: str
    text: str
    slow: bool
    skip: str | None
    file: str | None

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True, slots=True)
class Command:
    """One line of a block ``sh``.

    Parameters
    ----------
    words: of a call of ncrn-dsd that needs no shell; empty for what does.
    fails: it has to end with another exit code than 0 (a leading ``!``).
    """

    text: str
    words: tuple[str, ...]
    exit_code: int
    fails: bool


def pages() -> tuple[Path, ...]:
    """README and all pages below docs/, without the examples."""
    below = (p for p in sorted((ROOT / "docs").rglob("*.md")) if EXAMPLES not in p.parents)
    return (ROOT / "README.md", *below)


def blocks(page: Path) -> tuple[Block, ...]:
    """The fenced blocks of a page, in order."""
    return tuple(_blocks(page, page.read_text(encoding="utf-8").splitlines()))


def _blocks(page: Path, lines: list[str]) -> Iterator[Block]:
    start, indent = -1, ""
    for number, line in enumerate(lines):
        fence = re.fullmatch(r"(\s*)```(\w*)\s*", line)
        if fence is None:
            continue
        if start < 0:
            start, indent = number, fence[1]
            continue
        above = lines[start - 1].strip() if start else ""
        note = re.fullmatch(r"<!-- (slow|not run: (.+)|file: (\S+)) -->", above)
        text = "\n".join(row.removeprefix(indent) for row in lines[start + 1 : number])
        yield Block(
            page,
            start + 1,
            lines[start].strip().removeprefix("```"),
            text,
            slow=note is not None and note[1] == "slow",
            skip=note[2] if note is not None else None,
            file=note[3] if note is not None else None,
        )
        start = -1
    if start >= 0:
        raise AssertionError(f"{page}:{start + 1}: the fence is never closed")


def commands(block: Block) -> tuple[Command, ...]:
    """The lines of a block ``sh``; a backslash at the end joins two."""
    joined = re.sub(r"\\\n\s*", " ", block.text)
    return tuple(_command(line) for line in joined.splitlines() if line.split("#")[0].strip())


def _command(line: str) -> Command:
    said = _EXIT.search(line)
    exit_code = int(said[1]) if said else 0
    fails = line.startswith("! ")
    text = line.removeprefix("! ").strip()
    bare = re.sub(r"'[^']*'|\"[^\"$`]*\"", "", text.split(" #")[0])
    needs_shell = bool(_OPERATORS & set(bare)) or not text.startswith("ncrn-dsd ")
    words = () if needs_shell else tuple(shlex.split(text, comments=True))
    return Command(text, words, exit_code, fails)


def missing_line(shown: str, printed: str) -> str | None:
    """The first line of an excerpt that the output lacks at its place; None when all are there."""
    rest = [" ".join(line.split()) for line in printed.splitlines()]
    free = True
    for line in shown.splitlines():
        wanted = " ".join(line.split())
        if wanted == "...":
            free = True
            continue
        form = re.compile(".*".join(map(re.escape, wanted.split("..."))))
        found = next((i for i, one in enumerate(rest) if form.fullmatch(one)), None)
        if found is None or (found and not free):
            return line
        rest = rest[found + 1 :]
        free = False
    return None


def inline_calls(page: Path) -> Iterator[str]:
    """Calls of ncrn-dsd inside the text of a page, without fenced blocks."""
    text = re.sub(
        r"^\s*```.*?^\s*```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    for span in re.findall(r"`([^`]+)`", text):
        call = " ".join(span.split())
        if call.startswith("ncrn-dsd "):
            yield call.replace("\\|", "|")


def links(page: Path) -> Iterator[str]:
    """Targets of relative links, without their anchors."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:|#", target):
            yield target.split("#")[0]
