"""The explanations of all error codes, read from the TOML files beside this module."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

import ncrn_dsd

CODE = re.compile(r"[A-Z][0-9]{3}")
_NEAREST = 3

Code = Annotated[str, Field(pattern=f"^{CODE.pattern}$")]
# Texts are wrapped in the files, and flow again where they are shown.
Text = Annotated[str, Field(min_length=4), AfterValidator(lambda text: " ".join(text.split()))]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Entry(_Strict):
    title: Text
    meaning: Text
    cause: Text
    remedy: Text


class _Group(_Strict):
    arises: Text
    codes: Annotated[dict[Code, _Entry], Field(min_length=1)]


class _LetterFile(_Strict):
    stage: Text
    groups: Annotated[list[_Group], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code means.

    Parameters
    ----------
    stage: part of the program that its letter stands for.
    title: what is wrong, in a few words.
    meaning: what was found, and why it is refused.
    cause: what usually leads to it.
    remedy: how to mend it.
    arises: what was being done, and by which commands.
    """

    code: str
    stage: str
    title: str
    meaning: str
    cause: str
    remedy: str
    arises: str


@cache
def explanations() -> tuple[Explanation, ...]:
    """All of them, by code.

    Raises
    ------
    ValueError: a file does not keep the schema, or explains a code twice or of another letter.
    """
    found: dict[str, Explanation] = {}
    folder = files("ncrn_dsd.explanations")
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=str):
        letter = file.name.removesuffix(".toml")
        for one in explanations_in(file.read_text(encoding="utf-8"), letter):
            found[one.code] = one
    return tuple(found[code] for code in sorted(found))


def explanations_in(text: str, letter: str) -> tuple[Explanation, ...]:
    """Those of the text of one file, whose codes begin with `letter`. Raises as above."""
    table = _LetterFile.model_validate(tomllib.loads(text))
    found: dict[str, Explanation] = {}
    for group in table.groups:
        for code, entry in group.codes.items():
            if not code.startswith(letter) or code in found:
                raise ValueError(f"{letter}.toml: the code {code} stands here twice or wrongly")
            found[code] = Explanation(code, table.stage, **entry.model_dump(), arises=group.arises)
    return tuple(found.values())


def explanation_of(text: str) -> Explanation | None:
    """The explanation of the code in `text`, which may be pasted as in "error[D001]"."""
    match = CODE.search(text.upper())
    if match is None:
        return None
    return next((e for e in explanations() if e.code == match.group()), None)


def nearest_codes(text: str) -> tuple[str, ...]:
    """Codes that may have been meant: of the same letter and nearest in number, else alike."""
    known = [e.code for e in explanations()]
    wanted = re.fullmatch(r"([A-Z])([0-9]+)", text.strip().upper())
    if wanted is None or not any(code[0] == wanted[1] for code in known):
        return tuple(difflib.get_close_matches(text.upper(), known, n=_NEAREST, cutoff=0.5))
    number = int(wanted[2])
    same = [code for code in known if code[0] == wanted[1]]
    return tuple(sorted(same, key=lambda code: (abs(int(code[1:]) - number), code))[:_NEAREST])


def modules_with(code: str, texts: Iterable[tuple[str, str]] | None = None) -> tuple[str, ...]:
    """Modules of the package that name a code in quotation marks.

    Parameters
    ----------
    texts: names of modules and their sources; by default those of the installed package.
    """
    mark = f'"{code}"'
    return tuple(name for name, text in texts or _sources() if mark in text)


@cache
def _sources() -> tuple[tuple[str, str], ...]:
    root = Path(ncrn_dsd.__file__).parent
    return tuple(
        (file.relative_to(root.parent).with_suffix("").as_posix().replace("/", "."), text)
        for file in sorted(root.rglob("*.py"))
        if (text := file.read_text(encoding="utf-8"))
    )
