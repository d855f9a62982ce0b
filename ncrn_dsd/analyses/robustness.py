"""The kinds of errors that learners are drawn with."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Annotated

import numpy as np

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.outcome import Outcome
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.schedule import Content, Segment, Wait
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.model.disturbances import DEAD, LEAK, LEAK_SPREAD, PIPETTE, READ, FormalDisturbance
from ncrn_dsd.model.keys import Within, changed, key
from ncrn_dsd.plugins import Door
from ncrn_dsd.units import NM_PER_M


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One kind of errors.

    Parameters
    ----------
    definition: what it is, with its numbers, in words.
    disturbance: its size; the seed comes with the draw.
    """

    name: str
    definition: str
    disturbance: FormalDisturbance


RATES = ErrorKind(
    "rates",
    "the rate constant of every formal reaction is off by a factor of its own, log-uniform "
    "between 1/2 and 2, in training and in probes",
    FormalDisturbance(rate_error_factor=2.0),
)
DOSES = ErrorKind(
    "doses",
    "every dose, setup and probes included, is off by a relative error of its own, uniform "
    "between -20 % and 20 %",
    FormalDisturbance(dose_error_fraction=0.2),
)
OVERLAP = ErrorKind(
    "overlap",
    "10 % of every dose of a phase or label species is given at the start of the phase before "
    "(in a two-phase learner: of the sample) and 90 % at its time; nothing is left to chance",
    FormalDisturbance(phase_overlap_fraction=0.1),
)
READS = ErrorKind(
    "reads",
    "every read of a species has a gaussian error of 5 % (s.d.) of full scale, which is the "
    "largest size of any target or undisturbed prediction of the validation and test samples; "
    "reads do not feed back, so that measured predictions are off but not what was learned",
    FormalDisturbance(read_noise_fraction=0.05),
)


class WrongStocks(FormalDisturbance):
    """Every species is dosed from one stock, whose concentration is wrong in the whole run."""

    stock_sd: Annotated[float, Within(0.0, 1.0)] = key(
        "standard deviation of the concentration of a stock, as a part of it", 0.0
    )

    @property
    def is_random(self) -> bool:
        """The seed matters."""
        return self.stock_sd > 0 or super().is_random

    def disturb(self, program: LearningProgram) -> LearningProgram:
        """The learner whose doses of a species are all off by the same factor, never below 0."""

        def poured(content: Content) -> Content:
            stream = np.random.default_rng([self.seed, *content.species.encode()])
            off = max(0.0, 1 + self.stock_sd * stream.standard_normal())
            return replace(content, amount=content.amount * off)

        return program.driven_by(
            (s.with_contents(poured) for s in program.training.segments),
            (p.with_contents(poured) for p in program.probes),
        )


STOCKS = ErrorKind(
    "stocks",
    "the stock of every species that is dosed has a concentration that is off by a gaussian error "
    "of its own of 5 % (s.d.), the same in every dose of a run",
    WrongStocks(stock_sd=0.05),
)


class WrongWaits(FormalDisturbance):
    """A host that comes too early or too late."""

    wait_error_fraction: Annotated[float, Within(0.0, 1.0)] = key(
        "every wait is off by a fraction of its own, uniform between -P and P", 0.0
    )

    @property
    def is_random(self) -> bool:
        """The seed matters."""
        return self.wait_error_fraction > 0 or super().is_random

    def disturb(self, program: LearningProgram) -> LearningProgram:
        """The learner whose waits end early or late, each by a draw of its own."""
        return program.driven_by(
            (self._late(s, 0, i) for i, s in enumerate(program.training.segments)),
            (self._late(p, 1, i) for i, p in enumerate(program.probes)),
        )

    def _late(self, segment: Segment, *place: int) -> Segment:
        stream = np.random.default_rng([self.seed, *place])
        off = self.wait_error_fraction
        return replace(
            segment,
            actions=tuple(
                Wait(action.duration * (1 + stream.uniform(-off, off)))
                if isinstance(action, Wait)
                else action
                for action in segment.actions
            ),
        )


