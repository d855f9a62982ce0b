"""Clamps: a few pairs that hold the end of a gate shut against strands without a toehold.

A strand that has the branch of a gate, but not its toehold, can begin at an end of the helix. Where
the incumbent goes on there with a long domain that is unpaired, the strand under it is lengthened
by the complement of the first letters of that domain. The incumbent has them anyway, so that no
other strand changes; the invader has others, and must wait until the clamp opens. The incumbent
comes off as before once it holds by a clamp alone.

Among domains a clamp is one that has no partner anywhere, because its partner is a part of a
domain. So it takes part in no reaction, and enumeration, proofs and simulations stay as they are:
that 1 to 3 pairs open at once, and begin nothing, is an assumption of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from ncrn_dsd.errors import TranslationError
from ncrn_dsd.ir.dsd import (
    Clamp,
    Complex,
    Domain,
    DsdSystem,
    complement,
    domain_name,
)

Strand = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ends:
    """What is put before the 5' end and behind the 3' end of a strand, each one clamp or none."""

    before: Strand
    behind: Strand


def with_clamps(system: DsdSystem, clamp_nt: int) -> DsdSystem:
    """The same gates with clamps of `clamp_nt` at every end that can have one; 0 for none.

    Raises
    ------
    TranslationError: T010, no gate has such an end.
    """
    if clamp_nt == 0:
        return system
    long_ones = frozenset(d.name for d in system.domains if d.is_branch)
    of_signals = {strand for signal in system.signals for strand in signal.complex.strands}
    found: dict[Strand, _Ends] = {}
    clamps: list[Domain] = []
    for fuel in system.fuels:
        numbers = count(1)
        for strand, clamped in _clamped_ends(fuel.complex, long_ones):
            if strand in found or strand in of_signals:
                continue
            made = [
                Domain(f"k{next(numbers)}_{fuel.name}", clamp_nt, clamp=clamp) for clamp in clamped
            ]
            clamps += made
            found[strand] = _Ends(_holding(made, at_its_end=False), _holding(made, at_its_end=True))
    if not clamps:
        raise TranslationError(
            "T010",
            f"the scheme {system.scheme}",
            "no strand of its gates ends in a pair beside which the other strand goes on with an "
            "unpaired long domain, so that there is nothing that a clamp could hold on to",
            "leave out clamp_nt, or choose a scheme whose gates have such ends, such as "
            "soloveichik2010",
        )
    return replace(
        system,
        domains=(*system.domains, *clamps),
        fuels=tuple(replace(f, complex=_lengthened(f.complex, found)) for f in system.fuels),
    )


def _holding(clamps: list[Domain], *, at_its_end: bool) -> Strand:
    return tuple(
        complement(one.name)
        for one in clamps
        if one.clamp is not None and one.clamp.at_its_end == at_its_end
    )


def _lengthened(complex_: Complex, found: Mapping[Strand, _Ends]) -> Complex:
    strands, marks = [], []
    for strand, own in complex_.marked_strands():
        ends = found.get(strand, _Ends((), ()))
        strands.append((*ends.before, *strand, *ends.behind))
        marks.append("." * len(ends.before) + own + "." * len(ends.behind))
    return Complex(tuple(strands), "+".join(marks))


def _clamped_ends(
    complex_: Complex, long_ones: frozenset[str]
) -> Iterator[tuple[Strand, list[Clamp]]]:
    """Strands with ends in pairs beside which the partner goes on unpaired and long."""
    partner = complex_.pairs()
    for number, strand in enumerate(complex_.strands):
        clamps = []
        for here, onward, at_its_end in ((0, 1, False), (len(strand) - 1, -1, True)):
            if (number, here) not in partner:
                continue
            other, facing = partner[number, here]
            beside = facing + onward
            if not 0 <= beside < len(complex_.strands[other]) or (other, beside) in partner:
                continue
            occurrence = complex_.strands[other][beside]
            if domain_name(occurrence) in long_ones:
                clamps.append(Clamp(occurrence, at_its_end))
        if clamps:
            yield strand, clamps
