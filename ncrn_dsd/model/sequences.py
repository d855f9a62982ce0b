"""The table [sequences]: what a design asks of its nucleotides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field

from ncrn_dsd.model.keys import Table, changed, key, loaded
from ncrn_dsd.model.quantities import (
    Clamp,
    EnergyGap,
    EnergyWindow,
    Fraction,
    Run,
    Seed,
    SharedRun,
    Text,
)

ALPHABETS = ("ACT", "ACGT")
"""Letters of domains that the program chooses from. Strands without G hardly fold on themselves;
without C they would be full of G, which pairs with T as well, and without A or T all is strong."""


@dataclass(frozen=True, slots=True)
class KeptSequence:
    """A sequence that exists already and is to be used again.

    Parameters
    ----------
    name: of a domain, or of a strand when `domains` says what it consists of.
    sequence: 5' to 3'.
    domains: occurrences of the strand, 5' to 3'; none for a domain.
    """

    name: str
    sequence: str
    domains: tuple[str, ...] = ()


class RunSpec(Table):
    """Longest run of each letter; the usual values are those that vendors make gladly."""

    A: Run = key("of A", 4)
    C: Run = key("of C", 3)
    G: Run = key("of G", 3)
    T: Run = key("of T", 4)


class SequenceSpec(Table):
    """Constraints on nucleotides, and a file with sequences that are kept.

    Parameters
    ----------
    kept_sequences: those of the file.
    """

    seed: Seed = key("the same system and seed give the same sequences")
    alphabet: Annotated[str | None, Field(pattern=r"^[ACGT]{3,4}$")] = key(
        "letters of domains; complements have theirs; by default the fewest with which "
        "toeholds find words, with `equal_rates` words that make K equal",
        None,
    )
    toehold_alphabet: Annotated[str | None, Field(pattern=r"^[ACGT]{3,4}$")] = key(
        "letters of toeholds, with `equal_rates`; by default those of domains, or all four where "
        "these are too few",
        None,
    )
    max_shared_run: SharedRun = key("longest run that two domains may have in common")
    window_kcal: EnergyWindow = key(
        "how far the energy of a long domain may be from the median", 0.2
    )
    gap_kcal: EnergyGap | None = key(
        "energy gap with which the search is content; by number of domains", None
    )
    toehold_window_kcal: EnergyWindow = key("the same window for toeholds", 0.5)
    toehold_clash: Fraction = key(
        "strongest unintended duplex of a toehold, as a part of the intended one", 0.6
    )
    clamp_5: Clamp = key("IUPAC letters at the 5' end of every long domain", "")
    clamp_3: Clamp = key("IUPAC letters at the 3' end of every long domain", "")
    equal_rates: bool = key(
        "choose toeholds and the letters beside them so that rates and K are equal, and long "
        "domains that leave toeholds open",
        False,
    )
    short_duplexes: bool = key(
        "with `equal_rates`, look for strands that neither fold nor pair by more than 2 and 7 bp "
        "without need, and for toeholds with which gates of one formal rate are alike in k",
        False,
    )
    longest_runs: RunSpec = key("longest run of each letter", RunSpec())
    kept: Text | None = key(
        "FASTA or CSV file of sequences to use again, relative to the design", None
    )
    kept_sequences: tuple[KeptSequence, ...] = loaded("kept", ())

    @property
    def alphabets(self) -> tuple[str, ...]:
        """Letters of domains that may be chosen: the one that is given, or all that are tried."""
        return ALPHABETS if self.alphabet is None else (self.alphabet,)

    @property
    def letters(self) -> str:
        """Of domains; the first that would be tried where nothing was chosen yet."""
        return self.alphabets[0]

    def over(self, letters: str) -> Self:
        """The same with these letters of domains."""
        return self if letters == self.alphabet else changed(self, alphabet=letters)


DEFAULT_SEQUENCES = SequenceSpec(seed=1, alphabet="ACT", max_shared_run=7)
"""For designs that say nothing about their nucleotides."""
