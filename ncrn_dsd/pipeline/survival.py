"""Train the strands of a learner under many draws of what goes wrong in a tube."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist, median

from pydantic_core import to_json

from ncrn_dsd.analyses.robustness import draw_seed
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.open_toeholds import ToeholdOffTargets
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.reference import FEWEST_HELD_OUT
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.schedule import Read, Refill
from ncrn_dsd.ir.survival import (
    ACCURACY_MEASURE,
    LOSS_MEASURE,
    WITHOUT,
    Blame,
    Survival,
    SurvivalMeasure,
    TubeCase,
    TubeEnd,
    TubeLeaks,
    TubeOccluders,
    TubeOutcome,
    lost,
    most_to_blame,
)
from ncrn_dsd.ir.training import DSD
from ncrn_dsd.ir.tube import Tube
from ncrn_dsd.ir.verdict import Obligation, survival_obligation
from ncrn_dsd.kinetics.schedule import scaled_segment
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.disturbances import LEAK, PREDICTED_LEAK, DisturbanceKey
from ncrn_dsd.model.expect import meets_expectation
from ncrn_dsd.model.quantities import COLUMNS
from ncrn_dsd.model.side_reactions import (
    USUAL_SIDE_REACTIONS,
    LeakProducts,
    LeakRates,
    Occluders,
    SideReactions,
)
from ncrn_dsd.model.upkeep import Upkeep
from ncrn_dsd.pipeline.executors.batches import run_in_batches
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.pipeline.robustness import full_scale
from ncrn_dsd.simulation.tube import Addition, Drawn, TubeDisturbance, draw_of
from ncrn_dsd.simulation.tube_disturbances import (
    TUBE_DISTURBANCES,
    disturbance_keys,
    disturbances_of,
    own_disturbances,
)
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.not_shown import leaks_cut_off
from ncrn_dsd.study.stages.disturb_strands import (
    TubeDraw,
    TubeTraining,
    train_each_in_tube,
    train_in_tube,
)
from ncrn_dsd.study.stages.leak import Leaky
from ncrn_dsd.study.tube import (
    FindOffTargets,
    TubeParts,
    kept_schedule,
    make_tube,
    planned_refills,
)
from ncrn_dsd.units import NM_PER_M

SURVIVAL = "strands survive"
"""The notion of the answer that SURVIVES is."""
KINETICS_OF = {
    LeakProducts.STEPS: Kinetics.UNCONDENSED,
    LeakProducts.CONDENSED: Kinetics.CONDENSED,
}
BLAMED = 5
"""So many of the draws that lose most are told."""


@dataclass(frozen=True, slots=True)
class TubeErrors:
    """What goes wrong together, by the names of keys with their sizes.

    Parameters
    ----------
    whole: name of the case that this is a part of and has the draws of; empty of a whole case.
    """

    name: str
    sizes: tuple[tuple[str, float], ...]
    whole: str = ""
    leak_rates: LeakRates = LeakRates.STATED

    @property
    def disturbances(self) -> tuple[TubeDisturbance, ...]:
        """Those that it has sizes of."""
        return disturbances_of(Drawn(self.sizes, 0))

    @property
    def additions(self) -> frozenset[Addition]:
        """Reactions that it needs."""
        return frozenset(one for d in self.disturbances for one in d.adds)

    @property
    def definition(self) -> str:
        """Every key with its size and meaning."""
        if self.name in COLUMNS:
            return f"all disturbances of a {self.name} tube at once"
        if self.whole:
            left = ", ".join(one.name for one in self.disturbances) or "nothing"
            return f"the draws of {self.whole}, of which there are still {left}"
        sizes = dict(self.sizes)
        keys = [_key_at(k, self.leak_rates) for d in self.disturbances for k in d.keys]
        keys = [key for key in keys if key.name in sizes]
        return "; ".join(f"{_sized(key, sizes[key.name])}: {key.meaning}" for key in keys)

    def without(self, names: Sequence[str]) -> TubeErrors:
        """What is left when these disturbances are as designed, in the same draws.

        Raises
        ------
        SimulationError: M063, one of them is not drawn anyway.
        """
        drawn = {one.name: one for one in self.disturbances}
        for name in names:
            if name not in drawn:
                raise SimulationError(
                    "M063",
                    f"the case {self.name}",
                    f"{name} is left out of it and is not in it",
                    f"leave out some of {', '.join(drawn)}",
                )
        keys = {key.name for name in names for key in drawn[name].keys}
        return TubeErrors(
            f"{self.name}{WITHOUT}{','.join(names)}",
            tuple(pair for pair in self.sizes if pair[0] not in keys),
            self.name,
            self.leak_rates,
        )


def _key_at(key: DisturbanceKey, leak_rates: LeakRates) -> DisturbanceKey:
    """The row of the table that a key stands for."""
    return PREDICTED_LEAK if key == LEAK and leak_rates is LeakRates.PREDICTED else key


def _sized(key: DisturbanceKey, size: float) -> str:
    return f"{key.name} {size:g} {key.unit}".rstrip()


def case_of(text: str, leak_rates: LeakRates = LeakRates.STATED) -> TubeErrors:
    """A case from words such as "working", "K", "K=1.6", "k=1.3,K=1.2,dead" or "working without k".

    A disturbance without a size has that of a working tube; one with a size that has further keys
    has these as in a working tube.

    Raises
    ------
    PluginError: P001, there is no such disturbance.
    SimulationError: M062, a size is not within its bounds; M063, what is left out is not there.
    """
    whole, without, left_out = text.partition(WITHOUT)
    if without:
        names = [name.strip() for name in left_out.split(",")]
        return case_of(whole.strip(), leak_rates).without(names)
    if text in COLUMNS:
        column = (_key_at(key, leak_rates) for key in disturbance_keys())
        sizes_of_column = tuple((key.name, key.level(text)) for key in column)
        return TubeErrors(text, sizes_of_column, leak_rates=leak_rates)
    sizes: dict[str, float] = {}
    for word in text.split(","):
        name, _, size = word.partition("=")
        one = TUBE_DISTURBANCES.load(name.strip())
        keys = [_key_at(key, leak_rates) for key in one.keys]
        sizes |= {key.name: key.working for key in keys}
        if size:
            sizes[one.name] = _size(keys[0], size)
    return TubeErrors(text, tuple(sizes.items()), leak_rates=leak_rates)


def _size(key: DisturbanceKey, text: str) -> float:
    try:
        size = float(text)
    except ValueError:
        size = math.nan
    if not key.bounds.low <= size <= key.bounds.high:
        raise SimulationError(
            "M062",
            f"the disturbance {key.name}",
            f"its size is {text}",
            f"give a size {key.bounds}, such as {key.working:g}",
        )
    return size


def usual_cases() -> tuple[str, ...]:
    """Every disturbance of this package alone, then all of them at once."""
    return (*(one.name for one in own_disturbances()), *COLUMNS)


def with_each_left_out(cases: Sequence[TubeErrors]) -> tuple[TubeErrors, ...]:
    """After every case of several disturbances, that case without each of them."""
    found = []
    for case in cases:
        found.append(case)
        if not case.whole and len(case.disturbances) > 1:
            found += [case.without([one.name]) for one in case.disturbances]
    return tuple({case.name: case for case in found}.values())


def measure_survival(
    study: LearnerStudy,
    draws: int,
    seed: int,
    executor: Executor,
    cases: Sequence[TubeErrors],
    upkeep: Upkeep,
    blame: int,
    side: SideReactions = USUAL_SIDE_REACTIONS,
) -> Survival:
    """Train the strands undisturbed, then under `draws` draws of every case.

    Every finished draw is kept in the store, so that an interrupted analysis goes on from there.

    Parameters
    ----------
    blame: of the worst draw of every column, so many of the largest single draws are tried alone.

    Raises
    ------
    NcrnError: the design is refused, the undisturbed training stops, a process is ended, or leaks
        or off-targets are to be predicted and there are no sequences.
    PluginError: a package that brings one of the disturbances is broken.
    """
    store, watcher = study.graph.store, study.graph.watcher
    _ = study.firings
    trainings = TubeTrainings(TubeLearner.of(study, upkeep, side), upkeep)
    measure = measure_for(study.design, study.program)
    nothing = TubeErrors("nothing", ())
    planned = [(nothing, Drawn((), seed))]
    planned += [(case, drawn) for case in cases for drawn in draws_of(case, seed, draws)]
    report = watcher.stage("disturb strands")

    def ends(asked: Sequence[tuple[TubeErrors, Drawn]], done: int, total: int) -> list[TubeEnd]:
        inputs = [(trainings.of(case), TubeDraw(drawn)) for case, drawn in asked]
        return run_in_batches(
            executor, kept_ends, store.root, inputs, lambda n: report(done + n, total)
        )

    found = ends(planned, 0, len(planned))
    ideal = found[0].outcome
    results = []
    ended = iter(found[1:])
    for case in cases:
        of_case = [
            _outcome(number, drawn.seed, next(ended), measure)
            for number, drawn in enumerate(draws_of(case, seed, draws), start=1)
        ]
        results.append(
            TubeCase(
                case.name,
                case.definition,
                measure.more_is_better,
                case.name in COLUMNS,
                tuple(of_case),
                whole=case.whole,
            )
        )
    for place, case in enumerate(cases):
        if case.name in COLUMNS and blame:
            worst = results[place].worst_outcome.seed
            alone = single_draws(case, trainings.of(case).tube, worst, blame)
            tried = ends([(c, d) for _, _, c, d in alone], 0, len(alone))
            blamed = [
                Blame(of, name, measure.of(end.outcome), lost(measure, ideal, end.outcome))
                for (of, name, _, _), end in zip(alone, tried, strict=True)
            ]
            results[place] = replace(
                results[place], blame=most_to_blame(blamed, BLAMED), tried=len(alone)
            )
    design = study.design
    return Survival(
        design=design.name,
        title=design.title,
        design_sha256=design.digest,
        level=DSD,
        seed=seed,
        measure=measure,
        undisturbed=measure.of(ideal),
        held_out=measure.reference.samples,
        vessel_uL=trainings.vessel_uL,
        upkeep=upkeep,
        cases=tuple(results),
        notes=_notes(trainings, cases),
        side_reactions=side,
        tube_leaks=trainings.leaks,
        tube_occluders=trainings.occluders,
    )


def survival_asked(study: LearnerStudy, executor: Executor) -> Obligation | None:
    """What [expect.survives] asks of the strands; None where it asks nothing, or of strands that
    are trained with disturbances of their own, which are not those of the design.

    Raises
    ------
    NcrnError: the undisturbed training stops, or a process is ended.
    """
    asked = study.design.expect.survives
    if asked is None or not study.options.disturbance.is_none:
        return None
    errors = case_of(asked.column)
    found = measure_survival(
        study, asked.draws, asked.seed, executor, [errors], asked.upkeep, asked.blame
    )
    (case,) = found.cases
    subject, reason = f"{asked.column} tube", _why(found, case)
    return survival_obligation(
        SURVIVAL, subject, case.kept, len(case.draws), asked.at_least, reason
    )


def with_survival(run: DesignRun, study: LearnerStudy, executor: Executor) -> DesignRun:
    """The run of a study with what `survival_asked` says of it; raises as that."""
    said = survival_asked(study, executor)
    if said is None:
        return run
    return replace(run, verification=run.verification.extended((said,)))


def _why(found: Survival, case: TubeCase) -> str:
    """The measure undisturbed and in the worst draw, with its seed and what is to blame for it."""
    name, nothing, worst = found.measure.name, found.undisturbed, case.worst_outcome
    ideal = "stopped" if nothing is None else f"{nothing:.4g}"
    value = "stopped" if worst.value is None else f"{worst.value:.4g}"
    to_blame = ", ".join(f"{one.of} of {one.name}" for one in case.blame)
    if to_blame:
        to_blame = f"; to blame, each tried alone: {to_blame}"
    elif case.tried:
        to_blame = f"; none of its {case.tried} largest single draws harms alone"
    return f"{name} undisturbed {ideal}, worst draw {value} (seed {worst.seed}){to_blame}"


ASSUMED = (
    "Rates: draws multiply those that a run of the design has.",
    "Gates that eat: copies react as condensed, and give back nothing but fuels.",
    "Burst: a gate that has let go what it holds is no longer there.",
    "Occlusion, where it is drawn: by complements that are there when a wait begins.",
)


def _notes(trainings: TubeTrainings, cases: Sequence[TubeErrors]) -> tuple[str, ...]:
    """What is assumed, and what the figures do not say."""
    notes = list(ASSUMED)
    upkeep, held_out = trainings.upkeep, trainings.held_out
    if trainings.leaks is not None:
        notes += _leak_notes(trainings.leaks, trainings.side.leak_products)
    if trainings.occluders is not None:
        notes.append(_occluder_note(trainings.occluders))
    if not upkeep.wash_every and not upkeep.transfer_every:
        notes.append("Waste stays in the vessel, so that no removal can go wrong.")
    if upkeep.sink:
        notes.append("Sink: what piles up of a fuel is taken out without loss or error.")
    if held_out < FEWEST_HELD_OUT:
        notes.append(
            f"Held-out samples: {held_out} are too few; a measure takes {FEWEST_HELD_OUT}."
        )
    for case in cases:
        if case.name in COLUMNS:
            sizes = ", ".join(f"{name} {size:g}" for name, size in case.sizes)
            notes.append(f"Column {case.name}: {sizes}.")
    return tuple(notes)


def _leak_notes(leaks: TubeLeaks, products: LeakProducts) -> Iterator[str]:
    word = {LeakProducts.STEPS: "single steps", LeakProducts.CONDENSED: "condensed reactions"}
    after = (
        f"what only they make, {leaks.fresh} complexes, goes on by toeholds in {word[products]}"
        if leaks.followed
        else f"the {leaks.fresh} complexes that only they make react no further; "
        f"{leaks_cut_off(leaks.left_out)}"
    )
    yield f"Leaks: up to order {leaks.order}, {leaks.reactions} of them; {after}."
    if leaks.rates == LeakRates.STATED.value:
        return
    unknown = (
        f"; {leaks.unpredicted} that it does not know are as fast as the fastest"
        if leaks.unpredicted
        else ""
    )
    yield (
        f"Leaks: {leaks.pairs} pairs, {leaks.rates}, from {leaks.least:.2g} to {leaks.most:.2g} "
        f"/(M s), median {leaks.middle:.2g}, not measured{unknown}."
    )


def _occluder_note(found: TubeOccluders) -> str:
    level_nM = found.level_M * NM_PER_M
    return (
        f"Occlusion: off-targets too, {found.stretches} of {found.toeholds} toeholds, in "
        f"{found.species} species: unpaired stretches without the complement that would hold a "
        f"toehold for {found.least_share:.2g} of the time or more at {level_nM:.3g} nM, "
        f"the highest level of a fuel. The strongest binds by {found.strongest_per_M:.2g} /M; "
        "such numbers are a factor of ten apart between sets of parameters, and what holds is not "
        "held itself."
    )


def draws_of(case: TubeErrors, seed: int, draws: int) -> tuple[Drawn, ...]:
    """The draws of a case; one is enough where nothing is left to chance."""
    # What is left of a whole is drawn as in the whole, so that both differ in nothing else.
    count = draws if case.whole or any(one.is_drawn for one in case.disturbances) else 1
    of = case.whole or case.name
    return tuple(Drawn(case.sizes, draw_seed(seed, of, number)) for number in range(1, count + 1))


def single_draws(
    case: TubeErrors, tube: Tube, seed: int, count: int
) -> list[tuple[str, str, TubeErrors, Drawn]]:
    """The largest of the draws of a tube that belong to one site, gate or stock, each alone."""
    sizes = dict(case.sizes)
    ranked = []
    for one in case.disturbances:
        own = tuple((key.name, sizes[key.name]) for key in one.keys)
        for name in one.names(tube):
            only = Drawn(own, seed, (draw_of(one.keys[0], name),))
            extreme = NormalDist().inv_cdf(only.uniform(one.keys[0], name))
            ranked.append((abs(extreme), one.name, name, TubeErrors(one.name, own), only))
    ranked.sort(key=lambda r: (-r[0], r[1], r[2]))
    return [(of, name, alone, drawn) for _, of, name, alone, drawn in ranked[:count]]


def measure_for(design: Design, program: LearningProgram) -> SurvivalMeasure:
    """By what draws of a learner are compared."""
    reference, bounds = program.reference, design.expect.bounds(DSD)
    has_classes = reference.logistic_accuracy is not None
    return SurvivalMeasure(
        name=ACCURACY_MEASURE
        if has_classes
        else ("mean squared error" if reference.is_exact else LOSS_MEASURE),
        reference=reference,
        loss_max=bounds.loss_max(reference),
        accuracy_min=bounds.accuracy_min(reference),
    )


def _outcome(number: int, seed: int, end: TubeEnd, measure: SurvivalMeasure) -> TubeOutcome:
    outcome = end.outcome
    kept = outcome.failure is None and meets_expectation(
        outcome.accuracy,
        outcome.held_out_mse,
        accuracy_min=measure.accuracy_min,
        loss_max=measure.loss_max,
    )
    return TubeOutcome(number, seed, outcome, measure.of(outcome), kept, end.volume_uL)


def largest_doses_M(program: LearningProgram, point: Realisation) -> dict[str, float]:
    """Per formal species, its largest dose in training and probes."""
    largest: dict[str, float] = {}
    for content in program.dosed:
        amount = content.amount * point.concentration_unit_M
        largest[content.species] = max(largest.get(content.species, 0.0), amount)
    return largest


def reads_of(program: LearningProgram) -> int:
    """How often the vessel is read in training."""
    return sum(isinstance(action, Read) for action in program.training.actions)


def kept_ends(root: Path, draws: Sequence[tuple[TubeTraining, TubeDraw]]) -> tuple[TubeEnd, ...]:
    """The ends of draws, from the store in `root` or trained now and put there."""
    return Graph.in_folder(root).run_many(train_in_tube, draws, train_each_in_tube)


@dataclass(frozen=True)
class TubeLearner:
    """A learner as strands at their operating point.

    Parameters
    ----------
    add_leaks: makes the detailed network with leaks, those with stated rates of 1 /(M s).
    side: which reactions beside those that were designed these are.
    find_off_targets: what occludes beside complements.
    """

    program: LearningProgram
    point: Realisation
    parts: TubeParts
    add_leaks: Callable[[], Leaky]
    side: SideReactions = USUAL_SIDE_REACTIONS
    find_off_targets: FindOffTargets = lambda _: ()

    @classmethod
    def of(
        cls, study: LearnerStudy, upkeep: Upkeep, side: SideReactions = USUAL_SIDE_REACTIONS
    ) -> TubeLearner:
        """The learner of a study.

        Raises
        ------
        NcrnError: the first stage that refuses its input.
        """
        program, point = study.program, study.point
        largest = max(q.scale for q in program.encoding.predictions)
        parts = TubeParts(
            study.system,
            study.network,
            study.uncondensed(Kinetics.UNCONDENSED),
            full_scale(study.abstract) * largest,
            largest_doses_M(program, point),
            reads_of(program),
            upkeep,
            study.design.lab,
        )

        def add_leaks() -> Leaky:
            leaky = study.with_leaks(
                parts.detailed,
                1.0,
                KINETICS_OF[side.leak_products],
                side.leak_order,
                side.leak_complexes,
            )
            if side.leak_rates is LeakRates.STATED:
                return leaky
            predicted = study.predict_leaks(leaky.network)
            return replace(
                leaky,
                network=predicted.network,
                predicted_by=study.rates.from_nucleotides.name,
                unpredicted=predicted.unpredicted,
            )

        def find_off_targets(network: ReactionNetwork) -> tuple[ToeholdOffTargets, ...]:
            if side.occluders is Occluders.COMPLEMENTS:
                return ()
            return study.off_targets(network, side.off_target_share)

        return cls(program, point, parts, add_leaks, side, find_off_targets)


class TubeTrainings:
    """Undisturbed trainings of one learner, made once for all cases that share one."""

    def __init__(self, learner: TubeLearner, upkeep: Upkeep) -> None:
        self.upkeep = upkeep
        self.held_out = learner.program.reference.samples
        self.side = learner.side
        self.leaks: TubeLeaks | None = None
        self.vessel_uL = learner.parts.vessel_uL
        self.occluders: TubeOccluders | None = None
        self._learner = learner
        self._tubes: dict[frozenset[Addition], Tube] = {}
        self._refills: dict[Drawn, tuple[Refill, ...] | None] = {}
        self._found: dict[object, TubeTraining] = {}

    def of(self, case: TubeErrors) -> TubeTraining:
        """The training that a case disturbs."""
        planned = {k.name for d in case.disturbances if d.is_planned_for for k in d.keys}
        known = tuple(p for p in case.sizes if p[0] in planned)
        key = (case.additions, known)
        if key not in self._found:
            self._found[key] = self._made(case.additions, Drawn(known, 0))
        return self._found[key]

    def _made(self, additions: frozenset[Addition], always: Drawn) -> TubeTraining:
        program, point = self._learner.program, self._learner.point
        if always not in self._refills:
            bare = self._tube(frozenset())
            self._refills[always] = planned_refills(program, point, bare, self.upkeep, always)
        schedule = kept_schedule(program, point, self.upkeep, self._refills[always])
        probes = tuple(scaled_segment(p, point) for p in program.probes)
        tube = self._tube(additions)
        content = to_json((program, point, tube, schedule, probes))
        digest = hashlib.sha256(content).hexdigest()
        return TubeTraining(program, point, tube, schedule, probes, digest)

    def _tube(self, additions: frozenset[Addition]) -> Tube:
        if additions not in self._tubes:
            leaky = None
            if Addition.LEAKS in additions:
                leaky = self._learner.add_leaks()
                designed = len(self._learner.parts.detailed.species)
                self.leaks = _leaks_of(leaky, len(leaky.network.species) - designed)
            eating = Addition.EATING in additions
            occluded = Addition.OCCLUSION in additions
            self._tubes[additions] = make_tube(
                self._learner.parts,
                leaky,
                eating=eating,
                occluded=occluded,
                find_off_targets=self._find_off_targets,
            )
        return self._tubes[additions]

    def _find_off_targets(self, network: ReactionNetwork) -> Sequence[ToeholdOffTargets]:
        found = self._learner.find_off_targets(network)
        # The largest tube says it; others have fewer complexes.
        if found and (self.occluders is None or self.occluders.species < _species_of(found)):
            self.occluders = TubeOccluders(
                toeholds=len(found),
                stretches=sum(one.stretches for one in found),
                species=_species_of(found),
                least_share=self.side.off_target_share,
                level_M=self._learner.point.highest_level_M,
                strongest_per_M=max(one.strongest_per_M for one in found),
            )
        return found


def _species_of(found: Sequence[ToeholdOffTargets]) -> int:
    return len({name for one in found for name, _ in one.binding_per_M})


def _leaks_of(leaky: Leaky, fresh: int) -> TubeLeaks:
    pairs = leaky.network.leaks_by_pair
    rates = list(pairs.values()) or [0.0]
    by = leaky.predicted_by
    return TubeLeaks(
        rates=f"{LeakRates.PREDICTED.value} by {by}" if by else LeakRates.STATED.value,
        reactions=sum(r.leak for r in leaky.network.reactions),
        pairs=len(pairs),
        least=min(rates),
        middle=median(rates),
        most=max(rates),
        unpredicted=leaky.unpredicted,
        order=leaky.order,
        followed=leaky.followed,
        left_out=leaky.left_out,
        fresh=fresh,
    )
