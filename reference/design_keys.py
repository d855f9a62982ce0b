"""docs/reference/design-keys.md: every key of a design, from the schema that reads it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import BaseModel

from ncrn_dsd.formats.design_schema import DESIGN_FILES, DesignFile
from ncrn_dsd.formats.dynamics_toml import DynamicsFile
from ncrn_dsd.formats.published_schema import PUBLISHED_FILES
from ncrn_dsd.formats.schedule_toml import ScheduleFile
from ncrn_dsd.ir.network import Kinetics
from reference.markdown import code, page, table
from reference.schema import default_text, field_type, plain_name, tables_of

MEANINGS = Path(__file__).with_name("design_meanings.toml")

_INTRO = """A design is a `design.toml` in a folder of its own. It describes a learner, or, with
`kind = "dynamics"`, a network whose trajectories matter, or, with `mode = "as-published"`, an
experiment that a host drives. An unknown key is refused. Where no default stands, the key may be
left out. Quantities are texts with a unit, such as `"10 uM"`; abstract concentrations are in u and
times in tau, and the program chooses what these are. Ranges are inclusive."""

_PUBLISHED = next(iter(PUBLISHED_FILES.values()))


def design_keys_page() -> str:
    """The text of the page."""
    parts = [
        "## Learners",
        *_sections(DesignFile, skip=("task",)),
        "## Tasks",
        "A task is the table `[task]` of a learner or of an experiment as published.",
        *(_task(kind, model) for kind, model in DESIGN_FILES.items()),
        '## Dynamics: `kind = "dynamics"`',
        *_sections(DynamicsFile, skip=("dsd",)),
        "`[dsd]` and `[dsd.limits]` are those of a learner.",
        '## As published: `mode = "as-published"`',
        *_sections(_PUBLISHED, skip=("task",)),
        "## The file of `ncrn-dsd simulate --schedule`",
        *_sections(ScheduleFile, skip=()),
    ]
    return page("Keys of a design", _INTRO, parts)


@cache
def meanings() -> dict[str, dict[str, str]]:
    """By class of the schema and by key."""
    return tomllib.loads(MEANINGS.read_text(encoding="utf-8"))


def schema_keys() -> set[tuple[str, str]]:
    """Every key that any design or schedule may have, with the class that defines it."""
    roots: tuple[type[BaseModel], ...] = (
        *DESIGN_FILES.values(),
        *PUBLISHED_FILES.values(),
        DynamicsFile,
        ScheduleFile,
    )
    return {
        owner
        for root in roots
        for _, model in tables_of(root)
        for key in model.model_fields
        for owner in [_owner(model, key)]
    }


def _owner(model: type[BaseModel], key: str) -> tuple[str, str]:
    """The class highest up that knows a key, and the key as it is written."""
    alias = model.model_fields[key].alias or key
    first = next(
        base
        for base in reversed(model.__mro__)
        if issubclass(base, BaseModel) and key in base.model_fields
    )
    return plain_name(first), alias


def _sections(root: type[BaseModel], skip: tuple[str, ...]) -> Iterator[str]:
    """One section per table; tables of one form are one section."""
    places: dict[type[BaseModel], list[str]] = {}
    for path, model in tables_of(root):
        if not path or path[0] not in skip:
            places.setdefault(model, []).append(".".join(path))
    for model, names in places.items():
        heading = ", ".join(map(_heading, names))
        yield f"### {heading}\n\n{_about(model)}\n\n{_keys(model)}"


def _heading(name: str) -> str:
    if not name:
        return "At the top of the file"
    return f"`[[{name.removesuffix('[]')}]]`" if name.endswith("[]") else f"`[{name}]`"


def _task(kind: str, file: type[DesignFile]) -> str:
    model = file.model_fields["task"].annotation
    assert isinstance(model, type)
    assert issubclass(model, BaseModel)
    return f'### `[task]` with `kind = "{kind}"`\n\n{_about(model)}\n\n{_keys(model, kind)}'


def _about(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "The whole file.").split())


def _keys(model: type[BaseModel], kind: str = "") -> str:
    """The keys of a table; `kind` is that of a task, whose key says just this."""
    rows = []
    for key, field in model.model_fields.items():
        owner, alias = _owner(model, key)
        meaning = meanings().get(owner, {}).get(alias, "")
        if field.annotation is Kinetics:
            meaning = meaning.format(choices=Kinetics.choices())
        said = code(f'"{kind}"') if kind and key == "kind" else field_type(field)
        rows.append((code(alias), said, default_text(field), meaning))
    return table(("key", "value", "default", "meaning"), rows)
