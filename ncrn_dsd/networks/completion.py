"""Learners whose reactions run to completion, so that doses and not rates decide what is learned.

A sample is presented twice. First as features F_i: weights make prediction, W_i + F_i -> W_i + F_i
+ Z, until the features have vanished. What is to be learned cancels against the prediction one by
one, so that what is left over is the error, whatever the rates are. Then the sample comes as traces
T_i, which the leftover takes one by one, T_i + L -> W_i. Last a cleaner removes what is left, and
has vanished itself before the next sample.

*Classes.* When the two rails of the prediction have cancelled, a label L of the class is dosed, and
what predicts that class takes it away. With M the dose of a label, z the prediction and c = +1 or
-1 the class, l = M - c z is left, but not below 0 and not above M. A sample moves the weights by

    dw_i = c min(T, l / S) f_i,    S = sum of all f_i,

where T is the dose of a trace that is 1. That is a step down the subgradient of the hinge loss
max(0, M - c z), of a size that uses up what is left but is at most T: the passive-aggressive
algorithm PA-I of Crammer et al. (J. Mach. Learn. Res. 7, 551, 2006), with S in the place of the sum
of squares, and with a loss of at most M. A label that is dosed together with the features is taken
by a rail that another rail would have cancelled, and l is less than that.

Where there are more than two classes, each has an output with labels of its own, and what is left
of all labels competes for the same traces: with l_k of output k left, weights of all outputs
together move by no more than T f_i, in the ratio of the times that the labels were there.

*Numbers.* The target Y is dosed, cancels against the one rail of Z, and what is left of either sets
signs free from an amplifier, A + Y -> Y + E_p or A + Z -> Z + E_m. A sample moves a weight by T f_i
times the sign of the error, as long as the amplifier is used up: subgradient descent of the
absolute error. The step does not shrink with the error, and the schedule lets T fall instead.

*What vanishes by itself.* A trace may drain, so that no cleaner has to take it. Updates then
compete with the drain: with u and d for their rates a part u l / (u l + d) of a trace is used, as
long as the label l that is left stays as it is, and a step is smaller by that for both classes.

Steps are not multiples of an error, so that there is no learning rate; T is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.program import Coefficient, Encoding, LearningProgram, RailedQuantity
from ncrn_dsd.ir.schedule import Content, Dose, Schedule, ScheduleUnits, Segment, SegmentKind
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.completion import REST, CompletionLearner, DoseSpec
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import Learner
from ncrn_dsd.model.schedule import DoseStep, ReadStep
from ncrn_dsd.networks.completion_reactions import (
    AMPLIFIER,
    CompletionOutput,
    CompletionParts,
    DosedFeature,
    cleaners_of,
    completion_reactions,
    paces_of,
    species_of,
)
from ncrn_dsd.networks.driving import require_setup_dose
from ncrn_dsd.networks.reference import reference_of
from ncrn_dsd.networks.schedules import (
    KnownNames,
    doses_of,
    require_first_read,
    segment_of,
)
from ncrn_dsd.networks.tasks import task_of

_Fault = tuple[bool, str, str]
"""Whether it is there, what it is, and how to mend it."""


def build(design: Design) -> LearningProgram:
    """The learning program of a design.

    Raises
    ------
    DesignError: a feature of an input that the task does not have, a rate that its reactions need
        and the design does not give, a target below zero, or a schedule that does not fit.
    """
    spec = design.learner
    assert isinstance(spec, CompletionLearner)
    task = task_of(design.task, design.where("task", "function"))
    _refuse_misfits(design, spec, task)
    for name, faults in (("read_zero", _faults_of_zero), ("read_line", _faults_of_line)):
        if getattr(spec, name) != "none":
            _refuse_uncalibrated(design, name, faults(task))
    parts = parts_of(spec, task)
    paces = paces_of(spec, parts)
    for pace in paces:
        require_setup_dose(design, pace)
    _refuse_untaught(design, spec, parts)
    _refuse_unclean(design, spec)
    pace_u = {pace: _setup_dose(design, pace) for pace in paces}
    species = species_of(spec, parts)
    crn = FormalCrn(species, tuple(completion_reactions(spec, parts, pace_u)))
    predictions = tuple(o.prediction for o in parts.outputs)
    targets = tuple(o.target for o in parts.outputs)
    probe_reads = tuple(s for q in predictions for s in q.species)
    opposing = targets if _meets_before_read(design, targets[0]) else ()
    read = (*probe_reads, *(s for q in opposing for s in q.species))
    require_first_read(design, "sample", read)
    require_first_read(design, "probe", probe_reads)
    driven = _Driven(design, spec, parts, task, frozenset(crn.names))
    return LearningProgram(
        name=design.name,
        crn=crn,
        encoding=Encoding(
            weights=parts.weights,
            coefficients=_coefficients(spec, parts, task),
            predictions=predictions,
            residues=(*parts.passing, *cleaners_of(spec)),
            opposing=opposing,
        ),
        task=task,
        training=driven.training(),
        probes=driven.probes(),
        epochs=spec.epochs,
        learning_rate=0.0,
        initial_weights=(0.0,) * len(parts.weights),
        reference=reference_of(task, lambda inputs: feature_values(spec, inputs)),
        loss=Loss.SQUARED if parts.has_numbers else Loss.MARGIN,
        has_read_zero=spec.read_zero == "validation",
        has_read_line=spec.read_line == "validation",
        # Known amounts of a prediction calibrate how it is read.
        may_dose=tuple(sorted({*doses_of(design.schedule), *probe_reads})),
    )


def feature_values(spec: CompletionLearner, inputs: Sequence[float]) -> tuple[float, ...]:
    """What the weights multiply, from 0 to 1."""
    shown = _presented(spec, inputs)
    return tuple(min(_worth(i, shown) for i in literals) for literals in spec.features)


def _presented(spec: CompletionLearner, inputs: Sequence[float]) -> tuple[float, ...]:
    """Inputs as they are dosed, from 0 to 1."""
    lows, highs = _ranges(spec, len(inputs))
    shown = ((x - a) / (b - a) for x, a, b in zip(inputs, lows, highs, strict=True))
    return tuple(min(1.0, max(0.0, u)) for u in shown)


def _ranges(spec: CompletionLearner, inputs: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    given = (spec.encoding.input_low, spec.encoding.input_high)
    low, high = (values * inputs if len(values) == 1 else values for values in given)
    return low, high


def _worth(literal: int, shown: tuple[float, ...]) -> float:
    if literal == REST:
        return 1 - sum(shown) / len(shown)
    return shown[literal - 1] if literal > 0 else 1 - shown[-literal - 1]


def _refuse_misfits(design: Design, spec: CompletionLearner, task: LearningTask) -> None:
    highest = max(abs(i) for literals in spec.features for i in literals)
    if highest > task.dimension:
        raise DesignError(
            "D212",
            design.where("learner", "features"),
            f"there is no input x{highest}, the task has {task.dimension}",
            f"use x1 to x{task.dimension}",
        )
    for name in ("input_low", "input_high"):
        given = len(getattr(spec.encoding, name))
        if given not in (1, task.dimension):
            raise DesignError(
                "D215",
                design.where("learner", "encoding", name),
                f"there are {given} values for {task.dimension} inputs",
                "give one value for all inputs, or one per input",
            )
    for low, high in zip(*_ranges(spec, task.dimension), strict=True):
        if low >= high:
            raise DesignError(
                "D228",
                design.where("learner", "encoding", "input_high"),
                f"an input from {low:g} to {high:g} has no range",
                "give an input_high above input_low",
            )
    needs = {
        "join": any(len(literals) > 1 for literals in spec.features),
        "amplify": task.threshold is None,
        # What lowers the weight of a number does nothing else than to take it away.
        "annihilate": task.threshold is None,
        "clean": spec.rates.drain_cleaner is not None,
        "drain_cleaner": spec.has_cleaner,
    }
    for name, needed in needs.items():
        if needed and getattr(spec.rates, name) is None:
            raise DesignError(
                "D229",
                design.where("learner", "rates"),
                f"the rate '{name}' is missing, and a reaction of this learner has it",
                f'add {name} = "1 /u/tau"',
            )
    lowest = min(y for s in (*task.train, *task.validation) for y in s.targets)
    low = spec.encoding.output_low
    if task.threshold is None and lowest < low:
        nothing = f"{low:g}, its output_low" if low else "nothing"
        raise DesignError(
            "D230",
            design.where("task"),
            f"a target is {lowest:g}, and what is dosed is not below {nothing}",
            "give a lower output_low in [learner.encoding]",
        )
    if task.threshold is not None and low:
        raise DesignError(
            "D230",
            design.where("learner", "encoding", "output_low"),
            "targets are classes, which have no lowest number",
            "leave output_low out",
        )


def _refuse_uncalibrated(design: Design, name: str, faults: Iterable[_Fault]) -> None:
    for is_there, what, mend in faults:
        if is_there:
            raise DesignError("D235", design.where("learner", name), what, mend)


def _faults_of_zero(task: LearningTask) -> Iterator[_Fault]:
    """A zero of reads is between two classes, and validation samples of both set it."""
    what = "a zero of reads is between two classes, and this task has none or more"
    yield task.threshold is None or task.outputs > 1, what, 'write read_zero = "none"'
    assert task.threshold is not None
    classes = {y > task.threshold for s in task.validation for y in s.targets}
    what = "validation samples set the zero of reads, and all are of one class"
    yield len(classes) < 2, what, "give more validation_samples"
    what = "a zero of reads is for test samples, and there are none"
    yield not task.test, what, "give test_samples, or a grid"


def _faults_of_line(task: LearningTask) -> Iterator[_Fault]:
    """A line of reads is of numbers, and validation samples with two targets set it."""
    what = "a line of reads is for numbers, and this task has classes"
    yield task.threshold is not None, what, 'write read_line = "none", or read_zero'
    of_outputs = zip(*(s.targets for s in task.validation), strict=True)
    what = "validation samples set the line of reads, and all have one target"
    yield any(len(set(of)) < 2 for of in of_outputs), what, "give more validation_samples"
    what = "a line of reads is for test samples, and there are none"
    yield not task.test, what, "give test_samples"


def _refuse_untaught(design: Design, spec: CompletionLearner, parts: CompletionParts) -> None:
    """Every sample doses all that it is made of, and what cleans up after it."""
    dosed = {s.dose for s in design.schedule.sample if isinstance(s, DoseStep)}
    targets = (s for o in parts.outputs for s in o.target.species)
    amplifier = (AMPLIFIER,) if parts.has_numbers else ()
    for name in (*parts.dosed, *targets, *amplifier, *cleaners_of(spec)):
        if name not in dosed:
            raise DesignError(
                "D232",
                design.where("schedule", "sample"),
                f"a sample does not dose {name}, and would not be learned",
                f'add {{ dose = "{name}", amount = "..." }} to sample',
            )


def _refuse_unclean(design: Design, spec: CompletionLearner) -> None:
    """Something takes away what a sample leaves: a cleaner, or whoever exchanges the solution."""
    if spec.has_cleaner or design.schedule.is_exchanged:
        return
    raise DesignError(
        "D236",
        design.where("schedule"),
        "nothing takes away what a sample leaves, and the next one would learn from it",
        "exchange the solution after every sample, by transfer = 1 in between, or give the rates "
        "clean and drain_cleaner",
    )


def _meets_before_read(design: Design, target: RailedQuantity) -> bool:
    """Whether a sample doses a target before the prediction is read."""
    before = takewhile(lambda step: not isinstance(step, ReadStep), design.schedule.sample)
    return any(isinstance(s, DoseStep) and s.dose in target.species for s in before)


def _setup_dose(design: Design, species: str) -> float:
    """What the setup doses of a species [u]."""
    steps = (s for s in design.schedule.setup if isinstance(s, DoseStep) and s.dose == species)
    return sum(step.fixed or 0.0 for step in steps)


def parts_of(spec: CompletionLearner, task: LearningTask) -> CompletionParts:
    """Features, and outputs with their weights."""
    features = tuple(DosedFeature(i, literals) for i, literals in enumerate(spec.features))
    encoding, rates = spec.encoding, spec.rates
    # What a weight of 1 and a feature of 1 make is 1 of the output.
    weight = encoding.output * rates.drain / (rates.forward * encoding.feature)
    numbers = [str(k) for k in range(1, task.outputs + 1)] if task.outputs > 1 else [""]
    outputs = (_output(features, k, weight, encoding, task) for k in numbers)
    return CompletionParts(features, tuple(outputs))


def _output(
    features: tuple[DosedFeature, ...],
    number: str,
    weight: float,
    encoding: DoseSpec,
    task: LearningTask,
) -> CompletionOutput:
    scale = encoding.output
    ending = f"_to_{number}" if number else ""

    def weight_of(i: int) -> RailedQuantity:
        lowered = f"D{i}{ending}" if task.threshold is None else f"W{i}{ending}_m"
        raised = f"W{i}{ending}" if task.threshold is None else f"W{i}{ending}_p"
        return RailedQuantity(f"w{i}{ending}", raised, lowered, weight)

    def railed(words: str, head: str) -> RailedQuantity:
        return RailedQuantity(
            f"{words} {number}".rstrip(), f"{head}{number}_p", f"{head}{number}_m", scale
        )

    weights = tuple(weight_of(f.number) for f in features)
    if task.threshold is not None:
        return CompletionOutput(weights, railed("prediction", "Z"), railed("label", "L"), None)
    return CompletionOutput(
        weights,
        RailedQuantity("prediction", "Z", None, scale, encoding.output_low),
        RailedQuantity("target", "Y", None, scale, encoding.output_low),
        railed("sign of the error", "E"),
    )


def _coefficients(
    spec: CompletionLearner, parts: CompletionParts, task: LearningTask
) -> tuple[Coefficient, ...]:
    """What weights amount to, as long as no input is cut off: of inputs, and of joined features."""
    lows, highs = _ranges(spec, task.dimension)
    size = len(parts.features)
    found: list[Coefficient] = []
    for k in range(task.outputs):
        head = f"{task.output_names[k]}: " if task.outputs > 1 else ""
        terms: dict[int, list[tuple[int, float]]] = {i: [] for i in range(task.dimension + 1)}
        joined: list[Coefficient] = []
        for place, feature in enumerate(parts.features, start=k * size):
            if feature.is_joined:
                joined.append(Coefficient(f"{head}{feature.name}", ((place, 1.0),)))
                continue
            constant, slopes = _linear(feature.literals[0], task.dimension)
            for i, slope in slopes.items():
                low, high = lows[i - 1], highs[i - 1]
                terms[i].append((place, slope / (high - low)))
                constant -= slope * low / (high - low)
            terms[0].append((place, constant))
        if len(joined) < size:
            names = ("intercept", *task.input_names)
            found += [
                Coefficient(
                    f"{head}{names[i]}",
                    tuple(of),
                    (i,) if i else (),
                    0.0 if i else spec.encoding.output_low,
                )
                for i, of in terms.items()
            ]
        found += joined
    return tuple(found)


def _linear(literal: int, inputs: int) -> tuple[float, dict[int, float]]:
    """A feature of presented inputs as a constant and slopes."""
    if literal == REST:
        return 1.0, dict.fromkeys(range(1, inputs + 1), -1 / inputs)
    return (0.0, {literal: 1.0}) if literal > 0 else (1.0, {-literal: -1.0})


@dataclass(frozen=True, slots=True)
class _Driven:
    """The schedule of a design with numbers."""

    design: Design
    spec: CompletionLearner
    parts: CompletionParts
    task: LearningTask
    species: frozenset[str]

    def training(self) -> Schedule:
        """Setup and weights, then every sample of every epoch."""
        names, start = self._names, self.spec.encoding.start
        setup = segment_of(SegmentKind.SETUP, "setup", {}, names).actions
        predicting = (
            s for w in self.parts.weights for s in w.species[: 1 if self.parts.has_numbers else 2]
        )
        weights = (Dose((Content(name, start),)) for name in predicting if start)
        segments = [Segment(SegmentKind.SETUP, "setup", (*setup, *weights))]
        total = self.spec.epochs * len(self.task.train)
        for number in range(total):
            epoch, index = divmod(number, len(self.task.train))
            label = f"epoch {epoch + 1}, sample {index + 1}"
            amounts = self._amounts(self.task.train[index], number / total)
            segments.append(segment_of(SegmentKind.SAMPLE, label, amounts, names))
        return Schedule(tuple(segments), ScheduleUnits.ABSTRACT)

    def probes(self) -> tuple[Segment, ...]:
        """One segment per validation sample, then one per test sample."""
        labelled = [(f"probe {i}", s) for i, s in enumerate(self.task.validation, start=1)]
        labelled += [(f"test {i}", s) for i, s in enumerate(self.task.test, start=1)]
        return tuple(
            segment_of(SegmentKind.PROBE, label, self._amounts(sample, 0.0), self._names)
            for label, sample in labelled
        )

    @property
    def _names(self) -> KnownNames:
        columns = tuple(self._amounts(self.task.train[0], 0.0))
        return KnownNames(self.design, self.species, columns)

    def _amounts(self, sample: Sample, done: float) -> Mapping[str, float]:
        """What columns stand for, in u: small letters of the species that they are meant for.

        Parameters
        ----------
        done: part of all samples that are over.
        """
        shown = _presented(self.spec, sample.inputs)
        encoding = self.spec.encoding
        fallen = (encoding.last_trace or encoding.trace) / encoding.trace
        trace = encoding.trace * fallen ** (done**encoding.trace_power)
        out: dict[str, float] = {}
        for feature in self.parts.features:
            for species, dose in ((feature.present, encoding.feature), (feature.trace, trace)):
                out |= {
                    name.lower(): dose * _worth(literal, shown)
                    for name, literal in feature.dosed_as(species)
                }
        for output, target in zip(self.parts.outputs, sample.targets, strict=True):
            if output.sign is not None:
                out[output.target.positive.lower()] = (
                    target - encoding.output_low
                ) * encoding.output
                continue
            for label, sign in zip(output.target.species, (1, -1), strict=True):
                out[label.lower()] = encoding.output if sign * target > 0 else 0.0
        return out


COMPLETION = Learner(CompletionLearner, build, "learners/completion_half_plane")
