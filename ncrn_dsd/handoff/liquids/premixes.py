"""Stocks that hold several components in the proportion in which they are dosed again and again.

A premix is made once, without more buffer than its magnesium needs, so that a dose of all its
components is one step and as small as their stocks allow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ncrn_dsd.handoff.liquids.sinks import sink_of
from ncrn_dsd.ir.schedule import Action, Dose, MoveToFresh, Sink
from ncrn_dsd.units import NM_PER_M

_FILLED = 0.9
"""Part of a premix that its stocks take; the rest is for those that are dosed from dilutions."""
WITH_BUFFER = 10 / 9
"""Volume of a stock in water with the concentrated buffer that it needs."""
_DIGITS = 9

Wanted = tuple[tuple[str, float], ...]
"""Components, and what each should rise by [nM]; or by which share of all."""


@dataclass(frozen=True, slots=True)
class Premix:
    """A stock of several components.

    Parameters
    ----------
    shares: of each component in the concentration of all.
    nM: of all components together.
    """

    name: str
    shares: Wanted
    nM: float


Drawn = Dose | Sink | MoveToFresh
"""Actions for which components are drawn."""


def wanted_of(action: Drawn) -> Wanted:
    """What is added for an action [nM]; a sink is the strand that binds."""
    if isinstance(action, Sink):
        added = [(sink_of(c.species), c.amount) for c in action.bound]
    else:
        added = [(c.species, c.amount) for c in action.contents]
    return tuple((name, amount * NM_PER_M) for name, amount in added if amount > 0)


def shares_of(wanted: Wanted) -> Wanted:
    """The proportion of a dose, equal for doses of one premix."""
    total = sum(nM for _, nM in wanted)
    return tuple(sorted((name, round(nM / total, _DIGITS)) for name, nM in wanted))


def premix_nM(
    shares: Wanted, stock_nM: Mapping[str, float], annealed: Callable[[str], bool]
) -> float:
    """The concentration of all components of a premix together.

    Parameters
    ----------
    annealed: whether a component stands in buffer; others stand in water.
    """
    room = sum(
        share / stock_nM[name] * (1.0 if annealed(name) else WITH_BUFFER) for name, share in shares
    )
    return _FILLED / room


def find_premixes(
    schedules: Iterable[Sequence[Action]],
    stock_nM: Mapping[str, float],
    annealed: Callable[[str], bool],
    first_mix_uL: float | None,
) -> dict[Wanted, Premix]:
    """One premix, by its shares, for what is dosed together more than once in one proportion.

    Parameters
    ----------
    schedules: the actions of every vessel.
    first_mix_uL: of a vessel that is stated; without one there are no premixes, because undiluted
        they can be too dense for the doses of a vessel whose volume follows from its steps.
    """
    if first_mix_uL is None:
        return {}
    doses = (a for actions in schedules for a in actions if isinstance(a, Drawn))
    wanted = (tuple(w for w in wanted_of(a) if w[0] in stock_nM) for a in doses)
    counted = Counter(shares_of(w) for w in wanted if len(w) > 1)
    again = [shares for shares, times in counted.items() if times > 1]
    return {
        shares: Premix(f"premix{number}", shares, premix_nM(shares, stock_nM, annealed))
        for number, shares in enumerate(again, start=1)
    }
