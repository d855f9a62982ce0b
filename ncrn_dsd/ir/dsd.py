"""Domain-level strand displacement: domains, complexes, signals, fuels and gate modules.

A domain occurrence is written as the name of the domain, with a trailing ``*`` for the
complement; strands run 5' to 3'. The dot-bracket string of a complex has one character per
occurrence and ``+`` between strands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ncrn_dsd.ir.provenance import Origin

SHORT_MAX_NT = 8
"""A domain of at most this length is a toehold (convention of the Nuskell language)."""

CLAMP_MAX_NT = 3
"""A helix of at most this length opens at once, and begins nothing by itself."""


def complement(occurrence: str) -> str:
    """The occurrence that pairs with `occurrence`."""
    return occurrence[:-1] if occurrence.endswith("*") else occurrence + "*"


def domain_name(occurrence: str) -> str:
    """The name of the domain, without the star."""
    return occurrence.removesuffix("*")


@dataclass(frozen=True, slots=True)
class Clamp:
    """What a clamp holds on to.

    Parameters
    ----------
    under: an occurrence that stands unpaired beside the end of a helix.
    at_its_end: the clamp has its last letters, and not its first ones.
    """

    under: str
    at_its_end: bool = False


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain and its length in nucleotides.

    Parameters
    ----------
    history: the domain was a wildcard ("?") in the scheme: a signal stays the same signal
        whatever domain stands in this place.
    clamp: of which other domain it has the first or last letters, so that its complement pairs
        with these; None for all but clamps.
    """

    name: str
    length_nt: int
    history: bool = False
    clamp: Clamp | None = None

    @property
    def is_toehold(self) -> bool:
        return self.length_nt <= SHORT_MAX_NT and self.clamp is None

    @property
    def is_branch(self) -> bool:
        return not self.is_toehold and self.clamp is None


Place = tuple[int, int]
"""A strand of a complex, and an occurrence on it; both from 0."""


