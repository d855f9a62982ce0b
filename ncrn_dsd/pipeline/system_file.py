"""A translated system read back from its file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.formats.pil_document import PilDocument
from ncrn_dsd.formats.signal_map import MappedModule, Sides, SignalMap
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem, Fuel, GateModule, Signal
from ncrn_dsd.translation.translate import module_name


def translated_system(document: PilDocument, crn: FormalCrn) -> DsdSystem | None:
    """The system that `write_pil` has written, or None when the document is something else.

    A translated system has one signal per formal species and gate modules that implement
    exactly the reactions of the formal network; and nothing else is in its file.
    """
    said = document.map
    complexes = {c.name: c.complex for c in document.complexes}
    fuels = said.fuels or ()
    named = [*(name for name, _ in said.signals), *fuels]
    modules = _modules(said.modules, crn)
    if (
        modules is None
        or not modules
        or document.reactions
        or sorted(formal for _, formal in said.signals) != sorted(crn.names)
        or sorted(named) != sorted(complexes)
        or not {f for m in modules for f in m.fuels} <= set(fuels)
    ):
        return None
    histories = dict(said.histories)
    signal_of = {formal: name for name, formal in said.signals}
    users: defaultdict[str, list[int]] = defaultdict(list)
    for module in modules:
        for name in module.fuels:
            users[name].append(module.index)
    if set(users) != set(fuels):
        return None
    return DsdSystem(
        scheme=said.scheme,
        domains=tuple(replace(d, history=d.name in histories.values()) for d in document.domains),
        signals=tuple(
            Signal(x, complexes[signal_of[x]], histories.get(signal_of[x])) for x in crn.names
        ),
        fuels=tuple(
            Fuel(name, complexes[name], tuple(users[name]), modules[users[name][0]].origin)
            for name in fuels
        ),
        modules=modules,
        reject_remote=said.reject_remote,
    )


def options_of_file(said: SignalMap) -> EnumerationOptions:
    """The defaults of an enumeration, with what a file says about its own."""
    options = EnumerationOptions(reject_remote=said.reject_remote)
    cutoff = said.release_cutoff_nt
    if cutoff is None:
        return options
    return replace(options, release_cutoff_11_nt=cutoff, release_cutoff_1n_nt=cutoff)


def _modules(said: tuple[MappedModule, ...], crn: FormalCrn) -> tuple[GateModule, ...] | None:
    """Gate modules by the reactions of the network; None when these are not the same."""
    place = {_sorted((r.reactants, r.products)): i for i, r in enumerate(crn.reactions)}
    wanted = [tuple(place.get(_sorted(r)) for r in module.reactions) for module in said]
    members = [tuple(i for i in indices if i is not None) for indices in wanted]
    if sorted(i for indices in members for i in indices) != list(range(len(crn.reactions))):
        return None
    if any(None in indices for indices in wanted):
        return None
    return tuple(
        GateModule(
            index,
            module_name(crn, reactions),
            reactions,
            module.fuels,
            crn.reactions[reactions[0]].origin,
        )
        for index, (module, reactions) in enumerate(zip(said, members, strict=True))
    )


def _sorted(sides: Sides) -> Sides:
    return tuple(sorted(sides[0])), tuple(sorted(sides[1]))
