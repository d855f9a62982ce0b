"""Questions that are equal up to the names of species are asked once."""

from __future__ import annotations

from collections import Counter

from ncrn_dsd.verification.crn_view import BisimulationQuestion, Sides


def canonical_question(question: BisimulationQuestion) -> BisimulationQuestion:
    """The question under neutral names.

    Equal results mean isomorphic questions, because renaming is one-to-one. Isomorphic
    questions get equal results unless colour refinement leaves species apart that no
    isomorphism maps to each other, which only costs a second answer.
    """
    formal_names = dict.fromkeys(
        x for reactants, products in question.formal for x in (*reactants, *products)
    )
    for _, formal in question.signals:
        formal_names.setdefault(formal)
    formals = {x: f"F{i}" for i, x in enumerate(formal_names)}
    order = _species_order(question, formals)
    names = {x: f"s{i}" for i, x in enumerate(order)}
    return BisimulationQuestion(
        tuple(_rename(r, formals) for r in question.formal),
        tuple(sorted(_rename(r, names) for r in question.implementation)),
        tuple(sorted((names[x], formals[f]) for x, f in question.signals)),
        question.notion,
    )


def _species_order(question: BisimulationQuestion, formals: dict[str, str]) -> list[str]:
    """Implementation species in an order that depends on names only to break symmetries."""
    signals = {x: formals[f] for x, f in question.signals}
    species = sorted(
        {x for r in question.implementation for side in r for x in side} | set(signals)
    )
    colours = _ranks({x: (signals.get(x, ""), ()) for x in species})
    while True:
        colours = _refine(question.implementation, colours)
        sizes = Counter(colours.values())
        tied = [x for x in species if sizes[colours[x]] > 1]
        if not tied:
            return sorted(species, key=colours.__getitem__)
        # Single out one of the first tied species; symmetric choices end in the same text.
        chosen = min(tied, key=lambda x: (colours[x], x))
        colours = _ranks({x: (c, x != chosen) for x, c in colours.items()})


def _refine(reactions: tuple[Sides, ...], colours: dict[str, int]) -> dict[str, int]:
    """Split colours by the reactions that a species takes part in, until nothing splits."""
    while True:
        seen: dict[str, list[object]] = {x: [] for x in colours}
        for reactants, products in reactions:
            shape = tuple(tuple(sorted(colours[x] for x in side)) for side in (reactants, products))
            for x in {*reactants, *products}:
                seen[x].append((shape, reactants.count(x), products.count(x)))
        finer = _ranks({x: (c, tuple(sorted(seen[x], key=repr))) for x, c in colours.items()})
        if len(set(finer.values())) == len(set(colours.values())):
            return finer
        colours = finer


def _ranks(keys: dict[str, tuple[object, object]]) -> dict[str, int]:
    def text(key: tuple[object, object]) -> tuple[int, str]:
        first = key[0]
        return (first, repr(key)) if isinstance(first, int) else (0, repr(key))

    order = {key: i for i, key in enumerate(sorted(set(keys.values()), key=text))}
    return {x: order[key] for x, key in keys.items()}


def _rename(reaction: Sides, names: dict[str, str]) -> Sides:
    reactants, products = reaction
    return (
        tuple(sorted(names[x] for x in reactants)),
        tuple(sorted(names[x] for x in products)),
    )
