"""Exact stochastic simulation of one run or of many."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.stochastic.counted import CountedSystem
from ncrn_dsd.simulation.stochastic.layout import Stream
from ncrn_dsd.simulation.stochastic.limits import (
    PROBE_EVENTS,
    EventLimits,
    check_expected,
    not_finite,
    too_many,
)
from ncrn_dsd.simulation.stochastic.volume import Counts, Real, check_amounts
from ncrn_dsd.waiting import as_they_end

_LIMITS = EventLimits()


@dataclass(frozen=True, slots=True)
class EventProgress:
    """How far a simulation has come: events so far, and the share of the time or of the runs."""

    events: int
    share: float


Report = Callable[[EventProgress], None]


@dataclass(frozen=True, slots=True)
class StochasticRun:
    """One run.

    Parameters
    ----------
    times: shape (t,).
    counts: shape (t, n).
    events: how many reactions fired up to the last time.
    """

    times: Real
    counts: Counts
    events: int


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Independent runs from one start.

    Parameters
    ----------
    times: shape (t,).
    counts: shape (s, t, n).
    events: shape (s,).
    """

    times: Real
    counts: Counts
    events: NDArray[np.int64]

    @property
    def mean(self) -> Real:
        """Mean over the runs, shape (t, n)."""
        return np.asarray(self.counts.mean(axis=0), dtype=np.float64)

    @property
    def variance(self) -> Real:
        """Unbiased variance over the runs, shape (t, n)."""
        return np.asarray(self.counts.var(axis=0, ddof=1), dtype=np.float64)


def check_seed(seed: int) -> None:
    """Refuse what is no seed.

    Raises
    ------
    SimulationError: the seed is negative or longer than 64 bits.
    """
    if not 0 <= seed < 2**64:
        raise SimulationError(
            "M034",
            "stochastic simulation",
            f"the seed is {seed}",
            "give an integer of at least 0 and below 2^64",
        )


def stream_of(seed: int) -> Stream:
    """A random number generator, started from a seed of up to 64 bits.

    Raises
    ------
    SimulationError: as `check_seed`.
    """
    # Compiled kernels take a second to load; only a simulation should wait for them.
    from ncrn_dsd.simulation.stochastic.randomness import fill_stream

    check_seed(seed)
    stream = np.zeros(4, dtype=np.uint64)
    fill_stream(np.uint64(seed), stream)
    return stream


def simulate_counts(
    system: CountedSystem,
    counts: Counts,
    duration: float,
    seed: int,
    limits: EventLimits = _LIMITS,
    report: Report | None = None,
) -> Counts:
    """The counts after `duration`, in the time unit of the network, shape (n,).

    Equal seeds give equal results, whatever the limits.

    Raises
    ------
    SimulationError: as `trajectory`.
    """
    run = trajectory(system, counts, (duration,), seed, limits, report)
    end: Counts = run.counts[0]
    return end


def trajectory(
    system: CountedSystem,
    counts: Counts,
    times: Sequence[float] | Real,
    seed: int,
    limits: EventLimits = _LIMITS,
    report: Report | None = None,
) -> StochasticRun:
    """Counts at ascending times after the start.

    Parameters
    ----------
    counts: at time 0, integers, shape (n,).
    times: in the time unit of the network, shape (t,). They do not change the course of events.
    report: called every `limits.chunk` events.

    Raises
    ------
    SimulationError: the input makes no sense, too many events are expected, the limit of events
        is reached, or the propensities overflow.
    """
    return run_stream(system, counts, times, stream_of(seed), limits, report)


