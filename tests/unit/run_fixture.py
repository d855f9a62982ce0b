"""A whole run of a small design: a real learner and real gates, with figures worked out here.

The learner comes from `networks` and the gates from `dsd_fixtures`. What would take seconds is
filled in by simple means: the training is the delta rule on the same samples, with a smaller
step at the DSD level, the network lists signals, fuels and one binding per module, and the
operating point is the same for all gates.
"""

from __future__ import annotations

from collections.abc import Sequence

from dsd_fixtures import random_words, soloveichik2010

from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement, domain_name
from ncrn_dsd.ir.kinetics import FreeFraction, FuelLevel, Realisation, RealisedRate
from ncrn_dsd.ir.lab import DomainSequence, LabPackage, SequenceAssignment, StrandOrder
from ncrn_dsd.ir.network import (
    ComplexRole,
    Kinetics,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.result import DesignRun, HostActions, SimulatedNetwork, StageCost
from ncrn_dsd.ir.schedule import Content, Dose, Schedule, ScheduleUnits, Segment, Wait
from ncrn_dsd.ir.task import Sample
from ncrn_dsd.ir.training import EpochRecord, TrainingRun
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport
from ncrn_dsd.model.design import Design, Source
from ncrn_dsd.model.dsd import DsdSpec, LevelSpec, LimitSpec
from ncrn_dsd.model.expect import ExpectSpec, LearningBounds
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.learner import FeatureScaleSpec, LinearRegressionLearner, PhasedRateSpec
from ncrn_dsd.model.schedule import DoseStep, ReadStep, ScheduleSpec, WaitStep
from ncrn_dsd.model.sequences import DEFAULT_SEQUENCES
from ncrn_dsd.model.task import LinearTaskSpec
from ncrn_dsd.networks.registry import build

UNIT_M, TAU_S = 2.5e-9, 1800.0
EPOCHS, LEARNING_RATE, CONSTANT_INPUT = 8, 0.07, 2.0
FUEL_START_M, REFILL_M, FUEL_END_M = 5e-6, 2.5e-7, 7.25e-6


def small_run(title: str = "Linear regression in one variable") -> DesignRun:
    """y = 1 + 2 x + noise: twelve samples, eight epochs, expectations met, all proved."""
    design = small_design(title)
    program = build(design)
    system = soloveichik2010(program.crn)
    network = _network(system, program)
    return DesignRun(
        design=design,
        program=program,
        system=system,
        network=network,
        verification=_verification(system),
        realisation=_realisation(system, program),
        dsd_schedule=_dsd_schedule(program),
        abstract=_delta_rule("abstract", program, LEARNING_RATE, 1.0),
        dsd=_delta_rule("dsd", program, 0.8 * LEARNING_RATE, TAU_S),
        package=_package(system),
        host_actions=HostActions(
            per_sample=(("dose", 4.5), ("wait", 2.0), ("read", 1.0), ("dilute", 0.0)),
            setup=(("dose", 4.0), ("wait", 0.0), ("read", 0.0), ("dilute", 0.0)),
        ),
        costs=(
            StageCost("build", 0.01, reused=False),
            StageCost("enumerate", 41.27, reused=True),
            StageCost("train, DSD", 63.5, reused=False),
        ),
        simulated_network=network,
        simulated=SimulatedNetwork(
            Kinetics.CONDENSED,
            len(network.species),
            len(network.reactions),
            leak_reactions=0,
            leaks_followed=False,
        ),
        not_shown=(
            "Leak: no reaction between fuels without a toehold is simulated or verified.",
            "Volumes: a dose adds a species without diluting the vessel.",
        ),
    )


LEVELS = LevelSpec(
    concentration_unit_M=1e-9, time_unit_s=100.0, gates_M=1e-6, single_strands_M=5e-7
)


def at_given_levels(title: str) -> Design:
    """The small design with `LEVELS` and three samples."""
    base = small_design(title)
    return changed(
        base,
        task=changed(base.task, train_samples=3, validation_samples=1),
        learner=changed(base.learner, epochs=1),
        dsd=changed(base.dsd, levels=LEVELS),
    )


def small_design(title: str) -> Design:
    def dose(species: str, amount: float | str) -> DoseStep:
        return DoseStep(dose=species, amount=amount)

    inputs = (dose("X0", "x0"), dose("X1", "x1"))
    read = ReadStep(read=("Z_p", "Z_m"))
    feedback = (dose("Phase", 20.0), WaitStep(wait=26.0))
    return Design(
        schema_=1,
        name="small",
        title=title,
        task=LinearTaskSpec(
            kind="linear",
            weights=(2.0,),
            intercept=1.0,
            noise_sd=0.2,
            input_range=(1.0, 3.0),
            train_samples=12,
            validation_samples=24,
            seed=3,
        ),
        learner=LinearRegressionLearner(
            kind="linear_regression",
            learning_rate=LEARNING_RATE,
            epochs=EPOCHS,
            initial_weights=(0.1, 0.5),
            constant_input=CONSTANT_INPUT,
            encoding=FeatureScaleSpec(input=3.0, weight=5.0, output=1.0),
            rates=PhasedRateSpec(
                convert=0.0625,
                gate=0.06,
                clear=0.06,
                drain_error=0.05,
                drain_phase=0.03,
                annihilate=0.03,
            ),
            seed=7,
        ),
        schedule=ScheduleSpec(
            setup=(dose("Pace_convert", 16.0), dose("Pace_drain", 8.0)),
            sample=(*inputs, dose("Y", "y"), WaitStep(wait=6.0), read, *feedback),
            probe=(*inputs, WaitStep(wait=6.0), read),
        ),
        dsd=DsdSpec(
            scheme="soloveichik2010",
            fuel_ceiling_M=1e-5,
            max_hold=0.3,
            refill_tolerance=0.1,
            verify_budget_s=60.0,
            limits=LimitSpec(complex_size=10, complexes=10_000, reactions=50_000),
        ),
        sequences=DEFAULT_SEQUENCES,
        expect=ExpectSpec(
            loss_over_least_squares_max=5.0,
            dsd=LearningBounds(loss_over_least_squares_max=10.0),
        ),
    ).read_from(Source("small/design.toml", "5f" * 32))


def _delta_rule(
    level: str, program: LearningProgram, learning_rate: float, time_unit: float
) -> TrainingRun:
    """Widrow and Hoff: w <- w - rate * error * x for one sample after the other."""
    weights = list(program.initial_weights)
    duration = program.training.duration / EPOCHS * time_unit
    online: list[tuple[float, ...]] = []

    def predict(sample: Sample) -> float:
        return sum(w * x for w, x in zip(weights, (CONSTANT_INPUT, *sample.inputs), strict=True))

    def record(epoch: int) -> EpochRecord:
        squares = [(predict(s) - s.targets[0]) ** 2 for s in program.task.validation]
        return EpochRecord(
            epoch,
            epoch * duration,
            tuple(c.of(weights) for c in program.encoding.coefficients),
            sum(squares) / len(squares),
        )

    epochs = [record(0)]
    for epoch in range(EPOCHS):
        for sample in program.task.train:
            error = predict(sample) - sample.targets[0]
            online.append((error,))
            for i, x in enumerate((CONSTANT_INPUT, *sample.inputs)):
                weights[i] -= learning_rate * error * x
        epochs.append(record(epoch + 1))
    return TrainingRun(
        level=level,
        epochs=tuple(epochs),
        online_errors=tuple(online),
        predictions=tuple((predict(s),) for s in program.task.validation),
        targets=tuple(s.targets for s in program.task.validation),
        largest_residue=0.0123 if level == "abstract" else 0.0345,
        residue_species="E_p",
        firings=(12.0,) * len(program.crn.reactions) if level == "abstract" else (),
        failure=None,
        reference=program.reference,
        coefficient_names=tuple(c.name for c in program.encoding.coefficients),
    )


def _network(system: DsdSystem, program: LearningProgram) -> ReactionNetwork:
    species = [
        NetworkSpecies(s.species, s.complex.canonical(), ComplexRole.SIGNAL, s.species)
        for s in system.signals
    ]
    species += [
        NetworkSpecies(f.name, f.complex.canonical(), ComplexRole.FUEL, None) for f in system.fuels
    ]
    reactions = []
    for module in system.modules:
        first = program.crn.reactions[module.reactions[0]].reactants[0]
        made = f"i{module.index + 1}"
        fuel = next(f for f in system.fuels if f.name == module.fuels[0])
        signal = system.signal_of(first)
        both = Complex(
            (*signal.complex.strands, *fuel.complex.strands),
            f"{signal.complex.structure}+{fuel.complex.structure}",
        )
        species.append(NetworkSpecies(made, both, ComplexRole.INTERMEDIATE, None))
        reactants = tuple(sorted((first, fuel.name)))
        reactions.append(NetworkReaction(reactants, (made,), 1e6, (module.index,)))
    return ReactionNetwork(tuple(species), tuple(reactions), True, None, "module by module")


def _verification(system: DsdSystem) -> VerificationReport:
    return VerificationReport(
        tuple(
            Obligation("CRN bisimulation", m.name, Verdict.PROVED, "an interpretation was found")
            for m in system.modules
        ),
        ("fuels are in large excess and stay nearly constant",),
    )


def _realisation(system: DsdSystem, program: LearningProgram) -> Realisation:
    rates = tuple(
        RealisedRate(i, str(r), r.rate, r.rate / (UNIT_M * TAU_S), 0.3 / (1 + i))
        for i, r in enumerate(program.crn.reactions)
    )
    return Realisation(
        concentration_unit_M=UNIT_M,
        time_unit_s=TAU_S,
        rates=rates,
        fuels=tuple(
            FuelLevel(f.name, FUEL_START_M, REFILL_M if i % 2 else 0.0, FUEL_END_M)
            for i, f in enumerate(system.fuels)
        ),
        free=tuple(FreeFraction(s.species, 0.7) for s in system.signals),
        refill_every=2,
        speed_limit=f"{program.crn.reactions[0]}: its gate would hold more than 30 % of W0_p",
        concentration_limit=f"{program.crn.reactions[1]}: one sample uses 10 % of its gate",
    )


def _dsd_schedule(program: LearningProgram) -> Schedule:
    segments: list[Segment] = []
    for segment in program.training.segments:
        actions = tuple(
            Wait(a.duration * TAU_S)
            if isinstance(a, Wait)
            else Dose(tuple(Content(c.species, c.amount * UNIT_M) for c in a.contents))
            if isinstance(a, Dose)
            else a
            for a in segment.actions
        )
        segments.append(Segment(segment.kind, segment.label, actions))
    return Schedule(tuple(segments), ScheduleUnits.SI)


def _package(system: DsdSystem) -> LabPackage:
    domains = random_words(system, "ACT", 1)
    assigned = tuple(DomainSequence(name, sequence) for name, sequence in domains.items())
    strands = tuple(
        StrandOrder(f"strand{i + 1}", "fuel", strand, _spelt(strand, domains), ())
        for i, strand in enumerate(system.distinct_strands)
    )
    return LabPackage(SequenceAssignment(assigned, 1, 6), strands)


def _spelt(strand: Sequence[str], domains: dict[str, str]) -> str:
    partners = str.maketrans("ACGT", "TGCA")
    return "".join(
        domains[o]
        if complement(domain_name(o)) != o
        else domains[domain_name(o)].translate(partners)[::-1]
        for o in strand
    )
