"""What the species of an implementation stand for in the formal network."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """A species and the multiset of formal species it stands for, sorted with repeats."""

    species: str
    formal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The meanings that are known from the translation: those of the signals.

    A history domain is a wildcard, so all variants of a signal stand for the same formal
    species. Intermediates have no entry: what they stand for is for a verifier to find out.

    Parameters
    ----------
    meanings: in the order of the species of the network, each species at most once.
    """

    meanings: tuple[Meaning, ...]

    def variants_of(self, formal: str) -> tuple[str, ...]:
        """The species that stand for one copy of a formal species, its own strand first."""
        return tuple(m.species for m in self.meanings if m.formal == (formal,))
