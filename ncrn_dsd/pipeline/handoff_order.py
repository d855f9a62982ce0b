"""What is measured, at hand and to be bought, and the plan that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.text_file import read_text_or
from ncrn_dsd.handoff.analysis.measured import read_table
from ncrn_dsd.handoff.liquids.stocks_csv import read_stocks
from ncrn_dsd.handoff.orders.order_files import choose_strands
from ncrn_dsd.handoff.orders.reuse import REUSE, Reuse, Stored, decide, read_freezer
from ncrn_dsd.handoff.orders.subset import strands_matching
from ncrn_dsd.handoff.plan import Planned, plan_bench
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.pipeline.handoff_options import HandoffOptions


@dataclass(frozen=True)
class Ordered:
    """The plan with what is measured, at hand and to be bought.

    Parameters
    ----------
    measured_uM: of the strands that were measured.
    bought: names of strands that are bought.
    """

    planned: Planned
    measured_uM: Mapping[str, float]
    decisions: tuple[Reuse, ...]
    bought: frozenset[str]


def check_tables(options: HandoffOptions) -> None:
    """Refuse tables that cannot be read before the work is done that they are for.

    Raises
    ------
    HandoffError: H017 or H018.
    """
    for path in (options.stocks, options.freezer):
        if path is not None:
            _text(path)
    if options.measured is not None:
        read_table(options.measured)


def order(design: LabDesign, options: HandoffOptions, settings: LabSettings) -> Ordered:
    """Plan, and plan again once it is known which strands there are already."""
    planned = plan_bench(design, settings)
    measured: dict[str, float] = {}
    if options.stocks is not None:
        text = _text(options.stocks)
        measured = read_stocks(str(options.stocks), text, planned.package)
    decisions, stored = _decisions(planned.package, options)
    if measured or stored:
        levels = planned.levels_uM
        planned = plan_bench(design, settings, measured, stored, levels)
    bought = frozenset(s.name for s in planned.package.strands) - stored.keys()
    return Ordered(planned, measured, decisions, bought)


def _decisions(
    package: LabPackage, options: HandoffOptions
) -> tuple[tuple[Reuse, ...], dict[str, str]]:
    """What to buy of the subset, and where everything is that is not bought."""
    freezer: dict[str, Stored] = {}
    if options.freezer is not None:
        freezer = read_freezer(str(options.freezer), _text(options.freezer))
    selected = choose_strands(package, strands_matching(package, options.subset))
    decisions = decide(selected.strands, freezer)
    wanted = {s.name for s in selected.strands}
    stored = {s.name: s.name for s in package.strands if s.name not in wanted}
    stored |= {d.name: d.old_location for d in decisions if d.decision == REUSE}
    return decisions, stored


def _text(path: Path) -> str:
    hint = "give a file of comma-separated values in UTF-8"
    return read_text_or(path, lambda what: HandoffError("H017", str(path), what, hint))
