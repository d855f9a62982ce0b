"""Add up draws of one learner under the same errors, from several runs or machines.

What was drawn has an identity: the design, the level, what outcomes are held against, and the size
of every kind of errors. Draws add up where it is equal, and are refused where it is not; a draw
that is in both, told by its seed, counts once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

from ncrn_dsd.analyses.robustness import KINDS
from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.result_json import read_result
from ncrn_dsd.formats.text_file import read_text
from ncrn_dsd.ir.robustness import Draw, ErrorsOfKind, Robustness
from ncrn_dsd.ir.survival import Survival, TubeCase, TubeOutcome

Result = TypeVar("Result", Robustness, Survival)
Group = TypeVar("Group", ErrorsOfKind, TubeCase)
OneDraw = TypeVar("OneDraw", Draw, TubeOutcome)

_OF_DRAWS = {
    "seed",
    "further_seeds",
    "draws_per_kind",
    "kinds",
    "cases",
    "left_out",
    "tube_leaks",
    "tube_occluders",
    "notes",
    "draws",
    "blame",
    "tried",
}
"""What belongs to the draws that there are, and not to what was drawn."""


def add_draws(first: Result, second: Result) -> Result:
    """The draws of both.

    Raises
    ------
    FormatError: F090, they are of different learners or errors, or a draw ended in two ways.
    """
    _refuse_difference(first, second, "the results")
    seeds = dict.fromkeys((first.seed, *first.further_seeds, second.seed, *second.further_seeds))
    further_seeds = tuple(seeds)[1:]
    if isinstance(first, Survival):
        return replace(
            first,
            further_seeds=further_seeds,
            cases=_groups_of_both(first.cases, second.cases),
            notes=tuple(dict.fromkeys((*first.notes, *second.notes))),
            tube_leaks=first.tube_leaks or second.tube_leaks,
            tube_occluders=first.tube_occluders or second.tube_occluders,
        )
    kinds = _groups_of_both(first.kinds, second.kinds)
    return replace(
        first,
        further_seeds=further_seeds,
        draws_per_kind=max((k.drawn for k in kinds), default=0),
        kinds=kinds,
        left_out=tuple(dict.fromkeys((*first.left_out, *second.left_out))),
    )


def _groups_of_both(first: Sequence[Group], second: Sequence[Group]) -> tuple[Group, ...]:
    theirs: dict[str, Group] = {_name(group): group for group in second}
    own: list[Group] = [_with_draws_of(group, theirs.pop(_name(group), group)) for group in first]
    own += theirs.values()
    return tuple(own)


def _name(group: ErrorsOfKind | TubeCase) -> str:
    return group.case if isinstance(group, TubeCase) else group.kind


def _with_draws_of(first: Group, second: Group) -> Group:
    name = _name(first)
    _refuse_difference(first, second, name)
    if isinstance(first, TubeCase):
        both = replace(first, draws=_draws_of_both(first.draws, second.draws, name))
        # Blame is that of the worst draw.
        blamed = first if both.worst_seed in {d.seed for d in first.draws} else second
        return replace(both, blame=blamed.blame, tried=blamed.tried)
    if not first.disturbance.is_random:
        # Nothing is left to chance, so that another seed is no other draw.
        second = replace(
            second, draws=tuple(replace(d, seed=first.draws[0].seed) for d in second.draws)
        )
    return replace(first, draws=_draws_of_both(first.draws, second.draws, name))


def _draws_of_both(
    first: Sequence[OneDraw], second: Sequence[OneDraw], name: str
) -> tuple[OneDraw, ...]:
    found = {draw.seed: draw for draw in first}
    for draw in second:
        known = found.setdefault(draw.seed, draw)
        if known.outcome != draw.outcome:
            raise _refused(f"the draw of {name} with the seed {draw.seed} ended in two ways")
    return tuple(replace(draw, number=i) for i, draw in enumerate(found.values(), start=1))


def _refuse_difference(first: Any, second: Any, what: str) -> None:
    if type(first) is not type(second):
        raise _refused("one result is of the formal network, the other of strands")
    for field in fields(first):
        one, other = getattr(first, field.name), getattr(second, field.name)
        if field.name not in _OF_DRAWS and one != other:
            raise _refused(f"{what} differ in {field.name}: {one} and {other}")


def _refused(what: str) -> FormatError:
    return FormatError(
        "F090",
        "draws to be added",
        what,
        "add draws of the same design, errors and versions only",
    )


def add_files(files: Sequence[Path]) -> tuple[Robustness | Survival, Mapping[str, Any]]:
    """The draws of all files of `analyse robustness`, and the versions that made them.

    Raises
    ------
    FormatError: F090, as `add_draws`, or other versions made them; F091, a file is no such result.
    """
    found = [_read(file) for file in files]
    results, versions = zip(*found, strict=True)
    for file, other in zip(files, versions, strict=True):
        if other != versions[0]:
            raise _refused(f"{file} was made by other versions than {files[0]}")
    return reduce(add_draws, results), versions[0]


def _read(file: Path) -> tuple[Robustness | Survival, Mapping[str, Any]]:
    try:
        content = json.loads(read_text(file))
        if "cases" in content:
            return read_result(Survival, content), content["versions"]
        for kind in content["kinds"]:
            # A kind of another package has keys of its own.
            keys = type(KINDS.load(kind["kind"]).disturbance)
            kind["disturbance"] = keys.model_validate(kind["disturbance"])
        return read_result(Robustness, content), content["versions"]
    except (ValueError, KeyError, TypeError) as problem:
        raise FormatError(
            "F091",
            str(file),
            f"it holds no draws of a learner ({type(problem).__name__})",
            "give files that `ncrn-dsd analyse robustness` wrote",
        ) from problem
