"""Questions that are equal up to the names of their species, so that one proof serves all."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ncrn_dsd.verification.crn_view import BisimulationQuestion, Sides
from ncrn_dsd.verification.prover.multisets import Multiset
from ncrn_dsd.verification.prover.result import Certificate

_ROUNDS = 2

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class NormalForm:
    """A question under neutral names.

    Equal questions in normal form come from isomorphic ones, because naming is one-to-one. Not
    all isomorphic questions meet: finding that out would cost more than the proof.

    Parameters
    ----------
    species, formals: neutral name -> own name.
    order: index of a reaction here -> its index in the own question.
    """

    question: BisimulationQuestion
    species: Mapping[str, str]
    formals: Mapping[str, str]
    order: tuple[int, ...]


def normal_form(question: BisimulationQuestion) -> NormalForm:
    """Name species in the order in which they appear, reactions sorted by what takes part."""
    colour, formal_colour = _colours(question)
    formals: dict[str, str] = {}
    for side in (side for r in question.formal for side in r):
        for name in sorted(side, key=formal_colour.__getitem__):
            formals.setdefault(name, f"F{len(formals)}")
    for name in sorted(formal_colour, key=formal_colour.__getitem__):
        formals.setdefault(name, f"F{len(formals)}")
    shapes = [_shape(r, colour) for r in question.implementation]
    order = sorted(range(len(shapes)), key=shapes.__getitem__)
    species: dict[str, str] = {}
    for index in order:
        for side in question.implementation[index]:
            for x in sorted(side, key=colour.__getitem__):
                species.setdefault(x, f"s{len(species)}")
    for x, _ in question.signals:
        species.setdefault(x, f"s{len(species)}")
    neutral = BisimulationQuestion(
        tuple(_renamed(r, formals) for r in question.formal),
        tuple(_renamed(question.implementation[i], species) for i in order),
        tuple(sorted((species[x], formals[formal]) for x, formal in question.signals)),
        question.notion,
    )
    return NormalForm(
        neutral,
        {new: old for old, new in species.items()},
        {new: old for old, new in formals.items()},
        tuple(order),
    )


def group(
    questions: Mapping[K, BisimulationQuestion],
) -> dict[BisimulationQuestion, list[tuple[K, NormalForm]]]:
    """The questions by their normal form."""
    members: dict[BisimulationQuestion, list[tuple[K, NormalForm]]] = {}
    for key, question in questions.items():
        form = normal_form(question)
        members.setdefault(form.question, []).append((key, form))
    return members


def renamed_certificate(certificate: Certificate, form: NormalForm) -> Certificate:
    """The certificate of a question in normal form as one of the question it came from."""

    def own(side: Multiset, names: Mapping[str, str]) -> Multiset:
        return tuple(sorted(names[x] for x in side))

    return Certificate(
        tuple(
            sorted((form.species[x], own(value, form.formals)) for x, value in certificate.meaning)
        ),
        tuple(
            replace(r, species=form.species[r.species], reaction=form.order[r.reaction])
            for r in certificate.resolutions
        ),
        tuple(
            replace(
                p,
                state=own(p.state, form.species),
                reactions=tuple(form.order[i] for i in p.reactions),
            )
            for p in certificate.paths
        ),
    )


def _colours(question: BisimulationQuestion) -> tuple[dict[str, int], dict[str, int]]:
    """Numbers that isomorphic questions give to corresponding species, and formal species."""
    formal_of = dict(question.signals)
    formal = _formal_colours(question)
    species = dict.fromkeys(x for r in question.implementation for side in r for x in side)
    species |= dict.fromkeys(formal_of)
    colour = {x: formal[formal_of[x]] + 1 if x in formal_of else 0 for x in species}
    for _ in range(_ROUNDS):
        seen: dict[str, list[tuple[tuple[int, ...], tuple[int, ...], int, int]]] = {
            x: [] for x in colour
        }
        for left, right in question.implementation:
            shape = _shape((left, right), colour)
            for x in {*left, *right}:
                seen[x].append((*shape, left.count(x), right.count(x)))
        colour = _ranks({x: (colour[x], tuple(sorted(seen[x]))) for x in colour})
        variants: dict[str, list[int]] = {x: [] for x in formal}
        for x, name in question.signals:
            variants[name].append(colour[x])
        formal = _ranks({x: (formal[x], tuple(sorted(variants[x]))) for x in formal})
    return colour, formal


def _formal_colours(question: BisimulationQuestion) -> dict[str, int]:
    uses: dict[str, list[tuple[int, int, int]]] = {name: [] for _, name in question.signals}
    for index, (left, right) in enumerate(question.formal):
        for x in {*left, *right}:
            uses.setdefault(x, []).append((index, left.count(x), right.count(x)))
    return _ranks({x: tuple(sorted(use)) for x, use in uses.items()})


def _ranks(keys: Mapping[str, tuple[Any, ...]]) -> dict[str, int]:
    rank = {key: i for i, key in enumerate(sorted(set(keys.values())))}
    return {x: rank[key] for x, key in keys.items()}


def _shape(reaction: Sides, colour: Mapping[str, int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    left, right = reaction
    return tuple(sorted(colour[x] for x in left)), tuple(sorted(colour[x] for x in right))


def _renamed(reaction: Sides, names: Mapping[str, str]) -> Sides:
    left, right = reaction
    return tuple(sorted(names[x] for x in left)), tuple(sorted(names[x] for x in right))
