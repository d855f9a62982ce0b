"""Strands in a tube + one draw of what goes wrong -> what they learn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ncrn_dsd.analyses.robustness import outcome_in
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Schedule, Segment
from ncrn_dsd.ir.survival import TubeEnd
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.tube import Tube
from ncrn_dsd.model.disturbances import LEAK
from ncrn_dsd.plugins import Entry, NamesParts
from ncrn_dsd.simulation.tube import Drawn, TubeHost, tube_chemistry
from ncrn_dsd.simulation.tube_disturbances import disturbances_of, disturbed_rates
from ncrn_dsd.study.stage import Work, made_alone, stage


@dataclass(frozen=True)
class TubeTraining:
    """A training in a tube, before anything goes wrong.

    Parameters
    ----------
    digest: of all that it is made of, made once for many draws.
    """

    program: LearningProgram
    point: Realisation
    tube: Tube
    schedule: Schedule
    probes: tuple[Segment, ...]
    digest: str


@dataclass(frozen=True)
class TubeDraw(NamesParts):
    """One draw of what goes wrong; results depend on the code of its disturbances."""

    drawn: Drawn

    @cached_property
    def parts(self) -> tuple[Entry, ...]:
        """Of the disturbances that it has sizes of."""
        return tuple(part for one in disturbances_of(self.drawn) for part in one.parts)


@stage(
    "tube draw",
    reads=lambda training, draw: (training.digest, draw.drawn),
    is_watched=False,
)
def train_in_tube(work: Work, training: TubeTraining, draw: TubeDraw) -> TubeEnd:
    """The learner in a tube under one draw."""
    del work
    return made_alone(train_each_in_tube, (training, draw))


def train_each_in_tube(
    draws: Sequence[tuple[TubeTraining, TubeDraw]], keep: Callable[[int, TubeEnd], None]
) -> None:
    """The ends of `train_in_tube`, those in the same tube followed side by side.

    Parameters
    ----------
    keep: told the place of a draw and its end as soon as there is one.
    """
    # Compiled kernels take a second to load; only a training should wait for them.
    from ncrn_dsd.simulation.population import Trial, train_population

    alike: dict[tuple[str, float | None], list[int]] = {}
    for number, (training, draw) in enumerate(draws):
        alike.setdefault((training.digest, draw.drawn.size(LEAK)), []).append(number)
    for (_, leak_per_M_s), numbers in alike.items():
        training = draws[numbers[0]][0]
        tube = training.tube
        chemistry = tube_chemistry(tube, training.point, leak_per_M_s)
        nominal = chemistry.system.rate_terms.rate
        drawn = [draws[n][1].drawn for n in numbers]
        hosts = [TubeHost(tube, disturbances_of(one), one) for one in drawn]
        trials = [
            Trial(disturbed_rates(tube, one, nominal), training.schedule, training.probes, host)
            for one, host in zip(drawn, hosts, strict=True)
        ]

        def ended(
            place: int,
            run: TrainingRun,
            of: TubeTraining = training,
            at: Sequence[int] = numbers,
            by: Sequence[TubeHost] = hosts,
        ) -> None:
            host = by[place]
            outcome = outcome_in(of.program, run)
            keep(at[place], TubeEnd(outcome, host.end_uL, host.largest_read_u))

        train_population(training.program, chemistry, trials, ended=ended)
