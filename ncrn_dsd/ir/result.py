"""Everything one run of a design produced, for summaries, reports and files."""

from __future__ import annotations

from dataclasses import dataclass, field

from ncrn_dsd.ir.budget import BudgetLine
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.lab_feasibility import BenchJudgement
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Schedule
from ncrn_dsd.ir.sharing import ToeholdSharing
from ncrn_dsd.ir.survival import AskedSurvival, Survival
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Obligation, VerificationReport
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.model.expect import LearningBounds


@dataclass(frozen=True, slots=True)
class StageCost:
    """CPU seconds of one stage, child processes included.

    Parameters
    ----------
    reused: the result was taken from an earlier run; `cpu_s` is what it cost then.
    """

    stage: str
    cpu_s: float
    reused: bool


@dataclass(frozen=True, slots=True)
class HostActions:
    """What the outside world does per training sample, refills included, the setup not.

    Parameters
    ----------
    per_sample: (kind, mean number per sample) for dose, wait, read and dilute.
    setup: (kind, number) before the first sample.
    """

    per_sample: tuple[tuple[str, float], ...]
    setup: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Reduction:
    """A smaller network that was simulated instead of the full one, and its measured error.

    Parameters
    ----------
    kind: how the network was reduced.
    measured_error: largest relative difference of any formal species at any read of the setup
        and the first sample, and at the ends of both, from the full network.
    where: the species and the read of that difference; empty when there is none.
    """

    kind: str
    species_before: int
    species_after: int
    reactions_before: int
    reactions_after: int
    measured_error: float
    where: str


@dataclass(frozen=True, slots=True)
class SimulatedNetwork:
    """The network that the DSD training ran on.

    Parameters
    ----------
    kinetics: condensed reactions, or every step with toehold complexes as species.
    leaks_followed: what complexes that only leaks make do next is part of the network; otherwise
        a limit cut the leaks off.
    leaks_left_out: leaks between designed complexes that a limit left out, too.
    """

    kinetics: Kinetics
    species: int
    reactions: int
    leak_reactions: int
    leaks_followed: bool
    leaks_left_out: int = 0


@dataclass(frozen=True, slots=True)
class DsdLevel:
    """The training at the DSD level, and the network it ran on.

    Parameters
    ----------
    condensation: whether condensed kinetics hold at the concentrations that it reached.
    """

    training: TrainingRun
    network: ReactionNetwork
    simulated: SimulatedNetwork
    reduction: Reduction | None
    condensation: tuple[Obligation, ...]


@dataclass(frozen=True, slots=True)
class DesignRun:
    """The values of all stages of one run.

    Parameters
    ----------
    network: what was designed; it is verified and calibrated, and has no leaks.
    dsd_schedule: the training schedule in M and s, refills included.
    abstract, dsd: the training at both levels, on the same samples in the same order.
    package: None when no sequences could be found; `unbuilt` is the reason.
    not_shown: sentences that say what this run did not show.
    disturbance: what the DSD level suffered; the abstract level is never disturbed.
    simulated_network: what the DSD level ran on, with its leaks, after its reduction.
    simulated: its kinetics and sizes.
    reduction: None when the DSD level ran on all species.
    certificate: JSON text that an independent checker accepts, that the enumerated network is
        a bisimulation of the formal one; None when that is not proved.
    bench: whether the whole training could be handed over; None when nobody asked.
    sharing: how toeholds share sequences; None where each has its own.
    tubes: the draws that [expect.survives] asks for; None where none were made.
    budget: what the operating point of a learner that completes spends; none of others.
    toehold_reasons: why toeholds are so long, so many and of these letters, as sentences.
    """

    design: Design
    program: LearningProgram
    system: DsdSystem
    network: ReactionNetwork
    verification: VerificationReport
    realisation: Realisation
    dsd_schedule: Schedule
    abstract: TrainingRun
    dsd: TrainingRun
    package: LabPackage | None
    host_actions: HostActions
    costs: tuple[StageCost, ...]
    not_shown: tuple[str, ...]
    simulated_network: ReactionNetwork
    simulated: SimulatedNetwork
    disturbance: Disturbance = field(default_factory=Disturbance)
    reduction: Reduction | None = None
    certificate: str | None = None
    unbuilt: str | None = None
    bench: BenchJudgement | None = None
    sharing: ToeholdSharing | None = None
    budget: tuple[BudgetLine, ...] = ()
    tubes: Survival | None = None
    toehold_reasons: tuple[str, ...] = ()

    @property
    def survival(self) -> AskedSurvival | None:
        """What came of [expect.survives]; None where no draws were made."""
        asked = self.design.expect.survives
        if asked is None or self.tubes is None:
            return None
        return AskedSurvival.of(self.tubes, asked.at_least)

    @property
    def survives(self) -> str:
        """Whether the strands survive what goes wrong in a tube, or why that is not known."""
        found = self.survival
        return f"Not tested: {self.why_untested}." if found is None else found.sentence

    @property
    def why_untested(self) -> str:
        """Why it is not known whether the strands survive; empty where it is."""
        if self.survival is not None:
            return ""
        if not self.disturbance.is_none:
            return "one training with errors is no test of that"
        if self.design.expect.survives is None:
            return "the design has no [expect.survives]"
        return "the draws of [expect.survives] were not made here"

    @property
    def learns(self) -> bool:
        """Both levels meet what the design expects of a trained learner."""
        return all(run.keeps(self.expected(run)) for run in (self.abstract, self.dsd))

    def expected(self, run: TrainingRun) -> LearningBounds:
        """What the design expects of a training, by its level."""
        return self.design.expect.bounds(run.level)

    @property
    def in_condensed_model(self) -> str | None:
        """Where the DSD level was trained, in words, if that says nothing of the strands."""
        is_condensed = self.simulated.kinetics is Kinetics.CONDENSED
        return self.verification.in_condensed_model if is_condensed else None

    @property
    def headline(self) -> str:
        """What was shown; one disturbed training is no test of survival."""
        is_within = self.dsd.keeps(self.expected(self.dsd))
        where = self.in_condensed_model
        if self.disturbance.is_none:
            plainly = "" if is_within else "These strands do not learn. "
            if where is not None:
                plainly = f"{'LEARNS' if is_within else 'Does not learn'} {where}. "
                if self.design.expect.uncondensed is not None:
                    plainly += "On record these strands do not learn, with every step simulated. "
            how = f"{self.simulated.kinetics.value} kinetics"
            return f"{plainly}{self.verification.headline}; {how}"
        ended = "within the bound" if is_within else "outside the bound"
        ended += "" if where is None else f" {where}"
        return f"{self.verification.words}; one draw of errors ended {ended}, survival not tested"

    @property
    def meets_expectations(self) -> bool | None:
        """It learns, has sequences as expected, and every obligation has a good answer, but for
        checks that the design records to fail; None while one has none, or the network is cut.

        A design expects of its strands what they do by the kinetics that it names, so that
        condensed reactions in their place decide nothing where condensation does not hold."""
        expect = self.design.expect
        unbuilt = self.package is None and expect.buildable
        is_good = self.verification.is_good_without(expect.fails)
        if unbuilt or not self.learns or is_good is False:
            return False
        instead = self.simulated.kinetics is not self.design.dsd.kinetics
        if instead and self.in_condensed_model is not None:
            return None
        return is_good if self.network.complete else None
