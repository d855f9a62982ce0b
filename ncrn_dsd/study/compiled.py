"""From a formal network to strands, their reactions, what is proved of them, and nucleotides.

This part of a study is the same for whatever has a formal network.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from functools import cached_property

from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.errors import SequenceError, TruncatedError
from ncrn_dsd.feasibility.reporters import with_reporters
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.gate_rates import GateSpread, spreads_of_gates
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab import LabPackage, SequenceAssignment
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.open_toeholds import OpenToeholds, ToeholdOffTargets
from ncrn_dsd.ir.reaction_rates import SystemRates
from ncrn_dsd.ir.sharing import SharedSystem, ToeholdSharing
from ncrn_dsd.ir.toehold_words import ChosenLetters, ToeholdWords
from ncrn_dsd.kinetics.stated import stated_levels_M
from ncrn_dsd.model.dsd import DsdSpec, ToeholdPoolSpec
from ncrn_dsd.model.rates import USUAL_CONDITIONS, Conditions, RateChoice
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.pool_choice import TriedPool, choose_pool
from ncrn_dsd.study.stages.enumerate import enumerate_system
from ncrn_dsd.study.stages.occupy import find_off_targets, look_at_toeholds
from ncrn_dsd.study.stages.operate import find_operating_point
from ncrn_dsd.study.stages.prove import prove_strands
from ncrn_dsd.study.stages.rate import (
    PredictedLeaks,
    predict_leaks,
    rate_gates,
    rate_network,
    rate_reactions,
)
from ncrn_dsd.study.stages.sequences import (
    choose_letters,
    choose_toehold_words,
    design_nucleotides,
    find_alike,
    find_sites,
    make_strands,
)
from ncrn_dsd.study.stages.share import share_system, sizes_to_try
from ncrn_dsd.study.stages.toeholds import (
    ToeholdTrial,
    best_length,
    limits_for,
    limits_of,
    try_toeholds,
    with_toeholds,
)
from ncrn_dsd.study.stages.translate import translate_network
from ncrn_dsd.study.stages.uncondense import uncondense_network
from ncrn_dsd.study.toehold_reasons import longest_that_lets_go, what_lets_go, why_so_long
from ncrn_dsd.translation.scheme import Scheme
from ncrn_dsd.verification.proof import SystemProof
from ncrn_dsd.verification.toehold_sharing import toeholds_shared

NO_SEQUENCES = ("Q003", "Q004")
"""The system has more domains than there are words for; all else stands."""


class CompiledStudy(ABC):
    """Strands of a formal network; every property is made when it is first asked for.

    Parameters
    ----------
    path: of the design, as messages show it.
    conditions: the buffer and its temperature, as the laboratory has them.
    """

    def __init__(
        self,
        path: str,
        dsd: DsdSpec,
        scheme: Scheme,
        graph: Graph,
        engine: Engine = Engine.OWN,
        conditions: Conditions = USUAL_CONDITIONS,
    ) -> None:
        self.path = path
        self.dsd_spec = dsd
        self.scheme = scheme
        self.graph = graph
        self.engine = engine
        self.rates = RateChoice(dsd.rates, conditions)

    @property
    @abstractmethod
    def crn(self) -> FormalCrn:
        """The formal network."""

    @property
    @abstractmethod
    def dosed(self) -> frozenset[str]:
        """Formal species that the host adds; their strands exist with a history of their own."""

    @property
    @abstractmethod
    def firings(self) -> tuple[float, ...]:
        """How often each formal reaction fires in the whole run [u].

        Raises
        ------
        SimulationError: M005, the formal network did not come to its end.
        """

    @property
    @abstractmethod
    def stretches(self) -> int:
        """Equal parts of the run, after each of which fuels may be refilled."""

    @property
    @abstractmethod
    def reported(self) -> tuple[str, ...]:
        """Formal species that a laboratory reads, each by a reporter."""

    @property
    @abstractmethod
    def asked_sequences(self) -> SequenceSpec:
        """What nucleotides should be like, as far as that is said."""

    @cached_property
    def sequence_spec(self) -> SequenceSpec:
        """What nucleotides should be like, with letters that were chosen where none are given.

        Raises
        ------
        SequenceError: Q003, over no letters there are enough words; Q006, those that the design
            brings are not of this system.
        """
        asked = self.asked_sequences
        if asked.alphabet is not None:
            return asked
        words = self.toehold_words
        letters = self._letters.domains if words is None else words.domain_alphabet
        return asked.over(letters)

    @property
    def _letters(self) -> ChosenLetters:
        """Of domains, where rates need not be equal."""
        return self.graph.run(choose_letters, self.system, self.asked_sequences)

    @cached_property
    def translated(self) -> DsdSystem:
        """Strands and gates with their clamps, and with the toeholds of the scheme."""
        return self.graph.run(translate_network, self.crn, self.scheme, self.dsd_spec.clamp_nt)

    @cached_property
    def toehold_nt(self) -> int | None:
        """The length of toeholds at which a sample is shortest; None for those of the scheme.

        At given levels, the longest that comes off there.

        Raises
        ------
        KineticsError: K008, no length can be realised.
        """
        if not self.dsd_spec.toehold_lengths_nt:
            return None
        if self.dsd_spec.levels is not None:
            return longest_that_lets_go(
                self.dsd_spec.toehold_lengths_nt,
                self.dsd_spec.levels.highest_M,
                self.rates.conditions,
            )
        return best_length(self._toehold_trials)

    @cached_property
    def _toehold_trials(self) -> tuple[ToeholdTrial, ...]:
        """What a sample takes with each length that the design allows."""
        return self.graph.run(
            try_toeholds,
            self.crn,
            self.translated,
            self.dsd_spec,
            self.dosed,
            # Other engines would take too long for every length.
            replace(self.scheme_limits, engine=Engine.OWN),
            self.firings,
            self.stretches,
        )

    @cached_property
    def unshared(self) -> DsdSystem:
        """Strands and gates with toeholds of the length that was chosen, each a word of its own."""
        length = self.toehold_nt
        return self.translated if length is None else with_toeholds(self.translated, length)

    @cached_property
    def shared(self) -> SharedSystem | None:
        """The same on a pool of toehold sequences; None where the design has none.

        Raises
        ------
        TruncatedError: E011, the unshared system is not enumerated within the limits.
        """
        pool = self.dsd_spec.toehold_pool
        if pool is None:
            return None
        if not pool.is_given and self.asked_sequences.equal_rates:
            sizes = self.graph.run(sizes_to_try, self.unshared, self.asked_sequences)
            if sizes.numbers:
                return choose_pool(sizes, self._try_pool, self.asked_sequences)
        return self._share(pool)

    def _share(self, pool: ToeholdPoolSpec) -> SharedSystem:
        return self.graph.run(share_system, self.unshared, self.limits, pool, self.asked_sequences)

    def _try_pool(self, sequences: int) -> TriedPool:
        """The system on a pool of this size, with words for its toeholds."""
        shared = self._share(ToeholdPoolSpec(sequences=sequences))
        try:
            return TriedPool(shared, self._equal_words(shared.system))
        except (SequenceError, TruncatedError) as problem:
            return TriedPool(shared, None, problem.what)

    @property
    def sharing(self) -> ToeholdSharing | None:
        """What is known of shared toeholds; None where there are none."""
        return None if self.shared is None else self.shared.sharing

    @property
    def system(self) -> DsdSystem:
        """Strands and gates, with the toeholds that were chosen."""
        return self.unshared if self.shared is None else self.shared.system

    @property
    def system_at_bench(self) -> DsdSystem:
        """The same with a reporter for all that is read."""
        return with_reporters(self.system, self.reported)

    @cached_property
    def limits(self) -> EnumerationOptions:
        """How the system is enumerated."""
        length = self.toehold_nt
        return self.scheme_limits if length is None else limits_for(self.scheme_limits, length)

    @property
    def scheme_limits(self) -> EnumerationOptions:
        """How the system is enumerated with the toeholds of the scheme."""
        return limits_of(
            self.dsd_spec,
            self.engine,
            self.rates.conditions,
            reject_remote=self.scheme.meta.reject_remote,
        )

    @cached_property
    def enumerated(self) -> ReactionNetwork:
        """The condensed reactions of the strands; perhaps cut off by a limit."""
        return self.enumerate(self.system)

    def enumerate(self, system: DsdSystem) -> ReactionNetwork:
        """The condensed reactions of other strands, within the same limits."""
        return self.graph.run(enumerate_system, self.crn, system, self.dosed, self.limits)

    @property
    def by_length(self) -> ReactionNetwork:
        """All condensed reactions of the strands, at the rates of the enumerator.

        Raises
        ------
        TruncatedError: E011, with the limit that cut the enumeration off.
        """
        return self._whole(self.enumerated)

    def _whole(self, network: ReactionNetwork) -> ReactionNetwork:
        fix = "raise the limits in [dsd.limits], or choose another scheme"
        return network.whole(self.path, fix)

    @cached_property
    def network(self) -> ReactionNetwork:
        """All condensed reactions of the strands, at the rates that the design asks for.

        Raises
        ------
        TruncatedError: E011, as `by_length`.
        SequenceError: rates come from nucleotides, and there are none.
        PluginError: there is no such rate model.
        """
        return self._at_rates(self.by_length, Kinetics.CONDENSED)

    def _at_rates(self, network: ReactionNetwork, kinetics: Kinetics) -> ReactionNetwork:
        if not self.rates.load().reads_nucleotides:
            return network
        return self.graph.run(
            rate_network, self.system, network, self.sequences, self.rates, kinetics
        )

    @cached_property
    def sequences(self) -> SequenceAssignment:
        """Nucleotides for every domain.

        Raises
        ------
        SequenceError: no sequences were found.
        """
        return self.graph.run(
            design_nucleotides,
            self.system,
            self.sequence_spec,
            self.toehold_words,
            self.system_at_bench,
        )

    @cached_property
    def toehold_words(self) -> ToeholdWords | None:
        """Toeholds with equal rates; None where the design does not ask for them.

        Raises
        ------
        SequenceError: Q003, there are too few.
        """
        return self._equal_words(self.system) if self.asked_sequences.equal_rates else None

    def _equal_words(self, system: DsdSystem) -> ToeholdWords:
        """Words with which toeholds of these strands have equal rates.

        Raises
        ------
        SequenceError: Q003, there are too few.
        TruncatedError: E011, the strands are not enumerated within the limits.
        """
        network = self._whole(self.enumerate(system))
        return self.graph.run(
            choose_toehold_words,
            system,
            self.asked_sequences,
            self.graph.run(find_sites, system, network),
            self.rates.conditions,
            self._given_levels_M(system),
            self.graph.run(find_alike, self.crn, system),
        )

    def _given_levels_M(self, system: DsdSystem) -> dict[str, float] | None:
        """Of fuels, and one u of each signal; None where levels follow from rates."""
        given = self.dsd_spec.levels
        if given is None:
            return None
        signals = dict.fromkeys((s.species for s in system.signals), given.concentration_unit_M)
        return stated_levels_M(system, self.crn, given) | signals

    @cached_property
    def proof(self) -> SystemProof:
        """What is proved of the strands, as far as they were enumerated."""
        proof = self.graph.run(
            prove_strands, self.crn, self.system, self.enumerated, self.dsd_spec.verify_budget_s
        )
        if self.sharing is None:
            return proof
        return replace(proof, report=proof.report.extended([toeholds_shared(self.sharing)]))

    @cached_property
    def point(self) -> Realisation:
        """Concentrations that realise the formal rates.

        Raises
        ------
        KineticsError: there are none.
        """
        return self.graph.run(
            find_operating_point,
            self.system,
            self.crn,
            self.network,
            self.dsd_spec,
            # Where levels are given, nothing has to be trained for them.
            self.firings if self.dsd_spec.levels is None else (),
            self.stretches,
        )

    def uncondensed(self, kinetics: Kinetics) -> ReactionNetwork:
        """What is simulated of the condensed network: the same, or every step of it."""
        if kinetics is Kinetics.CONDENSED:
            return self.network
        limits = replace(self.limits, keep_encounters=kinetics is Kinetics.OCCLUDED)
        found = self.graph.run(uncondense_network, self.system, self.by_length, limits)
        return self._at_rates(found, kinetics)

    @cached_property
    def open_toeholds(self) -> OpenToeholds:
        """How open toeholds are and what occupies them where the system is operated.

        Fuels count with the highest level that they reach, signals with one u each.
        """
        point = self.point
        levels = {f.fuel: f.highest_M for f in point.fuels}
        levels |= {s.species: point.concentration_unit_M for s in self.system.signals}
        return self.graph.run(
            look_at_toeholds, self.system, self.sequences, levels, self.rates.conditions
        )

    def off_targets(
        self, network: ReactionNetwork, least_share: float
    ) -> tuple[ToeholdOffTargets, ...]:
        """What binds the open toeholds of a network without having their complements.

        Parameters
        ----------
        least_share: a stretch that would hold a toehold for less of the time, at the level of the
            most concentrated fuel, is left out.

        Raises
        ------
        SequenceError: no sequences were found.
        """
        least_per_M = least_share / (1 - least_share) / self.point.highest_level_M
        return self.graph.run(
            find_off_targets,
            self.system,
            network,
            self.sequences,
            self.rates.conditions,
            least_per_M,
        )

    @property
    def toehold_reasons(self) -> tuple[str, ...]:
        """Why toeholds are so long, so many and of these letters, as sentences."""
        lengths = {d.length_nt for d in self.system.domains if d.is_toehold}
        asked_nt = self.dsd_spec.toehold_lengths_nt
        decided_by_time = len(asked_nt) > 1 and self.dsd_spec.levels is None
        number = f"{sum(d.is_toehold for d in self.system.domains)} words"
        sharing = self.sharing
        return (
            why_so_long(
                lengths,
                asked_nt,
                self.scheme.name,
                self._toehold_trials if decided_by_time else (),
            ),
            what_lets_go(max(lengths), self.point.highest_level_M, self.rates.conditions),
            f"{number}, one for each toehold of the scheme"
            if sharing is None
            else f"{number} in a pool: {sharing.why or 'the design fixes them (toehold_pool)'}",
            *(() if sharing is None else sharing.tried),
            *self._letter_reasons,
        )

    @property
    def _letter_reasons(self) -> tuple[str, ...]:
        try:
            if self.toehold_words is not None:
                return self.toehold_words.reasons
        except SequenceError as problem:
            return (f"no words: {problem.what}",)
        if self.asked_sequences.alphabet is not None:
            return ()
        return (f"domains of the letters {self._letters.domains}: {self._letters.why}",)

    def system_rates(self, model: str) -> SystemRates:
        """What a rate model says about all reactions, all leaks, and gates that are alike.

        Raises
        ------
        PluginError: there is no such rate model.
        """
        choice = replace(self.rates, name=model)
        rates = self.graph.run(rate_reactions, self.system, self.by_length, self.sequences, choice)
        return replace(rates, gates=self.gate_spreads(model))

    def gate_spreads(self, model: str) -> tuple[GateSpread, ...]:
        """How far gates are apart that have one formal rate.

        Raises
        ------
        SequenceError: no sequences were found.
        PluginError: there is no such rate model.
        """
        choice = replace(self.rates, name=model)
        gates = self.graph.run(rate_gates, self.crn, self.system, self.sequences, choice)
        return spreads_of_gates(gates)

    def predict_leaks(self, network: ReactionNetwork) -> PredictedLeaks:
        """A network with leaks of 1 /(M s), at what nucleotides say of each pair instead.

        Raises
        ------
        SequenceError: no sequences were found.
        PluginError: there is no such rate model.
        """
        choice = self.rates.from_nucleotides
        return self.graph.run(predict_leaks, self.system, network, self.sequences, choice)

    @cached_property
    def package(self) -> LabPackage:
        """The strands with their nucleotides.

        Raises
        ------
        SequenceError: no sequences were found.
        """
        return self.graph.run(make_strands, self.system, self.sequences)

    @property
    def unbuilt(self) -> str | None:
        """Why there are no sequences; None when there are."""
        try:
            _ = self.package
        except SequenceError as problem:
            if problem.code not in NO_SEQUENCES:
                raise
            return f"{problem.where}: {problem.what}; {problem.hint}"
        return None
