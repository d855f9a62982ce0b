"""Enumerate the complexes of a PIL document and give the result as a PIL document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.enumeration.condensed import CondensedNetwork, EnumerationJob
from ncrn_dsd.enumeration.detailed import DetailedReaction
from ncrn_dsd.enumeration.engine.run import condense_job
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.peppercorn_adapter import run_jobs
from ncrn_dsd.enumeration.variants import SignalForms
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.formats.pil_document import (
    NamedComplex,
    PilConcentration,
    PilDocument,
    PilMacrostate,
    PilReaction,
)
from ncrn_dsd.formats.pil_network import (
    CONDENSED,
    PilNetwork,
    condensed_network,
    detailed_network,
)
from ncrn_dsd.ir.dsd import Complex, DsdSystem, Signal, complex_key
from ncrn_dsd.ir.lab import sequences_alike
from ncrn_dsd.ir.reaction import reaction_text

Progress = Callable[[int, int], None]

_NONE_AT_START = PilConcentration("initial", 0.0)


@dataclass(frozen=True, slots=True)
class Enumerated:
    """What an enumeration found.

    Parameters
    ----------
    document: resting macrostates and condensed reactions, and with `is_detailed` transient
        complexes and detailed reactions too.
    truncated_by: what was cut off, in words, or None when nothing was.
    never_met: given reactions whose reactants do not rest, or never turn up together.
    """

    document: PilDocument
    is_detailed: bool
    truncated_by: str | None
    never_met: tuple[str, ...] = ()

    @property
    def network(self) -> PilNetwork:
        """The detailed network if there is one, else the condensed one."""
        if self.is_detailed:
            return detailed_network(self.document, self.truncated_by)
        return self.condensed_network

    @property
    def condensed_network(self) -> PilNetwork:
        return condensed_network(self.document, self.truncated_by)


def enumerate_document(
    document: PilDocument,
    options: EnumerationOptions,
    progress: Progress | None = None,
    *,
    detailed: bool = False,
    name: str = "the PIL document",
) -> Enumerated:
    """Condensed, and if asked for detailed, reactions of everything that is present at the start.

    Complexes of concentration zero are not present; they lend their names to what turns up.
    Forms of a signal ``A`` that differ from it in its history domain alone are called ``A__1``,
    ``A__2``, ..., and stand for the same species. All others that nobody named are called
    ``e1``, ``e2``, ... in canonical order, those of resting macrostates first. What has no name
    in the document has concentration zero: enumerating the result again starts from the same
    complexes. Reactions of the document that have a rate take the place of computed ones, or are
    added; condensed ones are worked out anew.

    Parameters
    ----------
    name: of the document, for messages.

    Raises
    ------
    EnumerationError: E010 nothing is present; E015 a complex has two names; E001 Peppercorn
        failed; E121 to E123 a given reaction cannot be kept.
    """
    _refuse_two_names(document, name)
    present = tuple(c.complex for c in document.complexes if _is_present(c))
    if not present:
        raise EnumerationError(
            "E010",
            name,
            "it has no complex with a concentration above zero",
            "add a complex, or remove @initial 0 from one",
        )
    stated = given_reactions(document)
    job = EnumerationJob(
        tuple((d.name, d.length_nt) for d in document.domains),
        present,
        detailed,
        given=_as_complexes(document, stated, name),
    )
    if options.engine is Engine.PEPPERCORN:
        if stated:
            raise EnumerationError(
                "E123",
                f"{name}, reaction {reaction_text(stated[0])}",
                "reactions that a file states are not handed to Peppercorn",
                "use the engine 'own', or remove the reaction",
            )
        ((_, network),) = run_jobs({name: job}, options, 1)
    else:
        network = condense_job(job, options, progress)
    steps = network.details.reactions if network.details else ()
    return Enumerated(
        _document(document, network, steps),
        detailed,
        network.truncated_by,
        tuple(reaction_text(stated[i]) for i in network.unused_given),
    )


def given_reactions(document: PilDocument) -> tuple[PilReaction, ...]:
    """Reactions between complexes that have a rate, so that an enumeration keeps them."""
    return tuple(r for r in document.reactions if r.kind != CONDENSED and r.rate is not None)


def _as_complexes(
    document: PilDocument, stated: tuple[PilReaction, ...], name: str
) -> tuple[DetailedReaction[Complex], ...]:
    known = {c.name: c.complex.canonical() for c in document.complexes}
    found = []
    for reaction in stated:
        where = f"{name}, reaction {reaction_text(reaction)}"
        for x in (*reaction.reactants, *reaction.products):
            if x not in known:
                raise EnumerationError(
                    "E121", where, f"{x} is no complex of the file", f"add a line: {x} = DOMAINS"
                )
        if len(reaction.reactants) not in (1, 2):
            raise EnumerationError(
                "E122",
                where,
                f"it has {len(reaction.reactants)} reactants; complexes react alone or in pairs",
                "write it as reactions of one or two complexes",
            )
        reactants, products = (
            tuple(sorted((known[x] for x in side), key=complex_key))
            for side in (reaction.reactants, reaction.products)
        )
        found.append(
            DetailedReaction(reactants, products, reaction.rate or 0.0, reaction.kind or "")
        )
    return tuple(found)


def _strands_not_kept(document: PilDocument) -> tuple[str, ...]:
    """Given reactions that lose or make strands, in words."""
    known = {c.name: c.complex for c in document.complexes}
    found = []
    for reaction in given_reactions(document):
        before, after = (
            Counter(strand for x in side for strand in known[x].strands)
            for side in (reaction.reactants, reaction.products)
        )
        if before != after:
            strand = min((before - after) + (after - before))
            found.append(
                f"{reaction_text(reaction)} has the strand {' '.join(strand)} "
                f"{before[strand]} times on the left and {after[strand]} times on the right"
            )
    return tuple(found)


def notes_on(document: PilDocument, never_met: tuple[str, ...] = ()) -> Iterator[str]:
    """What an enumeration of a document by names does not see, and what became of its reactions.

    Parameters
    ----------
    never_met: of the result.
    """
    for alike in sequences_alike(document.sequences):
        yield f"warning: {alike}, which an enumeration by names does not see"
    kept = len(given_reactions(document)) - len(never_met)
    if kept:
        yield f"{kept} of its reactions took the place of computed ones, or were added"
    yield from _strands_not_kept(document)
    for reaction in never_met:
        yield f"{reaction} is left out, for its reactants do not rest or never meet"
    condensed = sum(r.kind == CONDENSED for r in document.reactions)
    if condensed:
        yield f"its {condensed} condensed reactions were worked out anew"
    without = sum(r.rate is None and r.kind != CONDENSED for r in document.reactions)
    if without:
        yield f"{without} of its reactions have no rate, so that those found have the computed ones"


def _refuse_two_names(document: PilDocument, name: str) -> None:
    known: dict[Complex, str] = {}
    for named in document.complexes:
        other = known.setdefault(named.complex.canonical(), named.name)
        if other != named.name:
            raise EnumerationError(
                "E015",
                f"{name}, complexes {other} and {named.name}",
                "they are the same complex",
                "keep one of them and give it the whole concentration",
            )


def _is_present(named: NamedComplex) -> bool:
    return named.concentration is None or named.concentration.value_M > 0


def _document(
    source: PilDocument, network: CondensedNetwork, steps: tuple[DetailedReaction[Complex], ...]
) -> PilDocument:
    given = {c.complex.canonical(): c for c in source.complexes}
    resting = tuple(c for members in network.macrostates for c in members)
    involved = {c for step in steps for c in (*step.reactants, *step.products)}
    # Kept, with its concentration: what is there at the start but does not rest, and what the
    # file declares but nothing makes.
    declared = {name for name, _ in source.map.signals} | set(source.map.fuels or ())
    begun = {c for c, named in given.items() if _is_present(named) or named.name in declared}
    transient = sorted((involved | begun).difference(resting), key=complex_key)
    forms = _forms_of_signals(source, resting)
    names = _names((*resting, *transient), given, forms)
    states = [_representative(members, given) for members in network.macrostates]
    condensed = tuple(
        PilReaction(
            CONDENSED,
            r.rate,
            tuple(names[states[i]] for i in r.reactants),
            tuple(names[states[i]] for i in r.products),
            "leak" if r.leak else "",
        )
        for r in network.reactions
    )
    return PilDocument(
        domains=source.domains,
        complexes=tuple(
            given.get(c, NamedComplex(names[c], c, _NONE_AT_START)) for c in (*resting, *transient)
        ),
        sequences=source.sequences,
        reactions=(
            *(
                PilReaction(
                    step.kind or None,
                    step.rate,
                    tuple(names[c] for c in step.reactants),
                    tuple(names[c] for c in step.products),
                )
                for step in steps
            ),
            *condensed,
        ),
        macrostates=tuple(
            PilMacrostate(names[state], tuple(names[c] for c in members))
            for state, members in zip(states, network.macrostates, strict=True)
        ),
        map=replace(
            source.map,
            signals=(
                *source.map.signals,
                *((names[c], formal) for c, (_, formal) in forms.items()),
            ),
            is_network=True,
        ),
    )


def _forms_of_signals(
    source: PilDocument, resting: Iterable[Complex]
) -> dict[Complex, tuple[str, str]]:
    """Nameless forms of signals, each with its signal and the species it stands for."""
    given = {c.name: c.complex for c in source.complexes}
    known = {c.canonical() for c in given.values()}
    histories = dict(source.map.histories)
    signals = [
        (Signal(name, given[name], histories[name]), formal)
        for name, formal in source.map.signals
        if name in histories and name in given
    ]
    forms = SignalForms(DsdSystem("", source.domains, tuple(s for s, _ in signals), (), ()))
    forms.find_in(resting)
    return {
        form: (signal.species, formal)
        for signal, formal in signals
        for form in forms.of(signal.species)
        if form not in known
    }


def _representative(members: tuple[Complex, ...], given: dict[Complex, NamedComplex]) -> Complex:
    return next((c for c in members if c in given), members[0])


def _names(
    complexes: Sequence[Complex],
    given: dict[Complex, NamedComplex],
    forms: dict[Complex, tuple[str, str]],
) -> dict[Complex, str]:
    taken = {c.name for c in given.values()}
    names = {c: given[c].name for c in complexes if c in given}
    last: dict[str, int] = {}

    def name(prefix: str) -> str:
        last[prefix] = last.get(prefix, 0) + 1
        while f"{prefix}{last[prefix]}" in taken:
            last[prefix] += 1
        return f"{prefix}{last[prefix]}"

    names |= {c: name(f"{signal}__") for c, (signal, _) in forms.items()}
    taken |= {names[c] for c in forms}
    return names | {c: name("e") for c in complexes if c not in names}
