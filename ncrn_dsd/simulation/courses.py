"""What a host does, written as a course that asks for its waits, and who follows it.

A course goes on with the state after each wait; whether the time passes for one vessel or for many
at once is up to who follows it, and changes no bit of what comes out.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NamedTuple, TypeVar

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.reaction import Units
from ncrn_dsd.simulation.integrate import Tolerances, integrate
from ncrn_dsd.simulation.mass_action import MassAction, Vector


class Waiting(NamedTuple):
    """What a course asks for: the state (n,) after `duration`, from `state`."""

    state: Vector
    duration: float


class Together(NamedTuple):
    """Courses that a course asks the results of, and that know nothing of each other."""

    courses: tuple[Course[Any], ...]


Result = TypeVar("Result")

Course = Generator[Waiting | Together, Any, Result]
"""Actions of a host, from one wait to the next; a wait that fails is raised where it was asked."""

FEWEST = 4
"""So many courses are worth following side by side, where lanes that are empty cost as much ..."""
SMALLEST = 200
"""... and in networks of so many species, which take longer than to get the kernels of lanes."""


def alone(course: Course[Result], system: MassAction[Units], tolerances: Tolerances) -> Result:
    """Follow a course by itself, one wait after the other.

    Courses that it asks for together are followed side by side where that is faster.

    Raises
    ------
    SimulationError: of a wait that failed and that the course does not handle.
    """
    try:
        wanted = next(course)
        while True:
            try:
                found = _given(wanted, system, tolerances)
            except SimulationError as problem:
                wanted = course.throw(problem)
            else:
                wanted = course.send(found)
    except StopIteration as end:
        result: Result = end.value
        return result


def _given(wanted: Waiting | Together, system: MassAction[Units], tolerances: Tolerances) -> Any:
    """What a course asked for."""
    if isinstance(wanted, Waiting):
        return integrate(system, wanted.state, wanted.duration, tolerances)
    if len(wanted.courses) < FEWEST or len(system.species) < SMALLEST:
        return tuple(alone(each, system, tolerances) for each in wanted.courses)
    # Compiled kernels take a moment to load; only who needs them should wait for them.
    from ncrn_dsd.simulation.side_by_side import Member, follow_side_by_side

    members = [Member(each, system.rate_terms.rate) for each in wanted.courses]
    follow_side_by_side(members, system, tolerances)
    return tuple(member.result() for member in members)
