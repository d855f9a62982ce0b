"""Rates of the reactions of an enumerated system from its nucleotides."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ncrn_dsd.ir.dsd import (
    SHORT_MAX_NT,
    Complex,
    DsdSystem,
    complement,
    complex_key,
    domain_name,
)
from ncrn_dsd.ir.network import ComplexRole, NetworkReaction, ReactionNetwork
from ncrn_dsd.ir.reaction_rates import FROM_LENGTHS, PairLeak, ReactionRate, SystemRates
from ncrn_dsd.model.rates import Conditions, RateModel
from ncrn_dsd.sequences.displacements import (
    Displacement,
    HeldToehold,
    HelixEnd,
    Step,
    StepKind,
    find_bindings,
    find_displacements,
    find_steps,
    helix_ends,
    invading_runs,
)
from ncrn_dsd.sequences.energy import thermal_kcal
from ncrn_dsd.sequences.nucleotides import spell

EXCHANGE, DISPLACEMENT = "toehold exchange", "displacement"


class NucleotideRates:
    """A rate model applied to the strands of one system.

    Parameters
    ----------
    sequences: of every domain.
    """

    def __init__(
        self,
        system: DsdSystem,
        sequences: Mapping[str, str],
        model: RateModel,
        conditions: Conditions,
    ) -> None:
        self._lengths_nt = {d.name: d.length_nt for d in system.domains}
        self._clamps = {d.name: d.clamp for d in system.domains if d.clamp is not None}
        self._sequences = sequences
        self._model = model
        self._conditions = conditions

    def system_rates(self, network: ReactionNetwork) -> SystemRates:
        """What there is to say about a condensed network and its leaks."""
        return SystemRates(
            self._model.name,
            self._model.residual,
            self._conditions.temperature_C,
            self.reactions(network),
            tuple(self.leaks(network)),
        )

    def reactions(self, network: ReactionNetwork) -> tuple[ReactionRate, ...]:
        """One for each reaction of a condensed network.

        A reaction of two complexes is taken for the three-way displacements that make its products
        by a toehold and a branch. What happens otherwise, such as four-way exchange, whose rates
        are known from one paper for a few toeholds (Dabby 2013), keeps the rate of the enumerator.
        """
        species = {s.name: s for s in network.species}
        known: dict[tuple[str, ...], list[Displacement]] = {}
        found = []
        for reaction in network.reactions:
            sites: list[Displacement] = []
            if len(reaction.reactants) == 2 and not reaction.leak:
                if reaction.reactants not in known:
                    one, other = (species[name].complex for name in reaction.reactants)
                    known[reaction.reactants] = find_displacements(one, other, self._lengths_nt)
                wanted = _in_order(species[name].complex for name in reaction.products)
                sites = [d for d in known[reaction.reactants] if d.products == wanted]
            forward = any(species[x].role is ComplexRole.SIGNAL for x in reaction.reactants)
            found.append(self._rated(reaction, sites, forward))
        return tuple(found)

    def _rated(
        self, reaction: NetworkReaction[str], sites: Sequence[Displacement], forward: bool
    ) -> ReactionRate:
        if not sites:
            return ReactionRate(str(reaction), FROM_LENGTHS, forward, reaction.rate, reaction.rate)
        rates = [self._displacement_per_M_s(site) for site in sites]
        site = sites[rates.index(max(rates))]
        toehold = site.toehold.spell(self._sequences)
        energy = self._model.energy_kcal(toehold, self._conditions)
        rated = ReactionRate(
            reaction=str(reaction),
            mechanism=DISPLACEMENT,
            forward=forward,
            rate=math.fsum(rates),
            rate_by_length=reaction.rate,
            toehold=str(site.toehold),
            letters=toehold.context,
            branch_nt=site.branch_nt,
            energy_kcal=energy,
            binds_per_M_s=self._model.association_per_M_s(toehold, self._conditions),
            opens_per_s=self._model.dissociation_per_s(toehold, site.branch_nt, self._conditions),
        )
        held = self._longest_incumbent(site)
        if held is None:
            return rated
        incumbent = held.spell(self._sequences)
        incumbent_kcal = self._model.energy_kcal(incumbent, self._conditions)
        return replace(
            rated,
            mechanism=EXCHANGE,
            incumbent=str(held),
            incumbent_letters=incumbent.context,
            incumbent_kcal=incumbent_kcal,
            equilibrium=self._equilibrium(energy, incumbent_kcal),
        )

    def displacement_rates(self, site: Displacement) -> tuple[float, float | None]:
        """k in 1/(M s), and K where a toehold is exchanged for another."""
        rate, held = self._displacement_per_M_s(site), self._longest_incumbent(site)
        if held is None:
            return rate, None
        energy, incumbent = (
            self._model.energy_kcal(one.spell(self._sequences), self._conditions)
            for one in (site.toehold, held)
        )
        return rate, self._equilibrium(energy, incumbent)

    def _equilibrium(self, energy_kcal: float, incumbent_kcal: float) -> float:
        """Forth over back."""
        thermal = thermal_kcal(self._conditions.temperature_C)
        return math.exp((incumbent_kcal - energy_kcal) / thermal)

    def _displacement_per_M_s(self, site: Displacement) -> float:
        held = self._longest_incumbent(site)
        return self._model.displacement_per_M_s(
            site.toehold.spell(self._sequences),
            site.branch_nt,
            self._conditions,
            None if held is None else held.spell(self._sequences),
        )

    def _longest_incumbent(self, site: Displacement) -> HeldToehold | None:
        return max(site.incumbents, key=lambda held: self._nt(held.domains), default=None)

    def _nt(self, domains: Iterable[str]) -> int:
        return sum(self._lengths_nt[domain_name(one)] for one in domains)

    def condensed(self, network: ReactionNetwork) -> ReactionNetwork:
        """The same condensed network at these rates."""
        rated = self.reactions(network)
        return replace(
            network,
            reactions=tuple(
                replace(reaction, rate=rate.rate)
                for reaction, rate in zip(network.reactions, rated, strict=True)
            ),
        )

    def uncondensed(self, network: ReactionNetwork) -> ReactionNetwork:
        """The same single steps at these rates; those through no toehold keep theirs."""
        species = {s.name: s.complex for s in network.species}
        steps: dict[tuple[str, ...], list[Step]] = {}
        reactions = []
        for reaction in network.reactions:
            reactants = reaction.reactants
            if not reaction.leak and len(reactants) in {1, 2} and reactants not in steps:
                complexes = [species[name] for name in reactants]
                steps[reactants] = self._steps_of(complexes)
            products = _in_order(species[x] for x in reaction.products)
            rates = {
                step: self._step_rate(step)
                for step in steps.get(reactants, ())
                if step.products == products
            }
            rate = max(rates.values()) if rates and not reaction.leak else reaction.rate
            reactions.append(replace(reaction, rate=rate))
        return replace(network, reactions=tuple(reactions))

    def _steps_of(self, complexes: Sequence[Complex]) -> list[Step]:
        if len(complexes) == 2:
            return find_bindings(complexes[0], complexes[1], self._lengths_nt)
        return find_steps(complexes[0], self._lengths_nt)

    def _step_rate(self, step: Step) -> float:
        toehold = step.toehold.spell(self._sequences)
        if step.kind is StepKind.BINDS:
            return self._model.association_per_M_s(toehold, self._conditions)
        if step.kind is StepKind.OPENS:
            return self._model.dissociation_per_s(toehold, step.branch_nt, self._conditions)
        return self._model.migration_per_s(step.branch_nt, self._conditions)

    def leaking(self, network: ReactionNetwork) -> tuple[ReactionNetwork, int]:
        """A network whose leaks are as fast as predicted, and how many of them are not predicted.

        What is predicted is the leak of a pair of complexes. Its outcomes share it as they share
        the one constant that the enumerator has for every way in which a leak begins. A leak that
        the enumerator knows and the prediction does not is as fast as the fastest pair.

        Parameters
        ----------
        network: with leaks as the enumerator has them at 1 /(M s).
        """
        shares = network.leaks_by_pair
        met = {name for pair in shares for name in pair}
        leaking = replace(network, species=tuple(s for s in network.species if s.name in met))
        found = {(p.one, p.other): p.rate for p in self.leaks(leaking)}
        rates = {
            pair: rate for pair in shares if (rate := found.get((pair[0], pair[-1]))) is not None
        }
        fastest = max(rates.values(), default=0.0)
        reactions = [
            # Of what begins in a rare conformation the enumerator has less than one way.
            replace(
                r, rate=r.rate * rates.get(r.reactants, fastest) / max(1.0, shares[r.reactants])
            )
            if r.leak
            else r
            for r in network.reactions
        ]
        missing = sum(r.leak and r.reactants not in rates for r in network.reactions)
        return replace(network, reactions=tuple(reactions)), missing

    def leaks(self, network: ReactionNetwork) -> Iterator[PairLeak]:
        """One for each pair of complexes of a network that can displace without a toehold.

        An unpaired run that has all domains of a helix can take it over from an end. A helix that
        goes on for less than a long domain beyond the run is taken for displaced too.
        """
        rates: dict[tuple[str, str], list[tuple[int, float | None]]] = {}
        for forward in (True, False):
            runs: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
            for one in network.species:
                for run in sorted(invading_runs(one.complex, forward)):
                    runs.setdefault(run[0], []).append((one.name, run))
            for other in network.species:
                for end in helix_ends(other.complex, self._lengths_nt, forward):
                    for name, run in runs.get(end.domains[0], ()):
                        taken = _shared(run, end.domains)
                        nt = self._nt(taken)
                        # What is left of a helix comes off by itself if it is short.
                        if end.branch_nt - nt > SHORT_MAX_NT or nt <= SHORT_MAX_NT:
                            continue
                        held = self._letters_at(end, forward)
                        rate = self._model.leak_per_M_s(nt, [held], self._conditions)
                        pair = (min(name, other.name), max(name, other.name))
                        rates.setdefault(pair, []).append((nt, rate))
        for (one_name, other_name), ends in sorted(rates.items()):
            known = [rate for _, rate in ends if rate is not None]
            yield PairLeak(
                one_name,
                other_name,
                len(ends),
                min(nt for nt, _ in ends),
                math.fsum(known) if len(known) == len(ends) else None,
            )

    def _letters_at(self, end: HelixEnd, forward: bool) -> str:
        """The clamp at an end of a helix and the first letter of the branch, 5' to 3'.

        The branch is read from the end inward.
        """
        letter = spell(end.domains[0], self._sequences)[0 if forward else -1]
        clamp = self._clamps.get(domain_name(end.opposite))
        if clamp is None or clamp.under != end.goes_on:
            return letter
        held = spell(complement(end.opposite), self._sequences)
        return held + letter if forward else letter + held


def _in_order(complexes: Iterable[Complex]) -> tuple[Complex, ...]:
    """Canonical and sorted, as the products of a `Displacement` or a `Step` are."""
    return tuple(sorted((one.canonical() for one in complexes), key=complex_key))


def _shared(run: tuple[str, ...], helix: tuple[str, ...]) -> tuple[str, ...]:
    """What the two have in common from their start on."""
    count = 0
    while count < min(len(run), len(helix)) and run[count] == helix[count]:
        count += 1
    return run[:count]
