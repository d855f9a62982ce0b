"""Carry out a training schedule on a chemistry, formal or DSD, by the same code.

What the host does is written once, as a course; see `courses`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.program import LearningProgram, RailedQuantity
from ncrn_dsd.ir.schedule import (
    Action,
    Content,
    Dilute,
    Dose,
    MoveToFresh,
    Read,
    Refill,
    Removal,
    Schedule,
    Segment,
    SegmentKind,
    Sink,
    TopUp,
    Wait,
    Wash,
)
from ncrn_dsd.ir.training import (
    EpochRecord,
    Outputs,
    TrainingRun,
    balanced_accuracy,
    fitting_lines,
)
from ncrn_dsd.simulation.chemistry import DSD_LEVEL, Chemistry
from ncrn_dsd.simulation.courses import Course, Together, Waiting, alone
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.logistic import parting_value
from ncrn_dsd.simulation.mass_action import Vector


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training run has come, for a progress bar."""

    done: int
    total: int


class VesselHost:
    """Does to a vessel exactly what actions say; a host that errs derives from it.

    Steps are told apart by `step`, a name that is there once in a schedule.
    """

    calibrates = False
    """Every rail of a read is compared with a known amount before the training."""

    def dose(
        self, vessel: SimulatedVessel, contents: Sequence[Content], step: str, takes: float = 0.0
    ) -> None:
        """Add all contents, which are that part of the vessel once they are in."""
        del step
        vessel.make_room(takes)
        for content in contents:
            vessel.state[vessel.place(content)] += vessel.amount(content)

    def top_up(self, vessel: SimulatedVessel, action: TopUp, step: str) -> None:
        """Add of all contents what is missing to their levels, and take out what is above."""
        del step
        for content in action.contents:
            place, level = vessel.place(content), vessel.amount(content)
            if action.sinks:
                vessel.bind_above(content.species, level)
            others = vessel.found(content.species) - vessel.state[place]
            if vessel.state[place] + others < level:
                vessel.state[place] = level - others

    def sink(
        self, vessel: SimulatedVessel, contents: Sequence[Content], step: str, takes: float = 0.0
    ) -> None:
        """Take so much out of all contents, as far as it is there; what binds it takes room."""
        del step
        vessel.make_room(takes)
        for content in contents:
            place = vessel.place(content)
            vessel.state[place] = max(0.0, vessel.state[place] - vessel.amount(content))

    def removal(self, action: Removal) -> tuple[float, float]:
        """Share of what is removed that stays, and share of what is kept that is lost."""
        return action.waste_left, action.kept_lost

    def wash(self, vessel: SimulatedVessel, action: Wash) -> None:
        """Take the waste out."""
        stays, lost = self.removal(action)
        vessel.state[list(vessel.chemistry.waste)] *= stays
        vessel.state[vessel.bearers(action.kept)] *= 1 - lost

    def transfer(self, vessel: SimulatedVessel, action: MoveToFresh, step: str) -> None:
        """Leave nothing but the kept species, and add the contents of the fresh vessel."""
        stays, lost = self.removal(action)
        places = vessel.bearers(action.kept)
        moved = vessel.state * (vessel.volume * stays)
        moved[places] = vessel.state[places] * (vessel.volume * (1 - lost))
        counters = list(vessel.chemistry.counters)
        moved[counters] = vessel.state[counters]
        # The fresh vessel is mixed before anything is moved into it, so that this thins nothing.
        vessel.state = np.zeros_like(vessel.state)
        vessel.volume = vessel.planned = 1.0
        self.dose(vessel, action.contents, step)
        vessel.state += moved
        vessel.volume = vessel.planned = 1.0

    def begin_wait(self, vessel: SimulatedVessel) -> None:
        """What is settled right before the reactions go on."""
        del vessel

    def pass_time(self, vessel: SimulatedVessel, duration: float) -> None:
        """What happens beside the reactions during a wait."""
        del vessel, duration

    def read(self, vessel: SimulatedVessel, species: Sequence[str], step: str) -> dict[str, float]:
        """Concentrations of formal species, in u."""
        del step
        return {name: vessel.seen(name) for name in species}

    def end(self, vessel: SimulatedVessel) -> None:
        """What is to be noted of the vessel after its whole schedule."""
        del vessel


