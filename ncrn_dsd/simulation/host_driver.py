"""Train a published experiment by carrying out its host program."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.host import Clear, HostProgram, HostSegment, Overwrite
from ncrn_dsd.ir.training import EpochRecord, Outputs, TrainingRun, balanced_accuracy
from ncrn_dsd.simulation.host_machine import HOST_TOLERANCES, Host
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.training import Progress


def host_of(program: HostProgram, tolerances: Tolerances = HOST_TOLERANCES) -> Host:
    """A host with empty memory that knows every species of the program."""
    segments = (program.setup, *program.samples[:1], *program.probes[:1])
    written: list[str] = []
    for action in (a for s in segments for a in s.actions):
        if isinstance(action, Overwrite):
            written.append(action.species)
        elif isinstance(action, Clear):
            written += action.species
    return Host(program.networks, written, tolerances)


def train_published(
    program: HostProgram,
    report: Callable[[Progress], None] | None = None,
    tolerances: Tolerances = HOST_TOLERANCES,
) -> TrainingRun:
    """Train, and validate before the first and after every epoch; test after the last one.

    Returns
    -------
    A run at the abstract level. When a solve fails or a concentration runs away, `failure` says
    where and why and the records end before it. The host clears the vessel, so that no residue is
    reported, and firings are not counted.
    """
    training = _Training(program, report, tolerances)
    failure = training.run()
    return training.result(failure)


class _Training:
    """Collects what a run is about while the host works."""

    def __init__(
        self,
        program: HostProgram,
        report: Callable[[Progress], None] | None,
        tolerances: Tolerances,
    ) -> None:
        self._program = program
        self._report = report
        self._host = host_of(program, tolerances)
        task = program.task
        self._validation = program.probes[: len(task.validation)]
        self._test = program.probes[len(task.validation) :]
        probes = len(self._validation) * (program.epochs + 1) + len(self._test)
        self._total = program.epochs * len(program.samples) + probes
        self._done = 0
        self._trained_for = 0.0
        self._where = "setup"
        self._epochs: list[EpochRecord] = []
        self._online: list[Outputs] = []
        self._predictions: tuple[Outputs, ...] = ()
        self._tested: tuple[Outputs, ...] = ()

    def run(self) -> str | None:
        """Carry out the whole program; None, or where and why it stopped."""
        program, targets = self._program, [s.targets for s in self._program.task.train]
        try:
            self._host.carry_out(program.setup)
            self._validate()
            for epoch in range(1, program.epochs + 1):
                for segment, wanted in zip(program.samples, targets, strict=True):
                    before = self._host.time
                    prediction = self._prediction(segment, f"epoch {epoch}, {segment.label}")
                    self._trained_for += self._host.time - before
                    self._online.append(self._errors(prediction, wanted))
                self._validate()
            self._tested = self._probe(self._test)
        except SimulationError as problem:
            return f"{self._where}: {problem}"
        return None

    def _prediction(self, segment: HostSegment, where: str) -> Outputs:
        self._where = where
        read = self._host.carry_out(segment)[0]
        self._done += 1
        if self._report is not None:
            self._report(Progress(self._done, self._total))
        return tuple(q.decode(read) for q in self._program.encoding.predictions)

    def _probe(self, probes: Sequence[HostSegment]) -> tuple[Outputs, ...]:
        after = f"after epoch {max(len(self._epochs) - 1, 0)}"
        return tuple(self._prediction(probe, f"{probe.label} {after}") for probe in probes)

    def _errors(self, prediction: Outputs, targets: Outputs) -> Outputs:
        loss = self._program.loss
        return tuple(loss.error(p, y) for p, y in zip(prediction, targets, strict=True))

    def _validate(self) -> None:
        task, encoding = self._program.task, self._program.encoding
        predictions = self._probe(self._validation)
        targets = [s.targets for s in task.validation]
        errors = [self._errors(p, y) for p, y in zip(predictions, targets, strict=True)]
        memory = self._host.memory
        weights = {s: memory[s] for q in encoding.weights for s in q.species}
        coefficients = encoding.coefficients_of(weights)
        record = EpochRecord(
            epoch=len(self._epochs),
            time=self._trained_for,
            coefficients=coefficients,
            validation_mse=float(np.mean(np.square(errors))),
            validation_accuracy=balanced_accuracy(predictions, targets, task.threshold),
        )
        self._epochs.append(record)
        self._predictions = predictions

    def result(self, failure: str | None) -> TrainingRun:
        task = self._program.task
        return TrainingRun(
            level="abstract",
            epochs=tuple(self._epochs),
            online_errors=tuple(self._online),
            predictions=self._predictions,
            targets=tuple(s.targets for s in task.validation) if self._predictions else (),
            largest_residue=0.0,
            residue_species="",
            firings=(),
            failure=failure,
            reference=self._program.reference,
            coefficient_names=tuple(c.name for c in self._program.encoding.coefficients),
            test_predictions=self._tested,
            test_targets=tuple(s.targets for s in task.test) if self._tested else (),
            threshold=task.threshold,
        )
