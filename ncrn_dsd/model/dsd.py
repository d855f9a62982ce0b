"""The table [dsd]: how a formal network becomes DNA."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.model.keys import Named, Table, key, refused
from ncrn_dsd.model.quantities import (
    Budget,
    ClampLength,
    ComplexSize,
    Count,
    Fraction,
    FuelCeiling,
    NetworkSize,
    PoolSize,
    SampleTime,
    Text,
    Toeholds,
    UnitConcentration,
    UnitTime,
)
from ncrn_dsd.model.rates import LENGTHS


class LimitSpec(Table):
    """Where enumeration stops."""

    complex_size: ComplexSize = key("strands in one complex")
    complexes: NetworkSize = key("complexes of the system")
    reactions: NetworkSize = key("reactions of the system")


_FEW = "as few as keep the reactions, one for each chain of exchanging reactants"


class ToeholdPoolSpec(Table):
    """How many sequences the toeholds of a system share."""

    sequences: PoolSize | None = key(
        "sequences in all, those of chains of exchanging reactants first; as many as there are "
        "words for by default",
        None,
    )
    first: PoolSize | None = key(
        "sequences of first toeholds, with which partners exchange; one for each chain by default",
        None,
    )
    second: PoolSize | None = key(
        "sequences of all other toeholds; as few as keep the reactions where only first is given",
        None,
    )
    few_steps: bool = key(
        "choose which toeholds share a sequence so that few complexes arise on the way of a "
        "reaction; by default any choice that keeps the reactions will do",
        False,
    )

    @property
    def is_given(self) -> bool:
        """Whether it says how many sequences there are, of one kind at least."""
        return any(number is not None for number in (self.sequences, self.first, self.second))

    @property
    def wanted(self) -> str:
        """How many it asks for, in words."""
        if self.sequences is not None:
            return f"{self.sequences} were asked for"
        kinds = ((self.first, "first"), (self.second, "second"))
        given = [f"{number} {kind}" for number, kind in kinds if number is not None]
        return f"{' and '.join(given)} were asked for" if given else _FEW

    @model_validator(mode="after")
    def _refuse_two_numbers(self) -> Self:
        if self.sequences is not None and (self.first is not None or self.second is not None):
            what = "sequences counts first and second toeholds together, and one of them is given"
            raise refused("D030", what, "give sequences, or first and second", ("sequences",))
        return self


class UnitScaleSpec(Table):
    """What the units of the formal network are to be, where levels of fuels are found for them."""

    concentration_unit_M: UnitConcentration | None = key(
        "what one u is; by default the largest that the bounds allow",
        None,
        alias="concentration_unit",
    )
    time_unit_s: UnitTime | None = key(
        "what one tau is; by default the shortest that the bounds allow", None, alias="time_unit"
    )


class LevelSpec(Table):
    """An operating point that is given, where it would be found otherwise.

    Refills bring all fuels back to their levels: what they add, and what sinks take out, is planned
    by the undisturbed training of the strands, sample by sample.
    """

    concentration_unit_M: UnitConcentration = key("what one u is", alias="concentration_unit")
    time_unit_s: UnitTime = key("what one tau is", alias="time_unit")
    gates_M: UnitConcentration = key("every fuel of several strands", alias="gates")
    single_strands_M: UnitConcentration = key("every fuel of one strand", alias="single_strands")
    gates_of: Named[UnitConcentration] | None = key(
        "fuels of several strands of the gates of some reactions, by what these take, such as "
        '"A + B", or "A" where a species vanishes by itself; as other gates by default',
        None,
    )
    refill_every: Count = key("samples between two refills", 1)

    @property
    def highest_M(self) -> float:
        """Of all fuels."""
        return max(self.gates_M, self.single_strands_M, *(self.gates_of or {}).values())


class DsdSpec(Table):
    """How the network becomes DNA."""

    scheme: str = key("name of a translation scheme, or a path to one")
    fuel_ceiling_M: FuelCeiling = key(
        "highest concentration that a fuel may reach", alias="fuel_ceiling"
    )
    max_hold: Fraction = key(
        "largest part of a signal, relative to what is free, that one gate may hold"
    )
    refill_tolerance: Fraction = key("part of a fuel that may be used up between two refills")
    verify_budget_s: Budget = key("time for the proof of one gate", alias="verify_budget")
    toehold_lengths: Toeholds | None = key(
        "shortest and longest toehold to choose from: that with which a sample is shortest or, at "
        "given levels, the longest that comes off there; those of the scheme by default",
        None,
    )
    toehold_pool: ToeholdPoolSpec | None = key(
        "toeholds share sequences, as far as the reactions stay the same; in an empty table the "
        "program chooses how many; by default each has its own",
        None,
    )
    levels: LevelSpec | None = key(
        "an operating point that is given; by default one is found at which rates are as stated, "
        "below `fuel_ceiling`",
        None,
    )
    scales: UnitScaleSpec | None = key(
        "what one u and one tau are to be, where levels of fuels are found for them; by default "
        "the largest u at the shortest tau that the bounds allow",
        None,
    )
    clamp_nt: ClampLength = key(
        "pairs that hold the ends of gates shut against strands without a toehold", 0
    )
    slowest_sample_s: SampleTime | None = key(
        "a training sample may not take longer", None, alias="slowest_sample"
    )
    merge_histories: bool = key(
        "take the forms of a signal for one species, after checking that they do the same", False
    )
    reduce: bool = key(
        "train on the network with variants of signals merged, and measure the error of that",
        False,
    )
    kinetics: Annotated[Kinetics, Field(strict=False)] = key(
        f"what is simulated: {Kinetics.choices()}",
        Kinetics.UNCONDENSED,
    )
    rates: Text = key(
        "where rates come from: `lengths` of domains, `three-step` from the nucleotides that are "
        "designed, or a model of another package",
        LENGTHS,
    )
    limits: LimitSpec = key("where enumeration stops")

    @model_validator(mode="after")
    def _refuse_two_scales(self) -> Self:
        if self.scales is not None and self.levels is not None:
            what = "[dsd.levels] says what one u and one tau are, and so does [dsd.scales]"
            fix = "leave [dsd.scales] out, or let levels be found and leave [dsd.levels] out"
            raise refused("D033", what, fix, ("scales",))
        return self

    @property
    def toehold_lengths_nt(self) -> tuple[int, ...]:
        """Lengths to choose from; none to keep those of the scheme."""
        if self.toehold_lengths is None:
            return ()
        low, high = self.toehold_lengths
        return tuple(range(low, high + 1))
