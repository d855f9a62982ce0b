"""Tables of what a run found: coefficients, verdicts, rates, fuels, costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest

from ncrn_dsd.drawing.outcome import TONES
from ncrn_dsd.drawing.table import Cell, Column, DrawnTable, table_of
from ncrn_dsd.drawing.text import (
    fixed,
    formal_rate_unit,
    number,
    percent,
    si_rate_unit,
)
from ncrn_dsd.ir.budget import BudgetLine
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.headings import SUBJECT, VERDICT
from ncrn_dsd.ir.kinetics import Realisation, RealisedRate
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import VerificationReport
from ncrn_dsd.units import NM_PER_M

_NOT_KNOWN = Cell("not known")
_SYMBOLS = {True: "✓", False: "✗", None: "?"}


def budget_table(lines: Sequence[BudgetLine], *, brief: bool = False) -> DrawnTable:
    """What an operating point spends, beside its targets; where brief, not how it was computed."""
    caption = "What the operating point spends, computed without a simulation of strands"
    keys = ["quantity", "amount", "unit", "lowest", "highest", "outcome"]
    keys += [] if brief else ["basis"]
    return table_of("spent", caption, BudgetLine, lines, keys=keys)


def coefficient_table(run: DesignRun) -> DrawnTable:
    """Learned coefficients of both levels beside the true ones, in units of the task."""
    known = run.program.encoding.coefficients
    true = [run.program.task.true_coefficient(c.powers) for c in known]
    start = _coefficients(run.abstract, 0)
    # A training that stopped at once has none.
    columns = zip_longest(true, start, _coefficients(run.abstract, -1), _coefficients(run.dsd, -1))
    rows = tuple(
        (Cell(c.name, i), *map(_coefficient, values))
        for i, (c, values) in enumerate(zip(known, columns, strict=True))
    )
    return DrawnTable(
        "coefficients",
        "Coefficients of the inputs and their products, in the units of the task, after the last "
        "epoch",
        (
            Column("Coefficient of"),
            Column("True", numeric=True),
            Column("Before training", numeric=True),
            Column("Learned, abstract", numeric=True),
            Column("Learned, DSD", numeric=True),
        ),
        rows,
    )


def _coefficients(training: TrainingRun, epoch: int) -> tuple[float, ...]:
    return training.epochs[epoch].coefficients if training.epochs else ()


def _coefficient(value: float | None) -> Cell:
    return _NOT_KNOWN if value is None else Cell(fixed(value, 3), _key(value))


def _key(value: float) -> float | None:
    return value if math.isfinite(value) else None


def verdict_table(verification: VerificationReport) -> DrawnTable:
    """All obligations in the order in which they were asked."""
    rows = tuple(
        (
            Cell(o.subject),
            Cell(o.notion),
            Cell(f"{_SYMBOLS[o.is_good]} {o.word}", None, TONES[o.is_good]),
            Cell(o.reason),
        )
        for o in verification.obligations
    )
    titles = (SUBJECT.heading, "Notion", VERDICT.heading, "Reason")
    return DrawnTable("verdict-table", "Obligations and verdicts", tuple(map(Column, titles)), rows)


def rate_table(crn: FormalCrn, realisation: Realisation) -> DrawnTable:
    """Formal, wanted and realised rate constants, one row per formal reaction."""
    return DrawnTable(
        "rates",
        "Rate constants (DSD: per total concentration of each signal, free or held; realised at "
        "the moment at which it is farthest from what is wanted)",
        (
            Column("Reaction"),
            Column("Formal", numeric=True),
            Column("Unit"),
            Column("DSD, wanted", numeric=True),
            Column("DSD, realised", numeric=True),
            Column("Unit"),
            Column("Error", numeric=True),
            Column("Held by the gate", numeric=True),
            Column("Set by"),
        ),
        tuple(_rate_row(crn, rate) for rate in realisation.rates),
    )


def _rate_row(crn: FormalCrn, rate: RealisedRate) -> tuple[Cell, ...]:
    order = crn.reactions[rate.reaction].order
    return (
        Cell(rate.text),
        Cell(number(rate.formal_rate), _key(rate.formal_rate)),
        Cell(formal_rate_unit(order)),
        Cell(number(rate.target_rate), _key(rate.target_rate)),
        Cell(number(rate.realised_rate), _key(rate.realised_rate)),
        Cell(si_rate_unit(order)),
        Cell(percent(rate.relative_error), _key(rate.relative_error)),
        Cell(percent(rate.hold), _key(rate.hold)),
        Cell(rate.limited_by),
    )


def fuel_table(system: DsdSystem, realisation: Realisation) -> DrawnTable:
    """Concentrations of the fuels at the start and at the end, and what a refill adds."""
    made_for = {f.name: f.origin.item for f in system.fuels}
    rows = tuple(
        (
            Cell(level.fuel),
            Cell(made_for.get(level.fuel, "")),
            *(
                Cell(number(v * NM_PER_M), _key(v))
                for v in (level.start_M, level.refill_M, level.end_M)
            ),
        )
        for level in realisation.fuels
    )
    return DrawnTable(
        "fuels",
        "Fuel levels",
        (
            Column("Fuel"),
            Column("Made for"),
            Column("Start [nM]", numeric=True),
            Column("Each refill adds [nM]", numeric=True),
            Column("End [nM]", numeric=True),
        ),
        rows,
    )


def cost_table(run: DesignRun) -> DrawnTable:
    """CPU time of every stage, and the sum."""
    rows = tuple(
        (
            Cell(c.stage),
            Cell(fixed(c.cpu_s, 2), _key(c.cpu_s)),
            Cell("taken from an earlier run" if c.reused else "computed in this run"),
        )
        for c in run.costs
    )
    total = math.fsum(c.cpu_s for c in run.costs)
    return DrawnTable(
        "costs",
        "CPU time per stage, child processes included",
        (Column("Stage"), Column("CPU time [s]", numeric=True), Column("Result")),
        rows,
        total=(Cell("all stages"), Cell(fixed(total, 2)), Cell("")),
    )