WAITS = ErrorKind(
    "waits",
    "every wait of the host, in training and in probes, is off by a relative error of its own, "
    "uniform between -20 % and 20 %",
    WrongWaits(wait_error_fraction=0.2),
)


_FUELS_nM, _UNIT_nM, _TAU_S = 300.0, 10.0, 150.0
"""Of the vessel that a formal network is taken for, where nothing else is said."""
_PLAIN_LEAK_PER_M_S = 1.0
"""Of gates without clamps."""


class LeakyVessel(WrongStocks):
    """A vessel as the formal network can show it: leaks, dead copies, wrong stocks and volumes.

    Every reaction that makes something makes it without its reactants, too, at the rate at which
    two fuels of its gate would displace each other.
    """

    leak_per_M_s: Annotated[float, LEAK.bounds] = key(LEAK.meaning, 0.0)
    fuels_nM: Annotated[float, Within(0.0, 1e6, "nM")] = key("that leak with each other", _FUELS_nM)
    unit_nM: Annotated[float, Within(1e-6, 1e6, "nM")] = key("of one u in this vessel", _UNIT_nM)
    tau_s: Annotated[float, Within(1e-6, 1e9, "s")] = key("of one tau in this vessel", _TAU_S)
    dead_fraction: Annotated[float, Within(0.0, 0.5)] = key(DEAD.meaning, 0.0)
    pipette_sd: Annotated[float, PIPETTE.bounds] = key(PIPETTE.meaning, 0.0)

    @property
    def is_random(self) -> bool:
        """The seed matters."""
        return bool(self.leak_per_M_s or self.dead_fraction or self.pipette_sd) or super().is_random

    def disturb(self, program: LearningProgram) -> LearningProgram:
        """The learner with slower gates that leak, and with volumes that are off.

        What a reaction gives back of a catalyst it leaks as well.
        """
        poured = super().disturb(program)
        alive = tuple(self._half_dead(r) for r in poured.crn.reactions)
        leaks = tuple(leak for r in poured.crn.reactions for leak in self._leaks(r))
        crn = replace(poured.crn, reactions=(*alive, *leaks))
        return replace(poured, crn=crn).driven_by(
            (self._off(s, 0, i) for i, s in enumerate(poured.training.segments)),
            (self._off(p, 1, i) for i, p in enumerate(poured.probes)),
        )

    def _half_dead(self, reaction: FormalReaction) -> FormalReaction:
        dead = self._stream("dead", reaction).uniform(0, 2 * self.dead_fraction)
        return replace(reaction, rate=reaction.rate * (1 - dead))

    def _leaks(self, reaction: FormalReaction) -> tuple[FormalReaction, ...]:
        if not self.leak_per_M_s:
            return ()
        nM_per_s = self.leak_per_M_s / NM_PER_M * self.fuels_nM**2
        spread = LEAK_SPREAD ** self._stream("leak", reaction).uniform(-1, 1)
        rate = nM_per_s * spread * self.tau_s / self.unit_nM
        origin = Origin("leak", "a gate lets go what it holds")
        return tuple(FormalReaction((), (name,), rate, origin) for name in reaction.products)

    def _off(self, segment: Segment, *place: int) -> Segment:
        stream = np.random.default_rng([self.seed, *b"pipette", *place])

        def poured(content: Content) -> Content:
            off = max(0.0, 1 + self.pipette_sd * stream.standard_normal())
            return replace(content, amount=content.amount * off)

        return segment.with_contents(poured)

    def _stream(self, what: str, reaction: FormalReaction) -> np.random.Generator:
        text = f"{what}: {reaction.reactants} -> {reaction.products}"
        return np.random.default_rng([self.seed, *text.encode()])


