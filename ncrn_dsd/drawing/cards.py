"""Short HTML for single values: what a notebook shows of a system, a network or a run."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ncrn_dsd.drawing.complex_svg import complex_svg
from ncrn_dsd.drawing.crn_graph import crn_graph_svg, is_readable, network_graph_svg
from ncrn_dsd.drawing.dynamics_page import dynamics_sentence, dynamics_svg
from ncrn_dsd.drawing.figures import learning_curves
from ncrn_dsd.drawing.outcome import outcome
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.result_tables import fuel_table, rate_table, verdict_table
from ncrn_dsd.drawing.table import Cell, Column, DrawnTable
from ncrn_dsd.drawing.text import (
    concentration,
    count,
    counted,
    duration,
    formal_rate_unit,
    number,
    si_rate_unit,
)
from ncrn_dsd.errors import FormatError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.dynamics import DynamicsRun
from ncrn_dsd.ir.headings import REACTIONS
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.verdict import VerificationReport

_MOST_ROWS, _MOST_DRAWINGS = 30, 6


@dataclass(frozen=True, slots=True)
class CardDrawing:
    """A complex and its name."""

    name: str
    svg: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of a value.

    Parameters
    ----------
    word: the answer in a word; empty where there is none.
    pictures: SVG elements made here; everything the design named is escaped in them.
    more: what is left out, in words.
    """

    sentence: str
    word: str = ""
    pictures: tuple[str, ...] = ()
    tables: tuple[DrawnTable, ...] = ()
    drawings: tuple[CardDrawing, ...] = ()
    more: tuple[str, ...] = ()


def system_html(system: DsdSystem) -> str:
    """Sizes, and drawings of the first signals and fuels."""
    signals = [(f"signal {s.species}", s.complex) for s in system.signals]
    fuels = [(f"fuel {f.name}", f.complex) for f in system.fuels]
    shown = (*signals[:_MOST_DRAWINGS], *fuels[:_MOST_DRAWINGS])
    strands = system.strand_lengths_nt
    return _html(
        Card(
            f"System of the scheme {system.scheme}: {counted(len(system.modules), 'module')}, "
            f"{counted(len(system.signals), 'signal')}, {counted(len(system.fuels), 'fuel')}, "
            f"{counted(len(strands), 'strand')} with {count(sum(strands))} nt.",
            drawings=tuple(
                CardDrawing(name, complex_svg(complex_, system.domains)) for name, complex_ in shown
            ),
            more=_left_out(len(signals) + len(fuels) - len(shown), "complexes"),
        )
    )


def crn_html(crn: FormalCrn) -> str:
    """The graph of a formal network, or its reactions when the graph would be too large."""
    sentence = (
        f"Formal network: {count(len(crn.species))} species and "
        f"{counted(len(crn.reactions), 'reaction')}."
    )
    if is_readable(crn):
        return _html(Card(sentence, pictures=(crn_graph_svg(crn, sentence),)))
    rows = tuple(
        (Cell(str(r)), Cell(number(r.rate)), Cell(formal_rate_unit(r.order)))
        for r in crn.reactions[:_MOST_ROWS]
    )
    more = _left_out(len(crn.reactions) - len(rows), "reactions")
    return _html(Card(sentence, tables=(_reactions(rows),), more=more))


def network_html(network: ReactionNetwork) -> str:
    """The reaction graph, or the reactions when the graph would be too large."""
    extent = "complete" if network.complete else f"truncated by {network.truncated_by}"
    sentence = (
        f"Enumerated network, {network.scope}: {count(len(network.species))} species and "
        f"{counted(len(network.reactions), 'condensed reaction')}, {extent}."
    )
    try:
        return _html(Card(sentence, pictures=(network_graph_svg(network, "Enumerated network"),)))
    except FormatError:
        rows = tuple(
            (Cell(str(r)), Cell(number(r.rate)), Cell(si_rate_unit(len(r.reactants))))
            for r in network.reactions[:_MOST_ROWS]
        )
        more = _left_out(len(network.reactions) - len(rows), "reactions")
        return _html(Card(sentence, tables=(_reactions(rows),), more=more))


def point_html(crn: FormalCrn, system: DsdSystem, point: Realisation) -> str:
    """What the units stand for, realised rates, and fuel levels."""
    rates, fuels = rate_table(crn, point), fuel_table(system, point)
    tables = tuple(replace(t, rows=t.rows[:_MOST_ROWS]) for t in (rates, fuels))
    return _html(
        Card(
            f"Operating point: 1 u is {concentration(point.concentration_unit_M)}, 1 tau is "
            f"{duration(point.time_unit_s)}.",
            tables=tables,
            more=(
                *_left_out(len(rates.rows) - _MOST_ROWS, "rates"),
                *_left_out(len(fuels.rows) - _MOST_ROWS, "fuels"),
                f"It could not be faster: {point.speed_limit}.",
                f"It could not be denser: {point.concentration_limit}.",
            ),
        )
    )


def verification_html(report: VerificationReport) -> str:
    """The verdict of the proofs, and what has no good answer first."""
    table = verdict_table(report)
    order = sorted(range(len(table.rows)), key=lambda i: report.obligations[i].is_good is True)
    rows = tuple(table.rows[i] for i in order[:_MOST_ROWS])
    return _html(
        Card(
            f"{counted(len(report.obligations), 'obligation')}: {report.tally}.",
            word=f"{report.headline}.",
            tables=(replace(table, rows=rows),) if rows else (),
            more=(
                *_left_out(len(table.rows) - len(rows), "obligations"),
                *(f"Every PROVED assumes: {text}." for text in report.assumptions),
            ),
        )
    )


def run_html(run: DesignRun) -> str:
    """Verdict, sentence and learning curves of a run."""
    found = outcome(run)
    badges = "; ".join(b.text for b in found.badges)
    return _html(
        Card(found.sentence, f"{found.word}.", pictures=(learning_curves(run),), more=(badges,))
    )


def dynamics_html(run: DynamicsRun) -> str:
    """Verdict, sentence and trajectories of a run."""
    word = f"{run.headline}."
    return _html(Card(dynamics_sentence(run), word, pictures=(dynamics_svg(run),)))


def _reactions(rows: tuple[tuple[Cell, ...], ...]) -> DrawnTable:
    columns = (Column("Reaction"), Column("Rate constant", numeric=True), Column("Unit"))
    return DrawnTable("reactions", REACTIONS.heading, columns, rows)


def _left_out(number_of: int, what: str) -> tuple[str, ...]:
    return (f"{count(number_of)} more {what} are not shown.",) if number_of > 0 else ()


def _html(card: Card) -> str:
    return page_environment().get_template("notebook.html").render(card=card)
