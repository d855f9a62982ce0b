"""The fluorescent reporter of a signal, at the level of domains.

A reporter is a base strand that a top strand covers but for a toehold. The signal binds that
toehold and takes the place of the top strand, once and for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement, domain_name


@dataclass(frozen=True, slots=True)
class ReporterDesign:
    """What of a signal a reporter binds.

    Parameters
    ----------
    species: the formal species it sees.
    toehold, branch: neighbouring occurrences on the signal strand.
    toehold_first: the toehold is on the 5' side of the branch.
    """

    species: str
    toehold: str
    branch: str
    toehold_first: bool

    @property
    def name(self) -> str:
        return f"Rep_{self.species}"

    @property
    def top(self) -> tuple[str, ...]:
        """Domains of the strand that the signal replaces."""
        return (self.branch,)

    @property
    def base(self) -> tuple[str, ...]:
        """Domains of the strand that the signal binds."""
        bound = (self.toehold, self.branch) if self.toehold_first else (self.branch, self.toehold)
        return tuple(complement(o) for o in reversed(bound))

    @property
    def complex(self) -> Complex:
        """Top and base as they are annealed."""
        return Complex((self.top, self.base), "(+)." if self.toehold_first else "(+.)")


def reporter_of(system: DsdSystem, species: str) -> ReporterDesign | None:
    """The reporter of a species, or None without an open toehold beside an open long domain.

    The history of a signal is never bound, for it differs between its strands. Of several places
    the first with the toehold on the 5' side counts, else the first.
    """
    toeholds = {d.name for d in system.domains if d.is_toehold}
    signal = system.signal_of(species)
    found: list[ReporterDesign] = []
    for strand, marks in signal.complex.marked_strands():
        for (one, mark), (other, beside) in pairwise(zip(strand, marks, strict=True)):
            names = (domain_name(one), domain_name(other))
            is_toehold = [name in toeholds for name in names]
            if mark == beside == "." and sum(is_toehold) == 1 and signal.history not in names:
                toehold, branch = (one, other) if is_toehold[0] else (other, one)
                found.append(ReporterDesign(species, toehold, branch, is_toehold[0]))
    first = (one for one in found if one.toehold_first)
    return next(first, found[0] if found else None)
