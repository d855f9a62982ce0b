"""What has to be shown of a design, and whether it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum


class Verdict(Enum):
    """The answer to one obligation; "no answer" never looks like "yes"."""

    PROVED = "PROVED"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One statement about one part of the system, and its verdict.

    Parameters
    ----------
    notion: what is claimed, such as "CRN bisimulation".
    subject: what it is claimed of, in words of the design.
    reason: why the verdict is what it is; the witness of a refutation.
    assumptions: what this verdict takes for granted beyond the assumptions of its report.
    """

    notion: str
    subject: str
    verdict: Verdict
    reason: str
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """All obligations of a system.

    Parameters
    ----------
    assumptions: what every PROVED takes for granted.
    """

    obligations: tuple[Obligation, ...]
    assumptions: tuple[str, ...]

    def extended(self, more: Iterable[Obligation]) -> VerificationReport:
        """The same report with further obligations at its end."""
        return replace(self, obligations=(*self.obligations, *more))

    def count(self, verdict: Verdict) -> int:
        return sum(1 for o in self.obligations if o.verdict is verdict)

    @property
    def verdict(self) -> Verdict:
        """REFUTED if anything is, else UNDECIDED if anything is or nothing was asked."""
        if self.count(Verdict.REFUTED):
            return Verdict.REFUTED
        if self.count(Verdict.UNDECIDED) or not self.obligations:
            return Verdict.UNDECIDED
        return Verdict.PROVED
