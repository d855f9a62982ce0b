"""Translate a formal network into strands, complexes and gate modules."""

from __future__ import annotations

import logging
from collections.abc import Callable

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Domain, DsdSystem, Fuel, GateModule, Signal
from ncrn_dsd.translation.naming import domain_names, fuel_name, renamer
from ncrn_dsd.translation.network_checks import check_network
from ncrn_dsd.translation.partition import Partition, partitions
from ncrn_dsd.translation.run import Draft, run_scheme
from ncrn_dsd.translation.scheme import Scheme

_LOG = logging.getLogger(__name__)


def translate(
    crn: FormalCrn, scheme: Scheme, report: Callable[[str], None] = _LOG.info
) -> DsdSystem:
    """Implement a network by a translation scheme.

    Every reaction, or pair of mutually reverse reactions, is a gate module. Where the scheme
    lets reactions share gates, the modules are merged until their fuels are those that the
    scheme makes for the whole network.

    Parameters
    ----------
    report: takes the text of every `print` in the scheme.

    Raises
    ------
    TranslationError: the network is malformed or the scheme does not support it.
    SchemeError: the scheme did something it must not do.
    """
    check_network(crn, scheme)
    partition, draft = _choose_partition(crn, scheme, report)
    return _finish(crn, scheme, partition, draft)


def _choose_partition(
    crn: FormalCrn, scheme: Scheme, report: Callable[[str], None]
) -> tuple[Partition, Draft]:
    wanted: int | None = None
    for partition in partitions(crn):
        draft = run_scheme(crn, scheme, partition, report)
        if len(partition) == 1:
            break
        if wanted is None:
            wanted = run_scheme(
                crn, scheme, (tuple(range(len(crn.reactions))),), _silent
            ).fuel_count
        if draft.fuel_count == wanted:
            break
    return partition, draft


def _silent(_text: str) -> None:
    """Reports of a run that only counts are not shown."""


def _finish(crn: FormalCrn, scheme: Scheme, partition: Partition, draft: Draft) -> DsdSystem:
    """Give everything its final name and say which module uses which fuel."""
    users: dict[int, list[int]] = {}
    for index, group in enumerate(draft.fuels):
        for fuel in group:
            users.setdefault(fuel, []).append(index)
    complexes = [signal.complex for signal in draft.signals]
    complexes += [draft.complexes[fuel] for fuel in users]
    species = frozenset(crn.names)
    renamed = domain_names(complexes, species)
    rename = renamer(renamed)
    names = _fuel_names(users, species)
    origins = [crn.reactions[group[0]].origin for group in partition]
    histories = frozenset(s.history for s in draft.signals if s.history is not None)
    lengths_nt = dict(draft.lengths_nt)
    return DsdSystem(
        scheme=scheme.name,
        domains=tuple(
            Domain(name, lengths_nt[working], working in histories)
            for working, name in renamed.items()
        ),
        signals=tuple(
            Signal(s.species, rename(s.complex), renamed[s.history] if s.history else None)
            for s in draft.signals
        ),
        fuels=tuple(
            Fuel(
                names[fuel],
                rename(draft.complexes[fuel]),
                tuple(modules),
                origins[modules[0]],
            )
            for fuel, modules in users.items()
        ),
        modules=tuple(
            GateModule(
                index,
                module_name(crn, members),
                members,
                tuple(names[fuel] for fuel in draft.fuels[index]),
                origins[index],
            )
            for index, members in enumerate(partition)
        ),
        reject_remote=scheme.meta.reject_remote,
    )


def _fuel_names(users: dict[int, list[int]], species: frozenset[str]) -> dict[int, str]:
    names: dict[int, str] = {}
    made: dict[int, int] = {}
    for fuel, modules in users.items():
        first = modules[0]
        made[first] = made.get(first, 0) + 1
        names[fuel] = fuel_name(first, made[first], species)
    return names


def module_name(crn: FormalCrn, members: tuple[int, ...]) -> str:
    """The reactions of a module in words; a reversible pair as one reaction."""
    reactions = [crn.reactions[index] for index in members]
    if len(reactions) == 2:
        forward, backward = reactions
        if sorted(forward.reactants) == sorted(backward.products) and sorted(
            forward.products
        ) == sorted(backward.reactants):
            left, right = " + ".join(forward.reactants), " + ".join(forward.products)
            return f"{left} <=> {right}".strip()
    if len(reactions) <= 3:
        return "; ".join(str(reaction) for reaction in reactions)
    return f"{reactions[0]}; and {len(reactions) - 1} more"