def run_stream(
    system: CountedSystem,
    counts: Counts,
    times: Sequence[float] | Real,
    stream: Stream,
    limits: EventLimits,
    report: Report | None = None,
    stop: Event | None = None,
) -> StochasticRun:
    """As `trajectory`, with a generator that moves on; a set `stop` ends it early."""
    from ncrn_dsd.simulation.stochastic import direct

    asked = np.asarray(times, dtype=np.float64)
    start = _checked(system, counts, asked)
    seen = np.tile(start, (len(asked), 1))
    if asked.size == 0:
        return StochasticRun(asked, seen, 0)
    net, tree = system.layout
    x = np.append(start, np.int64(1))
    sums = np.zeros(len(tree.child))
    direct.fill_sums(net, tree, x, sums)
    time, events, end = 0.0, 0, float(asked[-1])
    # A first short chunk spares short runs the estimate of how long they are.
    budget = max(1, min(PROBE_EVENTS, limits.chunk, limits.max_events, int(limits.max_expected)))
    while True:
        code, time, more = direct.advance(net, tree, x, sums, stream, time, budget, asked, seen)
        events += more
        if code == direct.NOT_FINITE:
            raise not_finite(time)
        if code == direct.DONE or (stop is not None and stop.is_set()):
            return StochasticRun(asked, seen, events)
        if events == more:
            check_expected(system, start, end, limits)
        if events >= limits.max_events:
            raise too_many(events, time, end)
        if report is not None:
            report(EventProgress(events, time / end))
        budget = min(limits.chunk, limits.max_events - events)


def ensemble(
    system: CountedSystem,
    counts: Counts,
    times: Sequence[float] | Real,
    seeds: Sequence[int],
    workers: int = 2,
    limits: EventLimits = _LIMITS,
    report: Report | None = None,
) -> Ensemble:
    """One run per seed, on several threads; the result does not depend on `workers`.

    Parameters
    ----------
    limits: of each run.
    report: called from the calling thread after each block of runs that is done.

    Raises
    ------
    SimulationError: as `trajectory`, naming the seed; the other runs are then stopped.
    """
    for seed in seeds:
        check_seed(seed)
    # The layout is made before the threads share it.
    _ = system.layout
    stop = Event()

    def block(first: int) -> list[StochasticRun]:
        runs = []
        for seed in seeds[first : first + size]:
            if stop.is_set():
                break
            runs.append(_one_of_many(system, counts, times, seed, limits, stop))
        return runs

    # Handing over runs one by one would take longer than short runs do.
    size = min(64, max(1, len(seeds) // (8 * max(1, workers))))
    events, done = 0, 0
    blocks: dict[int, list[StochasticRun]] = {}
    with ThreadPoolExecutor(max(1, workers)) as threads:
        try:
            # In here, or an interrupt between two jobs would wait for the first to its end.
            first_of = {threads.submit(block, i): i for i in range(0, len(seeds), size)}
            for future in as_they_end(first_of):
                runs = blocks[first_of[future]] = future.result()
                events += sum(run.events for run in runs)
                done += len(runs)
                if report is not None:
                    report(EventProgress(events, done / len(seeds)))
        except BaseException:
            # Interrupts as well: the runs under way must not be waited for to their ends.
            stop.set()
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    ordered = [run for i in sorted(blocks) for run in blocks[i]]
    shape = (len(ordered), len(times), len(system.species))
    return Ensemble(
        np.asarray(times, dtype=np.float64),
        np.array([run.counts for run in ordered], dtype=np.int64).reshape(shape),
        np.array([run.events for run in ordered], dtype=np.int64),
    )


def _one_of_many(
    system: CountedSystem,
    counts: Counts,
    times: Sequence[float] | Real,
    seed: int,
    limits: EventLimits,
    stop: Event,
) -> StochasticRun:
    try:
        return run_stream(system, counts, times, stream_of(seed), limits, None, stop)
    except SimulationError as problem:
        where = f"run with seed {seed}, {problem.where}"
        raise SimulationError(problem.code, where, problem.what, problem.hint) from problem


def _checked(system: CountedSystem, counts: Counts, times: Real) -> Counts:
    given = np.asarray(counts)
    if given.shape != (len(system.species),) or not np.issubdtype(given.dtype, np.integer):
        raise SimulationError(
            "M031",
            "the counts at the start",
            f"they have the shape {given.shape} and the type {given.dtype}, and the network has "
            f"{len(system.species)} species",
            "give one integer per species; Volume.molecules makes them of concentrations",
        )
    check_amounts(given.astype(np.float64))
    if times.ndim != 1 or not all(math.isfinite(t) and t >= 0 for t in times):
        problem = "a time is negative or not finite"
    elif np.any(np.diff(times) < 0):
        problem = "the times do not ascend"
    else:
        return given.astype(np.int64)
    raise SimulationError(
        "M034", "stochastic simulation", problem, "give ascending times of zero or more"
    )
