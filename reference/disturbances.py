"""docs/reference/disturbances.md: what goes wrong in a tube, from its declarations."""

from __future__ import annotations

from ncrn_dsd.model.describe import bounds_of, default_text, fields_of
from ncrn_dsd.model.disturbances import (
    Disturbance,
    DisturbanceKey,
    FormalDisturbance,
)
from ncrn_dsd.model.keys import Table
from ncrn_dsd.simulation.tube_disturbances import disturbance_keys
from reference.markdown import code, page, table

_INTRO = """Every disturbance has one name, one meaning and two usual sizes. Sizes without a unit
are fractions or factors. Where no source is known, it says so: assumed. Draws are by name and seed,
so that one kind of draw does not change another."""

_CASES = """`ncrn-dsd analyse robustness --level dsd` draws a case with what it names and nothing
else; *working* and *hard* have every row. Fuels are finite in all cases."""


def disturbances_page() -> str:
    """The text of the page."""
    parts = [
        "## What goes wrong in a tube",
        table(
            ("key", "meaning", "drawn per", "distribution", "working", "hard", "source"),
            map(_row, disturbance_keys()),
        ),
        _CASES,
        "## What a simulation of strands can suffer today",
        "These are options of `ncrn-dsd run`.",
        _options(Disturbance),
        "## What a simulation of the formal network can suffer today",
        "These are what `ncrn-dsd analyse robustness` draws at the abstract level.",
        _options(FormalDisturbance),
    ]
    return page("Disturbances", _INTRO, parts)


def _row(one: DisturbanceKey) -> tuple[str, ...]:
    working, hard = (f"{size:g} {one.unit}".rstrip() for size in (one.working, one.hard))
    return code(one.name), one.meaning, one.per, one.distribution, working, hard, one.source


def _options(model: type[Table]) -> str:
    rows = (
        (code(name), str(bounds_of(field)), code(default_text(field)), field.description or "")
        for name, field in fields_of(model)
    )
    return table(("key", "value", "default", "meaning"), rows)
