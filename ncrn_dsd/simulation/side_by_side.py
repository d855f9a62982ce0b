"""Courses of one network followed side by side, in lanes of one compiled loop.

They share the layout of the network, not its rate constants; every thread takes steps for several
of them at once, and each gives what it gives alone, bit by bit, whatever their number and that of
the threads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from typing import Any, Generic

import numpy as np

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.reaction import Units
from ncrn_dsd.simulation.courses import Course, Result, Together, Waiting
from ncrn_dsd.simulation.engine.lane_kernels import lane_work
from ncrn_dsd.simulation.engine.lane_run import IDLE, RUNNING, Lane, advance
from ncrn_dsd.simulation.engine.layout import LANES
from ncrn_dsd.simulation.engine.run import Ending, method
from ncrn_dsd.simulation.integrate import (
    Tolerances,
    accept_states,
    check_start,
    check_wait,
    engine_control,
    integrate,
    solver_stopped,
)
from ncrn_dsd.simulation.mass_action import MassAction, Vector


def follow_side_by_side(
    members: Sequence[Member[Any]],
    system: MassAction[Units],
    tolerances: Tolerances,
    threads: int = 1,
    ended: Callable[[Member[Any]], None] | None = None,
) -> None:
    """Follow all members to their ends.

    Parameters
    ----------
    ended: told of every member when it is through, by the thread that followed it.
    """
    threads = max(1, min(threads, -(-len(members) // LANES)))
    queue = _Queue(members, threads * LANES, ended)
    # The layout is made before the threads share it.
    _ = system.plan
    if threads == 1:
        _Lanes(system, tolerances, queue).work()
        return
    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(_Lanes(system, tolerances, queue).work) for _ in range(threads)]
        try:
            for thread in running:
                thread.result()
        finally:
            queue.is_stopped = True


class Member(Generic[Result]):
    """A course on its way.

    Parameters
    ----------
    rates: constants of the reactions, shape (m,).
    part: what the course is a part of; None for one that nothing waits for.
    """

    def __init__(
        self, course: Course[Result], rates: Vector, part: _Parts[Result] | None = None
    ) -> None:
        self.rates = rates
        self.part = part
        self._course = course
        self._end: Result | None = None
        self._problem: SimulationError | None = None

    def begin(self) -> Waiting | Together | None:
        """What the course asks for first; None at its end."""
        return self._next(lambda: next(self._course))

    def go_on(self, outcome: Any) -> Waiting | Together | None:
        """What it asks for after it was given this, or told that it failed; None at its end."""
        if isinstance(outcome, SimulationError):
            return self._next(lambda: self._course.throw(outcome))
        return self._next(lambda: self._course.send(outcome))

    def _next(self, move: Callable[[], Any]) -> Waiting | Together | None:
        wanted: Waiting | Together | None = None
        try:
            wanted = move()
        except StopIteration as end:
            self._end = end.value
        except SimulationError as problem:
            self._problem = problem
        return wanted

    @property
    def has_failed(self) -> bool:
        """Whether the course ended with a problem, instead of a result."""
        return self._problem is not None

    def result(self) -> Result:
        """What the course returned.

        Raises
        ------
        SimulationError: of a wait that failed and that the course did not handle.
        """
        if self._problem is not None:
            raise self._problem
        end: Any = self._end
        return end  # type: ignore[no-any-return]


class _Parts(Generic[Result]):
    """Courses that a member asked for together, and until whose ends it waits."""

    def __init__(self, asker: Member[Any], wanted: Together) -> None:
        self.asker = asker
        self.members = [Member(course, asker.rates, self) for course in wanted.courses]
        # Several threads count; taking the next number is one step of the interpreter.
        self._through = count(1)

    def is_last_through(self) -> bool:
        """Count one more part that is through."""
        return next(self._through) == len(self.members)

    def outcome(self) -> tuple[Result, ...] | SimulationError:
        """What the asker is given: all results, or the first failure in their order."""
        try:
            return tuple(member.result() for member in self.members)
        except SimulationError as problem:
            return problem


class _Queue:
    """The courses that wait for a lane; `is_stopped` ends all threads at their next wait.

    Parameters
    ----------
    lanes: of all threads.
    """

    def __init__(
        self,
        members: Sequence[Member[Any]],
        lanes: int,
        ended: Callable[[Member[Any]], None] | None,
    ) -> None:
        self.is_stopped = False
        self._members = deque(members)
        self._parts = deque[Member[Any]]()
        self._lanes = lanes
        self._ended = ended

    def take(self) -> Member[Any] | None:
        """The next course to begin; None when all are begun.

        Parts come first, so that members end soon. The last members begin before them: what is
        long should not be left for the end, when no others fill the lanes beside it.
        """
        both = (self._parts, self._members)
        for kind in both if len(self._members) > self._lanes else both[::-1]:
            with suppress(IndexError):
                return kind.popleft()
        return None

    def add(self, parts: Sequence[Member[Any]]) -> None:
        """Courses that are parts of one on its way."""
        self._parts.extend(parts)

    def tell(self, member: Member[Any]) -> None:
        """One of the members that were there at first is through."""
        if self._ended is not None:
            self._ended(member)


class _Lanes:
    """The courses that one thread follows side by side."""

    def __init__(self, system: MassAction[Units], tolerances: Tolerances, queue: _Queue) -> None:
        self._queue = queue
        self._system, self._tolerances = system, tolerances
        self._plan = self._system.plan
        self._work = lane_work(self._plan.reactions, self._plan.pattern.factors)
        self._lane = Lane(
            code=np.full(LANES, IDLE),
            time=np.zeros(LANES),
            end=np.zeros(LANES),
            step=np.zeros(LANES),
            tried=np.zeros(LANES, dtype=np.int64),
            singular=np.zeros(LANES, dtype=np.int64),
        )
        self._members: list[Member[Any] | None] = [None] * LANES
        self._waits: list[Waiting | None] = [None] * LANES

    def work(self) -> None:
        """Follow courses until there are no more."""
        plan, control = self._plan, engine_control(self._tolerances)
        while not self._queue.is_stopped:
            for k in range(LANES):
                if self._lane.code[k] != RUNNING:
                    self._occupy(k)
            if not (self._lane.code == RUNNING).any():
                return
            advance(
                method(),
                plan.reactions,
                plan.pattern.factors,
                plan.terms,
                control,
                self._work,
                self._lane,
            )

    def _occupy(self, k: int) -> None:
        """Let a lane run through the next wait of its course, or of another course."""
        member, found = self._members[k], None
        if member is not None:
            found = self._next_wait(member, member.go_on(self._outcome(k, member)))
        while found is None:
            member = self._queue.take()
            if member is None:
                self._clear(k)
                return
            found = self._next_wait(member, member.begin())
        self._begin(k, *found)

    def _begin(self, k: int, member: Member[Any], wait: Waiting) -> None:
        """Put the beginning of a wait into a lane."""
        before = self._members[k]
        if before is None or before.rates is not member.rates:
            self._work.rate[:, k] = member.rates[self._plan.given]
        self._members[k], self._waits[k] = member, wait
        self._work.state[: len(wait.state), k] = wait.state[self._plan.place]
        self._work.state[len(wait.state), k] = 1.0
        lane = self._lane
        lane.code[k], lane.end[k] = RUNNING, wait.duration
        lane.time[k] = lane.step[k] = 0.0
        lane.tried[k] = lane.singular[k] = 0

    def _next_wait(
        self, member: Member[Any], wanted: Waiting | Together | None
    ) -> tuple[Member[Any], Waiting] | None:
        """The next wait that follows from what a member asks for, and whose it is.

        That may be the member that waits for it to end. None when there is nothing to go on with
        before others have ended.
        """
        while True:
            if wanted is None:
                if member.part is None:
                    self._queue.tell(member)
                    return None
                if not member.part.is_last_through():
                    return None
                wanted = member.part.asker.go_on(member.part.outcome())
                member = member.part.asker
            elif isinstance(wanted, Waiting):
                wait = self._pass_by(member, wanted)
                if isinstance(wait, Waiting):
                    return member, wait
                wanted = wait
            elif wanted.courses:
                self._queue.add(_Parts[Any](member, wanted).members)
                return None
            else:
                wanted = member.go_on(())

    def _pass_by(self, member: Member[Any], wanted: Waiting) -> Waiting | Together | None:
        """The wait, or what is asked for after it where no time passes or none can."""
        try:
            check_wait(wanted.duration)
            times = np.array([wanted.duration])
            check_start(self._system, wanted.state, times, self._tolerances)
        except SimulationError as problem:
            return member.go_on(problem)
        if wanted.duration > 0 and wanted.state.size:
            return wanted
        return member.go_on(wanted.state.copy())

    def _outcome(self, k: int, member: Member[Any]) -> Vector | SimulationError:
        """What became of the wait of a lane."""
        wait, ending = self._waits[k], Ending(self._lane.code[k])
        assert wait is not None
        try:
            return self._state_after(k, member, wait, ending)
        except SimulationError as problem:
            return problem

    def _state_after(self, k: int, member: Member[Any], wait: Waiting, ending: Ending) -> Vector:
        if ending is Ending.BAD_PIVOT:
            # With pivoting it may go on, which takes a layout of its own.
            own = np.array_equal(member.rates, self._system.rate_terms.rate)
            system = self._system if own else self._system.with_rates(member.rates)
            return integrate(system, wait.state, wait.duration, self._tolerances)
        if ending is not Ending.DONE:
            raise solver_stopped(float(self._lane.time[k]), wait.duration, ending.sentence)
        end = self._work.state[: len(wait.state), k][self._plan.pattern.position]
        found = accept_states(self._system, wait.state, end[np.newaxis], self._tolerances)
        return np.asarray(found[0])

    def _clear(self, k: int) -> None:
        """Make a lane one in which nothing happens."""
        self._lane.code[k] = IDLE
        self._members[k] = None
        self._work.rate[:, k] = 0.0
        self._work.state[:, k] = 0.0
