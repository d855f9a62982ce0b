"""Why toeholds are as long as they are, in sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count, takewhile

from ncrn_dsd.enumeration.engine.rates import dissociation_M
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.study.stages.toeholds import ToeholdTrial
from ncrn_dsd.units import show_concentration, show_time
from ncrn_dsd.verification.condensation import LARGEST_OCCUPANCY


def longest_that_lets_go(
    lengths_nt: Sequence[int], largest_M: float, conditions: Conditions
) -> int:
    """The longest toehold that comes off partners at a level; the shortest where none does.

    The longer a toehold is the faster it is, until it holds what only passes by.

    Parameters
    ----------
    lengths_nt: to choose from, the shortest first.
    largest_M: level of the largest partner.
    """
    able = [nt for nt in lengths_nt if _lets_go(nt, largest_M, conditions)]
    return max(able, default=min(lengths_nt))


def _lets_go(length_nt: int, largest_M: float, conditions: Conditions) -> bool:
    return largest_M <= LARGEST_OCCUPANCY * dissociation_M(length_nt, conditions)


def why_so_long(
    lengths_nt: Collection[int],
    asked_nt: Sequence[int],
    scheme: str,
    trials: Sequence[ToeholdTrial],
) -> str:
    """Who chose the lengths of toeholds.

    Parameters
    ----------
    asked_nt: from which the design lets the program choose; none for those of the scheme.
    trials: what a sample takes with each of them; none where that did not decide.
    """
    length = f"toeholds of {', '.join(map(str, sorted(lengths_nt)))} nt"
    if not asked_nt:
        return f"{length}: those of the scheme {scheme}"
    if len(asked_nt) == 1:
        return f"{length}: the design fixes it (toehold_lengths)"
    of_which = f"of {asked_nt[0]} to {asked_nt[-1]} nt"
    if not trials:
        return f"{length}: the longest {of_which} that come off, or else the shortest"
    takes = ", ".join(
        f"{'none' if t.time_unit_s is None else show_time(t.time_unit_s)} with {t.length_nt} nt"
        for t in trials
    )
    return f"{length}: with them a sample is shortest, {of_which} (1 tau takes {takes})"


def what_lets_go(length_nt: int, largest_M: float, conditions: Conditions) -> str:
    """Whether toeholds of this length come off partners at a level, and which ones would.

    Parameters
    ----------
    largest_M: level of the largest partner.
    """
    kd_M = dissociation_M(length_nt, conditions)
    stands = f"Kd of {length_nt} nt is {show_concentration(kd_M)} by lengths, and the largest fuel"
    stands += f" has {show_concentration(largest_M)}"

    able = takewhile(lambda nt: _lets_go(nt, largest_M, conditions), count(1))
    longest = max(able, default=0)
    if longest >= length_nt:
        come = f"up to {longest} nt come off"
    elif longest == 0:
        come = "no toehold comes off at such a level"
    else:
        come = f"only up to {longest} nt would come off"
    return f"{stands}: {come} (Kd {1 / LARGEST_OCCUPANCY:g} times the level)"
