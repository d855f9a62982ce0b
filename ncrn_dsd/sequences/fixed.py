"""Sequences that the user brings along and the search must keep."""

from __future__ import annotations

from collections.abc import Mapping

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.sequences.nucleotides import LETTERS, is_palindrome


def check_fixed(system: DsdSystem, fixed: Mapping[str, str]) -> None:
    """Refuse fixed sequences that cannot belong to `system`.

    Runs, composition and similarity of fixed sequences are the user's own decision: published
    tails such as poly-T break these rules on purpose.

    Raises
    ------
    SequenceError: Q002, unknown domain, wrong letters or length, or two domains alike.
    """
    lengths = {domain.name: domain.length_nt for domain in system.domains}
    owner: dict[str, str] = {}
    for name, sequence in fixed.items():
        what = _fault(name, sequence, lengths, owner)
        if what is not None:
            raise SequenceError(
                "Q002", f"fixed domain {name}", what, "mend or drop this fixed sequence"
            )
        owner[sequence] = name
        owner[reverse_complement(sequence)] = name


def _fault(
    name: str, sequence: str, lengths: Mapping[str, int], owner: Mapping[str, str]
) -> str | None:
    if name not in lengths:
        return "the system has no domain of this name"
    if not sequence or set(sequence) - set(LETTERS):
        return f"'{sequence}' is not a sequence of the upper case letters ACGT"
    if len(sequence) != lengths[name]:
        return f"'{sequence}' has {len(sequence)} nt but the domain has {lengths[name]} nt"
    if is_palindrome(sequence):
        return f"'{sequence}' is its own reverse complement"
    if sequence in owner:
        return f"'{sequence}' equals domain {owner[sequence]} or its complement"
    return None
