"""Find all results below a folder and write the page that leads to them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from ncrn_dsd.drawing.index_page import IndexSection, Unreadable, index_page
from ncrn_dsd.drawing.table import Cell, Column, DrawnTable, cell_of
from ncrn_dsd.errors import ArtefactError, FormatError, printable
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.formats.text_file import read_bytes_of, read_text_of
from ncrn_dsd.formats.verify_json import read_verification
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.shown import Inline, plain
from ncrn_dsd.pipeline.index_kinds import KINDS, MANIFEST, ResultKind
from ncrn_dsd.pipeline.outputs import CERTIFICATE, SUMMARY, VERIFICATION

INDEX = "index.html"
_OBJECT: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One result.

    Parameters
    ----------
    file: that tells of it, relative to the folder of the index.
    page: its page, relative likewise; the file itself where there is no page.
    values: in the order of the kind's columns.
    """

    kind: str
    file: str
    page: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RunIndex:
    """Everything that was found, in order of kinds and paths."""

    entries: tuple[IndexEntry, ...]
    unreadable: tuple[Unreadable, ...]


@dataclass(frozen=True, slots=True)
class ListedResult:
    """One result as programs read it; `values` by the keys of the kind's columns."""

    file: str
    page: str
    values: Annotated[Mapping[str, Any], Inline()] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ListedResults:
    """An index as programs read it: results by their kind, and what cannot be read."""

    results: Annotated[Mapping[str, tuple[ListedResult, ...]], Inline()] = field(hash=False)
    unreadable: tuple[Unreadable, ...]


def write_index(folder: Path) -> RunIndex:
    """Scan `folder` and write ``index.html`` into it.

    Raises
    ------
    ArtefactError: A012, there is no such folder; A001, the page cannot be written.
    """
    found = scan(folder)
    write_bytes(folder / INDEX, render_index(found).encode())
    return found


def render_index(found: RunIndex) -> str:
    """The page as text; equal input gives equal text."""
    return index_page(tuple(_section(kind, found.entries) for kind in KINDS), found.unreadable)


def scan(folder: Path) -> RunIndex:
    """All results below `folder`; hidden folders and links to folders are left out.

    Raises
    ------
    ArtefactError: A012, there is no such folder.
    """
    if not folder.is_dir():
        raise ArtefactError(
            "A012",
            str(folder),
            "there is no such folder with results",
            "run a design first, or name the folder that `ncrn-dsd run` wrote to",
        )
    entries: list[IndexEntry] = []
    unreadable: list[Unreadable] = []
    for place, names in _folders(folder, unreadable):
        for kind, name in _candidates(place, names):
            try:
                entries.append(_entry(kind, place, name, names, folder))
            except (OSError, ValueError) as problem:
                unreadable.append(Unreadable(_relative(place / name, folder), _why(problem)))
    order = {kind.name: i for i, kind in enumerate(KINDS)}
    entries.sort(key=lambda e: (order[e.kind], e.file))
    return RunIndex(tuple(entries), tuple(sorted(unreadable, key=lambda u: u.file)))


def _folders(folder: Path, unreadable: list[Unreadable]) -> Iterator[tuple[Path, list[str]]]:
    def refused(problem: OSError) -> None:
        where = _relative(Path(str(problem.filename)), folder)
        unreadable.append(Unreadable(f"{where}/", problem.strerror or "the system refused"))

    for place, below, names in os.walk(folder, onerror=refused):
        # Folders of artefacts, and results that are being written, are hidden.
        below[:] = sorted(name for name in below if not name.startswith("."))
        if MANIFEST in names:
            below.clear()
        yield Path(place), sorted(names)


def _candidates(place: Path, names: Sequence[str]) -> Iterator[tuple[ResultKind, str]]:
    """Files that should tell of a result, with the kind that they should be of."""
    by_file = {kind.file: kind for kind in reversed(KINDS) if kind.file != "*"}
    by_folder = {kind.folder: kind for kind in KINDS if kind.folder}
    for name in names:
        if name == VERIFICATION and SUMMARY in names:
            continue
        if name in by_file:
            yield by_file[name], name
        elif place.name in by_folder and name.endswith(".json") and not name.startswith("."):
            yield by_folder[place.name], name


