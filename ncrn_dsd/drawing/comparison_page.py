"""The page of a comparison of schemes; it needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ncrn_dsd.drawing.inline_svg import ABSTRACT, DSD, INK, inline_svg
from ncrn_dsd.drawing.outcome import BAD, GOOD, OPEN
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.table import Cell as Entry
from ncrn_dsd.drawing.table import Column, Table
from ncrn_dsd.ir.comparison import Cell, Comparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Shown:
    """How the caller wants a cell told.

    Parameters
    ----------
    word: what became of it; `tone` is "good", "bad" or "open".
    values: a text per column of the page.
    """

    cell: Cell
    word: str
    tone: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    """One line of a ranking; without a place and a score there is a reason."""

    scheme: str
    place: str
    score: str
    reason: str


@dataclass(frozen=True, slots=True)
class DesignPart:
    """All schemes of one design.

    Parameters
    ----------
    best: sentences that name the best scheme by loss, by size and by time.
    """

    design: str
    best: tuple[str, ...]
    cells: tuple[Shown, ...]
    ranking: tuple[Rank, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """What the page tells.

    Parameters
    ----------
    columns: headings of `Shown.values`.
    bars: (measure, heading) of the plots.
    weights: how the ranking weighs, in words.
    """

    found: Comparison
    columns: tuple[str, ...]
    bars: tuple[tuple[str, str], ...]
    parts: tuple[DesignPart, ...]
    weights: str


def comparison_page(page: ComparisonPage) -> str:
    """The page as text; equal input gives equal text."""
    designs = ", ".join(page.found.designs)
    schemes = len({cell.scheme for cell in page.found.cells})
    return (
        page_environment()
        .get_template("comparison.html")
        .render(
            title=f"Schemes compared: {designs}",
            sentence=(
                f"{schemes} translation schemes on {len(page.found.designs)} designs. A word "
                "stands where there is no number: it was not reached, not decided, or ran away."
            ),
            parts=[_part(page, number, part) for number, part in enumerate(page.parts, start=1)],
            options=page.found.options,
        )
    )


def _part(page: ComparisonPage, number: int, part: DesignPart) -> dict[str, object]:
    name = f"design{number}"
    cells = [shown.cell for shown in part.cells]
    return {
        "name": name,
        "title": part.design,
        "best": part.best,
        "plot": _plot(cells, page.bars, f"{name}-plot"),
        "measures": _measures(page, part, name),
        "verdicts": _verdicts(cells, name),
        "ranking": _ranking(part, name, page.weights),
        "notes": [
            *((c.scheme, "the cell", c.reason) for c in cells if c.reason is not None),
            *((c.scheme, what, why) for c in cells for what, why in (*c.open, *c.failed)),
            *(
                (c.scheme, f"seed {r.seed}", r.failure)
                for c in cells
                for r in c.learned
                if r.failure
            ),
        ],
    }


def _measures(page: ComparisonPage, part: DesignPart, name: str) -> Table:
    numbers = [Column(title, numeric=True) for title in page.columns]
    rows = tuple(
        (
            Entry(shown.cell.scheme),
            Entry(shown.word, tone=shown.tone),
            Entry(shown.cell.condensation),
            *(Entry(text) for text in shown.values),
        )
        for shown in part.cells
    )
    columns = (Column("scheme"), Column("outcome"), Column("condensation"), *numbers)
    return Table(f"{name}-measures", f"Measures of {part.design}", columns, rows)


def _verdicts(cells: Sequence[Cell], name: str) -> Table:
    notions = tuple(dict.fromkeys(c.notion for cell in cells for c in cell.verdicts))
    rows = []
    for cell in cells:
        counts = {count.notion: count for count in cell.verdicts}
        entries = []
        for notion in notions:
            count = counts.get(notion)
            if count is None:
                entries.append(Entry("not reached", tone=OPEN))
            else:
                tone = {True: GOOD, False: BAD, None: OPEN}[count.good]
                entries.append(Entry(str(count), tone=tone))
        rows.append((Entry(cell.scheme), *entries))
    columns = (Column("scheme"), *(Column(notion) for notion in notions))
    return Table(f"{name}-verdicts", "Verdicts per notion", columns, tuple(rows))


def _ranking(part: DesignPart, name: str, weights: str) -> Table:
    rows = tuple(
        (Entry(r.scheme), Entry(r.place), Entry(r.score), Entry(r.reason)) for r in part.ranking
    )
    caption = f"Ranking, by the weighted geometric mean of value over best value; {weights}"
    columns = (
        Column("scheme"),
        Column("place", numeric=True),
        Column("score", numeric=True),
        Column("why none"),
    )
    return Table(f"{name}-ranking", caption, columns, rows)


def _plot(cells: Sequence[Cell], bars: Sequence[tuple[str, str]], name: str) -> str:
    shown = [c for c in cells if any(c.measure(measure) is not None for measure, _ in bars)]
    if not shown:
        return ""

    def draw(figure: Figure) -> None:
        panels = figure.subplots(1, len(bars), sharey=True)
        for axes, (measure, heading) in zip(panels, bars, strict=True):
            _bars(axes, shown, measure, heading)
        panels[0].set_yticks(range(len(shown)), [c.scheme for c in shown])
        panels[0].invert_yaxis()

    size = (12.0, 1.2 + 0.32 * len(shown))
    heads = ", ".join(heading for _, heading in bars)
    return inline_svg(draw, size, name, f"Bars per scheme: {heads}; the table has the numbers")


def _label(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _bars(axes: Axes, cells: Sequence[Cell], measure: str, heading: str) -> None:
    from matplotlib.ticker import NullFormatter

    values = [(row, v) for row, c in enumerate(cells) if (v := c.measure(measure)) and v > 0]
    axes.set_title(heading)
    if not values:
        return
    axes.set_xscale("log")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.barh([row for row, _ in values], [v for _, v in values], color=ABSTRACT, height=0.6)
    least = min(v for _, v in values)
    axes.set_xlim(left=least / 2)
    for row, value in values:
        axes.annotate(
            _label(value), (value, row), (3, 0), textcoords="offset points", va="center", color=INK
        )
    axes.margins(x=0.3)
    if measure == "loss":
        dots = [
            (row, run.dsd_loss) for row, c in enumerate(cells) for run in c.learned if run.dsd_loss
        ]
        axes.plot([v for _, v in dots], [row for row, _ in dots], "o", color=DSD, markersize=3)
