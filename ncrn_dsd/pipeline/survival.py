"""Train the strands of a learner under many draws of what goes wrong in a tube."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from pydantic_core import to_json

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.open_toeholds import ToeholdOffTargets
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.reference import FEWEST_HELD_OUT
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.schedule import Read, Refill, Removal, Schedule
from ncrn_dsd.ir.survival import (
    ACCURACY_MEASURE,
    LOSS_MEASURE,
    AskedSurvival,
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
from ncrn_dsd.ir.verdict import survival_obligation
from ncrn_dsd.kinetics.schedule import scaled_segment
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.expect import meets_expectation
from ncrn_dsd.model.quantities import COLUMNS
from ncrn_dsd.model.side_reactions import (
    USUAL_SIDE_REACTIONS,
    LeakProducts,
    LeakRates,
    Occluders,
    SideReactions,
)
from ncrn_dsd.model.upkeep import Refills, Upkeep
from ncrn_dsd.pipeline.executors.batches import run_in_batches
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.pipeline.tube_cases import NOTHING, TubeErrors, case_of, draws_of, single_draws
from ncrn_dsd.plugins import Entry, NamesParts
from ncrn_dsd.simulation.tube import Addition, Drawn
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.not_shown import READ_LINE, READ_ZERO, leaks_cut_off
from ncrn_dsd.study.stage import Work, stage
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
OF_THE_TRAINING = (
    "Tubes: what is said here is of the training without disturbance; what the draws of a tube "
    "assume is told with every draw."
)
"""Before what a run leaves out whose design asks for draws."""
BLAMED = 5
"""So many of the draws that lose most are told."""


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
    upkeep = upkeep.of_vessel(is_stated=study.pipetted is not None)
    trainings = TubeTrainings(TubeLearner.of(study, upkeep, side), upkeep)
    measure = measure_for(study.design, study.program)
    planned = [(case, drawn) for case in cases for drawn in draws_of(case, seed, draws)]
    report = watcher.stage("disturb strands")

    def ends(
        asked: Sequence[tuple[TubeErrors, Drawn]], full_scale_u: float, done: int, total: int
    ) -> list[TubeEnd]:
        inputs = [(trainings.of(case, full_scale_u), TubeDraw(drawn)) for case, drawn in asked]
        return run_in_batches(
            executor, kept_ends, store.root, inputs, lambda n: report(done + n, total)
        )

    undisturbed = ends([(NOTHING, Drawn((), seed))], 0.0, 0, 1 + len(planned))[0]
    ideal = undisturbed.outcome
    if ideal.failure is not None:
        raise SimulationError(
            "M065",
            f"the undisturbed training of {study.design.name}",
            f"it stops: {ideal.failure}",
            "mend the design first, of which `ncrn-dsd run` says more",
        )
    # A reader is set to what these strands show, and not to what their formal network would.
    full_scale_u = undisturbed.largest_read_u
    results = []
    ended = iter(ends(planned, full_scale_u, 1, 1 + len(planned)))
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
            tube = trainings.of(case, full_scale_u).tube
            alone = single_draws(case, tube, worst, blame)
            tried = ends([(c, d) for _, _, c, d in alone], full_scale_u, 0, len(alone))
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


def asked_tubes(study: LearnerStudy, executor: Executor) -> Survival | None:
    """The draws that [expect.survives] asks for; None where it asks for none, or of strands that
    are trained with disturbances of their own, which are not those of the design.

    Raises
    ------
    NcrnError: the undisturbed training stops, or a process is ended.
    """
    asked = study.design.expect.survives
    if asked is None or not study.options.disturbance.is_none:
        return None
    sizes = case_of(asked.column, asked.side_reactions.leak_rates).sizes
    wanted = AskedTubes(study, TubeDraw(Drawn(sizes, asked.seed)))
    return study.graph.run(survive, wanted, executor)


@dataclass(frozen=True)
class AskedTubes(NamesParts):
    """What is drawn for a study; the draws depend on the code of all that it names.

    Parameters
    ----------
    drawn: the sizes of the column.
    """

    study: LearnerStudy
    drawn: TubeDraw

    @property
    def parts(self) -> tuple[Entry, ...]:
        """Of the learner, the rates and the disturbances."""
        study = self.study
        return (*study.design.parts, *study.rates.parts, *self.drawn.parts)


@stage(
    "survive",
    reads=lambda wanted, _: (
        wanted.study.design,
        wanted.study.scheme.text,
        wanted.study.scheme.meta,
        wanted.study.options,
        wanted.drawn.drawn,
    ),
    is_watched=False,
)
def survive(work: Work, wanted: AskedTubes, executor: Executor) -> Survival:
    """The draws that [expect.survives] asks for, each of which is kept as soon as it is there.

    Parameters
    ----------
    executor: who draws, which changes no result.
    """
    del work
    study = wanted.study
    asked = study.design.expect.survives
    assert asked is not None
    return measure_survival(
        study,
        asked.draws,
        asked.seed,
        executor,
        [case_of(asked.column, asked.side_reactions.leak_rates)],
        asked.upkeep,
        asked.blame,
        asked.side_reactions,
    )


def asked_survival(study: LearnerStudy, executor: Executor) -> AskedSurvival | None:
    """What these draws say, or None, as `asked_tubes`, with its errors."""
    asked, tubes = study.design.expect.survives, asked_tubes(study, executor)
    return None if asked is None or tubes is None else AskedSurvival.of(tubes, asked.at_least)


def with_survival(run: DesignRun, study: LearnerStudy, executor: Executor) -> DesignRun:
    """The run of a study with the draws that it asks for and what they say; raises as
    `asked_tubes`."""
    tubes = asked_tubes(study, executor)
    drawn = replace(run, tubes=tubes)
    found = drawn.survival
    if found is None:
        return run
    said = survival_obligation(
        SURVIVAL,
        f"{found.column} tube",
        len(found.kept),
        found.draws,
        found.at_least,
        found.reason,
    )
    return replace(
        drawn,
        verification=run.verification.extended((said,)),
        costs=(*run.costs, study.graph.costs[-1]),
        not_shown=(OF_THE_TRAINING, *run.not_shown),
    )


ASSUMED = (
    "Rates: draws multiply those that a run of the design has.",
    "Gates that eat: copies react as condensed, and give back nothing but fuels.",
    "Burst: a gate that has let go what it holds is no longer there.",
    "Occlusion, where it is drawn: by complements that are there when a wait begins.",
)


ORDERED_VESSEL = (
    "Vessel: as the lab package pipettes it. Whatever is drawn, doses and sinks take their room, "
    "reads take their aliquots, and steps have the volumes that were planned; sinks err in "
    "nothing, and samples of validation and test take no room."
)


def _notes(trainings: TubeTrainings, cases: Sequence[TubeErrors]) -> tuple[str, ...]:
    """What is assumed, and what the figures do not say."""
    notes = list(ASSUMED)
    upkeep, program = trainings.upkeep, trainings.program
    if program.has_read_zero:
        notes.append(READ_ZERO)
    if program.has_read_line:
        notes.append(READ_LINE)
    if trainings.leaks is not None:
        notes += _leak_notes(trainings.leaks, trainings.side.leak_products)
    if trainings.occluders is not None:
        notes.append(_occluder_note(trainings.occluders))
    elif trainings.side.occluders is Occluders.OFF_TARGETS and any(
        Addition.OCCLUSION in case.additions for case in cases
    ):
        share = trainings.side.off_target_share
        notes.append(f"Occlusion: no off-target holds a toehold for {share:.2g} of the time.")
    if upkeep.refills is Refills.ORDERED:
        notes.append(ORDERED_VESSEL)
    removes = any(isinstance(action, Removal) for action in program.training.actions)
    if not (removes or upkeep.wash_every or upkeep.transfer_every):
        notes.append("Waste stays in the vessel, so that no removal can go wrong.")
    if upkeep.sink and upkeep.refills is not Refills.ORDERED:
        notes.append("Sink: what piles up of a fuel is taken out without loss or error.")
    held_out = program.reference.samples
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
        else f"the {leaks.fresh} complexes that only they make react no further"
    )
    if not leaks.followed and (leaks.order or leaks.left_out):
        after += f"; {leaks_cut_off(leaks.left_out)}"
    which = f"up to order {leaks.order}" if leaks.order else "of designed complexes alone"
    yield f"Leaks: {which}, {leaks.reactions} of them; {after}."
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
        parts = TubeParts(
            study.system,
            study.network,
            study.uncondensed(Kinetics.UNCONDENSED),
            largest_doses_M(program, point),
            reads_of(program),
            upkeep,
            study.design.lab,
            study.schedule if upkeep.refills is Refills.ORDERED else None,
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
        self.program = learner.program
        self.side = learner.side
        self.leaks: TubeLeaks | None = None
        self.vessel_uL = learner.parts.vessel_uL
        self.occluders: TubeOccluders | None = None
        self._learner = learner
        self._tubes: dict[frozenset[Addition], Tube] = {}
        self._refills: dict[Drawn, tuple[Refill, ...] | None] = {}
        self._found: dict[object, TubeTraining] = {}

    def of(self, case: TubeErrors, full_scale_u: float) -> TubeTraining:
        """The training that a case disturbs.

        Parameters
        ----------
        full_scale_u: of its reads.
        """
        planned = {k.name for d in case.disturbances if d.is_planned_for for k in d.keys}
        known = tuple(p for p in case.sizes if p[0] in planned)
        key = (case.additions, known, full_scale_u)
        if key not in self._found:
            self._found[key] = self._made(case.additions, Drawn(known, 0), full_scale_u)
        return self._found[key]

    def _made(
        self, additions: frozenset[Addition], always: Drawn, full_scale_u: float
    ) -> TubeTraining:
        program, point = self.program, self._learner.point
        schedule = self._learner.parts.ordered or self._kept(always)
        probes = tuple(scaled_segment(p, point) for p in program.probes)
        tube = replace(self._tube(additions), full_scale_u=full_scale_u)
        content = to_json((program, point, tube, schedule, probes))
        digest = hashlib.sha256(content).hexdigest()
        return TubeTraining(program, point, tube, schedule, probes, digest)

    def _kept(self, always: Drawn) -> Schedule:
        program, point = self._learner.program, self._learner.point
        if always not in self._refills:
            bare = self._tube(frozenset())
            self._refills[always] = planned_refills(program, point, bare, self.upkeep, always)
        return kept_schedule(program, point, self.upkeep, self._refills[always])

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
