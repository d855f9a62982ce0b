"""A learner that completes at its operating point -> what it spends, before strands are simulated.

Targets are those at which such learners were seen to survive, or what a laboratory has: time, and
one small vessel. Each is declared here, with its reason.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count, takewhile
from statistics import median

from ncrn_dsd.enumeration.engine.rates import dissociation_M
from ncrn_dsd.handoff.liquids.vessels import MEAN_DOSE_UL
from ncrn_dsd.ir.budget import BudgetLine
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation, RealisedRate
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Dose, MoveToFresh, Read, Removal, Segment, SegmentKind
from ncrn_dsd.model.completion import CompletionLearner
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.disturbances import LEAK
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.model.schedule import DoseStep, WaitStep
from ncrn_dsd.networks.completion import feature_values, parts_of
from ncrn_dsd.networks.completion_reactions import (
    AMPLIFIER,
    CLEANER,
    CompletionParts,
    paces_of,
)
from ncrn_dsd.units import CONCENTRATION_M, NM_PER_M, S_PER_H, show_concentration, show_time

FUEL_PER_SIGNAL = (10.0, 30.0)
"""Leaks go with the square of it; below, a signal uses up much of a gate at once."""
LEAK_PER_SAMPLE = 0.005
"""Of one u, by one pair of fuels: waste left in, strands of a half plane learned in 4 of 5 draws
at .0035 and in none at .011."""
UPDATED = 0.9
"""Part of an update that is over within its wait: what is left is taught wrongly by the next."""
TAKEN_BY_CLEANER = 0.01
"""Part of what the next sample brings."""
DAYS, DAYS_OF_NUMBERS = 4.0, 8.0
"""Of a training of classes, and of numbers."""
HELD_PER_KD = 0.1
"""Fuels against the dissociation constant of a toehold: more, and it is held for nothing."""
VESSEL_UL = 1000.0
"""A tube that is mixed and sampled by hand."""
_NOTHING_M = 1e-15
"""Too little to be told from nothing."""


def budget_of(
    design: Design,
    program: LearningProgram,
    system: DsdSystem,
    point: Realisation,
    conditions: Conditions,
) -> tuple[BudgetLine, ...]:
    """What a learner that completes spends at its operating point.

    Parameters
    ----------
    conditions: at which toeholds hold.
    """
    spec = design.learner
    assert isinstance(spec, CompletionLearner)
    parts = parts_of(spec, program.task)
    return tuple(_Spent(design, spec, parts, program, system, point, conditions).lines())


@dataclass(frozen=True)
class _Spent:
    design: Design
    spec: CompletionLearner
    parts: CompletionParts
    program: LearningProgram
    system: DsdSystem
    point: Realisation
    conditions: Conditions

    def lines(self) -> Iterator[BudgetLine]:
        yield self._fuel_per_signal()
        yield self._leak()
        yield self._waste()
        yield self._held()
        yield self._updates()
        if self.spec.has_cleaner:
            yield self._cleaner()
        yield self._time()
        yield self._toeholds()
        yield self._volume()

    @property
    def _unit_M(self) -> float:
        return self.point.concentration_unit_M

    @property
    def _fuel_M(self) -> float:
        return median(f.highest_M for f in self.point.fuels)

    @property
    def _samples(self) -> list[Segment]:
        return [s for s in self.program.training.segments if s.kind is SegmentKind.SAMPLE]

    @property
    def _training_s(self) -> float:
        return self.program.training.duration * self.point.time_unit_s

    def _fuel_per_signal(self) -> BudgetLine:
        least, most = FUEL_PER_SIGNAL
        basis = (
            f"median fuel {show_concentration(self._fuel_M)}, "
            f"one u {show_concentration(self._unit_M)}"
        )
        return BudgetLine("fuel over signal", self._fuel_M / self._unit_M, "", least, most, basis)

    def _leak(self) -> BudgetLine:
        seconds = self._training_s / len(self._samples)
        leaked = LEAK.working * self._fuel_M**2 * seconds / self._unit_M
        basis = f"one pair of median fuels, leak {LEAK.working:g} {LEAK.unit}, waste not counted"
        return BudgetLine("leak per sample", leaked, "u", None, LEAK_PER_SAMPLE, basis)

    def _waste(self) -> BudgetLine:
        """What is dosed ends in waste, in whatever it has become meanwhile."""
        waste_u = 0.0
        for sample in self._samples:
            waste_u += sum(c.amount for c in sample.dosed)
            for action in sample.actions:
                waste_u *= action.waste_left if isinstance(action, Removal) else 1.0
        fuels_M = sum(f.start_M for f in self.point.fuels)
        basis = (
            "at least, from doses of all samples alone; at most what fuels there are at the start"
        )
        amount_nM = waste_u * self._unit_M * NM_PER_M
        most_nM = fuels_M * NM_PER_M
        return BudgetLine("waste at the end", amount_nM, "nM", None, most_nM, basis, is_least=True)

    def _held(self) -> BudgetLine:
        worst = min(self.point.free, key=lambda f: f.fraction)
        basis = f"{worst.species}, by toehold exchange at the levels"
        most = self.design.dsd.max_hold
        return BudgetLine("held by gates", 1 - worst.fraction, "", None, most, basis)

    def _updates(self) -> BudgetLine:
        """The slowest, as a reaction of all traces of a sample with all that can be left over."""
        traces = {f.trace for f in self.parts.features}
        left = {s for o in self.parts.outputs for s in o.leftover.species}
        slowest = min(self._rates(traces, left), key=_per_M_s)
        encoding = self.spec.encoding
        left_u = self._dosed_u(AMPLIFIER) or encoding.output
        seconds = self._wait_s(self._traces_dosed, {CLEANER})
        per_u = _per_M_s(slowest) * self._unit_M * seconds
        doses_u = (encoding.trace, encoding.last_trace or encoding.trace)
        sums = {sum(feature_values(self.spec, s.inputs)) for s in self.program.task.train}
        done = min(_completed(per_u, dose * total, left_u) for dose in doses_u for total in sums)
        basis = (
            f"{slowest.text} in {show_time(seconds)}, the slowest, with all traces of a sample and "
            f"{left_u:g} u that are left"
        )
        return BudgetLine("update completed", done, "", UPDATED, None, basis)

    def _cleaner(self) -> BudgetLine:
        """What the cleaner that is left at the end of a sample takes of the next one."""
        paces = {n: u for n in paces_of(self.spec, self.parts) if (u := self._dosed_u(n)) > 0}
        reactions = self.program.crn.reactions
        drain, clean = 0.0, 0.0
        for rate in self.point.rates:
            reaction = reactions[rate.reaction]
            if CLEANER not in reaction.reactants:
                continue
            if CLEANER in reaction.products:
                clean = max(clean, _per_M_s(rate))
            else:
                pace_u = math.prod(paces.get(name, 1.0) for name in reaction.reactants)
                is_catalysed = reaction.order > 1
                drain = _per_M_s(rate) * (pace_u * self._unit_M if is_catalysed else 1.0)
        seconds = self._wait_s({CLEANER}, set())
        left_M = self._dosed_u(CLEANER) * self._unit_M * math.exp(-drain * seconds)
        if left_M < _NOTHING_M:
            left_M = 0.0
        taken = -math.expm1(-clean * left_M / drain)
        basis = (
            f"its life is {show_time(1 / drain)}, its wait {show_time(seconds)}, and "
            f"{show_concentration(left_M)} of it are left"
        )
        return BudgetLine(
            "next sample taken by the cleaner", taken, "", None, TAKEN_BY_CLEANER, basis
        )

    def _time(self) -> BudgetLine:
        days = DAYS_OF_NUMBERS if self.parts.has_numbers else DAYS
        samples, hours = len(self._samples), self._training_s / S_PER_H
        basis = f"{samples} samples in {hours / 24:.3g} days, at most {days:g}"
        most = days * 24 / samples
        return BudgetLine("time per sample", hours / samples, "h", None, most, basis)

    def _toeholds(self) -> BudgetLine:
        lengths = {d.name: d.length_nt for d in self.system.domains if d.is_toehold}
        of_gates = Counter(
            max((lengths.get(name, 0) for name in fuel.complex.domain_names), default=0)
            for fuel in self.system.fuels
            if fuel.complex.size_strands > 1
        )
        highest_M = self.point.highest_level_M
        longest = max(of_gates, default=0)
        fits = takewhile(
            lambda nt: highest_M <= HELD_PER_KD * dissociation_M(nt, self.conditions), count(1)
        )
        gates = ", ".join(f"{nt} nt in {n}" for nt, n in sorted(of_gates.items()))
        basis = (
            f"gates: {gates}; Kd {show_concentration(dissociation_M(longest, self.conditions))}, "
            f"highest fuel {show_concentration(highest_M)}"
        )
        return BudgetLine("toehold length", longest, "nt", None, max(fits, default=0), basis)

    def _volume(self) -> BudgetLine:
        """At its fullest; every dosed molecule is taken to use up the fuels of one module."""
        lab = self.design.lab
        name, most = "vessel with every dose", VESSEL_UL
        if lab.first_mix_uL is None:
            steps = sum(isinstance(a, Dose) for s in self._samples for a in s.actions)
            refills = len(self._samples) * len(self.point.fuels)
            least_uL = (steps + refills) * MEAN_DOSE_UL / lab.dose_share
            basis = (
                f"{steps:,} doses and {refills:,} of refills, which together thin it by "
                f"{lab.dose_share:.3g} at most, and at least so"
            )
            return BudgetLine(name, least_uL, "uL", None, most, basis, is_least=True)
        unit_M = CONCENTRATION_M["uM"]
        strand_M, gate_M = lab.stock_levels_uM[0] * unit_M, lab.anneal_uM * unit_M
        gates = sum(fuel.complex.size_strands > 1 for fuel in self.system.fuels)
        strands = len(self.system.fuels) - gates
        refill_per_M = (gates / gate_M + strands / strand_M) / len(self.system.modules)
        least_uL = MEAN_DOSE_UL * lab.smallest_uL
        volume = peak = lab.first_mix_uL
        for sample in self._samples:
            dosed_M, is_fresh = 0.0, False
            for action in sample.actions:
                match action:
                    case Dose(contents):
                        rise_M = sum(c.amount for c in contents) * self._unit_M
                        dosed_M += rise_M
                        volume += max(least_uL, volume * rise_M / strand_M)
                    case Read(species, _):
                        taken = lab.read_uL(len(species))
                        volume = max(volume - taken, taken)
                    case MoveToFresh():
                        volume, is_fresh = lab.first_mix_uL, True
                peak = max(peak, volume)
            volume *= 1 if is_fresh else 1 + dosed_M * refill_per_M
            peak = max(peak, volume)
        basis = "at least, from doses, reads, and fuels of one gate module for each dosed molecule"
        return BudgetLine(name, peak, "uL", None, most, basis, is_least=True)

    def _rates(self, first: Collection[str], second: Collection[str]) -> list[RealisedRate]:
        """Of reactions of one of each."""
        reactions = self.program.crn.reactions
        return [
            rate
            for rate in self.point.rates
            if not set(first).isdisjoint(reactions[rate.reaction].reactants)
            and not set(second).isdisjoint(reactions[rate.reaction].reactants)
        ]

    @property
    def _traces_dosed(self) -> set[str]:
        return {name for f in self.parts.features for name, _ in f.dosed_as(f.trace)}

    def _dosed_u(self, species: str) -> float:
        """The same dose of every sample, or of the setup; 0 for none."""
        schedule = self.design.schedule
        steps = (s for s in (*schedule.setup, *schedule.sample) if isinstance(s, DoseStep))
        return sum(s.fixed or 0.0 for s in steps if s.dose == species)

    def _wait_s(self, after: Collection[str], until: Collection[str]) -> float:
        """Waits of a sample after its last dose of some species, and before one of others."""
        waited = 0.0
        for step in self.design.schedule.sample:
            match step:
                case DoseStep() if step.dose in after:
                    waited = 0.0
                case DoseStep() if step.dose in until:
                    break
                case WaitStep():
                    waited += step.wait
        return waited * self.point.time_unit_s


def _per_M_s(rate: RealisedRate) -> float:
    """As it is realised, or as it should be where that is not known; its unit is by its order."""
    return rate.target_rate if math.isnan(rate.realised_rate) else rate.realised_rate


def _completed(per_u: float, first_u: float, second_u: float) -> float:
    """The part of the scarcer of two that have reacted with each other.

    Parameters
    ----------
    per_u: rate constant times time.
    """
    low, high = sorted((first_u, second_u))
    if math.isclose(low, high, rel_tol=1e-6):
        return 1 - 1 / (1 + per_u * high)
    grown = math.exp(-min((high - low) * per_u, 700.0))
    return (1 - grown) / (1 - low / high * grown)