@dataclass(frozen=True, slots=True)
class Complex:
    """Strands in cyclic order and who pairs with whom.

    Two values may describe the same complex in different strand rotations; `canonical` picks
    one of them, so that equality of canonical values is equality of complexes.
    """

    strands: tuple[tuple[str, ...], ...]
    structure: str

    @property
    def size_strands(self) -> int:
        return len(self.strands)

    @property
    def domain_names(self) -> frozenset[str]:
        return frozenset(domain_name(o) for strand in self.strands for o in strand)

    def kernel(self) -> str:
        """Kernel notation of the PIL language, such as ``a( t + ) t``."""
        words: list[str] = []
        flat = [occurrence for strand in self.strands for occurrence in (*strand, "+")][:-1]
        for occurrence, mark in zip(flat, self.structure, strict=True):
            if mark == "(":
                words.append(f"{occurrence}(")
            elif mark == ")":
                words.append(")")
            else:
                words.append(occurrence)
        return " ".join(words)

    def rotations(self) -> tuple[Complex, ...]:
        """All descriptions of the same complex, this one first."""
        turned = [self]
        for _ in range(len(self.strands) - 1):
            turned.append(_rotated(turned[-1]))
        return tuple(turned)

    def canonical(self) -> Complex:
        """The rotation that sorts first."""
        return min(self.rotations(), key=complex_key)

    def pairs(self) -> dict[Place, Place]:
        """The partner of every paired occurrence."""
        places = [(s, i) for s, strand in enumerate(self.strands) for i in range(len(strand))]
        partners = zip(places, partners_in(self.structure), strict=True)
        return {place: places[other] for place, other in partners if other is not None}

    def marked_strands(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Every strand with its part of the structure, one mark per occurrence."""
        return zip(self.strands, self.structure.split("+"), strict=True)

    @property
    def base(self) -> int:
        """Place of the strand that holds the others: the one with most paired domains."""
        paired = [len(marks) - marks.count(".") for _, marks in self.marked_strands()]
        return paired.index(max(paired))

    def unpaired(self) -> Iterator[str]:
        """Occurrences without a partner, strand by strand."""
        for strand, marks in self.marked_strands():
            for occurrence, mark in zip(strand, marks, strict=True):
                if mark == ".":
                    yield occurrence


def partners_in(structure: str) -> list[int | None]:
    """Partner of each place of a dot-bracket structure; "+" has no place."""
    marks = structure.replace("+", "")
    partners: list[int | None] = [None] * len(marks)
    stack: list[int] = []
    for place, mark in enumerate(marks):
        if mark == "(":
            stack.append(place)
        elif mark == ")":
            partner = stack.pop()
            partners[place], partners[partner] = partner, place
    return partners


def complex_key(complex_: Complex) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Sort key of a complex."""
    return complex_.strands, complex_.structure


def _without(complex_: Complex, names: Collection[str]) -> Complex:
    """The complex without some domains, which are unpaired."""
    kept = [
        [(o, mark) for o, mark in zip(strand, marks, strict=True) if domain_name(o) not in names]
        for strand, marks in complex_.marked_strands()
    ]
    return Complex(
        tuple(tuple(o for o, _ in strand) for strand in kept),
        "+".join("".join(mark for _, mark in strand) for strand in kept),
    )


def _rotated(complex_: Complex) -> Complex:
    """The same complex with its first strand moved to the end."""
    first, _, rest = complex_.structure.partition("+")
    # A bracket of the first strand that stays open has its partner in a later strand; once the
    # first strand is last, the two swap their direction.
    stack: list[int] = []
    marks = list(complex_.structure)
    for index, mark in enumerate(marks):
        if mark == "(":
            stack.append(index)
        elif mark == ")":
            partner = stack.pop()
            if partner < len(first) < index:
                marks[partner], marks[index] = ")", "("
    turned = "".join(marks)
    structure = f"{turned[len(first) + 1 :]}+{turned[: len(first)]}" if rest else turned
    return Complex((*complex_.strands[1:], complex_.strands[0]), structure)


@dataclass(frozen=True, slots=True)
class Signal:
    """The strand or complex that stands for a formal species.

    Parameters
    ----------
    species: name of the formal species; the signal carries the same name.
    history: name of its wildcard domain, or None when the signal has none. A complex that
        differs only there is a variant of the same signal.
    """

    species: str
    complex: Complex
    history: str | None


@dataclass(frozen=True, slots=True)
class Fuel:
    """A complex supplied in excess.

    Parameters
    ----------
    modules: indices of the gate modules that use it.
    origin: the formal reaction it was made for first.
    """

    name: str
    complex: Complex
    modules: tuple[int, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class GateModule:
    """The fuels that implement one formal reaction, or one reversible pair.

    Parameters
    ----------
    reactions: indices of the formal reactions in the CRN, one or two of them.
    fuels: names of its fuels, in the order in which the scheme made them.
    """

    index: int
    name: str
    reactions: tuple[int, ...]
    fuels: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class DsdSystem:
    """What a translation scheme makes of a formal CRN.

    Parameters
    ----------
    scheme: name of the translation scheme.
    domains: all domains, each once, in order of first use.
    signals: one per formal species, in the order of the CRN.
    reject_remote: the scheme is meant to be enumerated without remote toeholds.
    """

    scheme: str
    domains: tuple[Domain, ...]
    signals: tuple[Signal, ...]
    fuels: tuple[Fuel, ...]
    modules: tuple[GateModule, ...]
    reject_remote: bool = False

    @property
    def clamps(self) -> tuple[Domain, ...]:
        """Domains that have the letters of others."""
        return tuple(d for d in self.domains if d.clamp is not None)

    def without_clamps(self) -> DsdSystem:
        """The same gates with ends that nothing holds shut."""
        names = {d.name for d in self.clamps}
        if not names:
            return self
        return replace(
            self,
            domains=tuple(d for d in self.domains if d.clamp is None),
            fuels=tuple(replace(f, complex=_without(f.complex, names)) for f in self.fuels),
        )

    def signal_of(self, species: str) -> Signal:
        return next(s for s in self.signals if s.species == species)

    @property
    def distinct_strands(self) -> tuple[tuple[str, ...], ...]:
        """Every strand of signals and fuels once, in order of first use."""
        complexes = (*(s.complex for s in self.signals), *(f.complex for f in self.fuels))
        return tuple(dict.fromkeys(strand for c in complexes for strand in c.strands))

    @property
    def strand_lengths_nt(self) -> tuple[int, ...]:
        """Lengths of `distinct_strands`."""
        lengths = {d.name: d.length_nt for d in self.domains}
        return tuple(sum(lengths[domain_name(o)] for o in s) for s in self.distinct_strands)
