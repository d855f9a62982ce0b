"""Why toeholds are as long as they are, in sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count, takewhile

from ncrn_dsd.enumeration.engine.rates import dissociation_M
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.units import show_concentration
from ncrn_dsd.verification.condensation import LARGEST_OCCUPANCY


def why_so_long(lengths_nt: Collection[int], asked_nt: Sequence[int], scheme: str) -> str:
    """Who chose the lengths of toeholds.

    Parameters
    ----------
    asked_nt: from which the design lets the program choose; none for those of the scheme.
    """
    length = f"toeholds of {', '.join(map(str, sorted(lengths_nt)))} nt"
    if not asked_nt:
        return f"{length}: those of the scheme {scheme}"
    if len(asked_nt) == 1:
        return f"{length}: the design fixes it (toehold_lengths)"
    return f"{length}: with them a sample is shortest, of {asked_nt[0]} to {asked_nt[-1]} nt"


def what_lets_go(length_nt: int, largest_M: float, conditions: Conditions) -> str:
    """Whether toeholds of this length come off partners at a level, and which ones would.

    Parameters
    ----------
    largest_M: level of the largest partner.
    """
    kd_M = dissociation_M(length_nt, conditions)
    stands = f"Kd of {length_nt} nt is {show_concentration(kd_M)} by lengths, and the largest fuel"
    stands += f" has {show_concentration(largest_M)}"

    def lets_go(nt: int) -> bool:
        return largest_M <= LARGEST_OCCUPANCY * dissociation_M(nt, conditions)

    longest = max(takewhile(lets_go, count(1)), default=0)
    if longest >= length_nt:
        come = f"up to {longest} nt come off"
    elif longest == 0:
        come = "no toehold comes off at such a level"
    else:
        come = f"only up to {longest} nt would come off"
    return f"{stands}: {come} (Kd {1 / LARGEST_OCCUPANCY:g} times the level)"
