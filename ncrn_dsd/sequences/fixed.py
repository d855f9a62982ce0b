"""Sequences that the user brings along and the search must keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.model.sequences import KeptSequence
from ncrn_dsd.sequences.nucleotides import LETTERS, is_palindrome


def given_sequences(system: DsdSystem, kept: Iterable[KeptSequence]) -> dict[str, str]:
    """Domains of `system` whose nucleotides follow from sequences that exist already.

    A kept strand all of whose domains the system has is cut into them; strands with other
    domains belong to something else and are passed over.

    Raises
    ------
    SequenceError: Q006, a name is neither a domain nor a strand with its domains, a strand is
        too short or too long for them, or two strands say different things about one domain.
    """
    lengths = {domain.name: domain.length_nt for domain in system.domains}
    found: dict[str, str] = {}
    for one in kept:
        parts = one.domains or (one.name,)
        unknown = [p for p in parts if domain_name(p) not in lengths]
        if unknown and one.domains:
            continue
        if unknown:
            what = "the system has no domain of this name, and no domains are listed for it"
            hint = "name a domain of the system, or list the domains of the strand"
            raise SequenceError("Q006", f"kept sequence {one.name}", what, hint)
        _cut(one, parts, lengths, found)
    return found


def _cut(
    one: KeptSequence, parts: tuple[str, ...], lengths: Mapping[str, int], found: dict[str, str]
) -> None:
    """Add the domains of a kept sequence to `found`."""
    needed = sum(lengths[domain_name(part)] for part in parts)
    if needed != len(one.sequence):
        what = f"it has {len(one.sequence)} nt but its domains have {needed} nt together"
        hint = "use the toehold lengths with which it was made, or drop it"
        raise SequenceError("Q006", f"kept sequence {one.name}", what, hint)
    start = 0
    for part in parts:
        name, end = domain_name(part), start + lengths[domain_name(part)]
        piece = one.sequence[start:end]
        piece = reverse_complement(piece) if part.endswith("*") else piece
        if found.setdefault(name, piece) != piece:
            what = f"it makes domain {name} {piece}, which another kept sequence contradicts"
            hint = "keep strands of one design only"
            raise SequenceError("Q006", f"kept sequence {one.name}", what, hint)
        start = end


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
                "Q002", f"fixed domain {name}", what, "fix or drop this fixed sequence"
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
