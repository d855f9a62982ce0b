"""From domain occurrences to nucleotides."""

from __future__ import annotations

from collections.abc import Mapping

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.ir.dsd import domain_name
from ncrn_dsd.ir.lab import reverse_complement


def spell(strand: tuple[str, ...], sequences: Mapping[str, str]) -> str:
    """Nucleotides of a strand, 5' to 3'.

    Parameters
    ----------
    strand: domain occurrences, 5' to 3'.
    sequences: domain name to nucleotides.

    Raises
    ------
    HandoffError: H001, a domain has no sequence.
    """
    parts: list[str] = []
    for occurrence in strand:
        sequence = sequences.get(domain_name(occurrence))
        if sequence is None:
            raise HandoffError(
                "H001",
                f"strand {' '.join(strand)}",
                f"domain {domain_name(occurrence)} has no nucleotide sequence",
                "design the sequences of this very system again",
            )
        parts.append(reverse_complement(sequence) if occurrence.endswith("*") else sequence)
    return "".join(parts)
