"""Sequences out of the files of a package, by readers that share nothing with the writers."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable

_ORIGIN = re.compile(r"^ORIGIN\s*$(.*?)^//", re.MULTILINE | re.DOTALL)
_ELEMENTS = re.compile(r'<http://sbols\.org/v3#elements> ("(?:[^"\\]|\\.)*") \.')


def genbank_sequences(text: str) -> Iterable[str]:
    """Upper-case sequences of all records."""
    for block in _ORIGIN.findall(text):
        yield re.sub(r"[^a-z]", "", block).upper()


def fasta_sequences(text: str) -> Iterable[str]:
    """Sequences of all records, lines joined."""
    for record in text.split(">")[1:]:
        _, *lines = record.splitlines()
        yield "".join(lines)


def sbol_sequences(text: str) -> Iterable[str]:
    """Elements of all Sequence objects."""
    for literal in _ELEMENTS.findall(text):
        yield json.loads(literal)


def table_sequences(text: str) -> Iterable[str]:
    """The column ``sequence`` of ``strands.csv``."""
    for row in csv.DictReader(io.StringIO(text)):
        yield row["sequence"]


def model_sequences(text: str) -> Iterable[str]:
    """Strands of ``design.json``."""
    for strand in json.loads(text)["strands"]:
        yield strand["sequence"]


READERS: dict[str, Callable[[str], Iterable[str]]] = {
    "design/strands.gb": genbank_sequences,
    "design/strands.fasta": fasta_sequences,
    "design/design.sbol.nt": sbol_sequences,
    "design/design.json": model_sequences,
    "sequences/strands.csv": table_sequences,
}
