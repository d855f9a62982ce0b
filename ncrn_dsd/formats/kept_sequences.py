"""Sequences that exist already: given domains, and strands that are in the freezer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ncrn_dsd.errors import FormatError, reason_of
from ncrn_dsd.formats.csv_table import ColumnError, CsvTable, TableError
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.model.sequences import KeptSequence

NAME_COLUMNS = ("domain", "strand", "name")
LETTERS = frozenset("ACGT")


def load_kept(file: str, design: str, where: str) -> tuple[KeptSequence, ...]:
    """Read the file that a design names, relative to the folder of the design.

    Raises
    ------
    FormatError: F080, it cannot be read or does not say what it should.
    """
    path = Path(design).parent / file
    try:
        text = read_text_of(path)
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(
            "F080",
            where,
            f"the file of kept sequences '{path}' cannot be read ({reason_of(error)})",
            "give a FASTA or CSV file, relative to the design",
        ) from error
    return read_kept(text, str(path))


def read_kept(text: str, path: str) -> tuple[KeptSequence, ...]:
    """Sequences of a FASTA or CSV text, in its order.

    FASTA: the first word after ">" is the name, further words are the domains of a strand.
    CSV: a column "domain", "strand" or "name", a column "sequence", and for strands a column
    "domains" with occurrences between spaces. Codes of modifications between slashes are left
    out.

    Raises
    ------
    FormatError: F080, a column or a sequence is missing, a letter is none of ACGT, or a name is
        there twice.
    """
    entries = _fasta(text, path) if text.lstrip().startswith(">") else _csv(text, path)
    found: dict[str, KeptSequence] = {}
    for line, entry in entries:
        fault = _fault(entry, found)
        if fault:
            raise FormatError("F080", f"{path}:{line}", fault, "fix or drop this line")
        found[entry.name] = entry
    return tuple(found.values())


def _fault(entry: KeptSequence, found: dict[str, KeptSequence]) -> str:
    if not entry.name:
        return "a sequence has no name"
    if not entry.sequence or set(entry.sequence) - LETTERS:
        return f"'{entry.sequence}' of {entry.name} is no sequence of the letters ACGT"
    if entry.name in found:
        return f"the name {entry.name} is there twice"
    return ""


def _fasta(text: str, path: str) -> Iterator[tuple[int, KeptSequence]]:
    head: tuple[int, list[str]] | None = None
    letters: list[str] = []
    for number, line in enumerate([*text.splitlines(), ">"], start=1):
        if not line.startswith(">"):
            letters.append(line.strip())
            continue
        if head is not None:
            start, words = head
            if not words:
                raise FormatError("F080", f"{path}:{start}", "a sequence has no name", "name it")
            sequence = _plain("".join(letters))
            yield start, KeptSequence(words[0], sequence, tuple(words[1:]))
        head, letters = (number, line[1:].split()), []


def _csv(text: str, path: str) -> Iterator[tuple[int, KeptSequence]]:
    try:
        rows = CsvTable(text, ("sequence",))
        name = next((c for c in NAME_COLUMNS if c in rows.place), None)
        if name is None:
            raise ColumnError(1, "there is no column 'domain', 'strand' or 'name'", "add one")
        for row in rows:
            domains = tuple(row.get("domains").split())
            yield row.line, KeptSequence(row[name], _plain(row["sequence"]), domains)
    except TableError as problem:
        where = f"{path}:{problem.line}"
        raise FormatError("F080", where, problem.what, problem.hint) from None


def _plain(sequence: str) -> str:
    """Upper case, without what stands between slashes."""
    return "".join(sequence.upper().replace(" ", "").split("/")[::2])
