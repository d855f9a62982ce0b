"""The files that people write, and where a key of them is declared."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel

from ncrn_dsd.model.describe import KeyFacts, keys_of
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.model.schedule import ScheduleFile

FILES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("the design of a learner", Design),
    ('a design of kind "dynamics"', DynamicsDesign),
    ("a design as published", PublishedDesign),
    ("the file of `simulate --schedule`", ScheduleFile),
    ("the file of `handoff --lab`", LabSettings),
)
"""What a file is, and its model."""


@dataclass(frozen=True, slots=True)
class Found:
    """A key, and all places that have one like it.

    Parameters
    ----------
    places: what file, and of which kind of table where there are several.
    """

    facts: KeyFacts
    places: tuple[str, ...]


@cache
def all_keys() -> tuple[tuple[str, KeyFacts], ...]:
    """Every key of every file, with what file it is."""
    return tuple((file, facts) for file, model in FILES for facts in keys_of(model))


def find_keys(name: str) -> tuple[Found, ...]:
    """Keys with this name; without their tables, those of any table.

    What is said of several alike is said once.
    """
    wanted = name.strip()
    found: dict[tuple[str, ...], tuple[KeyFacts, list[str]]] = {}
    exact = [known for known in all_keys() if known[1].name == wanted]
    for file, facts in exact or [k for k in all_keys() if k[1].name.endswith(f".{wanted}")]:
        same = (facts.name, facts.value, facts.default, facts.meaning)
        place = f"{file} ({facts.kind})" if facts.kind else file
        found.setdefault(same, (facts, []))[1].append(place)
    return tuple(Found(facts, tuple(places)) for facts, places in found.values())


def nearest_keys(name: str) -> tuple[str, ...]:
    """Names of keys that may have been meant."""
    names = {facts.name for _, facts in all_keys()}
    last = {full.rpartition(".")[2]: full for full in sorted(names, reverse=True)}
    near = difflib.get_close_matches(name, sorted(names), n=3, cutoff=0.7)
    if not near:
        near = [last[word] for word in difflib.get_close_matches(name, last, n=3, cutoff=0.8)]
    return tuple(near)