class SimulatedVessel:
    """The contents of one reaction vessel; segments of a schedule act on it.

    `peaks` are the largest concentrations, shape (n,), that any species had after any action.
    `volume` is in that of the vessel at the start, and so is `planned`, which a protocol of fixed
    steps takes it for. `is_test` is of a second vessel that is tested and not trained.
    """

    def __init__(
        self, chemistry: Chemistry, tolerances: Tolerances, host: VesselHost | None = None
    ) -> None:
        self.chemistry = chemistry
        self._tolerances = tolerances
        self._host = host or VesselHost()
        self.volume = self.planned = 1.0
        self.is_test = False
        self.state: Vector = np.zeros(len(chemistry.system.species))
        self.peaks: Vector = self.state.copy()
        self.time = 0.0

    def aliquot(self) -> SimulatedVessel:
        """A second vessel with the same contents."""
        copy = SimulatedVessel(self.chemistry, self._tolerances, self._host)
        copy.state = self.state.copy()
        copy.volume, copy.planned, copy.time = self.volume, self.planned, self.time
        copy.is_test = True
        return copy

    def fresh(self) -> SimulatedVessel:
        """An empty vessel of the same host."""
        return SimulatedVessel(self.chemistry, self._tolerances, self._host)

    def place(self, content: Content) -> int:
        """Where in the state a content of a dose goes."""
        return self.chemistry.dose_index[content.species]

    def amount(self, content: Content) -> float:
        """The amount of a content in the unit of the state."""
        return content.amount * self.chemistry.dose_factor

    def found(self, species: str) -> float:
        """What a measurement finds of a fuel, or of a signal whatever its history.

        In the unit of the state, as dosed: what gates hold of a signal is reckoned with.
        """
        if species in self.chemistry.seen:
            return self.seen(species) * self.chemistry.dose_per_u * self.chemistry.dose_factor
        return float(self.state[self.chemistry.dose_index[species]])

    def bind_above(self, species: str, level: float) -> None:
        """Take out what is above a level in the unit of the state.

        Of a signal, of all its forms the same part.
        """
        found = self.found(species)
        if found <= level:
            return
        if species in self.chemistry.seen:
            self.state[[place for place, _ in self.chemistry.seen[species]]] *= level / found
        else:
            self.state[self.chemistry.dose_index[species]] = level

    def missing(self, levels: Sequence[Content]) -> Refill:
        """What brings all contents to their levels, in the unit of doses."""
        factor = self.chemistry.dose_factor
        return tuple(
            Content(c.species, c.amount - float(self.state[self.place(c)]) / factor) for c in levels
        )

    def bearers(self, formal: Sequence[str]) -> list[int]:
        """All species that have a strand of formal species, free or in a gate."""
        return sorted({i for name in formal for i in self.chemistry.bearers.get(name, ())})

    def seen(self, formal: str) -> float:
        """The concentration of a formal species as a read reports it, in u."""
        return float(sum(self.state[i] * w for i, w in self.chemistry.seen[formal]))

    @property
    def firings(self) -> tuple[float, ...]:
        """How often each reaction fired so far, if the chemistry counts it."""
        return tuple(float(self.state[i]) for i in self.chemistry.counters)

    def dose_in_u(self, content: Content) -> float:
        """The amount of a dose of a formal species, in u."""
        return content.amount / self.chemistry.dose_per_u

    def carry_out(self, segment: Segment) -> list[dict[str, float]]:
        """Do the actions in order; one dictionary of concentrations [u] per read."""
        return alone(self.actions(segment), self.chemistry.system, self._tolerances)

    def actions(self, segment: Segment) -> Course[list[dict[str, float]]]:
        """The course of `carry_out`."""
        reads: list[dict[str, float]] = []
        host = self._host
        for step, action in segment.steps:
            match action:
                case Dose(contents, takes):
                    host.dose(self, contents, step, takes)
                case Wait(duration):
                    host.begin_wait(self)
                    self.state = yield Waiting(self.state, duration)
                    self.time += duration
                    host.pass_time(self, duration)
                case Dilute(factor):
                    self.make_room(1 - factor)
                case Read(species, _):
                    reads.append(host.read(self, species, step))
                case TopUp():
                    host.top_up(self, action, step)
                case Sink(contents, takes):
                    host.sink(self, contents, step, takes)
                case Wash():
                    host.wash(self, action)
                case MoveToFresh():
                    host.transfer(self, action, step)
            np.maximum(self.peaks, self.state, out=self.peaks)
        return reads

    def make_room(self, takes: float) -> None:
        """Thin all by what is to be that part of the vessel."""
        self.thin(1 - takes)
        self.volume /= 1 - takes

    def thin(self, factor: float) -> None:
        """Multiply all concentrations."""
        if factor != 1:
            self.state = self.state * factor


