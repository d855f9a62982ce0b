"""A design of kind "dynamics": a formal network whose trajectories are what matters."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.verdict import TRAJECTORY_AGREEMENT
from ncrn_dsd.model.design import AnyDesign
from ncrn_dsd.model.dsd import DsdSpec
from ncrn_dsd.model.expect import Failing, refuse_half_a_record
from ncrn_dsd.model.keys import Named, Several, Table, changed, key, loaded, refused
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.model.quantities import (
    AbsoluteTolerance,
    Concentration,
    Duration,
    Fraction,
    Positive,
    Refills,
    RelativeTolerance,
    Samples,
)
from ncrn_dsd.model.sequences import DEFAULT_SEQUENCES, SequenceSpec

KIND = "dynamics"

FOR_TRAINING = {"slowest_sample": "slowest_sample_s", "reduce": "reduce", "levels": "levels"}
"""Keys of [dsd] that say how a learner is trained, and the fields that have their values."""


class NetworkSpec(Table):
    """Reactions as `.crn` text, and the start.

    Parameters
    ----------
    crn: what the text says.
    """

    reactions: str = key(
        "reactions as in a .crn file, with rate constants in u and tau and without concentrations"
    )
    initial: Annotated[Named[Concentration], Field(min_length=1)] = key(
        "initial concentrations by species; all others start at zero"
    )
    crn: FormalCrn = loaded("crn", FormalCrn((), ()))


class LookSpec(Table):
    """How long, with how many refills, at how many times and at which species to look."""

    duration: Duration = key("of the whole trajectory")
    refills: Refills = key("how often fuels are renewed, at equal intervals")
    points: Samples = key("times at which the trajectories are compared")
    show: Annotated[Several[str], Field(min_length=1)] = key("species that are drawn and compared")


class SimulationSpec(Table):
    """Tolerances of both simulations, where those that follow from the network are not wanted."""

    rtol: RelativeTolerance | None = key(
        "relative tolerance; as tight as six digits need by default", None
    )
    atol: AbsoluteTolerance | None = key(
        "absolute tolerance; follows from the smallest amount by default", None
    )


class AgreementSpec(Table):
    """What the design expects."""

    deviation_max: Fraction = key(
        "largest deviation of DSD from formal trajectories, relative to their largest value"
    )
    fails: Failing = key(
        "checks that FAIL, by name; `ncrn-dsd verify` is content when exactly these do", ()
    )
    uncondensed: Literal["fails"] | None = key(
        '`"fails"` records that the strands do not follow the formal network when every step is '
        "simulated",
        None,
    )
    uncondensed_deviation: Positive | None = key("their largest deviation then, within 2 %", None)

    @model_validator(mode="after")
    def _refuse_half_a_record(self) -> Self:
        refuse_half_a_record(self.uncondensed, "uncondensed_deviation", self.uncondensed_deviation)
        return self

    def by(self, kinetics: Kinetics) -> Self:
        """What is expected of strands by these kinetics, as in a design of a learner."""
        if kinetics is not Kinetics.CONDENSED:
            return self
        return changed(self, uncondensed=None, uncondensed_deviation=None)

    @property
    def failing(self) -> frozenset[str]:
        """All notions whose answer is bad in a design that is as it is recorded."""
        apart = () if self.uncondensed_deviation is None else (TRAJECTORY_AGREEMENT,)
        return frozenset((*self.fails, *apart))


class DynamicsDesign(AnyDesign):
    """A formal network, its start, how long to look, and what it becomes."""

    kind: Literal["dynamics"] = key("tells that trajectories matter and nothing is learned")
    network: NetworkSpec = key("the formal network")
    look: LookSpec = key("how long and where to look")
    simulation: SimulationSpec = key("how exactly both levels are followed", SimulationSpec())
    dsd: DsdSpec = key("how the network becomes DNA")
    sequences: SequenceSpec = key("constraints on nucleotides", DEFAULT_SEQUENCES)
    lab: LabSettings = key("what a laboratory does differently for it", LabSettings())
    expect: AgreementSpec = key("what the design expects")

    @model_validator(mode="after")
    def _refuse_what_only_learners_have(self) -> Self:
        """Toeholds are chosen, samples timed and networks reduced for a training."""
        several = len(self.dsd.toehold_lengths_nt) > 1
        given = {name: getattr(self.dsd, field) for name, field in FOR_TRAINING.items()}
        for name, is_there, fix in (
            ("toehold_lengths", several, "give one length twice, as in [5, 5]"),
            *((name, value, "leave it out") for name, value in given.items()),
        ):
            if is_there:
                what = f"{name} is for learners, and this design has no training"
                raise refused("D029", what, fix, ("dsd", name))
        return self

    @property
    def toeholds_nt(self) -> int | None:
        """Length of all toeholds; None for those of the scheme."""
        return next(iter(self.dsd.toehold_lengths_nt), None)

    @property
    def crn(self) -> FormalCrn:
        """The formal network."""
        return self.network.crn

    @property
    def dosed(self) -> frozenset[str]:
        """Formal species that are there at the start."""
        return frozenset(species for species, amount in self.network.initial.items() if amount > 0)

    @property
    def intervals(self) -> int:
        """Stretches of equal length between which fuels may be refilled."""
        return self.look.refills + 1
