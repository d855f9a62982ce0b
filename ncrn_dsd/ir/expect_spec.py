"""What a design expects."""

from __future__ import annotations

from dataclasses import dataclass, field

from ncrn_dsd.ir.reference import LearningBounds
from ncrn_dsd.ir.verdict import Verdict

UNTRAINED = ("learning agreement", "strands learn")
"""What is not so where strands do not learn although their network does."""

RELATIVE_TOLERANCE = 0.02
"""Of a recorded figure: solvers take other steps on other machines."""
RUNAWAY_FACTOR = 1.5
"""Of a recorded loss of strands that do not learn: what runs away takes small steps far."""


def is_recorded(recorded: float, found: float) -> bool:
    """Whether a figure is the recorded one."""
    return abs(recorded - found) <= RELATIVE_TOLERANCE * abs(recorded)


def is_recorded_runaway(recorded: float, found: float) -> bool:
    """Whether a loss of strands that do not learn is the recorded one."""
    return recorded / RUNAWAY_FACTOR <= found <= recorded * RUNAWAY_FACTOR


@dataclass(frozen=True, slots=True)
class ExpectSpec:
    """What the design expects: how well it learns, and sizes.

    Parameters
    ----------
    abstract, dsd: of the trained learner, by level.
    strands_max, nucleotides_max: distinct strands, and their nucleotides, each strand once.
    host_actions_max: actions of the host per training sample, refills included.
    buildable: sequences can be found; False for a design that is only simulated, since there are
        none, or since it cannot be built for another reason.
    rate_tolerance: largest relative error of an effective rate constant.
    weights_tolerance: largest difference of a coefficient between the levels, in the largest one.
    loss_tolerance: likewise of root mean squared errors, in the spread of the targets.
    verdict: of all proofs together; other than PROVED for a design that is kept as a warning.
    fails: notions of checks that fail and of levels that do not learn, likewise.
    uncondensed_loss: validation loss of strands that do not learn when every step is simulated;
        None for strands that do.
    """

    abstract: LearningBounds = field(default_factory=LearningBounds)
    dsd: LearningBounds = field(default_factory=LearningBounds)
    strands_max: int | None = None
    nucleotides_max: int | None = None
    host_actions_max: float | None = None
    buildable: bool = True
    rate_tolerance: float = 0.1
    weights_tolerance: float = 0.1
    loss_tolerance: float = 0.1
    verdict: Verdict = Verdict.PROVED
    fails: tuple[str, ...] = ()
    uncondensed_loss: float | None = None

    @property
    def failing(self) -> frozenset[str]:
        """All notions whose answer is bad in a design that is as it is recorded."""
        untrained = () if self.uncondensed_loss is None else UNTRAINED
        return frozenset((*self.fails, *untrained))

    @property
    def is_all_good(self) -> bool:
        """The design is not kept as a warning."""
        return self.verdict is Verdict.PROVED and not self.failing

    @property
    def in_words(self) -> str:
        """What is expected of a warning."""
        bad = (f"not {notion}" for notion in sorted(self.failing))
        return ", ".join((self.verdict.value, *bad))

    def bounds(self, level: str) -> LearningBounds:
        """Of the trained learner at a level."""
        return self.abstract if level == "abstract" else self.dsd
