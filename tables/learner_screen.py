"""The tables of learners on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from ncrn_dsd.ir.training import LEVEL_NAMES
from tables.learner_measures import Found, PublishedFound
from tables.learner_rows import Measure, Span

_WIDTH = 150


def show_tables(found: Sequence[Found], published: Sequence[PublishedFound]) -> None:
    """Print what was measured: ours, further models beside the baseline, as published."""
    console = Console(soft_wrap=True)
    # A number that is cut off would be another number.
    console.width = max(console.width, _WIDTH)
    if found:
        console.print(_ours(found))
    compared = [f for f in found if f.row.baseline is not None and _baseline(f, found) is not None]
    if compared:
        console.print(_compared(compared, found))
    if published:
        console.print(_as_published(published))
    for f in found:
        console.print(f"{f.row.key}, {LEVEL_NAMES[f.level]}: expected is {f.bounds}", markup=False)
        for seed, why in f.failures:
            console.print(f"{f.row.key}, {LEVEL_NAMES[f.level]}, seed {seed}: {why}", markup=False)
    for p in published:
        for seed, why in p.failures:
            console.print(f"{p.row.key}, seed {seed}: {why}", markup=False)


def _table(title: str, *heads: str) -> Table:
    table = Table(title=title, box=None, padding=(0, 2, 0, 0), title_justify="left")
    for head in heads:
        table.add_column(head, no_wrap=True)
    return table


def _ours(found: Sequence[Found]) -> Table:
    table = _table(
        "Learners closed in chemistry (relative: loss over that of least squares, or points of "
        "balanced accuracy below logistic regression, on the same held-out samples)",
        *("row", "measure", "level", "seeds", "mean ± s.d.", "worst\n(seed)"),
        *("relative", "worst\n(seed)", "seeds\nkept", "reached", "failed", "authors", "CPU s"),
    )
    for f in found:
        table.add_row(
            f.row.key,
            f.row.measure.value,
            LEVEL_NAMES[f.level],
            str(len(f.values)),
            *_statistics(f),
            *_relative(f),
            f"{f.kept}/{len(f.values)}",
            "yes" if f.reached else "NO",
            str(len(f.failures)),
            f.row.authors or "none",
            f"{f.cpu_s:.0f}",
        )
    return table


def _compared(compared: Sequence[Found], found: Sequence[Found]) -> Table:
    table = _table(
        "Further models beside the linear learner on polynomial features",
        *(
            "row",
            "level",
            "measure",
            "mean",
            "baseline",
            "its mean",
            "better",
            "host actions\nper sample",
        ),
        "of the\nbaseline",
    )
    for f in compared:
        base = _baseline(f, found)
        assert base is not None
        mine, other = f.statistics, base.statistics
        if mine is None or other is None:
            better = "not known"
        elif mine.mean == other.mean:
            better = "equal"
        else:
            better = "yes" if (mine.mean > other.mean) == f.row.measure.more_is_better else "no"
        table.add_row(
            f.row.key,
            LEVEL_NAMES[f.level],
            f.row.measure.value,
            "none" if mine is None else _number(f.row.measure, mine.mean),
            base.row.key,
            "none" if other is None else _number(f.row.measure, other.mean),
            better,
            f"{f.host_per_sample:.2f}",
            f"{base.host_per_sample:.2f}",
        )
    return table


def _baseline(f: Found, found: Sequence[Found]) -> Found | None:
    return next((b for b in found if b.row.key == f.row.baseline and b.level == f.level), None)


def _as_published(published: Sequence[PublishedFound]) -> Table:
    table = _table(
        "Experiments as published (loss: half the squared error, summed over outputs)",
        *("row", "seeds", "loss", "range", "in it", "accuracy", "range", "in it"),
        *("failed", "authors", "CPU s", "note"),
    )
    for p in published:
        table.add_row(
            p.row.key,
            str(p.seeds),
            _span(p.loss, Measure.HALF_MSE),
            _span(p.row.loss, Measure.HALF_MSE),
            _meets(p.loss, p.row.loss),
            _span(p.accuracy, Measure.GRID),
            _span(p.row.accuracy, Measure.GRID),
            _meets(p.accuracy, p.row.accuracy),
            str(len(p.failures)),
            p.row.figure or "none",
            f"{p.cpu_s:.0f}",
            p.row.note,
        )
    return table


def _statistics(f: Found) -> tuple[str, str]:
    found = f.statistics
    if found is None:
        return "none", "none"
    spread = "" if found.sd is None else f" ± {_number(f.row.measure, found.sd)}"
    worst = f"{_number(f.row.measure, found.worst)} ({found.worst_seed})"
    return f"{_number(f.row.measure, found.mean)}{spread}", worst


def _relative(f: Found) -> tuple[str, str]:
    """Mean and deviation, and the worst with its seed."""
    found = f.relative_statistics
    if found is None:
        return "none", "none"
    is_share = f.row.measure.more_is_better

    def shown(value: float) -> str:
        return f"{100 * value:.1f}" if is_share else f"{value:.3f}"

    spread = "" if found.sd is None else f" ± {shown(found.sd)}"
    return f"{shown(found.mean)}{spread}", f"{shown(found.worst)} ({found.worst_seed})"


def _number(measure: Measure, value: float) -> str:
    if measure.is_fraction:
        return f"{100 * value:.1f} %"
    return f"{value:.3g}" if measure is Measure.FUNCTIONS else f"{value:.4f}"


def _span(span: Span | None, measure: Measure) -> str:
    if span is None:
        return "none"
    if span.low == span.high:
        return _number(measure, span.low)
    if measure.is_fraction:
        return f"{100 * span.low:.1f} to {100 * span.high:.1f} %"
    return f"{span.low:.3f} to {span.high:.3f}"


def _meets(measured: Span | None, expected: Span | None) -> str:
    if measured is None or expected is None:
        return ""
    return "yes" if measured.meets(expected) else "NO"
