"""The page of strands in a tube: what goes wrong, who survives it, and what is to blame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

import ncrn_dsd
from ncrn_dsd.drawing.figures import log_scale, plot_draws
from ncrn_dsd.drawing.inline_svg import INK, inline_svg
from ncrn_dsd.drawing.outcome import BAD, GOOD, OPEN
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.table import Cell, Column, DrawnTable, about, table_of
from ncrn_dsd.drawing.text import count, expected_words, given, number
from ncrn_dsd.ir.headings import NOT_TESTED
from ncrn_dsd.ir.shown import choose_facets, facets_of
from ncrn_dsd.ir.survival import Blame, LeftOut, Survival, TubeCase, TubeOutcome
from ncrn_dsd.model.describe import fields_of
from ncrn_dsd.model.upkeep import Upkeep

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def survival_page(found: Survival) -> str:
    """The page as text; equal input gives equal text."""
    columns = [case for case in found.cases if case.is_column]
    return (
        page_environment()
        .get_template("survival.html")
        .render(
            title=found.title,
            word=", ".join(f"{c.survives} ({c.case})" for c in columns) or NOT_TESTED,
            tone=_tone(columns),
            sentence=_sentence(found, columns),
            strips=strips(found),
            cases=cases_table(found),
            vessel=vessel_sentence(found),
            left_out=left_out_table(found) if found.left_out else None,
            blamed=[blame_table(case) for case in found.cases if case.blame],
            blameless=[blameless(case) for case in found.cases if case.tried and not case.blame],
            definitions=[(case.case, case.definition) for case in found.cases],
            upkeep=_kept_up(found.upkeep),
            notes=found.notes,
            every_draw=_every_draw(found.cases),
            provenance=(*about(found), ("Program", f"ncrn_dsd {ncrn_dsd.__version__}")),
        )
    )


def cases_table(found: Survival) -> DrawnTable:
    """One row per case of what goes wrong."""
    return table_of("survival", f"All draws: {found.measure.name}", TubeCase, found.cases)


def left_out_table(found: Survival) -> DrawnTable:
    """One row per disturbance that was left out of a case."""
    words = "The same draws with one thing left out, what decides most first"
    return table_of("left-out", words, LeftOut, found.left_out)


def vessel_sentence(found: Survival) -> str:
    """What the vessel holds before and after a training."""
    start = f"The vessel begins with {number(found.vessel_uL)} uL"
    if found.ends_uL is None:
        return f"{start}."
    low, high = map(number, found.ends_uL)
    end = low if low == high else f"{low} to {high}"
    return f"{start} and ends with {end} uL: reads take some, and doses and refills add some."


def blame_table(case: TubeCase) -> DrawnTable:
    """One row per single draw that harms the worst tube of a case by itself."""
    words = f"{case.case}: to blame in its worst draw, of {case.tried} single draws tried alone"
    return table_of(f"blame-{case.case}", words, Blame, case.blame)


def blameless(case: TubeCase) -> str:
    """What is said where no single draw of the worst tube harms by itself."""
    return (
        f"{case.case}: none of the {case.tried} largest single draws of its worst draw loses "
        "anything alone."
    )


def _tone(columns: Sequence[TubeCase]) -> str:
    if not columns:
        return OPEN
    return GOOD if all(case.kept == len(case.draws) for case in columns) else BAD


def _sentence(found: Survival, columns: Sequence[TubeCase]) -> str:
    """What was drawn, and what the draws are held against."""
    measure = found.measure
    ideal = "the training stopped" if found.undisturbed is None else number(found.undisturbed)
    lost = [
        f"the worst draw of {case.case} "
        + ("stopped" if case.worst is None else f"has {number(case.worst)}")
        for case in columns
    ]
    untested = "" if columns else " No column of the table of disturbances was drawn as a whole."
    return (
        f"Strands uncondensed, trained in a tube, on {count(found.held_out)} held-out samples: "
        f"{measure.name} {'; '.join((f'{ideal} when nothing goes wrong', *lost))}. A draw "
        f"survives that is within what the design expects: "
        f"{expected_words(measure.loss_max, measure.accuracy_min)}.{untested}"
    )


def strips(found: Survival) -> str:
    """One strip per case with a mark per draw, beside what they are held against."""

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        _plot(axes, found)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3)

    words = "; ".join(f"{case.case}: {case.survives}" for case in found.cases)
    height = 1.7 + 0.4 * max(1, len(found.cases))
    return inline_svg(draw, (9.0, height), "strips", f"{found.measure.name} of draws. {words}")


def _plot(axes: Axes, found: Survival) -> None:
    measure, cases = found.measure, found.cases
    shown: list[float] = []
    for place, case in enumerate(cases):
        known = [(d.value, d.kept) for d in case.draws if d.value is not None]
        plot_draws(axes, place, known, is_named=not place)
        shown += [value for value, _ in known]
        if case.middle is not None:
            label = None if place else "median"
            ends = [place - 0.32, place + 0.32]
            axes.plot([case.middle] * 2, ends, color=INK, linewidth=2.0, label=label)
    lines = ((found.undisturbed, "-", "undisturbed"), (measure.bound, "--", "expected"))
    for value, style, label in lines:
        if value is not None and math.isfinite(value):
            axes.axvline(value, color=INK, linewidth=1.0, linestyle=style, label=label)
            shown.append(value)
    if not measure.more_is_better:
        log_scale(axes, shown, across=True)
    axes.set_yticks(range(len(cases)), [case.case for case in cases])
    axes.set_ylim(len(cases) - 0.5, -0.5)
    axes.set_xlabel(measure.name)


def _kept_up(upkeep: Upkeep) -> list[tuple[str, str]]:
    """Every choice of the upkeep, as the option that makes it, with its meaning."""
    return [
        (f"--{name.replace('_', '-')}: {_chosen(getattr(upkeep, name))}", field.description or "")
        for name, field in fields_of(Upkeep)
    ]


def _chosen(value: object) -> str:
    match value:
        case None:
            return "as by default"
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value)
        case float() | int():
            return given(value)
        case _:
            return str(value)


def _every_draw(cases: Sequence[TubeCase]) -> DrawnTable:
    tables = [(case, table_of("", "", TubeOutcome, case.draws)) for case in cases]
    columns = tables[0][1].columns if tables else ()
    (case_facet,) = choose_facets(facets_of(TubeCase), ("case",))
    return DrawnTable(
        "every-draw",
        "Every draw with the seed that repeats it",
        (Column(case_facet.shown.title), *columns),
        tuple((Cell(case.case), *row) for case, table in tables for row in table.rows),
    )
