"""The tables of a package as CSV: UTF-8, line feeds, decimal points, units in the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.files import write_file
from ncrn_dsd.handoff.physical import extinction_260_M_cm, molar_mass_g_mol
from ncrn_dsd.ir.dsd import SHORT_MAX_NT
from ncrn_dsd.ir.lab import DomainSequence, LabPackage, StrandOrder, reverse_complement

STRANDS_CSV = "strands.csv"
DOMAINS_CSV = "domains.csv"

STRAND_COLUMNS = (
    "strand",
    "role",
    "domains",
    "length_nt",
    "sequence",
    "used_in",
    "mw_g_mol",
    "ext260_M_cm",
)
DOMAIN_COLUMNS = ("domain", "kind", "length_nt", "sequence", "complement", "gc_frac")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell instead of showing it."""


def write_strands_csv(package: LabPackage, directory: Path) -> Path:
    """Write ``strands.csv``, one row per strand, and return its path.

    Raises
    ------
    HandoffError: H002 cannot write, H003 a cell would be run as a formula.
    """
    rows = (_strand_row(strand) for strand in package.strands)
    return write_file(directory, STRANDS_CSV, _csv_bytes(STRANDS_CSV, STRAND_COLUMNS, rows))


def write_domains_csv(package: LabPackage, directory: Path) -> Path:
    """Write ``domains.csv``, one row per domain, and return its path.

    Raises
    ------
    HandoffError: H002 cannot write, H003 a cell would be run as a formula.
    """
    rows = (_domain_row(domain) for domain in package.sequences.domains)
    return write_file(directory, DOMAINS_CSV, _csv_bytes(DOMAINS_CSV, DOMAIN_COLUMNS, rows))


def _strand_row(strand: StrandOrder) -> tuple[str, ...]:
    return (
        strand.name,
        strand.role,
        " ".join(strand.domains),
        str(strand.length_nt),
        strand.sequence,
        " ".join(strand.used_in),
        f"{molar_mass_g_mol(strand.sequence):.1f}",
        str(extinction_260_M_cm(strand.sequence)),
    )


def _domain_row(domain: DomainSequence) -> tuple[str, ...]:
    sequence = domain.sequence
    strong = sum(letter in "CG" for letter in sequence)
    return (
        domain.domain,
        "toehold" if len(sequence) <= SHORT_MAX_NT else "branch",
        str(len(sequence)),
        sequence,
        reverse_complement(sequence),
        f"{strong / len(sequence):.3f}",
    )


def _csv_bytes(file: str, header: Sequence[str], rows: Iterable[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for number, row in enumerate(rows, start=2):
        for column, cell in zip(header, row, strict=True):
            if cell.startswith(FORMULA_STARTS):
                raise HandoffError(
                    "H003",
                    f"{file}:{number}",
                    f"column {column} would hold '{cell}', which a spreadsheet runs as a formula",
                    "rename the species, fuel or domain so that it begins with a letter",
                )
        writer.writerow(row)
    return text.getvalue().encode("utf-8")
