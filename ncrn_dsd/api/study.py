"""A design and everything that is known about it, each part made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ncrn_dsd.api.crn import Crn
from ncrn_dsd.api.network import Network, kinetics_named
from ncrn_dsd.api.point import Point
from ncrn_dsd.api.proof import Proof
from ncrn_dsd.api.quantities import Quantity, in_nM, in_s
from ncrn_dsd.api.system import System
from ncrn_dsd.errors import DesignError, HandoffError
from ncrn_dsd.formats.crn_text import CrnText
from ncrn_dsd.formats.design_toml import read_dynamics
from ncrn_dsd.formats.packaged_designs import packaged_design
from ncrn_dsd.handoff.checks.run import errors
from ncrn_dsd.ir.dynamics import DynamicsRun
from ncrn_dsd.ir.host import HostProgram
from ncrn_dsd.ir.learning import LevelRun
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.survival import AskedSurvival
from ncrn_dsd.ir.training import ABSTRACT, DSD, LEVEL_NAMES
from ncrn_dsd.ir.verdict import VerificationReport
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.pipeline.autonomy import mode_of
from ncrn_dsd.pipeline.executors.local import ThisProcess
from ncrn_dsd.pipeline.handoff import make_handoff, refuse_foreign_folder, write_handoff
from ncrn_dsd.pipeline.handoff_options import Handoff, HandoffOptions
from ncrn_dsd.pipeline.learn import read_learner, with_kinetics
from ncrn_dsd.pipeline.learn_seed import AnyDesign, level_run, of_seed, program_of
from ncrn_dsd.pipeline.network_design import NetworkWishes, write_network_design
from ncrn_dsd.pipeline.survival import asked_survival
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy, RunOptions
from ncrn_dsd.study.stage import SILENT
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.units import M_PER_NM, positive

STORE = "build/.artefacts"
"""Where results are kept between calls, as by the command line."""


@dataclass(frozen=True, slots=True, repr=False)
class Training:
    """One training of a learner at one level.

    Parameters
    ----------
    content: the training, or why there is none.
    kinetics: by which strands were simulated; None for the formal network.
    """

    content: LevelRun
    kinetics: Kinetics | None = None

    @property
    def level(self) -> str:
        """ "abstract" or "dsd"."""
        return self.content.level

    @property
    def loss(self) -> float:
        """Mean squared error of the validation samples after the last epoch; NaN without one."""
        return self.content.validation_mse

    @property
    def accuracy(self) -> float | None:
        """Balanced accuracy of the validation samples; None where there are no classes."""
        return self.content.validation_accuracy

    @property
    def failure(self) -> str | None:
        """Why the training stopped, ran away, or never began; None when all is well."""
        return self.content.failure

    @property
    def coefficients(self) -> dict[str, float]:
        """What was learned, in the units of the task."""
        run = self.content.training
        return {} if run is None else run.named_coefficients

    @property
    def conditions(self) -> VerificationReport | None:
        """What has to hold for this to be a training of the strands: that condensation holds,
        where condensed reactions were simulated. None where there is no such condition."""
        if self.kinetics is not Kinetics.CONDENSED:
            return None
        return VerificationReport(self.content.condensation, ())

    def __repr__(self) -> str:
        run = self.content.training
        words = self.failure or (run.in_words if run is not None else "")
        where = None if self.conditions is None else self.conditions.in_condensed_model
        more = "" if where is None else f", {where}"
        return f"Training({self.level}: {' '.join(words.split())}{more})"

    def _repr_svg_(self) -> str | None:
        if self.content.training is None:
            return None
        from ncrn_dsd.drawing.figures import training_curve
        from ncrn_dsd.drawing.inline_svg import lone_svg

        return lone_svg(training_curve(self.content.training))


@dataclass(frozen=True, repr=False)
class Study:
    """A design: a learner, a learner as it was published, or a formal network with its dynamics.

    Nothing is made before it is asked for, and what does not need strands makes none. Results are
    kept in a folder, so that a later study, or a command, goes on from there.

    Parameters
    ----------
    design: folder with a design.toml, that file, or the name of a design that comes with the
        package, such as "learners/xor".
    scheme: a translation scheme to use instead of the design's.
    kinetics: "condensed", "uncondensed" or "occluded", instead of what the design says.
    store: folder of the results.

    Raises
    ------
    DesignError: there is no such design, or something is wrong in it.

    Examples
    --------
    >>> import ncrn_dsd as nd
    >>> study = nd.Study("linear_regression")
    >>> study
    Study('linear_regression')
    >>> len(study.crn.reactions)
    28
    """

    design: str | Path
    scheme: str | None = None
    kinetics: str | None = None
    store: str | Path = STORE

    def __post_init__(self) -> None:
        # What is wrong in a design should come out before somebody waits for a result.
        _ = self._design, self._kinetics

    @classmethod
    def of_network(
        cls,
        network: Crn | str | Path,
        *,
        name: str = "network",
        duration: Quantity | None = None,
        until: Quantity | None = None,
        concentration: Quantity | None = None,
        show: Sequence[str] = (),
        scheme: str | None = None,
        store: str | Path = STORE,
    ) -> Study:
        """A formal network as a design, with choices that suit a first experiment.

        The design is written into the store, to be read and changed. It says for how long the
        network is followed, what is read, and how lean fuels are.

        Parameters
        ----------
        network: or a .crn or SBML file with it.
        name: of the design, where the network is not from a file.
        duration: what the experiment takes [s], all rates changing alike; by default as the network
            gives rates or, where it gives none, as little as gates allow.
        until: the time of the network at which the experiment ends [s]; by default when little more
            happens.
        concentration: what the largest amount at the start is in the vessel [nM]; by default as the
            network says or, where it says nothing, as much as gates and fuels allow.
        show: species that are read; by default those that reactions make.

        Raises
        ------
        DesignError: D060 to D064, the network is no experiment as it stands.
        FormatError: the file cannot be read, or what is in it is no formal network.
        KineticsError: K012, strands cannot have its rates.
        UnitError: U006, a quantity is zero; or it is none.

        Examples
        --------
        >>> import ncrn_dsd as nd
        >>> study = nd.Study.of_network(nd.Crn.parse("A + B -> C"), name="join")
        >>> study.crn
        Crn(A + B -> C)
        """
        if isinstance(network, Crn):
            where, content = Path(name), network.content
        else:
            where = Path(network)
            content = Crn.from_file(where).content
        amount_nM = _positive(in_nM, concentration, "concentration")
        wishes = NetworkWishes(
            duration_s=_positive(in_s, duration, "duration"),
            until_s=_positive(in_s, until, "until"),
            concentration_M=None if amount_nM is None else amount_nM * M_PER_NM,
            show=tuple(show),
        )
        graph = Graph.in_folder(Path(store))
        return cls(write_network_design(content, where, wishes, scheme, graph), store=store)

    def __getstate__(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @cached_property
    def _path(self) -> Path:
        return packaged_design(Path(self.design))

    @cached_property
    def _kinetics(self) -> Kinetics | None:
        return None if self.kinetics is None else kinetics_named(self.kinetics)

    @cached_property
    def _design(self) -> AnyDesign | DynamicsDesign:
        if mode_of(self._path) == "dynamics":
            return read_dynamics(self._path)
        return read_learner(self._path)

    @cached_property
    def _graph(self) -> Graph:
        return Graph.in_folder(Path(self.store))

    @cached_property
    def _study(self) -> LearnerStudy | DynamicsStudy:
        design = self._design
        if isinstance(design, PublishedDesign):
            raise DesignError(
                "D042",
                design.path,
                "an experiment as published needs its host between the networks and has no strands",
                "ask for its abstract training, or use a design that is closed in chemistry",
            )
        if isinstance(design, DynamicsDesign):
            return DynamicsStudy(design, self._graph, self.scheme, self._kinetics)
        options = RunOptions(scheme=self.scheme, kinetics=self._kinetics)
        return LearnerStudy(design, self._graph, options)

    @property
    def program(self) -> LearningProgram | HostProgram:
        """The formal network of a learner with its schedule and encodings.

        Raises
        ------
        DesignError: D041, the design has nothing to learn; or the learner refuses it.
        """
        return program_of(self._learner)

    @property
    def _learner(self) -> AnyDesign:
        design = self._design
        if isinstance(design, DynamicsDesign):
            raise DesignError(
                "D041",
                design.path,
                'a design of kind "dynamics" has nothing to learn',
                "ask for its result, which has both courses",
            )
        return design

    @property
    def crn(self) -> Crn:
        """The formal network; 1 nM and 1 s stand for the u and tau of the design."""
        return Crn(CrnText(self._study.crn))

    @property
    def system(self) -> System:
        """Strands and gates, with the toeholds that were chosen."""
        return System(self.crn, self._study.system)

    @property
    def network(self) -> Network:
        """The reactions of the strands; perhaps cut off by a limit, which it says."""
        return Network(self.system, self._study.enumerated, self._study.limits)

    @property
    def proof(self) -> Proof:
        """What is proved of the strands; nothing is trained for it."""
        return Proof(self._study.proof)

    @property
    def point(self) -> Point:
        """Fuel levels that realise the formal rates, and what u and tau stand for.

        Raises
        ------
        KineticsError: there are none.
        """
        return Point(self.crn, self.network, self._study.point, self._study.stretches)

    @property
    def verification(self) -> VerificationReport:
        """The proofs, and what holds of rates, fuels, schedule, condensation and learning."""
        study = self._study
        return study.result.verification if isinstance(study, DynamicsStudy) else study.verification

    @property
    def result(self) -> DesignRun | DynamicsRun:
        """Everything that is known after all stages, sequences included.

        Raises
        ------
        NcrnError: the first stage that refuses its input.
        """
        return self._study.result

    @property
    def survival(self) -> AskedSurvival | None:
        """In how many draws of a tube in which things go wrong the strands learn, as
        [expect.survives] asks; None where the design does not ask. Draws are made in this process
        and kept.

        Raises
        ------
        NcrnError: the first stage that refuses its input.
        """
        study = self._study
        return None if isinstance(study, DynamicsStudy) else asked_survival(study, ThisProcess())

    def training(self, level: str = ABSTRACT, seed: int | None = None) -> Training:
        """One training, as `ncrn-dsd learn` makes it.

        Parameters
        ----------
        level: "abstract", or "dsd" for that of the strands.
        seed: of samples and initial weights; None for those of the design.

        Raises
        ------
        DesignError: D041, the design has nothing to learn; D042, it has no strands; D048, there is
            no such level.
        """
        if level not in LEVEL_NAMES:
            raise DesignError(
                "D048", level, "no learner has such a level", f"use one of {', '.join(LEVEL_NAMES)}"
            )
        design = of_seed(with_kinetics(self._learner, self._kinetics), seed)
        scheme = kinetics = None
        if level == DSD:
            scheme = load_scheme(self.scheme or self._study.scheme.name)
            kinetics = None if isinstance(design, PublishedDesign) else design.dsd.kinetics
        found = level_run(self._graph.store.root, design, scheme, SILENT)
        return Training(found, kinetics)

    def handoff(
        self,
        folder: str | Path,
        *,
        subsystem: str | None = None,
        samples: int | None = None,
        force: bool = False,
    ) -> Handoff:
        """Write the laboratory package, as `ncrn-dsd handoff` does, when no check finds an error.

        Parameters
        ----------
        folder: a new one, or a package that is replaced; or a file that ends in .zip.
        subsystem: hand over a part: "smallest", or a kind and weight such as "neuron:1".
        samples: hand over the first training samples only.
        force: write the package in spite of errors, and record it.

        Raises
        ------
        HandoffError: H020, the system cannot be built; H025, a check found an error.
        ArtefactError: the folder holds something else, or cannot be written.
        """
        out = Path(folder)
        refuse_foreign_folder(out)
        options = HandoffOptions(
            scheme=self.scheme, subsystem=subsystem, samples=samples, force=force
        )
        made = make_handoff(self._path, self._graph.store, SILENT, options)
        if made.blocked:
            found = " ".join(f"{check.id}: {check.sentence}" for check in errors(made.results))
            raise HandoffError(
                "H025",
                str(self._path),
                f"checks found errors, and nothing was written ({found.rstrip('.')})",
                "fix what they name, hand over a part, or force it, which the package records",
            )
        write_handoff(made, out)
        return made

    def __repr__(self) -> str:
        given = [repr(str(self.design))]
        given += [f"{n}={v!r}" for n in ("scheme", "kinetics") if (v := getattr(self, n))]
        return f"Study({', '.join(given)})"

    def _repr_html_(self) -> str:
        return self.crn._repr_html_()


def _positive(
    read: Callable[[Quantity, str], float], given: Quantity | None, name: str
) -> float | None:
    return None if given is None else positive(read(given, name), name)
