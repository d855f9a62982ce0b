"""What commands take: kinds of files, told by suffix or content, and designs by name."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

import click

import ncrn_dsd
from ncrn_dsd.errors import ArtefactError, FormatError
from ncrn_dsd.formats.packaged_designs import DESIGN_FILE, packaged_design
from ncrn_dsd.formats.text_file import CRN_SUFFIXES, PIL_SUFFIXES, SBML_SUFFIXES


class FileKind(Enum):
    """A kind of file or folder.

    Each has its name for people, the suffixes of its files, the file that a folder of this kind
    holds, and what can be done with it; `{}` stands for its path.
    """

    DESIGN = ("a design", (".toml",), DESIGN_FILE, ("run {}", "learn {}"))
    CRN = (
        "a formal network",
        CRN_SUFFIXES,
        "",
        (
            "simulate {}",
            "handoff {} --out FOLDER",
            "translate {} --scheme NAME",
            "verify --crn {} --system FILE",
        ),
    )
    SBML = (
        "an SBML model",
        SBML_SUFFIXES,
        "",
        ("simulate {}", "handoff {} --out FOLDER", "translate {} --scheme NAME"),
    )
    PIL = (
        "a system of strands",
        PIL_SUFFIXES,
        "",
        ("enumerate {}", "simulate {}", "verify --crn FILE --system {}"),
    )
    SCHEME = (
        "a translation scheme",
        (".ts",),
        "scheme.ts",
        ("schemes show {}", "translate FILE --scheme {}"),
    )
    TABLE = ("a table", (".csv", ".tsv"), "", ())
    JSON = ("a certificate or another result", (".json",), "", ("verify --check {}",))
    PACKAGE = ("a laboratory package", (".zip",), "MANIFEST.json", ("handoff {} --recheck",))
    SETTINGS = ("a TOML file", (), "", ())
    RESULTS = ("a folder with results", (), "", ("index {}",))

    def __init__(
        self, what: str, suffixes: tuple[str, ...], mark: str, uses: tuple[str, ...]
    ) -> None:
        self.what = what
        self.suffixes = suffixes
        self.mark = mark
        self.uses = uses

    def hint(self, path: Path) -> str:
        """What to do with a file of this kind."""
        if self is FileKind.TABLE:
            return "name it as `file` in the [task] of a design, see docs/how-to/own-data.md"
        return f"use {_alternatives([f'`ncrn-dsd {use.format(path)}`' for use in self.uses])}"


def kind_of(path: Path) -> FileKind | None:
    """What the path is, or None when neither its suffix nor its content tells."""
    if path.is_dir():
        return next((k for k in FileKind if k.mark and (path / k.mark).is_file()), None)
    return next((k for k in FileKind if path.suffix.lower() in k.suffixes), None)


class SourcePath(click.Path):
    """A path to something of the given kinds; a design may be one of the package, by its name."""

    def __init__(self, *kinds: FileKind) -> None:
        super().__init__(path_type=Path)
        self.kinds = kinds

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """The path.

        Raises
        ------
        FormatError: U130, it is of another kind.
        DesignError: D001, there is neither such a path nor a design of this name.
        """
        path = Path(value)
        kind = kind_of(path)
        if kind is not None and not self._takes(path, kind):
            command = "this command" if ctx is None else f"`{_name(ctx, param)}`"
            raise FormatError(
                "U130",
                str(path),
                f"{command} takes {_alternatives([k.what for k in self.kinds])}, "
                f"and this is {kind.what}",
                kind.hint(path),
            )
        is_design = FileKind.DESIGN in self.kinds and kind in {None, FileKind.DESIGN}
        return packaged_design(path) if is_design else path

    def _takes(self, path: Path, kind: FileKind) -> bool:
        if FileKind.SETTINGS in self.kinds:
            return kind is FileKind.DESIGN and not path.is_dir()
        return kind in self.kinds or (FileKind.RESULTS in self.kinds and path.is_dir())


class SchemeName(click.types.StringParamType):
    """The name of a translation scheme, or a path to one."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it was given. Raises as `SourcePath.convert`."""
        SourcePath(FileKind.SCHEME).convert(value, param, ctx)
        return value


def refuse_to_change_installation(path: Path, what: str) -> None:
    """Refuse to record something in a folder that an installer made.

    Raises
    ------
    ArtefactError: U131.
    """
    package = Path(ncrn_dsd.__file__).resolve().parent
    is_checkout = (package.parent / "pyproject.toml").is_file()
    if path.resolve().is_relative_to(package) and not is_checkout:
        raise ArtefactError(
            "U131",
            str(path),
            f"{what} would be recorded in the installed package",
            "copy the folder, and name the copy",
        )


class SuggestingGroup(click.Group):
    """A group that names the nearest of its commands when there is none of the name given."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None:
            kind = kind_of(Path(name))
            if kind is not None:
                ctx.fail(f"'{name}' is {kind.what} and no command; {kind.hint(Path(name))}.")
            near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
            if near and not name.startswith("-"):
                ctx.fail(f"No such command '{name}'. Did you mean '{near[0]}'?")
        return super().resolve_command(ctx, args)


def _name(ctx: click.Context, param: click.Parameter | None) -> str:
    """The command, or its option, that was given a value."""
    words = [ctx.info_name or ""]
    while ctx.parent is not None and ctx.parent.parent is not None:
        ctx = ctx.parent
        words.insert(0, ctx.info_name or "")
    if isinstance(param, click.Option):
        words.append(param.opts[0])
    return " ".join(words)


def _alternatives(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