_LEAKS = (
    f"every reaction that makes something makes it by itself, too, as fuels of {_FUELS_nM:g} nM do "
    f"that displace each other at {_PLAIN_LEAK_PER_M_S:g} /(M s), within a factor of "
    f"{LEAK_SPREAD:g}, log-uniform for each (1 u is {_UNIT_nM:g} nM, 1 tau {_TAU_S:g} s)"
)
_DEAD = (
    f"every reaction is slower by a part of its own, uniform between 0 and {200 * DEAD.working:g} %"
)
_PIPETTING = (
    f"every dose is off by a gaussian error of its own of {100 * PIPETTE.working:g} % (s.d.)"
)
LEAKING = ErrorKind("leak", _LEAKS, LeakyVessel(leak_per_M_s=_PLAIN_LEAK_PER_M_S))
DYING = ErrorKind("dead", _DEAD, LeakyVessel(dead_fraction=DEAD.working))
PIPETTING = ErrorKind("pipetting", _PIPETTING, LeakyVessel(pipette_sd=PIPETTE.working))
VESSEL = ErrorKind(
    "vessel",
    f"at once: {RATES.definition}; {_LEAKS}; {_DEAD}; stocks are off by 10 % (s.d.), each the same "
    f"in a whole run; {_PIPETTING}; and reads of a species have an error of "
    f"{100 * READ.working:g} % of full scale",
    LeakyVessel(
        rate_error_factor=2.0,
        leak_per_M_s=_PLAIN_LEAK_PER_M_S,
        dead_fraction=DEAD.working,
        stock_sd=0.1,
        pipette_sd=PIPETTE.working,
        read_noise_fraction=READ.working,
    ),
)
TOGETHER = ErrorKind(
    "all together",
    "rates, doses, overlap and reads at once",
    FormalDisturbance(
        rate_error_factor=2.0,
        dose_error_fraction=0.2,
        phase_overlap_fraction=0.1,
        read_noise_fraction=0.05,
    ),
)
KINDS = Door(
    "disturbances",
    ErrorKind,
    {
        "rates": f"{__name__}:RATES",
        "doses": f"{__name__}:DOSES",
        "overlap": f"{__name__}:OVERLAP",
        "reads": f"{__name__}:READS",
        "stocks": f"{__name__}:STOCKS",
        "waits": f"{__name__}:WAITS",
        "leak": f"{__name__}:LEAKING",
        "dead": f"{__name__}:DYING",
        "pipetting": f"{__name__}:PIPETTING",
        "vessel": f"{__name__}:VESSEL",
        "all together": f"{__name__}:TOGETHER",
    },
)
USUAL = ("rates", "doses", "overlap", "reads", "all together")
"""What is drawn unless kinds are named; another package that is installed does not change it."""


def draw_seed(seed: int, kind: str, number: int) -> int:
    """The seed of a draw; other kinds and other numbers of draws do not change it."""
    digest = hashlib.sha256(f"{seed}, {kind}, {number}".encode()).digest()
    return int.from_bytes(digest[:6], "big")


def disturbances(kind: ErrorKind, seed: int, draws: int) -> tuple[FormalDisturbance, ...]:
    """The draws of one kind; one is enough where nothing is left to chance."""
    count = draws if kind.disturbance.is_random else 1
    return tuple(
        changed(kind.disturbance, seed=draw_seed(seed, kind.name, i + 1)) for i in range(count)
    )


def outcome_in(program: LearningProgram, run: TrainingRun) -> Outcome:
    """What became of a training; one that stopped at once has targets without predictions."""
    errors = [
        program.loss.error(z, y)
        for outputs, targets in zip(run.predictions, run.targets, strict=False)
        for z, y in zip(outputs, targets, strict=True)
    ]
    return outcome_of(errors, run.accuracy, run.failure, run.held_out_mse)


def outcome_of(
    errors: Sequence[float],
    accuracy: float | None,
    failure: str | None,
    held_out_mse: float | None = None,
) -> Outcome:
    """What became of a learner with these errors of its validation samples."""
    if failure is not None:
        return Outcome(None, None, failure=failure)
    loss = fmean(e * e for e in errors) if errors else math.nan
    if not math.isfinite(loss):
        return Outcome(None, None, failure="the predictions are not finite numbers")
    return Outcome(loss, accuracy, held_out_mse)
