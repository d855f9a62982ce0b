"""Follow a formal network, or the strands that implement one, over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, overload

from ncrn_dsd.api.crn import Crn
from ncrn_dsd.api.network import Network
from ncrn_dsd.api.point import Point
from ncrn_dsd.api.quantities import Quantity, in_nM, in_s
from ncrn_dsd.api.trajectory import Trajectory
from ncrn_dsd.errors import DesignError, SimulationError
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.schedule import Action, Content, Dose, Wait
from ncrn_dsd.ir.verdict import VerificationReport
from ncrn_dsd.kinetics.schedule import refuelled_course
from ncrn_dsd.simulation.accuracy import (
    FROM_THE_NETWORK,
    follow_accurately,
    seen_trajectory,
)
from ncrn_dsd.simulation.chemistry import chemistry_at, formal_chemistry
from ncrn_dsd.study.obligations import condensation_obligations

POINTS = 400
"""Recorded times after the start, as on the command line."""

Amounts = Mapping[str, Quantity]
"""Concentrations of species at the start; what is left out is not there."""


@overload
def simulate(
    crn: Crn, /, initial: Amounts | None, duration: Quantity, *, points: int = POINTS
) -> Trajectory: ...


@overload
def simulate(
    network: Network,
    point: Point,
    /,
    initial: Amounts | None,
    duration: Quantity,
    *,
    kinetics: str = Kinetics.UNCONDENSED.value,
    points: int = POINTS,
) -> Trajectory: ...


def simulate(of: Crn | Network, /, *given: Any, **named: Any) -> Trajectory:
    """Follow concentrations over time: of a formal network, or of strands at an operating point.

    Strands have their fuels at the levels of the point, which are used up and refilled as it says.
    Concentrations and times are as written, at both levels, so that both courses can be laid over
    each other: "10 nM" and "2 h" become `point.concentration_factor` times 10 nM and
    `point.time_factor` times 2 h in the vessel. Two integrations at different tolerances decide how
    many digits are kept.

    Parameters
    ----------
    initial: concentrations at the start; None for those that the text of the network gives.
    duration: how long.
    kinetics: "uncondensed" makes toehold complexes species, "condensed" leaves them out, and
        "occluded" lets whatever fits occupy a toehold. Of condensed reactions the result says in
        `conditions` whether condensation holds at the concentrations that were reached.
    points: recorded times after the start.

    Raises
    ------
    DesignError: D015, the network has no such species.
    SimulationError: M051 nothing is there, M053 strands would have to stay constant or the point is
        of another network; and what ends an integration.
    UnitError: a quantity is wrong.

    Examples
    --------
    >>> import ncrn_dsd as nd
    >>> crn = nd.Crn.parse("A + B -> C [k = 1e5 /M/s]")
    >>> network = nd.enumerate(nd.translate(crn, "soloveichik2010"))
    >>> start = {"A": "10 nM", "B": "10 nM"}
    >>> formal = nd.simulate(crn, start, "1 h")
    >>> strands = nd.simulate(network, nd.realise(crn, network), start, "1 h")
    >>> abs(formal.end_nM["C"] - strands.end_nM["C"]) < 1
    True
    >>> nd.simulate(network, nd.realise(crn, network), start, "1 h", kinetics="condensed")
    Trajectory(A, B, C; 401 times from 0 s to 1 h; condensed reactions, condensation FAILS)
    """
    if isinstance(of, Crn):
        return _follow_formal(of, *given, **named)
    return _follow_strands(of, *given, **named)


def _follow_formal(
    crn: Crn, initial: Amounts | None, duration: Quantity, *, points: int = POINTS
) -> Trajectory:
    start = _start(crn, initial)
    formal = crn.content.crn
    if not start and all(r.order for r in formal.reactions):
        raise _nothing_there()
    chemistry = formal_chemistry(formal, crn.constant)
    actions: tuple[Action, ...] = (
        Dose(tuple(Content(*one) for one in start.items())),
        Wait(in_s(duration, "duration")),
    )
    course = follow_accurately(chemistry, actions, points, FROM_THE_NETWORK)
    firings = tuple(float(course.end[i]) for i in chemistry.counters)
    return Trajectory(seen_trajectory(crn.species, chemistry, course, 1.0, 1.0), firings)


def _follow_strands(
    network: Network,
    point: Point,
    initial: Amounts | None,
    duration: Quantity,
    *,
    kinetics: str = Kinetics.UNCONDENSED.value,
    points: int = POINTS,
) -> Trajectory:
    if point.network.system != network.system:
        raise SimulationError(
            "M053",
            repr(point),
            "the operating point is of other strands",
            "realise the rates with this network",
        )
    crn = point.crn
    start = _start(crn, initial)
    if initial is None and crn.constant:
        raise SimulationError(
            "M053",
            ", ".join(sorted(crn.constant)),
            "the text keeps it constant, and strands are used up",
            "give the concentrations at the start as `initial`",
        )
    if not start:
        raise _nothing_there()
    followed = network.uncondensed(kinetics)
    chemistry = chemistry_at(followed, point.content)
    duration_s = in_s(duration, "duration")
    actions = refuelled_course(point.content, start, duration_s, point.stretches)
    course = follow_accurately(chemistry, actions, points, FROM_THE_NETWORK)
    units = point.time_factor, point.concentration_factor
    values = seen_trajectory(crn.species, chemistry, course, *units)
    conditions = None
    if kinetics == Kinetics.CONDENSED.value:
        held = condensation_obligations(network.system.content, followed, values.peaks_nM)
        conditions = VerificationReport(held, ())
    return Trajectory(values, (), point.concentration_factor, point.time_factor, conditions)


def _start(crn: Crn, initial: Amounts | None) -> dict[str, float]:
    """Concentrations above zero at the start, as written [nM]."""
    given: Amounts = crn.initial_nM if initial is None else initial
    for name in given:
        if name not in crn.species:
            raise DesignError(
                "D015",
                f"initial, {name}",
                f"the network has no species {name}",
                f"use one of {', '.join(crn.species)}",
            )
    start = {name: in_nM(amount, f"initial, {name}") for name, amount in given.items()}
    return {name: amount for name, amount in start.items() if amount > 0}


def _nothing_there() -> SimulationError:
    return SimulationError(
        "M051",
        "the network",
        "nothing is there at the start",
        'give concentrations, as in {"A": "10 nM"}',
    )
