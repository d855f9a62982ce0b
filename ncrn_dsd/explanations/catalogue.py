"""The explanations of all error codes and obligations, from the TOML files beside this module."""

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

CODE = re.compile(r"[A-Z][0-9]{3}")
_NEAREST = 3
_DIGITS_MEANT = str.maketrans("OIL", "011")

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
    codes: Annotated[dict[str, _Entry], Field(min_length=1)]


class _LetterFile(_Strict):
    stage: Text
    groups: Annotated[list[_Group], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code means, or an obligation.

    Parameters
    ----------
    code: letter and digits, or the notion of an obligation.
    stage: part of the program that its letter stands for.
    title: what is wrong, in a few words.
    meaning: what was found, and why it is refused.
    cause: what usually leads to it.
    remedy: how to fix it.
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
    """Of all error codes, in their order.

    Raises
    ------
    ValueError: a file does not keep the schema, or explains a code twice or of another letter.
    """
    names = (f.name for f in files("ncrn_dsd.explanations").iterdir())
    letters = sorted(n.removesuffix(".toml") for n in names if re.fullmatch(r"[A-Z]\.toml", n))
    found = [one for letter in letters for one in explanations_in(_text(letter), letter)]
    return tuple(sorted(found, key=lambda one: one.code))


@cache
def obligations() -> tuple[Explanation, ...]:
    """Of all obligations that a verification has. Raises as `explanations`."""
    return _read(_text("obligations"))


def _text(name: str) -> str:
    return (files("ncrn_dsd.explanations") / f"{name}.toml").read_text(encoding="utf-8")


def explanations_in(text: str, letter: str) -> tuple[Explanation, ...]:
    """Those of the text of one file, whose codes begin with `letter`. Raises as above."""
    found = _read(text)
    for one in found:
        if not (one.code.startswith(letter) and CODE.fullmatch(one.code)):
            raise ValueError(f"{letter}.toml: the code {one.code} does not belong here")
    return found


def _read(text: str) -> tuple[Explanation, ...]:
    table = _LetterFile.model_validate(tomllib.loads(text))
    found = [
        Explanation(code, table.stage, **entry.model_dump(), arises=group.arises)
        for group in table.groups
        for code, entry in group.codes.items()
    ]
    codes = [one.code for one in found]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise ValueError(f"{twice} is explained twice")
    return tuple(found)


def explanation_of(text: str) -> Explanation | None:
    """The explanation of an obligation, or of a code, pasted as in "error[D001]"."""
    words = " ".join(text.lower().split())
    named = next((o for o in obligations() if o.code.lower() == words), None)
    match = CODE.search(text.upper())
    if match is None:
        return named
    return next((e for e in explanations() if e.code == match.group()), None)


def nearest_codes(text: str) -> tuple[str, ...]:
    """Codes that may have been meant, of the same letter, else alike in spelling.

    Those with the fewest other digits come first, and of these the nearest in number.
    """
    known = [e.code for e in (*explanations(), *obligations())]
    wanted = re.fullmatch(r"([A-Z])([0-9OIL]+)", text.strip().upper())
    same = [c for c in known if wanted is not None and c[0] == wanted[1] and CODE.fullmatch(c)]
    if wanted is None or not same:
        spelt = {code.lower(): code for code in known}
        near = difflib.get_close_matches(text.lower(), spelt, n=_NEAREST, cutoff=0.5)
        return tuple(spelt[code] for code in near)
    number = int(wanted[2].translate(_DIGITS_MEANT))
    digits = f"{number:03}"

    def distance(code: str) -> tuple[int, int, str]:
        others = sum(a != b for a, b in zip(code[1:], digits, strict=False))
        return others, abs(int(code[1:]) - number), code

    return tuple(sorted(same, key=distance)[:_NEAREST])


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
    root = Path(__file__).parents[1]
    return tuple(
        (file.relative_to(root.parent).with_suffix("").as_posix().replace("/", "."), text)
        for file in sorted(root.rglob("*.py"))
        if (text := file.read_text(encoding="utf-8"))
    )
