"""What a laboratory is given: nucleotides, strands and the lines of an order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ncrn_dsd.ir.dsd import CLAMP_MAX_NT

_PARTNER = str.maketrans("ACGT", "TGCA")


def reverse_complement(sequence: str) -> str:
    """The strand that pairs with `sequence`, both written 5' to 3'."""
    return sequence.translate(_PARTNER)[::-1]


def sequences_alike(sequences: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Domains that pair where a model by names sees no partner, in words.

    Parameters
    ----------
    sequences: names and nucleotides; those with other letters than ACGT or U are passed over, and
        those of so few letters that they hold nothing.
    """
    owner: dict[str, str] = {}
    for name, written in sequences:
        sequence = written.upper().replace("U", "T")
        if len(sequence) <= CLAMP_MAX_NT or set(sequence) - set("ACGT"):
            continue
        mirror = reverse_complement(sequence)
        if sequence == mirror:
            yield f"domain {name} ({written}) is its own complement, so that its copies pair"
        elif sequence in owner:
            yield f"domains {owner[sequence]} and {name} have the same sequence {written}"
        elif mirror in owner:
            yield f"domain {name} ({written}) is the complement of domain {owner[mirror]}"
        owner.setdefault(sequence, name)


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
    role: "signal", "fuel", "reporter_top" or "reporter_base".
    domains: occurrences 5' to 3'.
    sequence: nucleotides 5' to 3', upper case ACGT.
    used_in: names of the complexes that contain it.
    mod5, mod3: the vendor's codes of what is attached to the ends; empty for nothing.
    """

    name: str
    role: str
    domains: tuple[str, ...]
    sequence: str
    used_in: tuple[str, ...]
    mod5: str = ""
    mod3: str = ""

    @property
    def length_nt(self) -> int:
        return len(self.sequence)

    @property
    def ordered_sequence(self) -> str:
        """The sequence as a vendor reads it, with the codes of modifications between slashes."""
        return f"{self.mod5}{self.sequence}{self.mod3}"

    @property
    def modified(self) -> bool:
        return bool(self.mod5 or self.mod3)


@dataclass(frozen=True, slots=True)
class LabPackage:
    """Sequences and strands of a system, ready to be written as files."""

    sequences: SequenceAssignment
    strands: tuple[StrandOrder, ...]
