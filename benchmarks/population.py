"""A hundred disturbed trainings of strands side by side, beside one after the other.

Uncondensed, with leaks; every draw has rate constants, leaks and stocks of its own. Fuels are at
their levels again after every sample.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.completion_learners import (
    HALF_PLANE,
    XOR,
    CompletionLearner,
    Strands,
    program_of,
    strands_of,
)
from benchmarks.measure import timed, write
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.reaction import Units
from ncrn_dsd.ir.schedule import Content, SegmentKind
from ncrn_dsd.ir.training import balanced_accuracy
from ncrn_dsd.kinetics.schedule import dsd_schedule, scaled_segment
from ncrn_dsd.simulation import courses
from ncrn_dsd.simulation.chemistry import Chemistry, chemistry_at, without_inert
from ncrn_dsd.simulation.courses import Course, Together, Waiting, alone
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.mass_action import MassAction, Vector
from ncrn_dsd.simulation.side_by_side import Member, follow_side_by_side
from ncrn_dsd.simulation.training import SimulatedVessel
from ncrn_dsd.units import NM_PER_M

DRAWS = 100
CORES = 2
ALONE = (0, 1)
"""Draws that are trained alone, too."""
HELD_OUT = 100
MINUTES = {"half plane": 1.5, "XOR": 5.0}
SPEED_UP = 4.0
RATES_GSD, LEAK_PER_M_S, LEAK_SPREAD, STOCK_SD = 1.3, 0.03, 3.0, 0.05
GOOD = 0.9


@dataclass(frozen=True)
class Draws:
    """Trainings of one learner.

    Parameters
    ----------
    is_leak: which reactions are leaks, shape (m,).
    """

    program: LearningProgram
    strands: Strands
    chemistry: Chemistry
    is_leak: Vector

    def rates(self, draw: int) -> Vector:
        """Rate constants of a draw, shape (m,)."""
        stream = np.random.default_rng([draw, 0])
        m = len(self.is_leak)
        off = np.exp(np.log(RATES_GSD) * stream.standard_normal(m))
        leaks = LEAK_PER_M_S * LEAK_SPREAD ** stream.uniform(-1.0, 1.0, m)
        return self.chemistry.system.rate_terms.rate * np.where(self.is_leak, leaks, off)

    def course(self, draw: int) -> Course[tuple[tuple[float, ...], ...]]:
        """Train with the stocks of a draw, and predict the held-out points."""
        stream = np.random.default_rng([draw, 1])
        names = sorted(self.chemistry.dose_index)
        stock = dict(zip(names, 1 + STOCK_SD * stream.standard_normal(len(names)), strict=True))

        def poured(content: Content) -> Content:
            return Content(content.species, content.amount * stock[content.species])

        point = self.strands.point
        fuels = [self.chemistry.dose_index[f.fuel] for f in point.fuels]
        levels = [f.start_M * NM_PER_M * stock[f.fuel] for f in point.fuels]
        vessel = SimulatedVessel(self.chemistry, self.chemistry.tolerances)
        for segment in dsd_schedule(self.program.training, point).segments:
            yield from vessel.actions(segment.with_contents(poured))
            if segment.kind is SegmentKind.SAMPLE:
                vessel.state[fuels] = levels

        def predicted(number: int) -> Course[tuple[float, ...]]:
            probe = scaled_segment(self.program.probes[number], point)
            reads = yield from vessel.aliquot().actions(probe.with_contents(poured))
            return tuple(q.decode(reads[0]) for q in self.program.encoding.predictions)

        first = len(self.program.task.validation)
        found: tuple[tuple[float, ...], ...] = yield Together(
            tuple(predicted(n) for n in range(first, len(self.program.probes)))
        )
        return found

    def accuracy(self, predictions: tuple[tuple[float, ...], ...]) -> float:
        """Balanced accuracy on the held-out points."""
        targets = [s.targets for s in self.program.task.test]
        found = balanced_accuracy(predictions, targets, 0.0)
        assert found is not None
        return found


def main() -> None:
    """Measure and print both learners."""
    write("population", [measure(learner) for learner in (HALF_PLANE, XOR)])


def measure(learner: CompletionLearner) -> dict[str, Any]:
    """One learner: build it, train one draw alone and all of them side by side."""
    program = program_of(learner, HELD_OUT)
    strands, build = timed(lambda: strands_of(program))
    network = strands.leaky
    is_leak = np.array([r.leak for r in network.reactions])
    whole = chemistry_at(network, strands.point)
    draws = Draws(program, strands, without_inert(whole), is_leak)
    system, tolerances = draws.chemistry.system, draws.chemistry.tolerances
    load_kernels(system, tolerances)
    # What one draw needs beyond its steps is told apart, since many draws share it.
    own, laid_out = timed(lambda: [laid_out_at(system, draws.rates(d)) for d in ALONE])

    def trained() -> list[tuple[tuple[float, ...], ...]]:
        return [alone(draws.course(d), its, tolerances) for d, its in zip(ALONE, own, strict=True)]

    # One after the other there is nothing beside a probe, not even another probe.
    with patch.object(courses, "FEWEST", math.inf):
        by_itself, single = timed(trained)
    # But the predictions of one training know nothing of each other, and take lanes.
    _, as_trained = timed(trained)
    members = [Member(draws.course(d), draws.rates(d)) for d in range(DRAWS)]
    _, together = timed(lambda: follow_side_by_side(members, system, tolerances, threads=CORES))
    predictions = [member.result() for member in members]
    accuracies = [draws.accuracy(p) for p in predictions]
    found = {
        "learner": learner.name,
        "species": len(network.species),
        "species_followed": len(system.species),
        "reactions": len(network.reactions),
        "leaks": int(is_leak.sum()),
        "build_cpu_s": build.cpu_s,
        "layout_cpu_s": laid_out.cpu_s / len(ALONE),
        "one_alone_cpu_s": single.cpu_s / len(ALONE),
        "one_as_trained_cpu_s": as_trained.cpu_s / len(ALONE),
        "draws": DRAWS,
        "cores": CORES,
        "all_wall_s": together.wall_s,
        "all_cpu_s": together.cpu_s,
        "times_faster_per_draw_on_one_core": faster(single.cpu_s, together.cpu_s),
        "times_faster_than_as_trained_on_one_core": faster(as_trained.cpu_s, together.cpu_s),
        "times_faster_per_draw": faster(single.cpu_s, together.wall_s),
        "target_minutes": MINUTES[learner.name],
        "same_bits_as_alone": by_itself == predictions[: len(by_itself)],
        "accuracy_median": float(np.median(accuracies)),
        "accuracy_worst": min(accuracies),
        "accurate": sum(a >= GOOD for a in accuracies),
    }
    _show(found)
    return found


def faster(alone_s: float, together_s: float) -> float:
    """How many times faster a draw is among all than among those that were trained alone."""
    return alone_s / len(ALONE) * DRAWS / together_s


def laid_out_at(system: MassAction[Units], rates: Vector) -> MassAction[Units]:
    """The network at other rates, with its layout, which is made when it is first asked for."""
    own = system.with_rates(rates)
    _ = own.plan
    return own


def load_kernels(system: MassAction[Units], tolerances: Tolerances) -> None:
    """Compile what is not stored yet, and lay the network out, before anything is timed."""

    def short() -> Course[Vector]:
        end: Vector = yield Waiting(np.zeros(len(system.species)), 1.0)
        return end

    alone(short(), system, tolerances)
    follow_side_by_side([Member(short(), system.rate_terms.rate)], system, tolerances)


def _show(found: dict[str, Any]) -> None:
    minutes = found["all_wall_s"] / 60
    idle = found["all_cpu_s"] / found["cores"] / 60
    print(
        f"{found['learner']}: {found['species']} species, {found['reactions']} reactions, "
        f"{found['leaks']} of them leaks; built in {found['build_cpu_s']:.0f} CPU s"
    )
    print(
        f"  one draw alone, one core:      {found['one_alone_cpu_s']:8.2f} CPU s, one wait after "
        f"the other, {found['one_as_trained_cpu_s']:.2f} with its predictions side by side, beside "
        f"{found['layout_cpu_s']:.2f} to lay out its network"
    )
    print(
        f"  {found['draws']} draws, {found['cores']} threads:          "
        f"{found['all_wall_s']:8.1f} s = {minutes:.2f} min (target {found['target_minutes']:g}), "
        f"{found['all_cpu_s']:.1f} CPU s, {idle:.2f} min of {found['cores']} cores of its own; "
        f"the machine had a load of {os.getloadavg()[0]:.1f}"
    )
    print(
        f"  per draw on one core:          {found['times_faster_per_draw_on_one_core']:8.2f} times "
        f"faster (target {SPEED_UP:g}), "
        f"{found['times_faster_than_as_trained_on_one_core']:.2f} than with predictions side by "
        f"side; wall {found['times_faster_per_draw']:.1f}"
    )
    print(f"  the same bits as alone:        {found['same_bits_as_alone']!s:>8}")
    print(
        f"  balanced accuracy:             {found['accuracy_median']:8.3f} median, "
        f"{found['accuracy_worst']:.3f} worst, >= {GOOD:g} in {found['accurate']}"
    )
