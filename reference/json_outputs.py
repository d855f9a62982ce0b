"""docs/reference/json.md: what `--json` and the JSON files of results hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Annotated, Any, cast, get_args, get_origin

from pydantic import BaseModel

from ncrn_dsd.cli.explain import ExplainedCheck, ExplainedCode, ExplainedKey
from ncrn_dsd.explanations.catalogue import Explanation
from ncrn_dsd.formats.result_json import SCHEMA, result_schema
from ncrn_dsd.formats.verify_json import VerificationFile
from ncrn_dsd.installation.finding import InstallationReport
from ncrn_dsd.ir.answers import (
    CheckedCertificate,
    CompletionScript,
    EnumeratedFile,
    SimulatedFile,
    StartedDesign,
    StartedScheme,
    TranslatedFile,
)
from ncrn_dsd.ir.autonomy import Autonomy
from ncrn_dsd.ir.comparison import Comparison
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.learning import ManySeeds
from ncrn_dsd.ir.open_toeholds import OpenToeholds
from ncrn_dsd.ir.package import Checks, Manifest
from ncrn_dsd.ir.reaction_rates import SystemRates
from ncrn_dsd.ir.robustness import Robustness
from ncrn_dsd.ir.scale import Scale
from ncrn_dsd.ir.sensitivity import Sensitivity
from ncrn_dsd.ir.shown import facets_of, hints_of, inline_of
from ncrn_dsd.ir.summary import DynamicsSummary, RunSummary
from ncrn_dsd.ir.survival import Survival
from ncrn_dsd.ir.sweep import Sweep
from ncrn_dsd.model.describe import fields_of, places_of, type_text, value_text
from ncrn_dsd.pipeline.conformance import Conformance
from ncrn_dsd.pipeline.published_sizes import SizeRow
from ncrn_dsd.pipeline.scheme_sheet import SchemeFacts, SchemeGates
from ncrn_dsd.pipeline.verify_designs import Verified
from reference.markdown import code, page, table

_INTRO = """Every command has `--json`: it prints one JSON value on standard output and nothing
else there; progress and messages go to standard error, and the exit code is the same. Units are
part of the names of keys, as in `nucleotides_nt` and `hours_per_sample_h`. `schema` counts up when
the meaning of a key changes."""

_SCHEMAS = "schemas"

_READ_AGAIN = """`ncrn-dsd index` reads these files. Some have `version` or `versions` of programs
beside these keys. `NAME` is any name, `MEASURE` the key of any measure of one seed."""

RECORDS: tuple[tuple[str, str, type[Any]], ...] = (
    ("run (a learner)", "summary.json", RunSummary),
    ("run, simulate (dynamics)", "summary.json", DynamicsSummary),
    ("simulate (a file)", "summary.json", SimulatedFile),
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
    ("analyse occupancy", OpenToeholds, ""),
    ("analyse rates", SystemRates, ""),
    ("analyse scale", Scale, ""),
    ("analyse robustness --level dsd", Survival, ""),
    ("translate", TranslatedFile, ""),
    ("enumerate", EnumeratedFile, ""),
    ("verify (designs)", Verified, "[]"),
    ("verify --check", CheckedCertificate, ""),
    ("schemes list", SchemeFacts, "[]"),
    ("schemes show", SchemeGates, ""),
    ("schemes check", Conformance, ""),
    ("schemes sizes", SizeRow, "[]"),
    ("schemes new", StartedScheme, ""),
    ("new", StartedDesign, ""),
    ("explain (a code)", ExplainedCode, ""),
    ("explain (a check)", ExplainedCheck, ""),
    ("explain (a key)", ExplainedKey, "[]"),
    ("explain --list", Explanation, "[]"),
    ("doctor", InstallationReport, ""),
    ("completion", CompletionScript, ""),
)
"""Results that an index does not read, and whether there is a list of them."""


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
    ]
    return page("JSON outputs", _INTRO, parts)


def json_schemas() -> dict[str, str]:
    """File names and texts of the schemas of what is read again."""
    return {
        f"{_SCHEMAS}/{type_.__name__}.json": json.dumps(result_schema(type_), indent=1) + "\n"
        for _, _, type_ in RECORDS
    }


def _record(command: str, file: str, type_: type[Any], among: str | None = "") -> str:
    title = f"### `{command}`: {file}"
    schema = f"JSON schema: [{type_.__name__}.json]({_SCHEMAS}/{type_.__name__}.json)"
    told = () if among is None else (schema,)
    return "\n\n".join((title, *told, *_of_result(type_, among)))


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
        if inline is not None and is_dataclass(bare):
            yield from _keys_of(cast("type[Any]", bare), path)
            continue
        if inline is not None and inline.of is not None:
            value = get_args(bare)[1]
            part = next(filter(_has_keys, (value, *get_args(value))), None)
            if part is None:
                yield from (((*path, f.key), value, f.shown.title) for f in inline.facets)
            else:
                # What is known of a measure is the same for all of them.
                yield from _keys_of(cast("type[Any]", part), (*path, "MEASURE"))
            continue
        within = (bare, *get_args(bare), *(a for arg in get_args(bare) for a in get_args(arg)))
        inner = next(filter(_has_keys, within), None)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            for key, field in inner.model_fields.items():
                yield (*path, name, key), field.annotation, ""
        elif inner is None:
            yield (*path, name), bare, titles.get(name, "")
        else:
            among = {tuple: f"{name}[]", Mapping: f"{name}.NAME"}.get(get_origin(bare), name)
            among += "[]" if get_origin(bare) is Mapping and inner not in get_args(bare) else ""
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
