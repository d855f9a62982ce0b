"""Read a `design.toml` of kind "dynamics": a formal network, its start, and how long to look."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.formats.design_bounds import (
    ABSOLUTE_TOLERANCES,
    CONCENTRATIONS,
    FRACTIONS,
    REFILLS,
    RELATIVE_TOLERANCES,
    SAMPLES,
    WAITS,
    within,
)
from ncrn_dsd.formats.design_schema import DsdTable, Failing, refuse_half_a_record
from ncrn_dsd.formats.design_tables import QuantityReader, load_toml, parse_toml, validated
from ncrn_dsd.formats.schema_types import Name
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.design import DsdSpec
from ncrn_dsd.ir.dynamics import DynamicsDesign
from ncrn_dsd.units import ABSTRACT_CONCENTRATION, ABSTRACT_TIME

KIND = "dynamics"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class NetworkTable(_Strict):
    """Reactions as `.crn` text, with rate constants in u and tau, and the start."""

    reactions: str
    initial: Annotated[dict[str, str], Field(min_length=1)]


class LookTable(_Strict):
    """How long, with how many refills, at how many times and at which species to look."""

    duration: str
    refills: Annotated[int, within(REFILLS)]
    points: Annotated[int, within(SAMPLES)]
    show: Annotated[list[str], Field(min_length=1)]


class SimulationTable(_Strict):
    """Tolerances of both simulations, where those that follow from the network are not wanted."""

    rtol: Annotated[float, within(RELATIVE_TOLERANCES)] | None = None
    atol: str | None = None


class AgreementTable(_Strict):
    """What the design expects."""

    deviation_max: Annotated[float, within(FRACTIONS)]
    fails: Failing = Field([])
    uncondensed: Literal["fails"] | None = None
    uncondensed_deviation: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _refuse_half_a_record(self) -> AgreementTable:
        refuse_half_a_record(self.uncondensed, "uncondensed_deviation", self.uncondensed_deviation)
        return self


class DynamicsFile(_Strict):
    """The whole file."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    kind: Literal["dynamics"]
    name: Name
    title: str
    network: NetworkTable
    look: LookTable
    simulation: SimulationTable = SimulationTable()
    dsd: DsdTable
    expect: AgreementTable


def is_dynamics(path: Path) -> bool:
    """Whether a design file, or `design.toml` in a folder, is of kind "dynamics".

    Raises
    ------
    DesignError: the file cannot be read or is not TOML.
    """
    text, file = load_toml(path)
    return parse_toml(text, file).get("kind") == KIND


def read_dynamics(path: Path) -> DynamicsDesign:
    """Read a design from a file, or from `design.toml` in a folder.

    Raises
    ------
    NcrnError: as for `read_design`, and what is wrong with the reactions.
    """
    text, file = load_toml(path)
    return parse_dynamics(text, file)


def parse_dynamics(text: str, path: str) -> DynamicsDesign:
    """Read a design from a text; `path` is used in messages only. Raises as `read_dynamics`."""
    table = validated(DynamicsFile, text, path)
    reader = QuantityReader(text, path)
    content = read_crn(table.network.reactions, f"{path}, [network] reactions")
    if content.concentrations:
        raise DesignError(
            "D011",
            reader.where(("network", "reactions")),
            f"the reactions give a concentration of {content.concentrations[0].species}",
            "give concentrations in [network.initial], in u",
        )
    initial = tuple(
        (
            species,
            reader.quantity(
                amount,
                ABSTRACT_CONCENTRATION,
                CONCENTRATIONS,
                ("network", "initial", species),
                may_be_zero=True,
            ),
        )
        for species, amount in table.network.initial.items()
    )
    for species, _ in initial:
        _refuse_unknown(content.crn, species, reader.where(("network", "initial", species)))
    for species in table.look.show:
        _refuse_unknown(content.crn, species, reader.where(("look", "show")))
    dsd = reader.dsd(table.dsd)
    _refuse_what_only_learners_have(dsd, reader)
    return DynamicsDesign(
        name=table.name,
        title=table.title,
        path=path,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        crn=content.crn,
        initial_u=initial,
        duration_tau=reader.quantity(
            table.look.duration, ABSTRACT_TIME, WAITS, ("look", "duration")
        ),
        refills=table.look.refills,
        points=table.look.points,
        shown=tuple(table.look.show),
        dsd=dsd,
        deviation_max=table.expect.deviation_max,
        fails=tuple(table.expect.fails),
        uncondensed_deviation=table.expect.uncondensed_deviation,
        relative_tolerance=table.simulation.rtol,
        absolute_tolerance_u=(
            None
            if table.simulation.atol is None
            else reader.quantity(
                table.simulation.atol,
                ABSTRACT_CONCENTRATION,
                ABSOLUTE_TOLERANCES,
                ("simulation", "atol"),
            )
        ),
    )


def _refuse_what_only_learners_have(dsd: DsdSpec, reader: QuantityReader) -> None:
    """Toeholds are chosen, samples timed and networks reduced for the training of a learner."""
    for key, is_there, hint in (
        ("toehold_lengths", len(dsd.toehold_lengths_nt) > 1, "give one length twice, as in [5, 5]"),
        ("slowest_sample", dsd.slowest_sample_s < math.inf, "leave it out"),
        ("reduce", dsd.reduce, "leave it out"),
    ):
        if is_there:
            raise DesignError(
                "D029",
                reader.where(("dsd", key)),
                f"{key} is for learners, and this design has no training",
                hint,
            )


def _refuse_unknown(crn: Crn, species: str, where: str) -> None:
    if species not in crn.names:
        raise DesignError(
            "D012",
            where,
            f"no reaction mentions the species {species}",
            f"use one of {', '.join(crn.names)}",
        )