def _entry(
    kind: ResultKind, place: Path, name: str, names: Sequence[str], folder: Path
) -> IndexEntry:
    content = _content(place / name)
    content |= {key: _content(place / part) for key, part in kind.parts}
    marked = (k for k in KINDS if k.file == kind.file and k.mark and k.mark in content)
    kind = next(marked, kind)
    result = kind.read(content)
    if VERIFICATION in names:
        _refuse_contradiction(content, place, names)
    page = f"{name.removesuffix('.json')}.html" if kind.page == "*" else kind.page
    return IndexEntry(
        kind=kind.name,
        file=_relative(place / name, folder),
        page=_relative(place / (page if page in names else name), folder),
        values=values_of(kind, result),
    )


def values_of(kind: ResultKind, result: Any) -> tuple[Any, ...]:
    """What is told of a result, in the order of the columns of its kind."""
    return tuple(column.read(result) for column in kind.columns)


def _refuse_contradiction(content: dict[str, Any], place: Path, names: Sequence[str]) -> None:
    """What a result says of proofs is what its obligations say, by the certificate beside them.

    Raises
    ------
    ValueError: it is not, so that one of the files was changed.
    """
    try:
        report = read_verification(read_text_of(place / VERIFICATION), VERIFICATION)
    except FormatError as problem:
        raise ValueError(problem.what) from None
    verdicts = content.get("verdicts", report.counts)
    if content.get("verdict") != report.verdict.value or verdicts != report.counts:
        raise ValueError(f"its verdicts are not those of {VERIFICATION}")
    digest = _content(place / VERIFICATION)["certificate_sha256"]
    if digest is not None and (
        CERTIFICATE not in names
        or hashlib.sha256(read_bytes_of(place / CERTIFICATE)).hexdigest() != digest
    ):
        raise ValueError(f"{CERTIFICATE} is not the one of {VERIFICATION}")


def _relative(path: Path, folder: Path) -> str:
    """The path as text; bytes of a name that are no text are shown as such."""
    shown = os.fsencode(path.relative_to(folder).as_posix()).decode(errors="backslashreplace")
    return printable(shown)


def _content(file: Path) -> dict[str, Any]:
    return _OBJECT.validate_json(read_bytes_of(file))


def _why(problem: OSError | ValueError) -> str:
    if isinstance(problem, ValidationError):
        first = problem.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where}: {first['msg']}" if where else first["msg"]
    if isinstance(problem, OSError):
        name = Path(str(problem.filename)).name
        return f"{name}: {problem.strerror or 'the system refused'}"
    return str(problem)


def _section(kind: ResultKind, entries: Sequence[IndexEntry]) -> IndexSection:
    titles = (Column(c.shown.title, c.shown.style.is_numeric) for c in kind.columns)
    columns = (*titles, Column("File"))
    rows = tuple(_row(kind, entry) for entry in entries if entry.kind == kind.name)
    return IndexSection(kind.title, DrawnTable(kind.name, kind.note, columns, rows))


def _row(kind: ResultKind, entry: IndexEntry) -> tuple[Cell, ...]:
    first, *rest = (cell_of(c, v) for c, v in zip(kind.columns, entry.values, strict=True))
    linked = replace(first, link=quote(entry.page))
    return (linked, *rest, Cell(entry.file, link=quote(entry.file)))


def index_json(found: RunIndex) -> str:
    """The same as text for programs: a list per kind, and what cannot be read."""
    rows = {
        kind.name: tuple(_listed(kind, e) for e in found.entries if e.kind == kind.name)
        for kind in KINDS
    }
    return result_json(ListedResults(rows, found.unreadable))


def _listed(kind: ResultKind, entry: IndexEntry) -> ListedResult:
    values = zip(kind.columns, entry.values, strict=True)
    return ListedResult(entry.file, entry.page, {c.key: plain(v) for c, v in values})
