"""A study of a learner: from its design to everything that is known about its strands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ncrn_dsd.analyses.autonomy import host_actions
from ncrn_dsd.enumeration.options import Engine
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.budget import BudgetLine
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.result import DesignRun, DsdLevel, SimulatedNetwork
from ncrn_dsd.ir.schedule import Refill, Schedule
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Obligation, VerificationReport
from ncrn_dsd.kinetics.schedule import dsd_schedule, refilled_schedule
from ncrn_dsd.model.completion import CompletionLearner
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.simulation.disturbance import Purpose, disturbed_segments
from ncrn_dsd.study.budget import budget_of
from ncrn_dsd.study.compiled import CompiledStudy
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.lab_runs import lab_runs, species_read
from ncrn_dsd.study.not_shown import not_shown
from ncrn_dsd.study.obligations import (
    Operated,
    condensation_obligations,
    run_obligations,
)
from ncrn_dsd.study.stages.build import build_program
from ncrn_dsd.study.stages.leak import Leaky, add_leaks
from ncrn_dsd.study.stages.pipette import Pipetted, plan_pipetting
from ncrn_dsd.study.stages.reduce import merge_signal_variants
from ncrn_dsd.study.stages.refill import plan_refills
from ncrn_dsd.study.stages.toeholds import refuse_slow_samples
from ncrn_dsd.study.stages.train_formal import train_formal
from ncrn_dsd.study.stages.train_strands import train_strands
from ncrn_dsd.translation.scheme import Scheme, load_scheme


@dataclass(frozen=True)
class RunOptions:
    """Choices of one run that are not part of the design.

    Parameters
    ----------
    scheme: a translation scheme to use instead of the design's own.
    engine: our own engine enumerates the whole system at once, Peppercorn module by module.
    disturbance: what the DSD level suffers; verification, kinetics and the abstract level do not.
    reduce: train the DSD level on the network with variants of signals merged, and measure how
        far that is from the full network; None for what the design says, where its disturbance
        allows that.
    kinetics: what the DSD level is simulated as; None for what the design says.
    conditions: the buffer and its temperature, as the laboratory has them; None for that of the
        design.

    Raises
    ------
    SimulationError: M045, the reduction would not be exact.
    """

    scheme: str | None = None
    engine: Engine = Engine.OWN
    disturbance: Disturbance = field(default_factory=Disturbance)
    reduce: bool | None = None
    kinetics: Kinetics | None = None
    conditions: Conditions | None = None

    def __post_init__(self) -> None:
        if self.reduce and self.disturbance.rate_error_factor > 1:
            raise SimulationError(
                "M045",
                "the disturbances of the run",
                "with an error of every rate the variants of a signal differ and cannot be merged",
                "leave out the reduction or the rate error",
            )

    def reduces(self, design: Design) -> bool:
        """Whether the DSD level of a design is trained on the merged network."""
        if self.reduce is None:
            return design.dsd.reduce and self.disturbance.rate_error_factor <= 1
        return self.reduce


class LearnerStudy(CompiledStudy):
    """Everything about one learner by one scheme; a part is made when it is first asked for.

    Parameters
    ----------
    design: checked.
    scheme: to translate by; None for that of the options, or else of the design.

    Raises
    ------
    SchemeError: there is no such scheme.
    """

    def __init__(
        self,
        design: Design,
        graph: Graph,
        options: RunOptions | None = None,
        scheme: Scheme | None = None,
    ) -> None:
        self.options = options or RunOptions()
        self.design = design
        chosen = scheme or load_scheme(self.options.scheme or design.dsd.scheme)
        conditions = self.options.conditions or design.lab.conditions
        super().__init__(design.path, design.dsd, chosen, graph, self.options.engine, conditions)
        # Options that contradict each other should be refused before the work.
        replace(self.scheme_limits, leak_per_M_s=self.options.disturbance.leak_per_M_s)

    @classmethod
    def of(cls, path: Path, graph: Graph, options: RunOptions | None = None) -> LearnerStudy:
        """A study of a design file or its folder.

        Raises
        ------
        DesignError: it cannot be read.
        """
        return cls(read_design(path), graph, options)

    @cached_property
    def program(self) -> LearningProgram:
        """The formal network with its schedule and encodings."""
        return self.graph.run(build_program, self.design)

    @property
    def crn(self) -> FormalCrn:
        """The formal network."""
        return self.program.crn

    @cached_property
    def dosed(self) -> frozenset[str]:
        """Formal species that the host adds; their strands exist with a history of their own."""
        given = frozenset(content.species for content in self.program.dosed)
        return given | frozenset(self.program.may_dose)

    @cached_property
    def abstract(self) -> TrainingRun:
        """The training of the formal network; perhaps stopped by a failure."""
        return self.graph.run(train_formal, self.program)

    @property
    def firings(self) -> tuple[float, ...]:
        """How often each formal reaction fires in the whole training [u].

        Raises
        ------
        SimulationError: M005, the training stopped.
        """
        if self.abstract.failure is not None:
            raise SimulationError(
                "M005",
                f"{self.path}: abstract level",
                f"the training stopped: {self.abstract.failure}",
                "fix the rates or the schedule before translating the network",
            )
        return self.abstract.firings

    @property
    def reported(self) -> tuple[str, ...]:
        """What is read of the training and of its controls."""
        return species_read(lab_runs(self.program, self.program.training))

    @property
    def asked_sequences(self) -> SequenceSpec:
        """As the design says."""
        return self.design.sequences

    @property
    def stretches(self) -> int:
        """Training samples, after each of which fuels may be refilled."""
        return len(self.program.task.train) * self.program.epochs

    @cached_property
    def schedule(self) -> Schedule:
        """The training in M and s, with fuels and refills.

        Raises
        ------
        KineticsError: there is no operating point, or a sample takes longer than the design
            accepts.
        """
        training, point = self.program.training, self.point
        if self.pipetted is not None:
            schedule = self.pipetted.schedule
        elif self.refills is not None:
            schedule = refilled_schedule(training, point, self.refills)
        else:
            schedule = dsd_schedule(training, point)
        if self.dsd_spec.slowest_sample_s is not None:
            refuse_slow_samples(schedule, self.point, self.dsd_spec.slowest_sample_s)
        return schedule

    @cached_property
    def refills(self) -> tuple[Refill, ...] | None:
        """As the training of the strands plans them; None where they follow from the point."""
        if self.dsd_spec.levels is None:
            return None
        if self.pipetted is not None:
            return self.pipetted.missing
        network = self.uncondensed(self.options.kinetics or self.dsd_spec.kinetics)
        return self.graph.run(plan_refills, self.program, self.system, network, self.point)

    @cached_property
    def pipetted(self) -> Pipetted | None:
        """The training as a bench pipettes it; None where doses take no room."""
        if self.dsd_spec.levels is None or self.design.lab.first_mix_uL is None:
            return None
        network = self.uncondensed(self.options.kinetics or self.dsd_spec.kinetics)
        return self.graph.run(
            plan_pipetting, self.program, self.system, network, self.point, self.design.lab
        )

    @cached_property
    def budget(self) -> tuple[BudgetLine, ...]:
        """What the operating point of a learner that completes spends; none of others.

        Where the design gives levels, nothing is simulated for it.

        Raises
        ------
        NcrnError: there is no operating point.
        """
        if not isinstance(self.design.learner, CompletionLearner):
            return ()
        conditions = self.rates.conditions
        return budget_of(self.design, self.program, self.system, self.point, conditions)

    @cached_property
    def dsd(self) -> DsdLevel:
        """The training of the strands, as the options say."""
        options, spec = self.options, self.dsd_spec
        kinetics = options.kinetics or spec.kinetics
        return self.train(options.disturbance, kinetics, options.reduces(self.design))

    def train(self, disturbance: Disturbance, kinetics: Kinetics, reduce: bool) -> DsdLevel:
        """Uncondense, add leaks, reduce, disturb and train, as far as each was asked for.

        Raises
        ------
        SimulationError: M047, the reduced network is not the full one.
        EnumerationError: E130, a limit cut off the uncondensed network.
        """
        schedule, point = self.schedule, self.point
        leaky = Leaky(self.uncondensed(kinetics), followed=False)
        if disturbance.leak_per_M_s > 0:
            leaky = self.with_leaks(leaky.network, disturbance.leak_per_M_s, kinetics)
        network = leaky.network
        gates = tuple(f.name for f in self.system.fuels if len(f.complex.strands) > 1)
        segments = disturbed_segments(schedule.segments, disturbance, gates, Purpose.TRAINING_DOSES)
        schedule = replace(schedule, segments=segments)
        reduction = None
        if reduce:
            reduced = self.graph.run(
                merge_signal_variants, self.crn.names, self.system, network, schedule, point
            )
            network, reduction = reduced.network, reduced.reduction
        training = self.graph.run(
            train_strands, self.program, self.system, network, schedule, gates, point, disturbance
        )
        leaks = sum(r.leak for r in network.reactions)
        simulated = SimulatedNetwork(
            kinetics,
            len(network.species),
            len(network.reactions),
            leaks,
            leaky.followed,
            leaky.left_out,
        )
        held = condensation_obligations(
            self.system, network, training.peaks_nM, self.rates.conditions
        )
        return DsdLevel(training, network, simulated, reduction, held)

    def with_leaks(
        self,
        network: ReactionNetwork,
        leak_per_M_s: float,
        kinetics: Kinetics,
        order: int = 1,
        complexes: int = 0,
    ) -> Leaky:
        """A network with leaks, which all have one rate.

        Parameters
        ----------
        kinetics: by what reactions that goes on which leaks make.
        order: leaks that it takes together, at most, to come to what is found.
        complexes: the limit of the enumeration, where reactions keep their share; 0 for that of the
            design.
        """
        limits = replace(self.limits, leak_per_M_s=leak_per_M_s, leak_order=order)
        if complexes:
            more = complexes / limits.max_complexes
            limits = replace(
                limits,
                max_complexes=complexes,
                max_reactions=max(1, round(limits.max_reactions * more)),
            )
        leaky = self.graph.run(
            add_leaks, self.crn, self.system, network, self.dosed, limits, kinetics
        )
        # What is designed has its rates already, and leaks are no steps through a toehold.
        return replace(leaky, network=self._at_rates(leaky.network, kinetics))

    @property
    def operated(self) -> Operated:
        """The strands with their operating point and schedule."""
        return Operated(
            self.program,
            self.system,
            self.network,
            self.proof.certificate,
            self.point,
            self.schedule,
            self.firings,
            self.refills,
        )

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        """What holds of rates, fuels, schedule, condensation and learning."""
        return run_obligations(
            self.operated, self.abstract, self.dsd, self.options.disturbance, self.design
        )

    @property
    def verification(self) -> VerificationReport:
        """What is proved, and what holds beyond that."""
        return self.proof.report.extended(self.obligations)

    @cached_property
    def result(self) -> DesignRun:
        """Everything that is known after all stages.

        Raises
        ------
        NcrnError: the first stage that refuses its input.
        """
        # In the order in which a reader wants to see them go by.
        _ = self.firings, self.system, self.proof, self.network, self.schedule, self.dsd
        verification, unbuilt = self.verification, self.unbuilt
        return DesignRun(
            design=self.design,
            program=self.program,
            system=self.system,
            network=self.network,
            verification=verification,
            certificate=self.proof.certificate,
            realisation=self.point,
            dsd_schedule=self.schedule,
            abstract=self.abstract,
            dsd=self.dsd.training,
            package=None if unbuilt else self.package,
            unbuilt=unbuilt,
            host_actions=host_actions(self.schedule),
            costs=tuple(self.graph.costs),
            not_shown=not_shown(
                self.options.disturbance,
                self.dsd.simulated,
                self.network.scope,
                unbuilt,
                self.rates,
                has_read_zero=self.program.has_read_zero,
                has_read_line=self.program.has_read_line,
            ),
            disturbance=self.options.disturbance,
            simulated_network=self.dsd.network,
            simulated=self.dsd.simulated,
            reduction=self.dsd.reduction,
            sharing=self.sharing,
            budget=self.budget,
            toehold_reasons=self.toehold_reasons,
        )
