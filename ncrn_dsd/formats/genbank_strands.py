"""Strands as GenBank records, with a feature per domain."""

from __future__ import annotations

from collections.abc import Iterator

from ncrn_dsd.ir.dsd import domain_name
from ncrn_dsd.ir.lab import LabPackage, StrandOrder

_DATE = "01-JAN-1980"
"""Records carry a fixed date, so that equal designs give equal files."""
_PER_LINE, _PER_BLOCK = 60, 10


def write_genbank(package: LabPackage) -> str:
    """One single-stranded DNA record per strand, 5' to 3'; complements are features as well."""
    lengths = {d.domain: len(d.sequence) for d in package.sequences.domains}
    return "".join(f"{line}\n" for strand in package.strands for line in _record(strand, lengths))


def _record(strand: StrandOrder, lengths: dict[str, int]) -> Iterator[str]:
    yield (
        f"LOCUS       {strand.name:<16} {strand.length_nt:>11} bp ss-DNA     linear   SYN {_DATE}"
    )
    yield f"DEFINITION  {strand.role} {' '.join(strand.domains)}."
    yield f"ACCESSION   {strand.name}"
    yield f"VERSION     {strand.name}"
    yield "KEYWORDS    ."
    yield "SOURCE      synthetic DNA construct"
    yield "  ORGANISM  synthetic DNA construct"
    yield "            other sequences; artificial sequences."
    yield "FEATURES             Location/Qualifiers"
    start = 0
    for occurrence in strand.domains:
        end = start + lengths[domain_name(occurrence)]
        yield f"     misc_feature    {start + 1}..{end}"
        yield f'                     /label="{occurrence}"'
        start = end
    yield "ORIGIN"
    letters = strand.sequence.lower()
    for at in range(0, len(letters), _PER_LINE):
        line = letters[at : at + _PER_LINE]
        blocks = " ".join(line[i : i + _PER_BLOCK] for i in range(0, len(line), _PER_BLOCK))
        yield f"{at + 1:>9} {blocks}"
    yield "//"
