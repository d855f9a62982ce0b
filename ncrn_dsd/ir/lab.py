"""What a laboratory is given: nucleotides, strands and the lines of an order."""

from __future__ import annotations

from dataclasses import dataclass

_PARTNER = str.maketrans("ACGT", "TGCA")


def reverse_complement(sequence: str) -> str:
    """The strand that pairs with `sequence`, both written 5' to 3'."""
    return sequence.translate(_PARTNER)[::-1]


@dataclass(frozen=True, slots=True)
class DomainSequence:
    """The nucleotides of one domain, 5' to 3'; the complement follows from them."""

    domain: str
    sequence: str


@dataclass(frozen=True, slots=True)
class SequenceAssignment:
    """Nucleotides for every domain of a system.

    Parameters
    ----------
    seed: seed of the search; the same system and seed give the same sequences.
    longest_shared_run_nt: longest run of nucleotides that two different domain occurrences
        (complements included) have in common.
    """

    domains: tuple[DomainSequence, ...]
    seed: int
    longest_shared_run_nt: int


@dataclass(frozen=True, slots=True)
class StrandOrder:
    """One strand to buy.

    Parameters
    ----------
    name: at most 30 characters, unique ignoring case.
    role: "signal" or "fuel".
    domains: occurrences 5' to 3'.
    sequence: nucleotides 5' to 3', upper case ACGT.
    used_in: names of the complexes that contain it.
    """

    name: str
    role: str
    domains: tuple[str, ...]
    sequence: str
    used_in: tuple[str, ...]

    @property
    def length_nt(self) -> int:
        return len(self.sequence)


@dataclass(frozen=True, slots=True)
class LabPackage:
    """Sequences and strands of a system, ready to be written as files."""

    sequences: SequenceAssignment
    strands: tuple[StrandOrder, ...]
