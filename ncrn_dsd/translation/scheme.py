"""Find, read and check translation schemes."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.formats.source_text import SourceText, Span
from ncrn_dsd.formats.text_file import read_text_or
from ncrn_dsd.translation.natives import library
from ncrn_dsd.translation.parser import parse_program
from ncrn_dsd.translation.resolver import resolve_names
from ncrn_dsd.translation.scheme_folders import (
    FOLDER_VARIABLE,
    OWN_FOLDER,
    SCHEME_FILE,
    own_folder,
    scheme_folder,
    scheme_names,
    schemes_root,
)
from ncrn_dsd.translation.scheme_meta import SchemeMeta, parse_meta, unknown_meta
from ncrn_dsd.translation.syntax import Definition, Program

META_FILE = "meta.toml"

_REQUIRED = {"formal": "(s)", "main": "(crn)"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A checked translation scheme.

    Parameters
    ----------
    path: the file, as messages show it.
    folder: where the file is.
    """

    name: str
    path: str
    text: str
    program: Program
    meta: SchemeMeta
    folder: Path

    @property
    def source(self) -> SourceText:
        return SourceText(self.path, self.text)


def list_schemes() -> tuple[str, ...]:
    """Names of all schemes: the user's own, then by trust level and name, then of other packages.

    Raises
    ------
    SchemeError: there is none, or the folder that is named does not exist.
    """
    named = own_folder()
    if named != OWN_FOLDER and not named.is_dir():
        raise SchemeError(
            "S120",
            str(named),
            "there is no such folder of translation schemes",
            f"correct --schemes or {FOLDER_VARIABLE}, or leave it out",
        )
    found = scheme_names()
    if not found:
        raise SchemeError(
            "S121",
            str(schemes_root()),
            "there are no translation schemes",
            "install ncrn_dsd again; its schemes belong to the package",
        )
    return found


def load_scheme(name_or_path: str | Path) -> Scheme:
    """A scheme by name, or from a folder or a `.ts` file.

    Raises
    ------
    SchemeError: no such scheme, an unreadable file, or anything wrong in its text.
    PluginError: the package that brings it is broken, or two bring it.
    """
    given = str(name_or_path)
    if given in list_schemes():
        return _load(scheme_folder(given) / SCHEME_FILE, given)
    path = Path(name_or_path)
    if path.is_dir() and (path / SCHEME_FILE).is_file():
        return _load(path / SCHEME_FILE, path.resolve().name)
    if path.is_file():
        name = path.resolve().parent.name if path.name == SCHEME_FILE else path.stem
        return _load(path, name)
    near = difflib.get_close_matches(given, list_schemes(), n=3)
    hint = (
        f"did you mean {' or '.join(near)}"
        if near
        else f"there are: {', '.join(list_schemes())}; or give a path to a scheme"
    )
    raise SchemeError("S001", given, "there is no such translation scheme", hint)


def parse_scheme(
    text: str, path: str, name: str, meta: SchemeMeta | None = None, folder: Path | None = None
) -> Scheme:
    """Check the text of a scheme; without `meta` every shape of reaction is allowed.

    Parameters
    ----------
    path: the file, as messages show it.
    folder: where the file is, if `path` does not tell.

    Raises
    ------
    SchemeError: a syntax error, an unbound name, or a missing or wrong `formal` or `main`.
    """
    source = SourceText(path, text)
    program = resolve_names(parse_program(source), source, library())
    for required, parameters in _REQUIRED.items():
        definition = program.definition(required)
        if definition is None:
            raise SchemeError(
                "S032",
                source.where(Span(0, 0)),
                f"the scheme does not define '{required}'",
                f"add: class {required}{parameters} = ...",
            )
        _check_one_parameter(definition, source, parameters)
    chosen = meta or unknown_meta(name)
    return Scheme(name, path, text, program, chosen, folder or Path(path).parent)


def _check_one_parameter(definition: Definition, source: SourceText, parameters: str) -> None:
    if len(definition.parameters) != 1:
        raise source.error(
            SchemeError,
            "S033",
            definition.span,
            f"'{definition.name}' has {len(definition.parameters)} parameters",
            f"it takes exactly one: {definition.name}{parameters}",
        )


def _load(file: Path, name: str) -> Scheme:
    root = schemes_root()
    # Messages about schemes of the package are the same wherever it is installed.
    shown = file.relative_to(root.parents[1]) if file.is_relative_to(root) else file
    meta_file = file.parent / META_FILE
    meta = None
    if meta_file.is_file() and file.name == SCHEME_FILE:
        meta = parse_meta(_read(meta_file), str(shown.parent / META_FILE))
    return parse_scheme(_read(file), str(shown), name, meta, file.parent)


def _read(file: Path) -> str:
    return read_text_or(
        file, lambda what: SchemeError("S002", str(file), what, "check the path and rights")
    )