def train(
    program: LearningProgram,
    chemistry: Chemistry,
    schedule: Schedule,
    probes: Sequence[Segment],
    tolerances: Tolerances | None = None,
    report: Callable[[Progress], None] | None = None,
) -> TrainingRun:
    """Train on `schedule` and probe the learner before the first and after every epoch.

    Probes beyond those of the validation set belong to the test set and wait for the last epoch.

    Parameters
    ----------
    schedule, probes: `program.training` and `program.probes`, in the units of the chemistry.
    tolerances: those of the chemistry unless given.

    Returns
    -------
    A run; when the integration fails, `failure` says why and the records end before it.
    """
    kept = tolerances or chemistry.tolerances
    course = training(program, chemistry, schedule, probes, report)
    return alone(course, chemistry.system, kept)


def training(
    program: LearningProgram,
    chemistry: Chemistry,
    schedule: Schedule,
    probes: Sequence[Segment],
    report: Callable[[Progress], None] | None = None,
    host: VesselHost | None = None,
) -> Course[TrainingRun]:
    """The course of `train`, with a host that may err."""
    vessel = SimulatedVessel(chemistry, chemistry.tolerances, host)
    recorder = _Recorder(program, vessel, probes, report, _samples(schedule))
    try:
        if host is not None and host.calibrates:
            yield from recorder.calibrate(schedule)
        following = (*schedule.segments[1:], None)
        for segment, after in zip(schedule.segments, following, strict=True):
            reads = yield from vessel.actions(segment)
            if segment.kind is SegmentKind.SETUP:
                yield from recorder.start()
            elif segment.kind is SegmentKind.SAMPLE:
                recorder.after_sample(reads, segment)
            # A sample ends with what is done to the vessel after it, so an epoch does, too.
            if after is None or after.kind is not SegmentKind.REFILL:
                yield from recorder.end_epoch()
        if host is not None:
            host.end(vessel)
        yield from recorder.finish()
    except SimulationError as problem:
        return recorder.run(chemistry.level, str(problem))
    return recorder.run(chemistry.level, None)


def _decoded(quantities: Sequence[RailedQuantity], read: dict[str, float]) -> Outputs:
    return tuple(q.decode(read) for q in quantities)


def _samples(schedule: Schedule) -> int:
    return schedule.count(SegmentKind.SAMPLE)


