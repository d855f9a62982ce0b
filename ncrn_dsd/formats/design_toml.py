"""Read `design.toml` into a `Design`; every wrong input is one sentence with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_bounds import (
    CONCENTRATIONS,
    RATES,
    SCALES,
    WAITS,
)
from ncrn_dsd.formats.design_schema import DesignFile, StepTable
from ncrn_dsd.formats.design_tables import QuantityReader, load_toml, validated
from ncrn_dsd.formats.toml_lines import line_of
from ncrn_dsd.ir.design import (
    Amount,
    Design,
    DoseStep,
    ExpectSpec,
    LearnerSpec,
    LinearTaskSpec,
    RateSpec,
    ReadStep,
    ScheduleSpec,
    SequenceSpec,
    Step,
    WaitStep,
)
from ncrn_dsd.units import (
    ABSTRACT_CONCENTRATION,
    ABSTRACT_RATE_2,
    ABSTRACT_TIME,
)


def read_design(path: Path) -> Design:
    """Read a design from a file, or from `design.toml` in a folder.

    Raises
    ------
    DesignError: missing file, bad TOML, unknown or missing key, value of the wrong kind or out
        of bounds.
    UnitError: a quantity without unit, with an unknown unit, or negative.
    """
    text, file = load_toml(path)
    return parse_design(text, file)


def parse_design(text: str, path: str) -> Design:
    """Read a design from a text; `path` is used in messages only. Raises as `read_design`."""
    table = validated(DesignFile, text, path)
    return _Reader(text, path).design(table)


class _Reader(QuantityReader):
    """Turns the tables of a learner's design into values."""

    def design(self, table: DesignFile) -> Design:
        task, learner, dsd, sequences = table.task, table.learner, table.dsd, table.sequences
        low, high = self._range(task.input_range, ("task", "input_range"))
        weight_low, weight_high = self._range(
            learner.initial_weights, ("learner", "initial_weights")
        )
        return Design(
            name=table.name,
            title=table.title,
            path=self.path,
            digest=hashlib.sha256(self.text.encode()).hexdigest(),
            task=LinearTaskSpec(
                weights=tuple(task.weights),
                intercept=task.intercept,
                noise_sd=task.noise_sd,
                input_low=low,
                input_high=high,
                train_samples=task.train_samples,
                validation_samples=task.validation_samples,
                seed=task.seed,
            ),
            learner=LearnerSpec(
                kind=learner.kind,
                learning_rate=learner.learning_rate,
                epochs=learner.epochs,
                initial_weight_low=weight_low,
                initial_weight_high=weight_high,
                constant_input=learner.constant_input,
                input_scale=self._scale(learner.encoding.input, "input"),
                weight_scale=self._scale(learner.encoding.weight, "weight"),
                output_scale=self._scale(learner.encoding.output, "output"),
                rates=self._rates(learner.rates),
                seed=learner.seed,
            ),
            schedule=ScheduleSpec(
                setup=self._steps(table.schedule.setup, "setup"),
                sample=self._steps(table.schedule.sample, "sample"),
                probe=self._steps(table.schedule.probe, "probe"),
            ),
            dsd=self.dsd(dsd),
            sequences=SequenceSpec(
                seed=sequences.seed,
                alphabet=sequences.alphabet,
                max_shared_run=sequences.max_shared_run,
            ),
            expect=ExpectSpec(
                abstract_mse_max=table.expect.abstract_mse_max,
                dsd_mse_max=table.expect.dsd_mse_max,
            ),
        )

    def _scale(self, text: str, key: str) -> float:
        return self.quantity(text, ABSTRACT_CONCENTRATION, SCALES, ("learner", "encoding", key))

    def _rates(self, table: BaseModel) -> RateSpec:
        return RateSpec(
            **{
                key: self.quantity(text, ABSTRACT_RATE_2, RATES, ("learner", "rates", key))
                for key, text in table.model_dump().items()
            }
        )

    def _range(self, pair: Sequence[float], path: Sequence[str]) -> tuple[float, float]:
        low, high = pair
        if low > high:
            raise DesignError(
                "D005", self.where(path), f"{path[-1]} is [{low}, {high}]", "put the smaller first"
            )
        return low, high

    def _steps(self, tables: Sequence[StepTable], part: str) -> tuple[Step, ...]:
        return tuple(self._step(t, ("schedule", part, index)) for index, t in enumerate(tables))

    def _step(self, table: StepTable, path: tuple[str | int, ...]) -> Step:
        line = line_of(self.text, path)
        given = [k for k in ("dose", "wait", "read") if getattr(table, k) is not None]
        if len(given) != 1 or (table.amount is None) == (given == ["dose"]):
            raise DesignError(
                "D006",
                f"{self.path}:{line}",
                "a step of the schedule is exactly one of dose with amount, wait, or read",
                'write { dose = "X1", amount = "2 u" }, { wait = "6 tau" } or { read = ["Z_p"] }',
            )
        if table.wait is not None:
            wait = self.quantity(table.wait, ABSTRACT_TIME, WAITS, (*path, "wait"))
            return WaitStep(wait, line)
        if table.read is not None:
            return ReadStep(tuple(table.read), line)
        assert table.dose is not None
        assert table.amount is not None
        if table.amount.isidentifier():
            return DoseStep(table.dose, Amount(None, table.amount), line)
        fixed = self.quantity(
            table.amount,
            ABSTRACT_CONCENTRATION,
            CONCENTRATIONS,
            (*path, "amount"),
            may_be_zero=True,
        )
        return DoseStep(table.dose, Amount(fixed, None), line)
