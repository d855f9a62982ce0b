"""What a design promises."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.verdict import Verdict


@dataclass(frozen=True, slots=True)
class ExpectSpec:
    """What the design promises: mean squared errors on the validation set, and sizes.

    Parameters
    ----------
    abstract_accuracy_min, dsd_accuracy_min: fractions of the test set that are classified
        right, where the task is a classification.
    strands_max, nucleotides_max: distinct strands, and their nucleotides, each strand once.
    host_actions_max: actions of the host per training sample, refills included.
    buildable: sequences can be found; False for a design that is only simulated.
    rate_tolerance: largest relative error of an effective rate constant.
    weights_tolerance: largest difference of a coefficient between the levels, in the largest one.
    loss_tolerance: likewise of root mean squared errors, in the spread of the targets.
    verdict: of all proofs together; other than PROVED for a design that is kept as a warning.
    fails: notions of checks that fail and of levels that do not learn, likewise.
    """

    abstract_mse_max: float
    dsd_mse_max: float
    abstract_accuracy_min: float | None = None
    dsd_accuracy_min: float | None = None
    strands_max: int | None = None
    nucleotides_max: int | None = None
    host_actions_max: float | None = None
    buildable: bool = True
    rate_tolerance: float = 0.1
    weights_tolerance: float = 0.1
    loss_tolerance: float = 0.1
    verdict: Verdict = Verdict.PROVED
    fails: tuple[str, ...] = ()

    @property
    def is_all_good(self) -> bool:
        """The design is not kept as a warning."""
        return self.verdict is Verdict.PROVED and not self.fails

    @property
    def in_words(self) -> str:
        """What is expected of a warning."""
        return ", ".join((self.verdict.value, *(f"not {notion}" for notion in self.fails)))