class _Recorder:
    """Collects what a run is about while the vessel goes through the schedule."""

    def __init__(
        self,
        program: LearningProgram,
        vessel: SimulatedVessel,
        probes: Sequence[Segment],
        report: Callable[[Progress], None] | None,
        samples: int,
    ) -> None:
        self._program = program
        self._vessel = vessel
        self._report = report
        self._validation = probes[: len(program.task.validation)]
        self._test = probes[len(program.task.validation) :]
        self._total = samples + len(self._validation) * (program.epochs + 1) + len(self._test)
        self._done = 0
        self._samples_seen = 0
        self._epoch_is_over = False
        self._epochs: list[EpochRecord] = []
        self._online: list[Outputs] = []
        self._predictions: tuple[Outputs, ...] = ()
        self._tested: tuple[Outputs, ...] = ()
        self._zero = 0.0
        self._lines: tuple[tuple[float, float], ...] = ()
        self._residue = (0.0, "")
        self._gain: dict[str, float] = {}

    def calibrate(self, schedule: Schedule) -> Course[None]:
        """What each rail shows of known amounts, read as late as in a probe.

        Of classes the amount is what stands for 1, in a vessel that has the fuels only. Of numbers
        it is what a rail shows of the largest target beyond what it shows of half of it, in a
        vessel that has catalysts too and has rested: what gates let go when they are mixed has
        vanished there as it does in the vessel of the training, or is in both reads.
        """
        task, encoding = self._program.task, self._program.encoding
        delay = next((a for a in self._validation[0].actions if isinstance(a, Wait)), Wait(0.0))
        fuels = next((a for a in schedule.actions if isinstance(a, Dose)), Dose(()))
        mixed: tuple[Action, ...] = (fuels,)
        less, more = 0.0, 1.0
        if task.threshold is None:
            waits = [a for a in schedule.actions if isinstance(a, Wait)]
            rest = max(waits, key=lambda wait: wait.duration, default=delay)
            mixed = (*self._mixed_without_weights(schedule), rest)
            more = max((abs(y) for s in task.train for y in s.targets), default=1.0) or 1.0
            less = more / 2
        for quantity in (*encoding.predictions, *encoding.opposing):
            for name in quantity.species:
                shown = {0.0: 0.0}
                for part in filter(None, (less, more)):
                    amount = part * quantity.scale * self._vessel.chemistry.dose_per_u
                    known = Dose((Content(name, amount),))
                    segment = Segment(
                        SegmentKind.PROBE, f"calibration of {name}", (*mixed, known, delay)
                    )
                    aliquot = self._vessel.fresh()
                    yield from aliquot.actions(segment)
                    shown[part] = aliquot.seen(name) / quantity.scale
                gain = (shown[more] - shown[less]) / (more - less)
                self._gain[name] = gain if gain > 0 else 1.0

    def _mixed_without_weights(self, schedule: Schedule) -> tuple[Dose, ...]:
        """What the setup doses but the weights: fuels and catalysts."""
        weights = {name for q in self._program.encoding.weights for name in q.species}
        setups = (s for s in schedule.segments if s.kind is SegmentKind.SETUP)
        doses = (a for setup in setups for a in setup.actions if isinstance(a, Dose))
        kept = (tuple(c for c in dose.contents if c.species not in weights) for dose in doses)
        return tuple(Dose(contents) for contents in kept if contents)

    def start(self) -> Course[None]:
        yield from self._probe_all()

    def after_sample(self, reads: list[dict[str, float]], segment: Segment) -> None:
        task, encoding = self._program.task, self._program.encoding
        sample = task.train[self._samples_seen % len(task.train)]
        self._samples_seen += 1
        self._online.append(self._errors(self._calibrated(reads[0]), sample.targets))
        doses = map(self._vessel.dose_in_u, segment.dosed)
        left = max((self._vessel.seen(name), name) for name in encoding.residues)
        self._residue = max(self._residue, (left[0] / max(doses), left[1]))
        self._step()
        self._epoch_is_over = self._samples_seen % len(task.train) == 0

    def end_epoch(self) -> Course[None]:
        """Probe the learner, once after the last sample of an epoch."""
        if self._epoch_is_over:
            self._epoch_is_over = False
            yield from self._probe_all()

    def _errors(self, read: dict[str, float], targets: Outputs) -> Outputs:
        encoding = self._program.encoding
        predictions = _decoded(encoding.predictions, read)
        if encoding.opposing:
            left = _decoded(encoding.opposing, read)
            predictions = tuple(
                p + y - rest for p, y, rest in zip(predictions, targets, left, strict=True)
            )
        return self._loss_errors(predictions, targets)

    def _loss_errors(self, predictions: Outputs, targets: Outputs) -> Outputs:
        pairs = zip(predictions, targets, strict=True)
        return tuple(self._program.loss.error(p, y) for p, y in pairs)

    def _calibrated(self, read: dict[str, float]) -> dict[str, float]:
        return {name: value / self._gain.get(name, 1.0) for name, value in read.items()}

    def finish(self) -> Course[None]:
        """Test the learner; validation samples may say what its reads count from or stand for."""
        task = self._program.task
        targets = [s.targets for s in task.validation]
        self._tested, _ = yield from self._probe(self._test)
        lines: tuple[tuple[float, float], ...] = ()
        if self._program.has_read_zero:
            assert task.threshold is not None
            self._zero = parting_value(self._predictions, targets, task.threshold)
            lines = ((task.threshold - self._zero, 1.0),)
        elif self._program.has_read_line:
            lines = self._lines = fitting_lines(self._predictions, targets)
        if lines:
            self._tested = tuple(
                tuple(a + b * value for (a, b), value in zip(lines, read, strict=True))
                for read in self._tested
            )

    def _probe(
        self, probes: Sequence[Segment]
    ) -> Course[tuple[tuple[Outputs, ...], SimulatedVessel]]:
        """Predictions, each on an aliquot of its own, and the last aliquot."""
        aliquots = [self._vessel.aliquot() for _ in probes]
        predictions = yield Together(tuple(map(self._predict, aliquots, probes)))
        return predictions, aliquots[-1] if aliquots else self._vessel

    def _predict(self, aliquot: SimulatedVessel, probe: Segment) -> Course[Outputs]:
        reads = yield from aliquot.actions(probe)
        self._step()
        read = self._calibrated(reads[0])
        return _decoded(self._program.encoding.predictions, read)

    def _probe_all(self) -> Course[None]:
        encoding, task = self._program.encoding, self._program.task
        predictions, aliquot = yield from self._probe(self._validation)
        targets = [s.targets for s in task.validation]
        pairs = zip(predictions, targets, strict=True)
        mse = float(np.mean(np.square([self._loss_errors(p, y) for p, y in pairs])))
        # A probe leaves the weights as they are; after its waits the gates have taken up their
        # share, which right after a dose they have not.
        weights = {s: aliquot.seen(s) for q in encoding.weights for s in q.species}
        coefficients = encoding.coefficients_of(weights)
        right = balanced_accuracy(predictions, targets, task.threshold)
        self._epochs.append(
            EpochRecord(len(self._epochs), self._vessel.time, coefficients, mse, right)
        )
        self._predictions = predictions

    def _step(self) -> None:
        self._done += 1
        if self._report is not None:
            self._report(Progress(self._done, self._total))

    def run(self, level: str, failure: str | None) -> TrainingRun:
        task = self._program.task
        return TrainingRun(
            level=level,
            epochs=tuple(self._epochs),
            online_errors=tuple(self._online),
            predictions=self._predictions,
            targets=tuple(s.targets for s in task.validation),
            largest_residue=self._residue[0],
            residue_species=self._residue[1],
            firings=self._vessel.firings,
            failure=failure,
            reference=self._program.reference,
            coefficient_names=tuple(c.name for c in self._program.encoding.coefficients),
            peaks_nM=tuple(map(float, self._vessel.peaks)) if level == DSD_LEVEL else (),
            test_predictions=self._tested,
            test_targets=tuple(s.targets for s in task.test) if self._tested else (),
            threshold=task.threshold,
            read_zero=self._zero,
            read_lines=self._lines,
        )
