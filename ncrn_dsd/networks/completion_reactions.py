"""Species and reactions of a learner whose reactions run to completion; see `completion`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ncrn_dsd.ir.crn import FormalReaction, Species, SpeciesRole
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.model.completion import CompletionLearner, feature_text
from ncrn_dsd.networks.parts import rail_annihilation, rails

CLEANER, AMPLIFIER = "Clean", "Amp"
PACE, PACE_CLEANER = "Pace", "Pace_clean"

Dosed = tuple[tuple[str, int], ...]
"""Species that bring a feature or trace, each with the number of the input it is dosed by."""


@dataclass(frozen=True, slots=True)
class DosedFeature:
    """A feature, and the trace that is dosed after it.

    Parameters
    ----------
    literals: signed numbers of inputs; see `model.completion`.
    """

    number: int
    literals: tuple[int, ...]

    @property
    def name(self) -> str:
        return feature_text(self.literals)

    @property
    def present(self) -> str:
        return f"F{self.number}"

    @property
    def trace(self) -> str:
        return f"T{self.number}"

    @property
    def is_joined(self) -> bool:
        """It is the smaller one of two doses, by a reaction that takes both."""
        return len(self.literals) > 1

    def dosed_as(self, species: str) -> Dosed:
        """What is dosed of `present` or `trace`."""
        head, number = species[0], species[1:]
        names = [f"{head}A{number}", f"{head}B{number}"] if self.is_joined else [species]
        return tuple(zip(names, self.literals, strict=True))


@dataclass(frozen=True, slots=True)
class CompletionOutput:
    """The weights of one output, in the order of the features, and what meets its prediction.

    Parameters
    ----------
    target: of classes the label, which has the rail of the class that a sample is of; of numbers
        the target itself.
    sign: of numbers, what the leftover sets free; None of classes, where it is the leftover.
    """

    weights: tuple[RailedQuantity, ...]
    prediction: RailedQuantity
    target: RailedQuantity
    sign: RailedQuantity | None

    @property
    def leftover(self) -> RailedQuantity:
        """What takes traces."""
        return self.sign or self.target


@dataclass(frozen=True, slots=True)
class CompletionParts:
    """Features, and outputs that share their traces."""

    features: tuple[DosedFeature, ...]
    outputs: tuple[CompletionOutput, ...]

    @property
    def weights(self) -> tuple[RailedQuantity, ...]:
        """Output by output."""
        return tuple(w for o in self.outputs for w in o.weights)

    @property
    def has_numbers(self) -> bool:
        """Targets are numbers and not classes."""
        return self.outputs[0].sign is not None

    @property
    def dosed(self) -> tuple[str, ...]:
        """What a sample doses of features, then of traces."""
        return tuple(
            name
            for species in ("present", "trace")
            for f in self.features
            for name, _ in f.dosed_as(getattr(f, species))
        )

    @property
    def moving(self) -> tuple[str, ...]:
        """Traces that weights are made from."""
        return tuple(f.trace for f in self.features)

    @property
    def traces(self) -> tuple[str, ...]:
        """Everything of traces, and what they are made from."""
        made_from = (n for f in self.features if f.is_joined for n, _ in f.dosed_as(f.trace))
        return (*made_from, *self.moving)

    @property
    def presented(self) -> tuple[str, ...]:
        """Everything of features, and what they are made from."""
        made_from = (n for f in self.features if f.is_joined for n, _ in f.dosed_as(f.present))
        return (*made_from, *self.joined)

    @property
    def joined(self) -> tuple[str, ...]:
        """What weights make the prediction from."""
        return tuple(f.present for f in self.features)

    @property
    def passing(self) -> tuple[str, ...]:
        """What should be gone when a sample is over, the cleaner apart."""
        kinds = (q for o in self.outputs for q in (o.target, o.prediction, o.sign) if q)
        amplifier = (AMPLIFIER,) if self.has_numbers else ()
        left = (s for q in kinds for s in q.species)
        return (*self.presented, *self.traces, *left, *amplifier)


def species_of(spec: CompletionLearner, parts: CompletionParts) -> tuple[Species, ...]:
    """All species with their roles.

    Traces are dosed as inputs are: a sample is presented twice.
    """
    groups: list[tuple[Iterable[str], SpeciesRole]] = [
        ((*parts.presented, *parts.traces), SpeciesRole.INPUT),
        ((s for w in parts.weights for s in w.species), SpeciesRole.WEIGHT),
        ((s for o in parts.outputs for s in o.prediction.species), SpeciesRole.OUTPUT),
        ((s for o in parts.outputs for s in o.target.species), SpeciesRole.TARGET),
        ((s for o in parts.outputs if o.sign for s in o.sign.species), SpeciesRole.ERROR),
        ([AMPLIFIER] if parts.has_numbers else [], SpeciesRole.PHASE),
        (cleaners_of(spec), SpeciesRole.PHASE),
        (paces_of(spec, parts), SpeciesRole.PACE),
    ]
    return tuple(Species(name, role) for names, role in groups for name in names)


def cleaners_of(spec: CompletionLearner) -> tuple[str, ...]:
    """What is dosed at the end of a sample to take away what is left of it."""
    return (CLEANER,) if spec.has_cleaner else ()


def paces_of(spec: CompletionLearner, parts: CompletionParts) -> tuple[str, ...]:
    """Catalysts of drains: of features, and then of the cleaner where that has its own."""
    if spec.drains != "catalysed":
        return ()
    has_its_own = parts.has_numbers and spec.has_cleaner
    return (PACE, PACE_CLEANER) if has_its_own else (PACE,)


def completion_reactions(
    spec: CompletionLearner, parts: CompletionParts, pace_u: dict[str, float]
) -> Iterator[FormalReaction]:
    """All reactions, of a feature first and of the cleaner, if there is one, last.

    In many schemes the gate of the first reactant holds some of it back, and that of the second
    does not. With numbers the prediction, which is read, is the second one everywhere. Where
    drains are held, features and cleaner come first in what they do until they have vanished, and
    labels, which are to be cleaned up, do not.

    Parameters
    ----------
    pace_u: doses of the catalysts of drains [u].
    """
    rates = spec.rates
    for number, feature in enumerate(parts.features):
        yield from _joined(spec, feature)
        for output in parts.outputs:
            yield from _learned(spec, feature, output, number)
    # What is left of two doses goes with the solution where that is exchanged.
    drained = parts.joined if spec.is_held or not spec.has_cleaner else parts.presented
    yield from _drained(drained, PACE, rates.drain, pace_u, "a feature vanishes")
    if rates.drain_trace is not None:
        yield from _drained(parts.moving, "", rates.drain_trace, {}, "a trace vanishes")
    for output in parts.outputs:
        yield from _compared(spec, output)
    yield from _cleaned(spec, parts, drained, pace_u)


def _cleaned(
    spec: CompletionLearner,
    parts: CompletionParts,
    drained: tuple[str, ...],
    pace_u: dict[str, float],
) -> Iterator[FormalReaction]:
    rates = spec.rates
    if rates.clean is None or rates.drain_cleaner is None:
        return
    left = [
        s for o in parts.outputs for q in (o.target, o.prediction, o.sign) if q for s in q.species
    ]
    if parts.has_numbers:
        left.append(AMPLIFIER)
    else:
        # Who vanishes needs no cleaner.
        gone = () if rates.drain_trace is None else parts.moving
        left = [*(name for name in parts.traces if name not in gone), *left]
    if spec.is_held:
        # What is left of two doses would vanish before they have met.
        left = [name for name in parts.presented if name not in drained] + left
    for name in left:
        holds_cleaner = parts.has_numbers or spec.is_held
        pair = (CLEANER, name) if holds_cleaner else (name, CLEANER)
        yield FormalReaction(pair, (CLEANER,), rates.clean, _origin("a sample is cleaned up"))
    pace = next(reversed(pace_u), "")
    yield from _drained((CLEANER,), pace, rates.drain_cleaner, pace_u, "the cleaner vanishes")


def _joined(spec: CompletionLearner, feature: DosedFeature) -> Iterator[FormalReaction]:
    if not feature.is_joined:
        return
    assert spec.rates.join is not None
    for species in (feature.present, feature.trace):
        (a, _), (b, _) = feature.dosed_as(species)
        origin = _origin(f"{feature.name} is the smaller dose")
        yield FormalReaction((a, b), (species,), spec.rates.join, origin)


def _learned(
    spec: CompletionLearner, feature: DosedFeature, output: CompletionOutput, number: int
) -> Iterator[FormalReaction]:
    rates, weight, f = spec.rates, output.weights[number], feature.present
    predicts = _origin(f"{feature.name} predicts")
    moves = _origin(f"{feature.name} moves its weight")
    predicting = rails(weight) if output.sign is None else rails(weight)[:1]
    for (w, sign), z in zip(predicting, output.prediction.species, strict=True):
        pair = (f, w) if spec.is_held else (w, f)
        yield FormalReaction(pair, (*pair, z), rates.forward, predicts)
        if output.sign is None:
            label = output.target.species[0 if sign > 0 else 1]
            yield FormalReaction((feature.trace, label), (w,), rates.update, moves)
    if output.sign is not None:
        for error, w in zip(output.sign.species, weight.species, strict=True):
            yield FormalReaction((feature.trace, error), (w,), rates.update, moves)
    if rates.annihilate is not None:
        yield from rail_annihilation(
            weight, rates.annihilate, _origin(f"rails of {weight.name} cancel")
        )


def _compared(spec: CompletionLearner, output: CompletionOutput) -> Iterator[FormalReaction]:
    rates, prediction, target = spec.rates, output.prediction, output.target
    origin = _origin("prediction meets target")
    yield from rail_annihilation(prediction, rates.compare, _origin("prediction rails cancel"))
    for y, z in zip(target.species, prediction.species, strict=True):
        # A label is of the rail that it stands for: what is predicted already is not taught.
        pair = (z, y) if spec.is_held and output.sign is None else (y, z)
        yield FormalReaction(pair, (), rates.compare, origin)
    if output.sign is None:
        return
    assert rates.amplify is not None
    high, low = output.sign.species
    y, z = target.positive, prediction.positive
    why = _origin("what is left tells its sign")
    yield FormalReaction((AMPLIFIER, z), (z, low), rates.amplify, why)
    yield FormalReaction((AMPLIFIER, y), (y, high), rates.amplify, why)
    yield from rail_annihilation(output.sign, rates.compare, _origin("signs cancel"))


def _drained(
    species: Iterable[str], pace: str, per_tau: float, pace_u: dict[str, float], item: str
) -> Iterator[FormalReaction]:
    for name in species:
        if pace in pace_u:
            rate = per_tau / pace_u[pace]
            yield FormalReaction((name, pace), (pace,), rate, _origin(item))
        else:
            yield FormalReaction((name,), (), per_tau, _origin(item))


def _origin(item: str) -> Origin:
    return Origin("completion", item)
