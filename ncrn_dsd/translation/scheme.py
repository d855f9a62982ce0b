"""Find, read and check translation schemes."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

import ncrn_dsd
from ncrn_dsd.errors import SchemeError
from ncrn_dsd.formats.source_text import SourceText, Span
from ncrn_dsd.translation.natives import library
from ncrn_dsd.translation.parser import parse_program
from ncrn_dsd.translation.resolver import check_names
from ncrn_dsd.translation.scheme_meta import SchemeMeta, parse_meta, unknown_meta
from ncrn_dsd.translation.syntax import Definition, Program

TRUST_LEVELS = ("literature", "variants", "development")
SCHEME_FILE = "scheme.ts"
META_FILE = "meta.toml"

_REQUIRED = {"formal": "(s)", "main": "(crn)"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A checked translation scheme.

    Parameters
    ----------
    path: the file, as messages show it.
    """

    name: str
    path: str
    text: str
    program: Program
    meta: SchemeMeta

    @property
    def source(self) -> SourceText:
        return SourceText(self.path, self.text)

    @property
    def folder(self) -> Path:
        """The folder of the file; the path of an installed scheme is shown from the package."""
        return (schemes_root().parent / self.path).parent


def schemes_root() -> Path:
    """The folder of the schemes that come with the package."""
    return Path(ncrn_dsd.__file__).resolve().parent / "schemes"


def list_schemes() -> tuple[str, ...]:
    """Names of all installed schemes, by trust level and then by name."""
    return tuple(
        folder.name
        for level in TRUST_LEVELS
        for folder in sorted((schemes_root() / level).glob("*"))
        if (folder / SCHEME_FILE).is_file()
    )


def load_scheme(name_or_path: str | Path) -> Scheme:
    """An installed scheme by name, or one from a folder or a `.ts` file.

    Raises
    ------
    SchemeError: no such scheme, an unreadable file, or anything wrong in its text.
    """
    given = str(name_or_path)
    root = schemes_root()
    if "/" not in given and "\\" not in given:
        for level in TRUST_LEVELS:
            folder = root / level / given
            if given and (folder / SCHEME_FILE).is_file():
                return _load(folder / SCHEME_FILE, given, root.parent)
    path = Path(name_or_path)
    if path.is_dir() and (path / SCHEME_FILE).is_file():
        return _load(path / SCHEME_FILE, path.resolve().name, None)
    if path.is_file():
        name = path.resolve().parent.name if path.name == SCHEME_FILE else path.stem
        return _load(path, name, None)
    near = difflib.get_close_matches(given, list_schemes(), n=3)
    hint = (
        f"did you mean {' or '.join(near)}"
        if near
        else f"installed schemes: {', '.join(list_schemes())}; or give a path to a scheme"
    )
    raise SchemeError("S001", given, "there is no such translation scheme", hint)


def parse_scheme(text: str, path: str, name: str, meta: SchemeMeta | None = None) -> Scheme:
    """Check the text of a scheme; without `meta` every shape of reaction is allowed.

    Raises
    ------
    SchemeError: a syntax error, an unbound name, or a missing or wrong `formal` or `main`.
    """
    source = SourceText(path, text)
    program = parse_program(source)
    check_names(program, source, library())
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
    return Scheme(name, path, text, program, meta or unknown_meta(name))


def _check_one_parameter(definition: Definition, source: SourceText, parameters: str) -> None:
    if len(definition.parameters) != 1:
        raise source.error(
            SchemeError,
            "S033",
            definition.span,
            f"'{definition.name}' has {len(definition.parameters)} parameters",
            f"it takes exactly one: {definition.name}{parameters}",
        )


def _load(file: Path, name: str, relative_to: Path | None) -> Scheme:
    shown = file.relative_to(relative_to) if relative_to is not None else file
    meta_file = file.parent / META_FILE
    meta = None
    if meta_file.is_file() and file.name == SCHEME_FILE:
        meta = parse_meta(_read(meta_file), str(shown.parent / META_FILE))
    return parse_scheme(_read(file), str(shown), name, meta)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise SchemeError(
            "S002", str(file), f"the file cannot be read ({problem})", "check the path and rights"
        ) from None
