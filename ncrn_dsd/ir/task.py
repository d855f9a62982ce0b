"""What is to be learned: samples of inputs and a target, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.reference import FEWEST_HELD_OUT


@dataclass(frozen=True, slots=True)
class Sample:
    """Inputs x and targets y, one per output, in the units of the task (not concentrations)."""

    inputs: tuple[float, ...]
    targets: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SampleRows:
    """Samples of a table, before they are shared out.

    Parameters
    ----------
    source: name of the file or data set, for messages.
    inputs, targets: one row per sample.
    classes: their names, the lower one of two first; none when the targets are numbers. Targets
        of two classes are +1 and -1, of more one output per class.
    columns: names of the inputs; none where they have none.
    """

    source: str = ""
    inputs: tuple[tuple[float, ...], ...] = ()
    targets: tuple[tuple[float, ...], ...] = ()
    classes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearningTask:
    """Training and validation samples, and what is known about them.

    Parameters
    ----------
    train, validation: samples, in the order in which they are presented.
    noise_floor: mean squared error of the best possible prediction; None where it is not known or
        where there are classes, which are judged by how many are right.
    true_weights: intercept first, then one weight per input, or None if unknown.
    seed: seed of the generator that drew the samples.
    test: samples that only the trained learner sees.
    threshold: predictions above it mean the upper class; None when there are no classes.
        With several outputs the largest tells the class.
    input_lows: smallest value of each input of the task, drawn or not.
    classes: names of the classes, the lower one of two first, or in the order of the outputs;
        none when they have no names.
    columns: names of the inputs; none when they have none but x1, x2, ...
    """

    name: str
    train: tuple[Sample, ...]
    validation: tuple[Sample, ...]
    noise_floor: float | None
    true_weights: tuple[float, ...] | None
    seed: int
    test: tuple[Sample, ...] = ()
    threshold: float | None = None
    input_lows: tuple[float, ...] = ()
    classes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def held_out(self) -> tuple[Sample, ...]:
        """What a trained learner is judged by: the test samples, else the validation samples."""
        return self.test or self.validation

    @property
    def judged_by(self) -> str:
        """What a trained learner is judged by, in words."""
        kind, count = "test" if self.test else "validation", len(self.held_out)
        few = self.threshold is not None and count < FEWEST_HELD_OUT
        warned = f", fewer than the {FEWEST_HELD_OUT} that a share of classes needs" if few else ""
        return f"{count} {kind} samples{warned}"

    @property
    def input_names(self) -> tuple[str, ...]:
        return self.columns or tuple(f"x{i}" for i in range(1, self.dimension + 1))

    @property
    def output_names(self) -> tuple[str, ...]:
        """Of several outputs, which are classes."""
        return self.classes or tuple(f"output {k}" for k in range(1, self.outputs + 1))

    def true_coefficient(self, powers: tuple[int, ...] | None) -> float | None:
        """Of a product of inputs, or of none of them; None where it is not known."""
        if self.true_weights is None or powers is None:
            return None
        return self.true_weights[sum(powers)] if len(powers) <= 1 else 0.0

    @property
    def dimension(self) -> int:
        return len(self.train[0].inputs)

    @property
    def outputs(self) -> int:
        return len(self.train[0].targets)
