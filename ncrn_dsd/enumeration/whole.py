"""Enumerate a whole system at once: all fuels and all signals in one vessel.

What nobody designed is found too: a reaction whose strands belong to no single gate module is
crosstalk, and carries no module index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ncrn_dsd.enumeration.condensed import CondensedNetwork, EnumerationJob
from ncrn_dsd.enumeration.engine.run import condense_job
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.union import EnumeratedModule, unite
from ncrn_dsd.enumeration.variants import SignalForms
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Complex, DsdSystem, GateModule, domain_name
from ncrn_dsd.ir.network import WHOLE_SYSTEM, NetworkReaction, ReactionNetwork
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.reach import reached_from

CROSSTALK = "crosstalk"

Strand = tuple[str, ...]


def enumerate_whole(
    system: DsdSystem,
    crn: FormalCrn,
    dosed: frozenset[str] | None,
    options: EnumerationOptions,
    progress: Callable[[int, int], None] | None = None,
) -> ReactionNetwork:
    """Condensed network of all fuels and signals together, by our own engine.

    Parameters
    ----------
    dosed: formal species whose signal with its own history domain is pipetted; only what they
        and the fuels can bring about is kept. None keeps what any signal variant can bring
        about, the way a translation is looked at without a schedule; a signal then keeps its
        own history domain only when nothing releases it.
    progress: called with the numbers of complexes that were paired up and of those known.

    Raises
    ------
    EnumerationError: E004 to E006, see `unite`.
    """
    network = condense_job(whole_job(system, options), options, progress)
    forms = SignalForms(system)
    forms.find_in(c for members in network.macrostates for c in members)
    seeds = _seeds(system, forms, dosed)
    if network.truncated_by is None:
        _refuse_unstable(system, network)
    kept = _reachable(network, seeds | {f.complex.canonical() for f in system.fuels})
    present = SignalForms(system)
    present.find_in(c for i in kept for c in network.macrostates[i])
    for signal in system.signals:
        if not present.exists(signal.species):
            present.add_own(signal.species)
    parts = _parts(system, crn, network, kept, present)
    united = unite(system, present, parts)
    crosstalk = len(system.modules)
    reactions = tuple(
        replace(r, modules=tuple(m for m in r.modules if m != crosstalk)) for r in united.reactions
    )
    return replace(
        united,
        reactions=reactions,
        scope=WHOLE_SYSTEM,
        truncated_by=network.truncated_by,
        leaks_left_out=network.leaks_left_out,
    )


def whole_job(system: DsdSystem, options: EnumerationOptions) -> EnumerationJob:
    """All fuels, and all signals with their own history domains, in one vessel."""
    start = [s.complex for s in system.signals] + [f.complex for f in system.fuels]
    return EnumerationJob(
        tuple((d.name, d.length_nt) for d in system.domains),
        tuple({c.canonical(): c for c in start}.values()),
        histories=_histories(system) if options.merge_histories else (),
    )


def _histories(system: DsdSystem) -> tuple[tuple[Strand, str], ...]:
    """Strands of signals that carry a history domain."""
    return tuple(
        (strand, signal.history)
        for signal in system.signals
        if signal.history is not None
        for strand in signal.complex.strands
        if signal.history in map(domain_name, strand)
    )


def _refuse_unstable(system: DsdSystem, network: CondensedNetwork) -> None:
    """Every signal and fuel must rest by itself, or what it falls into would be left out."""
    resting = {c for members in network.macrostates for c in members}
    named = [(s.species, s.complex) for s in system.signals]
    named += [(f.name, f.complex) for f in system.fuels]
    for name, complex_ in named:
        if complex_.canonical() not in resting:
            raise EnumerationError(
                "E004",
                "the whole system",
                f"{name} falls apart or refolds by itself",
                "lengthen its shortest helix or lower the release cutoff",
            )


def _seeds(system: DsdSystem, forms: SignalForms, dosed: frozenset[str] | None) -> set[Complex]:
    seeds: set[Complex] = set()
    for signal in system.signals:
        own = signal.complex.canonical()
        variants = set(forms.of(signal.species)) - {own}
        if dosed is None:
            seeds |= variants or {own}
        elif signal.species in dosed or signal.history is None:
            seeds.add(own)
    return seeds


def _reachable(network: CondensedNetwork, seeds: set[Complex]) -> set[int]:
    """Macrostates that the seeds can bring about."""
    start = [i for i, members in enumerate(network.macrostates) if seeds.intersection(members)]
    return reached_from(network.reactions, start)


def _parts(
    system: DsdSystem,
    crn: FormalCrn,
    network: CondensedNetwork,
    kept: set[int],
    present: SignalForms,
) -> tuple[EnumeratedModule, ...]:
    """The kept reactions by module, and those of no module at the end."""
    strands = [frozenset(s for c in members for s in c.strands) for members in network.macrostates]
    known = {m.index: _strands_of(m, system, crn, present) for m in system.modules}
    by_module: dict[int, list[NetworkReaction[int]]] = {m.index: [] for m in system.modules}
    crosstalk: list[NetworkReaction[int]] = []
    of_strand: dict[Strand, set[int]] = {}
    for index, own in known.items():
        for strand in own:
            of_strand.setdefault(strand, set()).add(index)
    for reaction in network.reactions:
        if not kept.issuperset(reaction.reactants):
            continue
        owners = set.intersection(
            *(of_strand.get(s, set()) for i in reaction.reactants for s in strands[i])
        )
        for index in owners:
            by_module[index].append(reaction)
        if not owners:
            crosstalk.append(reaction)
    rest = GateModule(len(system.modules), CROSSTALK, (), (), Origin("enumeration", CROSSTALK))
    truncated = network.truncated_by
    parts = [
        EnumeratedModule(m, (), _restricted(network, by_module[m.index], None))
        for m in system.modules
    ]
    return (*parts, EnumeratedModule(rest, (), _restricted(network, crosstalk, truncated)))


def _strands_of(
    module: GateModule, system: DsdSystem, crn: FormalCrn, present: SignalForms
) -> set[Strand]:
    fuels = {f.name: f for f in system.fuels}
    reactions = [crn.reactions[i] for i in module.reactions]
    species = {x for r in reactions for x in (*r.reactants, *r.products)}
    complexes = [fuels[name].complex for name in module.fuels]
    complexes += [form for name in species for form in present.of(name)]
    return {strand for c in complexes for strand in c.strands}


def _restricted(
    network: CondensedNetwork, reactions: Iterable[NetworkReaction[int]], truncated_by: str | None
) -> CondensedNetwork:
    """The same network with these reactions and their macrostates only."""
    chosen = tuple(reactions)
    met = sorted({i for r in chosen for i in (*r.reactants, *r.products)})
    place = {old: new for new, old in enumerate(met)}
    return CondensedNetwork(
        tuple(network.macrostates[i] for i in met),
        tuple(
            replace(
                r,
                reactants=tuple(place[i] for i in r.reactants),
                products=tuple(place[i] for i in r.products),
            )
            for r in chosen
        ),
        truncated_by,
    )
