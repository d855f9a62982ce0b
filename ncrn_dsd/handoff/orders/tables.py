"""The tables of a package as CSV: UTF-8, line feeds, decimal points, units in the header."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.handoff.files import write_file
from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.handoff.orders.physical import extinction_260_M_cm, molar_mass_g_mol
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
    "mod5",
    "mod3",
    "sequence_with_mods",
    "used_in",
    "mw_g_mol",
    "ext260_M_cm",
)
DOMAIN_COLUMNS = ("domain", "kind", "length_nt", "sequence", "complement", "gc_frac")


def write_strands_csv(package: LabPackage, directory: Path) -> Path:
    """Write ``strands.csv``, one row per strand, and return its path.

    Raises
    ------
    HandoffError: H002 cannot write, H003 a cell would be run as a formula.
    """
    return write_file(directory, STRANDS_CSV, strands_table(package))


def write_domains_csv(package: LabPackage, directory: Path) -> Path:
    """Write ``domains.csv``, one row per domain, and return its path.

    Raises
    ------
    HandoffError: H002 cannot write, H003 a cell would be run as a formula.
    """
    return write_file(directory, DOMAINS_CSV, domains_table(package))


def strands_table(package: LabPackage) -> bytes:
    """One row per strand.

    Raises
    ------
    HandoffError: H003 a cell would be run as a formula.
    """
    rows = (strand_row(strand) for strand in package.strands)
    return csv_bytes(STRANDS_CSV, STRAND_COLUMNS, rows)


def domains_table(package: LabPackage) -> bytes:
    """One row per domain.

    Raises
    ------
    HandoffError: H003 a cell would be run as a formula.
    """
    rows = (domain_row(domain) for domain in package.sequences.domains)
    return csv_bytes(DOMAINS_CSV, DOMAIN_COLUMNS, rows)


def strand_row(strand: StrandOrder) -> tuple[str, ...]:
    """The cells of `STRAND_COLUMNS`."""
    return (
        strand.name,
        strand.role,
        " ".join(strand.domains),
        str(strand.length_nt),
        strand.sequence,
        strand.mod5,
        strand.mod3,
        strand.ordered_sequence,
        " ".join(strand.used_in),
        f"{molar_mass_g_mol(strand.sequence):.1f}",
        str(extinction_260_M_cm(strand.sequence)),
    )


def domain_row(domain: DomainSequence) -> tuple[str, ...]:
    """The cells of `DOMAIN_COLUMNS`."""
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
