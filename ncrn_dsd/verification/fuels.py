"""What one firing of a formal reaction takes from the fuels, and whether they last."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ComplexRole, NetworkReaction, ReactionNetwork
from ncrn_dsd.ir.schedule import Refill, Schedule, SegmentKind
from ncrn_dsd.ir.verdict import Obligation, check_obligation
from ncrn_dsd.verification.crn_view import Sides, silent_species, visible_sides
from ncrn_dsd.verification.tolerances import StatedTolerances

FUEL_SUFFICIENCY = "fuel sufficiency"

_SUBJECT = "planned samples"
_MEAN = "every sample fires each reaction as often as the mean sample of the formal training"


def fuel_sufficiency(
    crn: FormalCrn,
    network: ReactionNetwork,
    certificate: str | None,
    schedule: Schedule,
    unit_M: float,
    firings: Sequence[float],
    tolerances: StatedTolerances,
) -> Obligation:
    """No fuel falls below a part of its first dose before the last sample is over.

    What a firing takes is counted along the way that the certificate takes through the gate;
    what is supplied is what the schedule pipettes.

    Parameters
    ----------
    certificate: of the whole network; None when it is not proved.
    schedule: in M and s, with fuels and refills.
    firings: how often each formal reaction fires in the whole training [u].
    """
    if certificate is None:
        reason = "no certificate says what one firing takes"
        return check_obligation(FUEL_SUFFICIENCY, _SUBJECT, None, reason)
    samples = schedule.count(SegmentKind.SAMPLE)
    if not samples or len(firings) != len(crn.reactions):
        reason = "how often the reactions fire is not known"
        return check_obligation(FUEL_SUFFICIENCY, _SUBJECT, None, reason)
    per_sample: defaultdict[str, float] = defaultdict(float)
    for use, fired in zip(firing_use(crn, network, certificate), firings, strict=True):
        for fuel, made in use.items():
            per_sample[fuel] += made * fired * unit_M / samples
    needed = {fuel: change for fuel, change in sorted(per_sample.items()) if change < 0}
    fuel, lowest, sample = _lowest(needed, schedule)
    reason = (
        f"{samples} samples use up {len(needed)} fuels; {_lowest_in_words(fuel, lowest, sample)}"
        f" (at least {tolerances.fuel_left:g} is asked for)"
    )
    return check_obligation(
        FUEL_SUFFICIENCY, _SUBJECT, lowest >= tolerances.fuel_left, reason, (_MEAN,)
    )


def planned_fuels_last(
    point: Realisation,
    refills: Sequence[Refill],
    due: Sequence[int],
    tolerances: StatedTolerances,
) -> Obligation:
    """No fuel falls below a part of its first dose before the last sample is over.

    Parameters
    ----------
    refills: what each adds that is due in the undisturbed training of the strands, and what one
        after the last sample would add [M].
    due: numbers of the samples after which they are due.
    """
    first_M = {f.fuel: f.start_M for f in point.fuels}
    worst = ("", 1.0, 0)
    for number, refill in zip(due, refills, strict=True):
        for content in refill:
            left = 1 - content.amount / first_M[content.species]
            # What is not a number is lower than any number.
            if not left >= worst[1]:
                worst = (content.species, left, number)
    reason = (
        f"{due[-1]} samples, with refills as planned by the undisturbed training of the strands; "
        f"{_lowest_in_words(*worst)} (at least {tolerances.fuel_left:g} is asked for)"
    )
    return check_obligation(FUEL_SUFFICIENCY, _SUBJECT, worst[1] >= tolerances.fuel_left, reason)


def _lowest_in_words(fuel: str, left: float, sample: int) -> str:
    if not fuel:
        return "none ever falls below its first dose"
    return f"{fuel} falls to {left:.3g} of its first dose at sample {sample}"


def _lowest(needed: Mapping[str, float], schedule: Schedule) -> tuple[str, float, int]:
    """The fuel that falls lowest, relative to what was there before the first sample, and when.

    Parameters
    ----------
    needed: per fuel, the change by one sample [M].
    """
    levels = dict.fromkeys(needed, 0.0)
    first: dict[str, float] = {}
    worst, sample = ("", 1.0, 0), 0
    for segment in schedule.segments:
        for content in segment.dosed:
            if content.species in levels:
                levels[content.species] += content.amount
        if segment.kind is not SegmentKind.SAMPLE:
            continue
        first = first or dict(levels)
        sample += 1
        for fuel, change in needed.items():
            levels[fuel] += change
            left = levels[fuel] / first[fuel] if first[fuel] > 0 else 0.0
            # What is not a number is lower than any number.
            if not left >= worst[1]:
                worst = (fuel, left, sample)
        if segment.ends_in_fresh_vessel:
            levels = dict(first)
    return worst


def firing_use(
    crn: FormalCrn, network: ReactionNetwork, certificate: str
) -> tuple[Mapping[str, int], ...]:
    """Per formal reaction, how many copies of each fuel one firing sets free (or takes: below 0).

    Parameters
    ----------
    certificate: JSON text on the whole network, see `check_certificate`.
    """
    content = json.loads(certificate)
    fuels = {s.name for s in network.with_role(ComplexRole.FUEL)}
    carriers = _carriers(network)
    steps = [carriers[_sides(r)] for r in content["implementation"]]
    meaning = {x: tuple(sorted(value)) for x, value in content["interpretation"].items()}
    resolution: dict[str, int] = dict(content["resolutions"])
    number = {_sides(r): i for i, r in enumerate(content["formal"])}
    ways: dict[int, tuple[list[str], list[int]]] = {}
    for formal, state, way in content["paths"]:
        # A state that stands for nothing else comes before one with spectators.
        if sorted(f for x in state for f in meaning[x]) == content["formal"][formal][0]:
            ways[formal] = (state, way)
        else:
            ways.setdefault(formal, (state, way))
    used: list[Mapping[str, int]] = []
    for reaction in crn.reactions:
        formal = number[tuple(sorted(reaction.reactants)), tuple(sorted(reaction.products))]
        state, way = ways[formal]
        used.append(_along(state, way, resolution, steps, fuels))
    return tuple(used)


def _along(
    state: Sequence[str],
    way: Sequence[int],
    resolution: Mapping[str, int],
    steps: Sequence[NetworkReaction[str]],
    fuels: set[str],
) -> Mapping[str, int]:
    """Net production of fuels on the way, and until all that was made stands alone."""
    present, made = Counter(state), Counter[str]()

    def go(step: NetworkReaction[str]) -> None:
        for side, sign in ((step.reactants, -1), (step.products, 1)):
            for x in side:
                (made if x in fuels else present)[x] += sign

    for index in way:
        go(steps[index])
    waiting = [x for x, n in present.items() for _ in range(n) if x in resolution]
    while waiting:
        step = steps[resolution[waiting.pop()]]
        go(step)
        waiting += [x for x in step.products if x in resolution]
    return {fuel: n for fuel, n in sorted(made.items()) if n}


def _carriers(network: ReactionNetwork) -> dict[Sides, NetworkReaction[str]]:
    """The first network reaction behind each reaction that a verifier sees."""
    silent = silent_species(network)
    carriers: dict[Sides, NetworkReaction[str]] = {}
    for reaction in network.reactions:
        carriers.setdefault(visible_sides(reaction, silent), reaction)
    return carriers


def _sides(raw: Sequence[Sequence[str]]) -> Sides:
    left, right = raw
    return tuple(left), tuple(right)
