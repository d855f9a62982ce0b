"""Read design files into the models of designs; every wrong input is one sentence with its line.

Texts and files that a design names are read here too, and go into the loaded parts of its model.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ncrn_dsd.errors import DesignError, reason_of
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.formats.csv_samples import read_csv_rows
from ncrn_dsd.formats.datasets_adapter import read_dataset_rows
from ncrn_dsd.formats.kept_sequences import load_kept
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.formats.toml_lines import line_of, lines_of
from ncrn_dsd.formats.toml_text import toml_of
from ncrn_dsd.model.design import AnyDesign, Design, Source
from ncrn_dsd.model.dynamics import KIND, DynamicsDesign
from ncrn_dsd.model.keys import FROM_FILE, changed
from ncrn_dsd.model.published import MODE, PublishedDesign
from ncrn_dsd.model.refusals import refusal_of
from ncrn_dsd.model.task import CsvTaskSpec, DatasetTaskSpec

Model = TypeVar("Model", bound=BaseModel)
File = TypeVar("File", bound=AnyDesign)


def read_design(path: Path) -> Design:
    """Read a learner's design from a file, or from `design.toml` in a folder.

    Raises
    ------
    DesignError: missing file, bad TOML, unknown or missing key, value of the wrong kind or out
        of bounds.
    UnitError: a quantity without unit, with an unknown unit, or negative.
    """
    return parse_design(*load_toml(path))


def read_dynamics(path: Path) -> DynamicsDesign:
    """Likewise for a design of kind "dynamics".

    Raises
    ------
    NcrnError: as for `read_design`, and what is wrong with the reactions.
    """
    return parse_dynamics(*load_toml(path))


def read_published(path: Path) -> PublishedDesign:
    """Likewise for an experiment as it was published.

    Raises
    ------
    DesignError: as for `read_design`; D304, classes missing or in vain; D309, the design is no
        published experiment; D310, a weight distribution without its numbers.
    UnitError: as for `read_design`.
    """
    return parse_published(*load_toml(path))


def is_dynamics(path: Path) -> bool:
    """Whether a design file, or `design.toml` in a folder, is of kind "dynamics".

    Raises
    ------
    DesignError: the file cannot be read or is not TOML.
    """
    text, file = load_toml(path)
    return parse_toml(text, file).get("kind") == KIND


def parse_design(text: str, path: str) -> Design:
    """Read a design from a text; `path` is used in messages only. Raises as `read_design`."""
    return design_of(parse_toml(text, path), text, path)


def design_of(tables: dict[str, Any], text: str, path: str) -> Design:
    """A design from its tables, as they were read from a text or changed since."""
    return _with_rows(_with_kept(_file(Design, tables, text, path)))


def parse_published(text: str, path: str) -> PublishedDesign:
    """Read a design from a text; `path` is used in messages only. Raises as `read_published`."""
    tables = parse_toml(text, path)
    if tables.get("mode") != MODE:
        raise DesignError(
            "D309",
            f"{path}:{line_of(text, ('mode',))}",
            "the design is not of an experiment as published",
            f'write mode = "{MODE}", or run it as an ordinary design',
        )
    return _with_rows(_file(PublishedDesign, tables, text, path))


def parse_dynamics(text: str, path: str) -> DynamicsDesign:
    """Read a design from a text; `path` is used in messages only. Raises as `read_dynamics`."""
    design = _with_kept(_file(DynamicsDesign, parse_toml(text, path), text, path))
    content = read_crn(design.network.reactions, f"{path}, [network] reactions")
    if content.concentrations:
        raise DesignError(
            "D011",
            design.where("network", "reactions"),
            f"the reactions give a concentration of {content.concentrations[0].species}",
            "give concentrations in [network.initial], in u",
        )
    known = content.crn.names
    named: list[tuple[str, tuple[str, ...]]] = [
        *((species, ("network", "initial", species)) for species in design.network.initial),
        *((species, ("look", "show")) for species in design.look.show),
    ]
    for species, keys in named:
        if species not in known:
            raise DesignError(
                "D012",
                design.where(*keys),
                f"no reaction mentions the species {species}",
                f"use one of {', '.join(known)}",
            )
    return changed(design, network=changed(design.network, crn=content.crn))


WithSequences = TypeVar("WithSequences", Design, DynamicsDesign)


def _with_kept(design: WithSequences) -> WithSequences:
    """With the sequences of the file that it keeps some of."""
    spec = design.sequences
    if spec.kept is None:
        return design
    kept = load_kept(spec.kept, design.path, design.where("sequences", "kept"))
    return changed(design, sequences=changed(spec, kept_sequences=kept))


Learnt = TypeVar("Learnt", Design, PublishedDesign)


def _with_rows(design: Learnt) -> Learnt:
    """With the samples of the table that the task names."""
    task, where = design.task, design.where("task")
    match task:
        case CsvTaskSpec():
            rows = read_csv_rows(task, design.path, where)
        case DatasetTaskSpec():
            rows = read_dataset_rows(task, where)
        case _:
            return design
    return changed(design, task=changed(task, rows=rows))


def _file(model: type[File], tables: dict[str, Any], text: str, path: str) -> File:
    source = Source(path, hashlib.sha256(text.encode()).hexdigest(), lines_of(text))
    return validated(model, tables, source).read_from(source)


def validated(model: type[Model], tables: dict[str, Any], source: Source) -> Model:
    """The value that the tables of a file are.

    Raises
    ------
    DesignError: a key is unknown, missing, of the wrong kind or out of bounds.
    UnitError: a quantity without unit, with an unknown unit, or negative.
    """
    try:
        return model.model_validate(tables, context=FROM_FILE, by_alias=True, by_name=False)
    except ValidationError as problem:
        raise refusal_of(problem, model, lambda keys: source.where(*keys)) from None


def load_toml(path: Path) -> tuple[str, str]:
    """The text of a design file, or of `design.toml` in a folder, and the path of the file.

    Raises
    ------
    DesignError: there is no such file, or it cannot be read.
    """
    file = path / "design.toml" if path.is_dir() else path
    try:
        text = read_text_of(file)
    except FileNotFoundError:
        raise DesignError(
            "D001", str(file), "there is no such file", "give a design folder or a design.toml"
        ) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise DesignError(
            "D002",
            str(file),
            f"the file cannot be read ({reason_of(problem)})",
            "check the path and rights",
        ) from None
    return text, str(file)


def parse_toml(text: str, path: str) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises
    ------
    DesignError: the text is not TOML.
    """
    try:
        return toml_of(text)
    except tomllib.TOMLDecodeError as problem:
        raise DesignError(
            "D003", path, f"the text is not TOML: {problem}", "fix the line that is named"
        ) from None
