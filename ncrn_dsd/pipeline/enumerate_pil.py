"""Enumerate the complexes of a PIL document and give the result as a PIL document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ncrn_dsd.enumeration.condensed import CondensedNetwork, EnumerationJob
from ncrn_dsd.enumeration.engine.run import condense_job
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.processes import run_jobs
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.formats.pil_document import (
    NamedComplex,
    PilDocument,
    PilMacrostate,
    PilReaction,
)
from ncrn_dsd.ir.dsd import Complex


@dataclass(frozen=True, slots=True)
class Enumerated:
    """The condensed network of a document; `truncated_by` is None when nothing was cut off."""

    document: PilDocument
    truncated_by: str | None


def enumerate_document(
    document: PilDocument,
    options: EnumerationOptions,
    progress: Callable[[int, int], None] | None = None,
) -> Enumerated:
    """Condensed reactions of everything that is present at the start.

    Complexes of concentration zero are not present; they lend their names to what turns up.
    Complexes that nobody named are called ``e1``, ``e2``, ... in canonical order.

    Raises
    ------
    EnumerationError: E010 nothing is present; E001 Peppercorn failed.
    """
    present = tuple(
        {c.complex.canonical(): c.complex for c in document.complexes if _is_present(c)}.values()
    )
    if not present:
        raise EnumerationError(
            "E010",
            "the PIL document",
            "it has no complex with a concentration above zero",
            "add a complex, or remove @initial 0 from one",
        )
    job = EnumerationJob(tuple((d.name, d.length_nt) for d in document.domains), present)
    if options.engine is Engine.PEPPERCORN:
        ((_, network),) = run_jobs({"the PIL document": job}, options, 1)
    else:
        network = condense_job(job, options, progress)
    return Enumerated(_document(document, network), network.truncated_by)


def _is_present(named: NamedComplex) -> bool:
    return named.concentration is None or named.concentration.value_M > 0


def _document(source: PilDocument, network: CondensedNetwork) -> PilDocument:
    given = {c.complex.canonical(): c for c in source.complexes}
    names = _names(network, given)
    states = [_representative(members, given) for members in network.macrostates]
    return PilDocument(
        domains=source.domains,
        complexes=tuple(
            given.get(c, NamedComplex(names[c], c)) for m in network.macrostates for c in m
        ),
        sequences=source.sequences,
        reactions=tuple(
            PilReaction(
                "condensed",
                r.rate,
                tuple(names[states[i]] for i in r.reactants),
                tuple(names[states[i]] for i in r.products),
            )
            for r in network.reactions
        ),
        macrostates=tuple(
            PilMacrostate(names[state], tuple(names[c] for c in members))
            for state, members in zip(states, network.macrostates, strict=True)
        ),
    )


def _representative(members: tuple[Complex, ...], given: dict[Complex, NamedComplex]) -> Complex:
    return next((c for c in members if c in given), members[0])


def _names(network: CondensedNetwork, given: dict[Complex, NamedComplex]) -> dict[Complex, str]:
    taken = {c.name for c in given.values()}
    names: dict[Complex, str] = {}
    number = 0
    for complex_ in (c for members in network.macrostates for c in members):
        if complex_ in given:
            names[complex_] = given[complex_].name
            continue
        number += 1
        while f"e{number}" in taken:
            number += 1
        names[complex_] = f"e{number}"
    return names
