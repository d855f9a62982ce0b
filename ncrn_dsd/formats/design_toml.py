"""Read `design.toml` into a `Design`; every wrong input is one sentence with its line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_bounds import (
    CONCENTRATIONS,
    RATES,
    SCALES,
    WAITS,
)
from ncrn_dsd.formats.design_schema import (
    ClockTable,
    DesignFile,
    ExpectTable,
    HiddenTable,
    LearnerTable,
    SequencesTable,
    StepTable,
)
from ncrn_dsd.formats.design_tables import load_toml, parse_toml, validated
from ncrn_dsd.formats.design_tasks import TaskReader, design_file_for
from ncrn_dsd.formats.kept_sequences import load_kept
from ncrn_dsd.formats.schema_types import LearningBoundsTable
from ncrn_dsd.formats.toml_lines import line_of
from ncrn_dsd.ir.design import (
    Amount,
    ClockSpec,
    Design,
    DoseStep,
    ExpectSpec,
    HiddenSpec,
    LearnerSpec,
    RateSpec,
    ReadStep,
    ScheduleSpec,
    SequenceSpec,
    Step,
    TaskSpec,
    WaitStep,
)
from ncrn_dsd.ir.reference import LearningBounds
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.units import (
    ABSTRACT_CONCENTRATION,
    ABSTRACT_RATE_2,
    ABSTRACT_TIME,
)

# Keys of [learner.rates] that a learner with phases, and one without, must and cannot have.
_PHASED = (("convert", "drain_phase"), ("lag",))
_PHASELESS = (("lag",), ("convert", "drain_phase"))


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
    table = validated(design_file_for(parse_toml(text, path)), text, path)
    return _Reader(text, path).design(table)


class _Reader(TaskReader):
    """Turns the tables of a learner's design into values."""

    def design(self, table: DesignFile) -> Design:
        learner, dsd, sequences = table.learner, table.dsd, table.sequences
        weight_low, weight_high = self.range(
            learner.initial_weights, ("learner", "initial_weights")
        )
        task = self.task(table.task)
        label, feature = learner.encoding.label, learner.encoding.feature
        return Design(
            name=table.name,
            title=table.title,
            path=self.path,
            digest=hashlib.sha256(self.text.encode()).hexdigest(),
            task=task,
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
                rates=self._rates(learner),
                seed=learner.seed,
                loss=Loss(learner.loss),
                features=self._features(learner.features),
                input_centre=tuple(learner.encoding.input_centre),
                input_spread=tuple(learner.encoding.input_spread),
                label_dose=self._scale(label, "label") if label is not None else 0.0,
                feature_scale=self._scale(feature, "feature") if feature is not None else None,
                hidden=self._hidden(learner.hidden) if learner.hidden is not None else None,
                clock=self._clock(learner.clock) if learner.clock is not None else None,
            ),
            schedule=ScheduleSpec(
                setup=self._steps(table.schedule.setup, "setup"),
                sample=self._steps(table.schedule.sample, "sample"),
                probe=self._steps(table.schedule.probe, "probe"),
            ),
            dsd=self.dsd(dsd),
            sequences=self._sequences(sequences),
            expect=self._expect(table.expect, task),
        )

    def _sequences(self, table: SequencesTable) -> SequenceSpec:
        runs = table.longest_runs
        return SequenceSpec(
            seed=table.seed,
            alphabet=table.alphabet,
            max_shared_run=table.max_shared_run,
            window_kcal=table.window_kcal,
            gap_kcal=table.gap_kcal,
            toehold_window_kcal=table.toehold_window_kcal,
            toehold_clash=table.toehold_clash,
            clamp_5=table.clamp_5,
            clamp_3=table.clamp_3,
            longest_runs=(runs.A, runs.C, runs.G, runs.T) if runs is not None else None,
            kept=load_kept(table.kept, self.path, self.where(("sequences", "kept")))
            if table.kept is not None
            else (),
        )

    def _expect(self, table: ExpectTable, task: TaskSpec) -> ExpectSpec:
        self.refuse_few_held_out(task)
        both = self.bounds(table, task, LearningBounds(), ("expect",))
        others = table.model_dump(exclude={"dsd", "uncondensed", *LearningBoundsTable.model_fields})
        return ExpectSpec(
            **{**others, "verdict": Verdict(table.verdict), "fails": tuple(table.fails)},
            abstract=both,
            dsd=self.bounds(table.dsd, task, both, ("expect", "dsd")),
        )

    def _scale(self, text: str, key: str) -> float:
        return self.quantity(text, ABSTRACT_CONCENTRATION, SCALES, ("learner", "encoding", key))

    def _hidden(self, table: HiddenTable) -> HiddenSpec:
        place = ("learner", "hidden")
        total, square, sensitivity = (
            self.quantity(text, ABSTRACT_CONCENTRATION, SCALES, (*place, key))
            for key, text in (
                ("total", table.total),
                ("square", table.square),
                ("sensitivity", table.sensitivity),
            )
        )
        return HiddenSpec(
            units=table.units,
            initial_length=table.initial_length,
            total_scale=total,
            square_scale=square,
            sensitivity_scale=sensitivity,
            convert=self.quantity(table.convert, ABSTRACT_RATE_2, RATES, (*place, "convert")),
        )

    def _clock(self, table: ClockTable) -> ClockSpec:
        def rate(text: str, key: str) -> float:
            return self.quantity(text, ABSTRACT_RATE_2, RATES, ("learner", "clock", key))

        return ClockSpec(
            stages=table.stages,
            step=rate(table.step, "step"),
            release=rate(table.release, "release") if table.release is not None else None,
        )

    def _rates(self, learner: LearnerTable) -> RateSpec:
        place = ("learner", "rates")
        given = {
            key: self.quantity(text, ABSTRACT_RATE_2, RATES, (*place, key))
            for key, text in learner.rates.model_dump(exclude_none=True).items()
        }
        needed, idle = _PHASELESS if learner.kind == "continuous" else _PHASED
        for key in needed:
            if key not in given:
                raise DesignError(
                    "D008",
                    self.where(place),
                    f"the key 'learner.rates.{key}' is missing",
                    f"add {key} = ...",
                )
        for key in idle:
            if key in given:
                raise DesignError(
                    "D028",
                    self.where((*place, key)),
                    f"the learner '{learner.kind}' has no reaction with the rate '{key}'",
                    f"leave {key} out",
                )
        return RateSpec(**{"convert": 0.0, "drain_phase": 0.0, **given})

    def _features(self, texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
        found: dict[tuple[int, ...], str] = {}
        for text in texts:
            powers = _powers(text)
            if powers is None or powers in found:
                raise DesignError(
                    "D018",
                    self.where(("learner", "features")),
                    f"the feature '{text}' is "
                    + ("no product of inputs" if powers is None else "there twice"),
                    'write products of inputs such as "x1", "x1 x2" or "x2 x2"',
                )
            found[powers] = text
        return tuple(found)

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


def _powers(text: str) -> tuple[int, ...] | None:
    """The numbers of the inputs of a product, ascending; None when it is no product."""
    factors = text.split()
    if not factors or not all(re.fullmatch(r"x[1-9][0-9]*", factor) for factor in factors):
        return None
    return tuple(sorted(int(factor[1:]) for factor in factors))
