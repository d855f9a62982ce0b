"""docs/reference/design-keys.md: every key of a design, from the models that it is read into."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from ncrn_dsd.model.describe import (
    NEEDED,
    TablePlace,
    default_text,
    fields_of,
    places_of,
    value_text,
)
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.model.lab import LabSettings, Vessel
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.model.schedule import ScheduleFile
from reference.markdown import code, page, table

_INTRO = """A design is a `design.toml` in a folder of its own. It describes a learner, or, with
`kind = "dynamics"`, a network whose trajectories matter, or, with `mode = "as-published"`, an
experiment that a host drives. An unknown key is refused. Where no default stands, the key may be
left out. Quantities are texts with a unit, such as `"10 uM"`; abstract concentrations are in u
and times in tau, and the program chooses what these are. Ranges are inclusive. `ncrn-dsd explain
learner.rates.gate` tells about one key, and `ncrn-dsd new NAME` writes a file to start from."""

_LAB_INTRO = """A TOML file for `ncrn-dsd handoff --lab` holds the keys that differ from what is
usual. See [to the bench](../to-the-bench.md)."""


def design_keys_page() -> str:
    """The text of the page."""
    parts = [
        "## Learners",
        *_sections(Design, skip=("task",)),
        "## Tasks",
        "A task is the table `[task]` of a learner or of an experiment as published.",
        *_sections(Design, only="task"),
        '## Dynamics: `kind = "dynamics"`',
        *_sections(DynamicsDesign, skip=("dsd",)),
        "`[dsd]` and `[dsd.limits]` are those of a learner.",
        '## As published: `mode = "as-published"`',
        *_sections(PublishedDesign, skip=("task",)),
        "## The file of `ncrn-dsd simulate --schedule`",
        *_sections(ScheduleFile),
    ]
    return page("Keys of a design", _INTRO, parts)


def lab_settings_page() -> str:
    """Keys of the file of a laboratory."""
    return page("Settings of a laboratory", _LAB_INTRO, [_keys(LabSettings), _vessels()])


def _vessels() -> str:
    usual = ", ".join(f"{v.name} ({v.working_uL:g} uL)" for v in LabSettings().vessels)
    said = f"Usual ones are: {usual}. A list in the file takes the place of these."
    return f"## Vessels\n\n{said}\n\n{_keys(Vessel)}"


def _sections(root: type[BaseModel], skip: tuple[str, ...] = (), only: str = "") -> Iterator[str]:
    """One section per table; tables of one form are one section."""
    places: dict[type[BaseModel], list[TablePlace]] = {}
    for place in places_of(root):
        top = place.path[0].removesuffix("[]") if place.path else ""
        if top not in skip and only in ("", top):
            places.setdefault(place.table, []).append(place)
    for model, found in places.items():
        yield f"### {_heading(found)}\n\n{_about(model)}\n\n{_keys(model)}"


def _heading(places: list[TablePlace]) -> str:
    names = ", ".join(dict.fromkeys(_name(place.path) for place in places))
    kinds = ", ".join(dict.fromkeys(code(place.kind) for place in places if place.kind))
    return f"{names}: {kinds}" if kinds else names


def _name(path: tuple[str, ...]) -> str:
    if not path:
        return "At the top of the file"
    name = ".".join(path)
    return f"`[[{name.removesuffix('[]')}]]`" if name.endswith("[]") else f"`[{name}]`"


def _about(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split("\n\n")[0].split())


def _keys(model: type[BaseModel]) -> str:
    rows = (
        (code(name), value_text(field), _default(default_text(field)), field.description or "")
        for name, field in fields_of(model)
    )
    return table(("key", "value", "default", "meaning"), rows)


def _default(text: str) -> str:
    return text if text in ("", NEEDED) else code(text)
