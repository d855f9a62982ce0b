"""A design to start from: every key that it may have, with what it means, and values that run.

The values are those of a design that comes with the package; all else comes from the models.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import starmap
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import load_toml, parse_toml
from ncrn_dsd.formats.toml_text import assigned
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.model.describe import NEEDED, default_text, fields_of, value_text
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.model.learner import LEARNERS
from ncrn_dsd.model.refusals import TELL_KIND, tables_in
from ncrn_dsd.model.sequences import ALPHABETS

DYNAMICS = "dynamics"
_DYNAMICS_EXAMPLE = "rock_paper_scissors"

_RECORDS = ("fails", "uncondensed", "uncondensed_loss", "uncondensed_deviation")
"""What was found out about that design, and not about the new one."""

_WIDTH = 98

Tables = dict[str, Any]


def write_starter(folder: Path, kind: str, designs: Path) -> Path:
    """Write a design into a folder of its own, and return the file.

    Parameters
    ----------
    kind: name of a learner, or `DYNAMICS`.
    designs: the folder of the designs that come with the package.

    Raises
    ------
    DesignError: D050, the name of the folder is no name of a design; D051, it has a design.
    PluginError: the package that brings the learner is broken.
    """
    file = folder / "design.toml"
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", folder.name):
        raise DesignError(
            "D050",
            str(folder),
            f"'{folder.name}' is no name of a design",
            "use letters, digits and _, and begin with a letter",
        )
    if file.exists():
        raise DesignError(
            "D051", str(file), "there is a design already", "choose another name, or remove it"
        )
    text = starter_text(folder.name, kind, designs)
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(file, text.encode())
    return file


def starter_text(name: str, kind: str, designs: Path) -> str:
    """The text of a design with this name."""
    example = _DYNAMICS_EXAMPLE if kind == DYNAMICS else LEARNERS.load(kind).example
    # A path to a folder elsewhere stays what it is.
    values = parse_toml(*load_toml(designs / example))
    origin = values["name"] if Path(example).is_absolute() else example
    if kind != DYNAMICS:
        # A learner may begin with the values of another.
        values["learner"]["kind"] = kind
        _leave_open(values)
    values |= {"name": name, "title": name.replace("_", " ")}
    for record in _RECORDS:
        values["expect"].pop(record, None)
    model = DynamicsDesign if kind == DYNAMICS else Design
    head = (
        f"# {name}: values are those of the design {origin}; change them.\n"
        "# `ncrn-dsd explain KEY` tells about one key, docs/reference/design-keys.md about all.\n"
    )
    return head + "".join(_table(model, values, ()))


def _leave_open(values: Tables) -> None:
    """Let the program choose what suits the example and need not suit another design."""
    if values["sequences"].get("alphabet") == ALPHABETS[0]:
        del values["sequences"]["alphabet"]
    if "toehold_pool" in values["dsd"]:
        values["dsd"]["toehold_pool"] = {}


def _table(model: type[BaseModel], values: Tables, path: tuple[str, ...]) -> Iterator[str]:
    """Keys of a table first, and then the tables inside it."""
    if path:
        about = " ".join((model.__doc__ or "").split("\n\n")[0].split())
        yield f"\n# {about}\n[{'.'.join(path)}]\n"
    inner: list[tuple[str, FieldInfo]] = []
    for name, field in fields_of(model):
        if list(tables_in(field.annotation)) or isinstance(values.get(name), dict):
            inner.append((name, field))
        else:
            yield from _key(name, field, values)
    for name, field in inner:
        yield from _inner(field, values.get(name), (*path, name))


def _key(name: str, field: FieldInfo, values: Tables) -> Iterator[str]:
    default = default_text(field)
    usual = f"; {default} unless given" if default not in ("", NEEDED) else ""
    yield _comment(f"{field.description} ({_plain(value_text(field))}{usual})")
    if name in values:
        yield assigned(name, values[name])
    else:
        yield f"# {name} = {default or '...'}\n"


def _inner(field: FieldInfo, value: Any, path: tuple[str, ...]) -> Iterator[str]:
    tables = dict(tables_in(field.annotation))
    if not tables:
        yield "\n" + _comment(field.description or "")
        yield f"[{'.'.join(path)}]\n"
        yield from starmap(assigned, value.items())
    elif value is not None:
        kind = next((value[k] for k in TELL_KIND if k in value), "")
        yield from _table(tables.get(kind) or next(iter(tables.values())), value, path)
    else:
        keys = ", ".join(key for table in tables.values() for key, _ in fields_of(table))
        yield f"\n# [{'.'.join(path)}]\n" + _comment(f"{field.description}; keys: {keys}")


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, _WIDTH))


def _plain(text: str) -> str:
    return text.replace("`", "")
