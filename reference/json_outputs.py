"""docs/reference/json.md: what `--json` and the JSON files of results hold."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir
from dataclasses import is_dataclass
from pathlib import Path
from typing import Annotated, Any, cast, get_args, get_origin

from click.testing import CliRunner
from pydantic import BaseModel

from ncrn_dsd.cli.main import cli
from ncrn_dsd.formats.result_json import SCHEMA
from ncrn_dsd.formats.verify_json import VerificationFile
from ncrn_dsd.ir.autonomy import Autonomy
from ncrn_dsd.ir.comparison import Comparison
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.learning import ManySeeds
from ncrn_dsd.ir.package import Checks, Manifest
from ncrn_dsd.ir.robustness import Robustness
from ncrn_dsd.ir.scale import Scale
from ncrn_dsd.ir.sensitivity import Sensitivity
from ncrn_dsd.ir.shown import facets_of, hints_of, inline_of
from ncrn_dsd.ir.summary import DynamicsSummary, RunSummary
from ncrn_dsd.ir.survival import Survival
from ncrn_dsd.ir.sweep import Sweep
from ncrn_dsd.model.describe import fields_of, places_of, type_text, value_text
from reference.markdown import code, page, table

_ROOT = Path(__file__).parent.parent

_INTRO = """Every command has `--json`: it prints one JSON value on standard output and nothing
else there; progress and messages go to standard error, and the exit code is the same. Units are
part of the names of keys, as in `nucleotides_nt` and `hours_per_sample_h`. `schema` counts up when
the meaning of a key changes."""

_READ_AGAIN = """`ncrn-dsd index` reads these files. Some have `version` or `versions` of programs
beside these keys. `NAME` is any name, `MEASURE` the key of any measure of one seed."""

RECORDS: tuple[tuple[str, str, type[Any]], ...] = (
    ("run (a learner)", "summary.json", RunSummary),
    ("run, simulate (dynamics)", "summary.json", DynamicsSummary),
    ("learn", "learn.json", ManySeeds),
    ("analyse robustness", "NAME.json", Robustness),
    ("analyse sensitivity", "sensitivity.json", Sensitivity),
    ("analyse sweep", "sweep.json", Sweep),
    ("compare", "compare.json", Comparison),
    ("handoff", "feasibility.json", Feasibility),
)

PARTS: tuple[tuple[str, str, type[Any]], ...] = (
    ("handoff", "MANIFEST.json", Manifest),
    ("handoff", "checks.json", Checks),
)
"""Files of a package, which has a version of its own."""

_RESULTS: tuple[tuple[str, type[Any], str], ...] = (
    ("analyse autonomy", Autonomy, "[]"),
    ("analyse feasibility", Feasibility, ""),
    ("analyse scale", Scale, ""),
    ("analyse robustness --level dsd", Survival, ""),
)
"""Results that an index does not read, and whether there is a list of them."""

_CALLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("translate", ("one.crn", "--scheme", "srinivas2015")),
    ("enumerate", ("one.crn", "--scheme", "srinivas2015")),
    ("simulate", ("one.pil", "--duration", "1 h")),
    ("schemes list", ()),
    ("schemes show", ("srinivas2015",)),
    ("explain", ("D001",)),
    ("doctor", ()),
    ("completion", ("bash",)),
)
"""Calls that take no time; the keys of their outputs are looked up by making them."""

_NETWORK = "A + B -> C [k = 1e-3]\nA @initial 10\nB @initial 10\n"

_ONLY_SOMETIMES = {
    "simulate": "`signals_end_nM` is there for a .pil file that names its signals, with "
    "null for one of which the network has no form; `condensation` (`verdict` and `reason`) where "
    "condensed reactions of strands were simulated."
}

_BY_NAME = {"end_nM", "signals_end_nM", "examples"}
"""Tables whose keys are names of species, complexes or examples."""


def json_page() -> str:
    """The text of the page."""
    parts = [
        "## Results that are read again",
        _READ_AGAIN,
        *(_record(*each) for each in RECORDS),
        *(_record(*each, among=None) for each in PARTS),
        "## `verify --json`: `verify.json`",
        "The whole file; no other key is allowed.",
        *_tables(VerificationFile),
        "## Other commands",
        "Keys as the command prints them; `[]` is an element of a list, `NAME` any name.",
        *_results(),
        *_printed(),
    ]
    return page("JSON outputs", _INTRO, parts)


def _record(command: str, file: str, type_: type[Any], among: str | None = "") -> str:
    return "\n\n".join((f"### `{command}`: {file}", *_of_result(type_, among)))


def _results() -> Iterator[str]:
    for command, type_, among in _RESULTS:
        yield "\n\n".join((f"### `{command} --json`", *_of_result(type_, among)))


def _of_result(type_: type[Any], among: str | None = "") -> Iterator[str]:
    """All keys of a type of results, with what pages and tables call them.

    Parameters
    ----------
    among: what stands before the keys; None for a result that has no schema of its own.
    """
    rows = [] if among is None or among else [(code("schema"), f"`{SCHEMA}`", "")]
    rows += [
        (code(".".join(path)), type_text(hint, optional_as_null=True), title)
        for path, hint, title in _keys_of(type_, (among,) if among else ())
    ]
    yield table(("key", "value", "shown as"), rows)


def _keys_of(
    type_: type[Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object, str]]:
    titles = {f.key: f.shown.title for f in facets_of(type_) if not f.shown.column}
    for name, hint in hints_of(type_):
        bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
        inline = inline_of(hint)
        if inline is not None and inline.of is not None:
            value = get_args(bare)[1]
            part = next(filter(_has_keys, (value, *get_args(value))), None)
            if part is None:
                yield from (((*path, f.key), value, f.shown.title) for f in inline.facets)
            else:
                # What is known of a measure is the same for all of them.
                yield from _keys_of(cast("type[Any]", part), (*path, "MEASURE"))
            continue
        inner = next(filter(_has_keys, (bare, *get_args(bare))), None)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            for key, field in inner.model_fields.items():
                yield (*path, name, key), field.annotation, ""
        elif inner is None:
            yield (*path, name), bare, titles.get(name, "")
        else:
            among = {tuple: f"{name}[]", Mapping: f"{name}.NAME"}.get(get_origin(bare), name)
            among = among if inline is None else "NAME"
            yield from _keys_of(cast("type[Any]", inner), (*path, among))


def _has_keys(type_: object) -> bool:
    return is_dataclass(type_) or (isinstance(type_, type) and issubclass(type_, BaseModel))


def _tables(model: type[BaseModel]) -> Iterator[str]:
    rows = []
    for place in places_of(model):
        for key, field in fields_of(place.table):
            name = ".".join((*place.path, key))
            if is_dataclass(field.annotation):
                keys = _keys_of(cast("type[Any]", field.annotation), (name,))
                texts = ((path, type_text(hint, optional_as_null=True)) for path, hint, _ in keys)
                rows += [(code(".".join(path)), text) for path, text in texts]
            else:
                rows.append((code(name), value_text(field, optional_as_null=True)))
    yield table(("key", "value"), rows)


def _printed() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path("one.crn").write_text(_NETWORK, encoding="utf-8")
        Path("build").mkdir()
        text = (_ROOT / "designs/linear_regression/design.toml").read_text(encoding="utf-8")
        Path("first").mkdir()
        Path("first/design.toml").write_text(text, encoding="utf-8")
        _output(("translate", "one.crn", "--scheme", "srinivas2015", "--out", "one.pil"))
        for command, given in _CALLS:
            found = dict(_keys(_output((*command.split(), *given)), ""))
            rows = ((code(key), kind) for key, kind in found.items())
            note = f"{_ONLY_SOMETIMES[command]}\n\n" if command in _ONLY_SOMETIMES else ""
            yield f"### `{command} --json`\n\n{note}" + table(("key", "value"), rows)


def _output(call: tuple[str, ...]) -> object:
    result = CliRunner().invoke(cli, [*call, "--json"], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return json.loads(result.stdout)


def _keys(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every key with the kind of its value; lists and tables by name count by their elements."""
    if isinstance(value, dict) and value:
        by_name = path.split(".", maxsplit=1)[0] in _BY_NAME or path.endswith("size_notes")
        for key, inner in value.items():
            here = "NAME" if by_name else key
            yield from _keys(inner, f"{path}.{here}" if path else here)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from _keys(inner, f"{path}[]")
    else:
        yield path, _kind(value)


def _kind(value: object) -> str:
    match value:
        case None:
            return "null or a value"
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
        case _:
            return "table"
