"""Fuel levels at which strands run at the formal rates, and what the formal units stand for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ncrn_dsd.api.crn import Crn
from ncrn_dsd.api.network import Network
from ncrn_dsd.api.quantities import Quantity, in_nM
from ncrn_dsd.api.trajectory import Trajectory
from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.kinetics import Realisation, RealisedRate
from ncrn_dsd.kinetics.failures import FuelUsedUpError
from ncrn_dsd.kinetics.realise import realise as realise_rates
from ncrn_dsd.kinetics.scales import Scales
from ncrn_dsd.units import M_PER_NM, NM_PER_M, show_concentration, show_time

FIRED_NM = 10.0
"""So often every reaction fires when neither a caller nor the text says how much there is [nM]."""

_MOST_STRETCHES = 1000


@dataclass(frozen=True, slots=True)
class _Bounds:
    fuel_ceiling_M: float
    max_hold: float
    refill_tolerance: float
    scales: Scales | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Point:
    """An operating point of strands.

    What is written as 1 nM and 1 s stands for `concentration_factor` nM and `time_factor` s in the
    vessel: factors above one say that the strands are denser and slower than written.

    Parameters
    ----------
    crn: with the rates that are realised.
    content: fuel levels, realised rates, and the units.
    stretches: equal parts of a run, after each of which fuels may be refilled.
    """

    crn: Crn
    network: Network
    content: Realisation
    stretches: int

    @property
    def concentration_factor(self) -> float:
        """What 1 nM as written is in the vessel [nM]."""
        return self.content.concentration_unit_M * NM_PER_M

    @property
    def time_factor(self) -> float:
        """What 1 s as written takes in the vessel [s]."""
        return self.content.time_unit_s

    @property
    def fuels_nM(self) -> dict[str, float]:
        """Levels of all fuels in the vessel at the start [nM]."""
        return {f.fuel: f.start_M * NM_PER_M for f in self.content.fuels}

    @property
    def refills(self) -> int:
        """How often fuels are refilled in a run; none follows its end."""
        return (self.stretches - 1) // max(1, self.content.refill_every)

    @property
    def rates(self) -> tuple[RealisedRate, ...]:
        """Formal, wanted and realised rate constants, one per reaction."""
        return self.content.rates

    def __repr__(self) -> str:
        return (
            f"Point(1 nM = {show_concentration(self.content.concentration_unit_M)}, "
            f"1 s = {show_time(self.time_factor)}, {len(self.content.fuels)} fuels, "
            f"{self.refills} refills)"
        )

    def _repr_html_(self) -> str:
        from ncrn_dsd.drawing.cards import point_html

        return point_html(self.crn.content.crn, self.network.system.content, self.content)


def realise(
    crn: Crn,
    network: Network,
    firings: Quantity | Trajectory | None = None,
    *,
    fuel_ceiling: Quantity = "10 uM",
    max_hold: float = 0.3,
    refill_tolerance: float = 0.1,
    refills: int | None = None,
) -> Point:
    """Fuel levels at which the strands run at the formal rates, as fast and dense as bounds allow.

    Fuels are used up, so that the levels depend on how often reactions fire in one run.

    Parameters
    ----------
    crn: the network that was translated; its rates may be others.
    firings: how often every reaction fires in one run, as written, such as "10 nM"; or a course of
        the formal network, which counts them. By default as much as the text gives of all species
        together, which is enough where nothing is made from nothing or catalysed; 10 nM where it
        gives none.
    fuel_ceiling: highest concentration that any fuel may reach in the vessel.
    max_hold: largest part of a signal, relative to its free form, that one gate may hold.
    refill_tolerance: part of a fuel, or of a rate, that may be lost until the next refill.
    refills: how often fuels may be refilled in one run; by default as seldom as the bounds allow.

    Raises
    ------
    KineticsError: K001 to K006, no levels give these rates within the bounds; K009, the network is
        of other reactions.
    TruncatedError: E011, a limit cut the enumeration off.
    UnitError: a quantity is wrong.

    Examples
    --------
    >>> import ncrn_dsd as nd
    >>> crn = nd.Crn.parse("A + B -> C [k = 1e5 /M/s]")
    >>> point = nd.realise(crn, nd.enumerate(nd.translate(crn, "soloveichik2010")), "10 nM")
    >>> point
    Point(1 nM = ...)
    >>> max(point.fuels_nM.values()) <= 10_000
    True
    """
    _refuse_other_reactions(crn, network)
    whole, system = network.whole(), network.system.content
    bounds = _Bounds(in_nM(fuel_ceiling, "fuel_ceiling") * M_PER_NM, max_hold, refill_tolerance)
    fired = _firings(crn, firings)
    stretches = 1 if refills is None else refills + 1
    while True:
        try:
            found = realise_rates(system, crn.content.crn, whole, bounds, fired, stretches)
        except FuelUsedUpError as problem:
            needed = math.ceil(stretches * problem.times * (1 + 1e-6))
            if refills is not None or not stretches < needed <= _MOST_STRETCHES:
                raise
            stretches = needed
        else:
            return Point(crn, network, found, stretches)


def _firings(crn: Crn, given: Quantity | Trajectory | None) -> tuple[float, ...]:
    """How often each reaction fires in one run, as written [nM]."""
    if isinstance(given, Trajectory):
        if len(given.firings_nM) != len(crn.reactions):
            raise KineticsError(
                "K009",
                "firings",
                "the course counts no firings of the reactions of this network",
                "give a course of the formal network, `simulate(crn, initial, duration)`",
            )
        return given.firings_nM
    each_nM = sum(crn.initial_nM.values()) or FIRED_NM if given is None else in_nM(given, "firings")
    return (each_nM,) * len(crn.reactions)


def _refuse_other_reactions(crn: Crn, network: Network) -> None:
    translated = network.system.crn
    for formal, other in zip(crn.reactions, translated.reactions, strict=False):
        if (formal.reactants, formal.products) != (other.reactants, other.products):
            raise KineticsError(
                "K009",
                f"{formal} ({formal.origin})",
                f"the strands were made of {other} in its place",
                "translate this network, or give the one that was translated",
            )
    if len(crn.reactions) != len(translated.reactions):
        raise KineticsError(
            "K009",
            f"a network of {len(crn.reactions)} reactions",
            f"the strands were made of one with {len(translated.reactions)}",
            "translate this network, or give the one that was translated",
        )
