"""Trajectories whose digits are known: tolerances of the network's own scale, and a second run.

The error of a tolerance is measured, not believed: the same course is followed at tolerances that
are ten times looser, and the difference of the two says how many digits of every value hold. Where
fewer than `DIGITS` do, as in oscillators that keep every error they ever made, both are tightened.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.dynamics import FormalTrajectory
from ncrn_dsd.ir.reaction import Units
from ncrn_dsd.ir.schedule import Action, Dilute, Dose, Wait
from ncrn_dsd.simulation.chemistry import DSD_LEVEL, Chemistry
from ncrn_dsd.simulation.follow import Course, follow
from ncrn_dsd.simulation.integrate import Integrator, Tolerances, rodas5p
from ncrn_dsd.simulation.mass_action import MassAction, Vector

Real = NDArray[np.float64]

DIGITS = 6
"""So many digits of every value are made certain where double precision allows it."""
MOST_DIGITS = 9
RELATIVE_TOLERANCES = (1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12)
"""Tried in this order, until `DIGITS` digits do not change from one to the next."""
HEAVY = 10_000_000
"""Networks whose every step multiplies so often get the first two only: the others take minutes."""
USUAL = 1e-9
TIGHTEST, LOOSEST = 1e-13, 1e-3

_ABSOLUTE_SHARE = 1e-3
"""Of the relative tolerance times the smallest amount that is given: the absolute tolerance."""
_NEGLIGIBLE = 1e-6
"""Values below this share of the smallest amount that is given may have fewer digits."""
_LEAST_SHARE = 1e-12
_PER_DIFFERENCE = 0.25
"""Error per difference from tolerances ten times looser; it would be 0.11 if both were exact."""
_MAX_STEPS = 1_000_000
_EXACT_DIGITS = 15
"""Doubles have no more, and conversions of units may spoil the sixteenth."""


@dataclass(frozen=True, slots=True)
class AskedTolerances:
    """Tolerances that somebody chose; None for those that follow from the network.

    Parameters
    ----------
    absolute: in the concentration unit of the network.

    Raises
    ------
    SimulationError: a tolerance is out of range.
    """

    relative: float | None = None
    absolute: float | None = None

    def __post_init__(self) -> None:
        if self.relative is not None and not TIGHTEST <= self.relative <= LOOSEST:
            raise SimulationError(
                "M140",
                "relative tolerance",
                f"it is {self.relative:g}",
                f"give a number from {TIGHTEST:g} to {LOOSEST:g}, or none",
            )
        if self.absolute is not None and not 0 < self.absolute < math.inf:
            raise SimulationError(
                "M140",
                "absolute tolerance",
                f"it is {self.absolute:g}",
                "give a concentration above zero, or none",
            )

    def rungs(self, system: MassAction[Units]) -> tuple[float, ...]:
        """Relative tolerances to try; an absolute one that was chosen is not outdone."""
        if self.relative is None and self.absolute is None:
            heavy = system.plan.pattern.multiplications > HEAVY
            return RELATIVE_TOLERANCES[:2] if heavy else RELATIVE_TOLERANCES
        relative = self.relative or USUAL
        return 10 * relative, relative


FROM_THE_NETWORK = AskedTolerances()


def follow_accurately(
    chemistry: Chemistry,
    actions: Sequence[Action],
    points: int,
    asked: AskedTolerances,
    integrator: Integrator = rodas5p,
) -> Course:
    """As `follow`, with the tolerances that were used and the error of every state.

    Raises
    ------
    SimulationError: as `follow`.
    """
    smallest = smallest_amount(chemistry, actions)
    rungs = asked.rungs(chemistry.system)

    def at(relative: float) -> Course:
        absolute = relative * _ABSOLUTE_SHARE * smallest
        if asked.absolute is not None:
            absolute = asked.absolute * relative / rungs[-1]
        tolerances = Tolerances(relative, absolute, _MAX_STEPS)
        return replace(
            follow(
                replace(chemistry, tolerances=tolerances), actions, points, integrator=integrator
            ),
            tolerances=tolerances,
        )

    loose, tight = at(rungs[0]), None
    for relative in rungs[1:]:
        try:
            found = at(relative)
        except SimulationError:
            # Tighter ones may need too many steps; the last that went through remains.
            if tight is None:
                raise
            break
        tight = replace(found, error=_error(loose, found))
        if certain_digits(tight, smallest) >= DIGITS:
            break
        loose = tight
    assert tight is not None
    return tight


def smallest_amount(chemistry: Chemistry, actions: Sequence[Action]) -> float:
    """The smallest amount that is given: dosed, diluted, or made from nothing.

    In the concentration unit of the network; 1 where nothing is ever there. What is less than a
    millionth of a millionth of the largest amount is taken for rounding in the model.
    """
    factor = chemistry.dose_factor
    doses = [c.amount * factor for a in actions if isinstance(a, Dose) for c in a.contents]
    duration = sum(a.duration for a in actions if isinstance(a, Wait))
    made = [r.rate * duration for r in chemistry.system.reactions if not r.reactants]
    thinned = math.prod(a.factor for a in actions if isinstance(a, Dilute) if 0 < a.factor < 1)
    given = [x for x in (*doses, *made) if x > 0]
    counted = [x for x in given if x >= _LEAST_SHARE * max(given)]
    return min(counted, default=1.0) * thinned


def certain_digits(course: Course, smallest: float) -> int:
    """How many digits all values of a course have that are not negligible; `MOST_DIGITS` at most.

    Parameters
    ----------
    smallest: `smallest_amount` of the course.
    """
    if course.error is None:
        return MOST_DIGITS
    values, errors = course.states, course.error
    counted = (np.abs(values) >= _NEGLIGIBLE * smallest) & (errors > 0)
    found = digits_of(values[counted], errors[counted])
    return int(found.min(initial=MOST_DIGITS))


def digits_of(values: Real, errors: Real) -> NDArray[np.int64]:
    """Significant digits of values that their errors leave; 0 when none is left, any shape."""
    with np.errstate(divide="ignore", invalid="ignore"):
        leading = np.floor(np.log10(np.abs(values)))
        found = np.floor(leading + 1 - np.log10(2 * errors))
    digits: NDArray[np.int64] = np.clip(np.nan_to_num(found), 0, MOST_DIGITS).astype(np.int64)
    return digits


def rounded(values: Iterable[float], errors: Iterable[float], most: int) -> list[float]:
    """Values with the digits that their errors leave, `most` at most; exact ones as they are."""
    numbers = np.array(list(values), dtype=np.float64)
    sizes = np.array(list(errors), dtype=np.float64)
    digits = np.minimum(digits_of(numbers, sizes), most)
    return [
        float(f"{value:.{_EXACT_DIGITS if error == 0 else n}g}") if error == 0 or n > 0 else 0.0
        for value, error, n in zip(numbers, sizes, digits, strict=True)
    ]


def _error(loose: Course, tight: Course) -> Real:
    """Estimated errors of the tighter course, shape (t, n); the start is exact."""
    assert tight.tolerances is not None
    least = tight.tolerances.absolute + tight.tolerances.relative * np.abs(tight.states)
    found: Real = np.maximum(_PER_DIFFERENCE * np.abs(tight.states - loose.states), least)
    found[tight.times <= 0.0] = 0.0
    return found


def error_of_end(course: Course) -> Vector:
    """Errors of the state after the last action, shape (n,)."""
    none: Vector = np.zeros(len(course.end))
    return none if course.error is None else course.error[-1]


def seen_trajectory(
    species: tuple[str, ...],
    chemistry: Chemistry,
    course: Course,
    time_unit: float,
    concentration_unit: float,
) -> FormalTrajectory:
    """What is seen of formal species along a course, with the digits that hold.

    The first row is what was dosed. A read would be too large there: it is scaled by what gates
    hold later, and they hold nothing yet.

    Parameters
    ----------
    course: followed accurately, from an empty vessel.
    time_unit, concentration_unit: what 1 tau and 1 u are in the units of the course.
    """
    columns = []
    for name in species:
        seen = course.seen(chemistry, name)
        seen[0] = _dosed_u(chemistry, course.states[0], name)
        columns.append(rounded(seen, course.seen_error(chemistry, name), MOST_DIGITS))
    assert course.tolerances is not None
    return FormalTrajectory(
        level=chemistry.level,
        species=species,
        times_tau=tuple(float(t) for t in course.times / time_unit),
        values_u=tuple(zip(*columns, strict=True)),
        relative_tolerance=course.tolerances.relative,
        absolute_tolerance_u=course.tolerances.absolute / concentration_unit,
        peaks_nM=tuple(course.states.max(axis=0).tolist()) if chemistry.level == DSD_LEVEL else (),
    )


def _dosed_u(chemistry: Chemistry, state: Vector, formal: str) -> float:
    """What a state holds of a formal species before anything has reacted [u]."""
    held = sum(float(state[place]) for place, _ in chemistry.seen[formal])
    return held / (chemistry.dose_factor * chemistry.dose_per_u)
