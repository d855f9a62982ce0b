"""Courses of one network followed side by side, in lanes of one compiled loop.

They share the layout of the network, not its rate constants; every thread takes steps for several
of them at once, and each gives what it gives alone, bit by bit, whatever their number and that of
the threads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any, Generic

import numpy as np

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.reaction import Units
from ncrn_dsd.simulation.courses import Course, Result, Waiting, in_turn
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
    report: Callable[[int], None] | None = None,
) -> None:
    """Follow all members to their ends.

    Parameters
    ----------
    report: told how many are through.
    """
    queue = _Queue(members, report)
    # The layout is made before the threads share it.
    _ = system.plan
    threads = max(1, min(threads, -(-len(members) // LANES)))
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
    """

    def __init__(self, course: Course[Result], rates: Vector) -> None:
        self.rates = rates
        self._course = in_turn(course)
        self._end: Result | None = None
        self._problem: SimulationError | None = None

    def begin(self) -> Waiting | None:
        """The first wait, if there is any."""
        return self._next(lambda: next(self._course))

    def go_on(self, outcome: Vector | SimulationError) -> Waiting | None:
        """The wait after one that ended in this state, or failed; None at the end."""
        if isinstance(outcome, SimulationError):
            return self._next(lambda: self._course.throw(outcome))
        return self._next(lambda: self._course.send(outcome))

    def _next(self, move: Callable[[], Any]) -> Waiting | None:
        wait: Waiting | None = None
        try:
            wait = move()
        except StopIteration as end:
            self._end = end.value
        except SimulationError as problem:
            self._problem = problem
        return wait

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


class _Queue:
    """The courses that wait for a lane; `is_stopped` ends all threads at their next wait."""

    def __init__(
        self, members: Sequence[Member[Any]], report: Callable[[int], None] | None
    ) -> None:
        self.is_stopped = False
        self._waiting = deque(members)
        # Several threads count; taking the next number is one step of the interpreter.
        self._through = count(1)
        self._report = report

    def take(self) -> Member[Any] | None:
        """The next course; None when all are begun."""
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def count(self) -> None:
        """One more course is through."""
        through = next(self._through)
        if self._report is not None:
            self._report(through)


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
        """Let a lane run through the next wait of its course, or of the next course."""
        member, wait = self._members[k], None
        if member is not None:
            wait = self._pass_by(member, member.go_on(self._outcome(k, member)))
        while wait is None:
            if member is not None:
                self._queue.count()
            self._members[k] = member = self._queue.take()
            if member is None:
                self._clear(k)
                return
            self._work.rate[:, k] = member.rates[self._plan.given]
            wait = self._pass_by(member, member.begin())
        self._waits[k] = wait
        self._work.state[: len(wait.state), k] = wait.state[self._plan.place]
        self._work.state[len(wait.state), k] = 1.0
        lane = self._lane
        lane.code[k], lane.end[k] = RUNNING, wait.duration
        lane.time[k] = lane.step[k] = 0.0
        lane.tried[k] = lane.singular[k] = 0

    def _pass_by(self, member: Member[Any], wait: Waiting | None) -> Waiting | None:
        """The next wait that takes time and begins in a state that can be followed."""
        while wait is not None:
            try:
                check_wait(wait.duration)
                times = np.array([wait.duration])
                check_start(self._system, wait.state, times, self._tolerances)
            except SimulationError as problem:
                wait = member.go_on(problem)
                continue
            if wait.duration > 0 and wait.state.size:
                return wait
            wait = member.go_on(wait.state.copy())
        return None

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
        self._work.rate[:, k] = 0.0
        self._work.state[:, k] = 0.0
