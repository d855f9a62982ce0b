"""How much work a stochastic simulation may be, and what is said when it would be more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.integrate import Tolerances, integrate
from ncrn_dsd.simulation.stochastic.counted import CountedSystem
from ncrn_dsd.simulation.stochastic.volume import Counts

PROBE_EVENTS = 100_000
"""So many events (a twentieth of a second) are simulated before the rest is estimated."""
_ROUGHLY = Tolerances(relative=1e-3, absolute=1e-3)
"""In molecules."""


@dataclass(frozen=True, slots=True)
class EventLimits:
    """Bounds of one simulation.

    Parameters
    ----------
    max_expected: events that a simulation may be expected to take, or it is not begun in
        earnest; a million take about half a second.
    max_events: events after which a simulation is given up, whatever was expected.
    chunk: events between two reports; interrupts are heard that often.
    """

    max_expected: float = 1e9
    max_events: int = 2_000_000_000
    chunk: int = 1_000_000


def expected_events(system: CountedSystem, counts: Counts, duration: float) -> float:
    """Events to expect in `duration`, from the deterministic course of the same network.

    Where that course cannot be followed (it may grow without bound), the present propensities
    are taken to last.
    """
    start = np.append(counts, 0).astype(np.float64)
    present = float(system.propensities(counts).sum())
    if present == 0.0 or duration == 0.0:
        return 0.0
    try:
        return float(integrate(system.in_molecules, start, duration, _ROUGHLY)[-1])
    except SimulationError:
        return present * duration


def check_expected(
    system: CountedSystem, counts: Counts, duration: float, limits: EventLimits
) -> None:
    """Refuse a simulation that would take too many events.

    Raises
    ------
    SimulationError: more than `limits.max_expected` events are expected.
    """
    expected = expected_events(system, counts, duration)
    if expected <= limits.max_expected:
        return
    most = int(np.argmax(counts))
    share = limits.max_expected / expected
    hint = "use the deterministic simulation or a shorter wait"
    # Events go with the volume; below one molecule of everything there is nothing to simulate.
    if share * counts[most] >= 1.0:
        feasible_L = _floor_2(share * system.volume.volume_L)
        hint += f", or a volume of at most {feasible_L:.2g} L"
    raise SimulationError(
        "M032",
        f"stochastic simulation of {duration:g} time units in {system.volume.volume_L:.3g} L",
        f"about {expected:.2g} events are expected, more than {limits.max_expected:.2g}; the "
        f"largest count is {counts[most]} molecules of {system.species[most]}",
        hint,
    )


def too_many(events: int, time: float, end: float) -> SimulationError:
    """The error of a simulation that met `max_events`."""
    return SimulationError(
        "M033",
        f"stochastic simulation up to {end:g} time units",
        f"the limit of {events} events was reached at {time:g} time units, as it is when events "
        "are many or when counts grow without bound",
        "raise the limit of events, or use a shorter wait or a smaller volume",
    )


def not_finite(time: float) -> SimulationError:
    """The error of a simulation whose propensities overflowed."""
    return SimulationError(
        "M035",
        f"stochastic simulation at {time:g} time units",
        "the propensities are not finite",
        "check the rate constants and the volume",
    )


def _floor_2(value: float) -> float:
    """Rounded down to two significant digits, so that the advice holds."""
    size = 10.0 ** (np.floor(np.log10(value)) - 1)
    return float(np.floor(value / size) * size)
