"""Read `design.toml` into a `Design`; every wrong input is one sentence with its line."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_bounds import (
    BUDGETS,
    CONCENTRATIONS,
    FUEL_CEILINGS,
    RATES,
    SCALES,
    WAITS,
    Bounds,
)
from ncrn_dsd.formats.design_schema import DesignFile, StepTable
from ncrn_dsd.formats.toml_lines import line_of
from ncrn_dsd.ir.design import (
    Amount,
    Design,
    DoseStep,
    DsdSpec,
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
    CONCENTRATION_M,
    TIME_S,
    parse_quantity,
)


def read_design(path: Path) -> Design:
    """Read a design from a file, or from `design.toml` in a folder.

    Raises
    ------
    DesignError: missing file, bad TOML, unknown or missing key, value of the wrong kind or out
        of bounds.
    UnitError: a quantity without unit, with an unknown unit, or negative.
    """
    file = path / "design.toml" if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DesignError(
            "D001", str(file), "there is no such file", "give a design folder or a design.toml"
        ) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise DesignError(
            "D002", str(file), f"the file cannot be read ({problem})", "check the path and rights"
        ) from None
    return parse_design(text, str(file))


def parse_design(text: str, path: str) -> Design:
    """Read a design from a text; `path` is used in messages only. Raises as `read_design`."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise DesignError(
            "D003", path, f"the text is not TOML: {problem}", "mend the line that is named"
        ) from None
    try:
        table = DesignFile.model_validate(raw)
    except ValidationError as problem:
        raise _schema_error(problem, text, path) from None
    return _Reader(text, path).design(table)


class _Reader:
    """Gives quantities their units; keeps the text for the lines in messages."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path

    def design(self, table: DesignFile) -> Design:
        task, learner, dsd, sequences = table.task, table.learner, table.dsd, table.sequences
        low, high = self._range(task.input_range, ("task", "input_range"))
        weight_low, weight_high = self._range(
            learner.initial_weights, ("learner", "initial_weights")
        )
        return Design(
            name=table.name,
            title=table.title,
            path=self._path,
            digest=hashlib.sha256(self._text.encode()).hexdigest(),
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
            dsd=DsdSpec(
                scheme=dsd.scheme,
                fuel_ceiling_M=self._quantity(
                    dsd.fuel_ceiling, CONCENTRATION_M, FUEL_CEILINGS, ("dsd", "fuel_ceiling")
                ),
                max_hold=dsd.max_hold,
                refill_tolerance=dsd.refill_tolerance,
                max_complex_size=dsd.limits.complex_size,
                max_complexes=dsd.limits.complexes,
                max_reactions=dsd.limits.reactions,
                verify_budget_s=self._quantity(
                    dsd.verify_budget, TIME_S, BUDGETS, ("dsd", "verify_budget")
                ),
            ),
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

    def _where(self, path: Sequence[str | int]) -> str:
        return f"{self._path}:{line_of(self._text, tuple(path))}"

    def _quantity(
        self,
        text: str,
        units: dict[str, float],
        bounds: Bounds,
        path: Sequence[str | int],
        *,
        may_be_zero: bool = False,
    ) -> float:
        where = self._where(path)
        name = next(str(key) for key in reversed(path) if isinstance(key, str))
        value = parse_quantity(text, units, where, name)
        if value == 0 and may_be_zero:
            return value
        if value == 0:
            raise DesignError("D004", where, f"{name} is zero", f"give a value {bounds}")
        if not bounds.holds(value):
            raise DesignError(
                "D010", where, f"{name} is '{text}'", f"give a value {bounds}, or check its unit"
            )
        return value

    def _scale(self, text: str, key: str) -> float:
        return self._quantity(text, ABSTRACT_CONCENTRATION, SCALES, ("learner", "encoding", key))

    def _rates(self, table: BaseModel) -> RateSpec:
        return RateSpec(
            **{
                key: self._quantity(text, ABSTRACT_RATE_2, RATES, ("learner", "rates", key))
                for key, text in table.model_dump().items()
            }
        )

    def _range(self, pair: Sequence[float], path: Sequence[str]) -> tuple[float, float]:
        low, high = pair
        if low > high:
            raise DesignError(
                "D005", self._where(path), f"{path[-1]} is [{low}, {high}]", "put the smaller first"
            )
        return low, high

    def _steps(self, tables: Sequence[StepTable], part: str) -> tuple[Step, ...]:
        return tuple(self._step(t, ("schedule", part, index)) for index, t in enumerate(tables))

    def _step(self, table: StepTable, path: tuple[str | int, ...]) -> Step:
        line = line_of(self._text, path)
        given = [k for k in ("dose", "wait", "read") if getattr(table, k) is not None]
        if len(given) != 1 or (table.amount is None) == (given == ["dose"]):
            raise DesignError(
                "D006",
                f"{self._path}:{line}",
                "a step of the schedule is exactly one of dose with amount, wait, or read",
                'write { dose = "X1", amount = "2 u" }, { wait = "6 tau" } or { read = ["Z_p"] }',
            )
        if table.wait is not None:
            wait = self._quantity(table.wait, ABSTRACT_TIME, WAITS, (*path, "wait"))
            return WaitStep(wait, line)
        if table.read is not None:
            return ReadStep(tuple(table.read), line)
        assert table.dose is not None
        assert table.amount is not None
        if table.amount.isidentifier():
            return DoseStep(table.dose, Amount(None, table.amount), line)
        fixed = self._quantity(
            table.amount,
            ABSTRACT_CONCENTRATION,
            CONCENTRATIONS,
            (*path, "amount"),
            may_be_zero=True,
        )
        return DoseStep(table.dose, Amount(fixed, None), line)


def _schema_error(problem: ValidationError, text: str, path: str) -> DesignError:
    """The first complaint of the schema, as a sentence."""
    # A misspelt key is both unknown and missing; the unknown one tells the user more.
    first = min(problem.errors(), key=lambda e: e["type"] != "extra_forbidden")
    location = first["loc"]
    key = ".".join(str(part) for part in location)
    where = f"{path}:{line_of(text, location)}"
    if first["type"] == "extra_forbidden":
        known = _keys_beside(location)
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        hint = f"did you mean '{near[0]}'" if near else f"known keys here: {', '.join(known)}"
        return DesignError("D007", where, f"there is no key '{key}'", hint)
    if first["type"] == "missing":
        return DesignError(
            "D008", where, f"the key '{key}' is missing", f"add {location[-1]} = ..."
        )
    shown = repr(first["input"])
    shown = shown if len(shown) < 60 else shown[:57] + "..."
    message = first["msg"][0].lower() + first["msg"][1:]
    return DesignError("D009", where, f"'{key}' is {shown}", message)


def _keys_beside(location: tuple[int | str, ...]) -> list[str]:
    """The keys that the table around an unknown key may have."""
    model: Any = DesignFile
    for part in location[:-1]:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        model = annotation.__args__[0] if hasattr(annotation, "__args__") else annotation
    return [field.alias or name for name, field in model.model_fields.items()]
