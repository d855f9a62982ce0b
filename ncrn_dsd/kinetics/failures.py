"""Refusals of the kinetics stage that more than one of its parts makes."""

from __future__ import annotations

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.kinetics.clusters import Cluster
from ncrn_dsd.kinetics.response import NoSteadyStateError
from ncrn_dsd.units import show_concentration, show_time


class FuelUsedUpError(KineticsError):
    """K002: one sample uses up more of a fuel than is allowed, at any concentration unit.

    Parameters
    ----------
    times: how much more; so many times as many samples for the same work would be allowed.
    """

    def __init__(self, times: float, where: str, what: str, hint: str) -> None:
        super().__init__("K002", where, what, hint)
        self.times = times

    def __reduce__(self) -> tuple[type[FuelUsedUpError], tuple[float, str, str, str]]:
        return type(self), (self.times, self.where, self.what, self.hint)


class ScalesError(KineticsError):
    """K011: the rates cannot be had at what one u and one tau are to be.

    Parameters
    ----------
    reaction: index of the formal reaction that cannot; None where no single one is known.
    why: the bound that is exceeded, and at which scales, in words.
    other_s: the nearest one tau that was found to do with the same u [s]; None where none does.
    other_M: the nearest one u that was found to do with the same tau [M]; None where none does.
    """

    def __init__(
        self,
        crn: FormalCrn,
        reaction: int | None,
        why: str,
        other_s: float | None = None,
        other_M: float | None = None,
    ) -> None:
        other = {
            "time_unit": None if other_s is None else show_time(other_s),
            "concentration_unit": None if other_M is None else show_concentration(other_M),
        }
        ways = [f"a {key} of {value}" for key, value in other.items() if value is not None]
        hint = f"give {' or '.join(ways)}" if ways else "give other scales"
        more = "or raise fuel_ceiling, max_hold or refill_tolerance, in [dsd]"
        super().__init__("K011", place_of(crn, reaction), why, f"{hint}, {more}")
        self.crn = crn
        self.reaction = reaction
        self.why = why
        self.other_s = other_s
        self.other_M = other_M

    def __reduce__(
        self,
    ) -> tuple[type[ScalesError], tuple[FormalCrn, int | None, str, float | None, float | None]]:
        return type(self), (self.crn, self.reaction, self.why, self.other_s, self.other_M)


def place_of(crn: FormalCrn, reaction: int | None) -> str:
    """A reaction, and where it is written; the whole network for None."""
    if reaction is None:
        return "the network"
    return f"{crn.reactions[reaction]} ({crn.reactions[reaction].origin})"


def not_calibrated(crn: FormalCrn, cluster: Cluster, problem: NoSteadyStateError) -> KineticsError:
    """K001 for a cluster whose steady state is not what its formal reactions ask for."""
    formal = [crn.reactions[i] for i in cluster.reactions]
    return KineticsError(
        "K001",
        "; ".join(f"{r} ({r.origin})" for r in formal),
        f"the gate module {problem}, so fuel levels cannot give it a rate",
        "choose a scheme that implements this reaction, such as soloveichik2010",
    )
