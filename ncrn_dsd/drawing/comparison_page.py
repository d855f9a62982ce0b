"""The page of a comparison of schemes; it needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ncrn_dsd.drawing.inline_svg import ABSTRACT, DSD, INK, inline_svg
from ncrn_dsd.drawing.outcome import OPEN, TONES
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.table import Cell as Entry
from ncrn_dsd.drawing.table import Column, DrawnTable, table_of, text_of
from ncrn_dsd.drawing.text import counted
from ncrn_dsd.ir.compared_by import BEST_BY, BRIEF, BY_LOSS, MEASURES
from ncrn_dsd.ir.comparison import (
    KEPT,
    SURVIVING,
    ComparedDesign,
    Comparison,
    ComparisonCell,
    Ranked,
    are_good,
    in_words,
)
from ncrn_dsd.ir.shown import Facet, columns_of, facets_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PLOTTED = tuple(m for m in MEASURES if m.key in {*BEST_BY, "cpu_s"})
_COLUMNS = {c.key: c for c in columns_of(ComparisonCell)}


def comparison_page(found: Comparison) -> str:
    """The page as text; equal input gives equal text."""
    schemes = len({cell.scheme for cell in found.cells})
    weights = weights_in_words(found)
    return (
        page_environment()
        .get_template("comparison.html")
        .render(
            title=f"Schemes compared: {found.names}",
            sentence=(
                f"{counted(schemes, 'translation scheme')} on "
                f"{counted(len(found.designs), 'design')}. A word stands where there is no "
                "number: it was not reached, not decided, or ran away."
            ),
            parts=[
                _part(name, design, f"design{number}", weights)
                for number, (name, design) in enumerate(found.designs.items(), start=1)
            ],
            options=found.options.items(),
        )
    )


def best_sentences(design: ComparedDesign) -> tuple[str, ...]:
    """The best scheme by loss, by size and by time, each in a sentence."""
    return tuple(f"best by {word}: {_best(design, measure)}" for measure, word in BEST_BY.items())


def _best(design: ComparedDesign, key: str) -> str:
    schemes = design.best_by[key]
    if schemes is None:
        return "none, since no scheme can be ranked"
    measure = _COLUMNS[key]
    value = measure.read(design.cells[schemes.split(", ")[0]])
    return f"{schemes} ({measure.shown.title} {text_of(measure.shown, value)})"


def weights_in_words(found: Comparison) -> str:
    """Measures by their headings with their weights, and what is a tie."""
    named = ", ".join(f"{_title(key)} {weight:g}" for key, weight in found.weights.items())
    tolerance = next((d.rank_tolerance for d in found.designs.values()), 0.0)
    return f"weights: {named}; scores within {tolerance:.1%} share a place"


def _title(key: str) -> str:
    return _COLUMNS[key].shown.title


def measures_table(
    cells: Sequence[ComparisonCell],
    name: str = "measures",
    caption: str = "",
    *,
    brief: bool = False,
) -> DrawnTable:
    """One row per scheme.

    Parameters
    ----------
    brief: only what is shown without being asked for.
    """
    # The outcome says already what does not learn.
    more = BRIEF if brief else ("learning", *(m.key for m in MEASURES))
    drawn = (
        (KEPT,) if not brief or any(cell.kept or KEPT in cell.not_known for cell in cells) else ()
    )
    keys = ("scheme", "outcome", "condensation", SURVIVING, *drawn, *more)
    return table_of(name, caption, ComparisonCell, cells, keys=keys, brief=brief)


def _part(title: str, design: ComparedDesign, name: str, weights: str) -> dict[str, object]:
    cells = tuple(design.cells.values())
    caption = f"Ranking, by the weighted geometric mean of value over best value; {weights}"
    return {
        "name": name,
        "title": title,
        "best": best_sentences(design),
        "plot": _plot(cells, f"{name}-plot"),
        "measures": measures_table(cells, f"{name}-measures", f"Measures of {title}"),
        "verdicts": _verdicts(cells, name),
        "ranking": table_of(f"{name}-ranking", caption, Ranked, design.ranking),
        "notes": [
            *((c.scheme, "the cell", c.reason) for c in cells if c.reason is not None),
            *(
                (c.scheme, _title(key), why)
                for c in cells
                for key, why in (*c.not_known.items(), *c.failed.items())
            ),
            *(
                (c.scheme, f"seed {r.seed}", r.failure)
                for c in cells
                for r in c.learned
                if r.failure
            ),
        ],
    }


def _verdicts(cells: Sequence[ComparisonCell], name: str) -> DrawnTable:
    """A column for every notion that any scheme was asked for."""
    notions = tuple(dict.fromkeys(notion for cell in cells for notion in cell.verdicts))
    rows = tuple((Entry(c.scheme), *(_verdict(c, notion) for notion in notions)) for c in cells)
    scheme = next(f.shown.title for f in facets_of(ComparisonCell) if f.key == "scheme")
    columns = (Column(scheme), *(Column(notion) for notion in notions))
    return DrawnTable(f"{name}-verdicts", "Verdicts per notion", columns, rows)


def _verdict(cell: ComparisonCell, notion: str) -> Entry:
    if notion not in cell.verdicts:
        return Entry("not reached", tone=OPEN)
    words = cell.verdicts[notion]
    return Entry(in_words(words), tone=TONES[are_good(words)])


def _plot(cells: Sequence[ComparisonCell], name: str) -> str:
    shown = [c for c in cells if any(m.read(c.measures) is not None for m in _PLOTTED)]
    if not shown:
        return ""

    def draw(figure: Figure) -> None:
        panels = figure.subplots(1, len(_PLOTTED), sharey=True)
        for axes, measure in zip(panels, _PLOTTED, strict=True):
            _points(axes, shown, measure)
        panels[0].set_yticks(range(len(shown)), [c.scheme for c in shown])
        panels[0].invert_yaxis()

    size = (12.0, 1.2 + 0.32 * len(shown))
    heads = ", ".join(measure.shown.title for measure in _PLOTTED)
    return inline_svg(
        draw, size, name, f"Per scheme: {heads}, on logarithmic axes; the table has the numbers"
    )


def _label(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _points(axes: Axes, cells: Sequence[ComparisonCell], measure: Facet) -> None:
    from matplotlib.ticker import NullFormatter

    values = [(row, v) for row, c in enumerate(cells) if (v := measure.read(c.measures)) and v > 0]
    axes.set_title(measure.shown.title)
    if not values:
        return
    axes.set_xscale("log")
    axes.xaxis.set_minor_formatter(NullFormatter())
    # The length of a bar would mean nothing, since a logarithmic axis has no zero.
    axes.plot([v for _, v in values], [row for row, _ in values], "D", color=ABSTRACT, markersize=5)
    # Room for the numbers.
    axes.margins(x=0.3)
    axes.set_xlim(left=min(v for _, v in values) / 2)
    axes.set_ylim(-0.5, len(cells) - 0.5)
    for row, value in values:
        axes.annotate(
            _label(value), (value, row), (6, 0), textcoords="offset points", va="center", color=INK
        )
    if measure.key == BY_LOSS:
        dots = [
            (row, run.dsd_loss) for row, c in enumerate(cells) for run in c.learned if run.dsd_loss
        ]
        axes.plot([v for _, v in dots], [row for row, _ in dots], "o", color=DSD, markersize=3)
