"""Choose the length of the toeholds that makes a training sample shortest.

A longer toehold makes gates faster until it holds for so long that it comes off too slowly; the
rates follow from the enumerated network, so each length is enumerated and realised.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import KineticsError, NcrnError, TruncatedError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.schedule import Schedule, SegmentKind
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.model.dsd import DsdSpec
from ncrn_dsd.model.rates import USUAL_CONDITIONS, Conditions
from ncrn_dsd.study.stage import Work, stage
from ncrn_dsd.units import show_time


@dataclass(frozen=True, slots=True)
class ToeholdTrial:
    """One length that was tried.

    Parameters
    ----------
    time_unit_s: what one tau takes with it; None when `refusal` says why there is none.
    is_cut: a limit cut the enumeration off, so nothing is known.
    """

    length_nt: int
    time_unit_s: float | None
    refusal: str | None
    is_cut: bool = False


def with_toeholds(system: DsdSystem, length_nt: int) -> DsdSystem:
    """The same system with all toeholds of this length."""
    return replace(
        system,
        domains=tuple(
            replace(d, length_nt=length_nt) if d.is_toehold else d for d in system.domains
        ),
    )


def limits_of(
    dsd: DsdSpec,
    engine: Engine = Engine.OWN,
    conditions: Conditions = USUAL_CONDITIONS,
    *,
    reject_remote: bool,
) -> EnumerationOptions:
    """How the system of a design is enumerated with the toeholds of its scheme."""
    return EnumerationOptions(
        max_complex_size=dsd.limits.complex_size,
        max_complexes=dsd.limits.complexes,
        max_reactions=dsd.limits.reactions,
        reject_remote=reject_remote,
        merge_histories=dsd.merge_histories,
        engine=engine,
        conditions=conditions,
    )


def limits_for(options: EnumerationOptions, length_nt: int) -> EnumerationOptions:
    """Options under which a toehold of this length still comes off by itself."""
    return replace(
        options,
        release_cutoff_11_nt=max(options.release_cutoff_11_nt, length_nt),
        release_cutoff_1n_nt=max(options.release_cutoff_1n_nt, length_nt),
    )


@stage(
    "toeholds",
    reads=lambda crn, system, spec, dosed, options, firings, samples: (
        crn,
        system,
        spec,
        sorted(dosed),
        options,
        firings,
        samples,
    ),
)
def try_toeholds(
    work: Work,
    crn: FormalCrn,
    system: DsdSystem,
    spec: DsdSpec,
    dosed: frozenset[str],
    options: EnumerationOptions,
    firings: tuple[float, ...],
    samples: int,
) -> tuple[ToeholdTrial, ...]:
    """One trial per length of `spec.toehold_lengths_nt`.

    Parameters
    ----------
    firings, samples: as for `realise`.
    """
    trials: list[ToeholdTrial] = []
    for length in spec.toehold_lengths_nt:
        candidate, limits = with_toeholds(system, length), limits_for(options, length)
        time_s, refusal, is_cut = None, None, False
        try:
            network = enumerate_whole(candidate, crn, dosed, limits)
            if network.complete:
                point = realise(candidate, crn, network, spec, firings, samples)
                time_s = point.time_unit_s
            else:
                refusal, is_cut = f"the enumeration is cut: {network.truncated_by}", True
        except NcrnError as problem:
            refusal = str(problem)
        trials.append(ToeholdTrial(length, time_s, refusal, is_cut))
        work.report(len(trials), len(spec.toehold_lengths_nt))
    return tuple(trials)


def best_length(trials: tuple[ToeholdTrial, ...]) -> int:
    """The length with the shortest time unit; the shorter one when two are equal.

    Raises
    ------
    TruncatedError: no length is known to work, and a limit cut an enumeration off.
    KineticsError: K008, no length can be realised.
    """
    able = [(t.time_unit_s, t.length_nt) for t in trials if t.time_unit_s is not None]
    cut = [t for t in trials if t.is_cut]
    if not able and cut:
        raise TruncatedError(
            "E011",
            f"toeholds of {trials[0].length_nt} to {trials[-1].length_nt} nt",
            f"none of them can be decided: {cut[-1].refusal}",
            "raise the limits in [dsd.limits], or choose another scheme",
        )
    if not able:
        raise KineticsError(
            "K008",
            f"toeholds of {trials[0].length_nt} to {trials[-1].length_nt} nt",
            f"none of them can be realised; the longest gives: {trials[-1].refusal}",
            "widen toehold_lengths, raise the fuel ceiling, or choose another scheme",
        )
    return min(able)[1]


def refuse_slow_samples(schedule: Schedule, realisation: Realisation, slowest_s: float) -> None:
    """One training sample may not take longer than the design accepts.

    Raises
    ------
    KineticsError: K007, with the reaction that limits the speed.
    """
    longest = max(s.duration for s in schedule.segments if s.kind is SegmentKind.SAMPLE)
    if longest > slowest_s:
        raise KineticsError(
            "K007",
            realisation.speed_limit,
            f"one sample takes {show_time(longest)}, longer than slowest_sample "
            f"({show_time(slowest_s)})",
            "let toehold_lengths reach higher, raise max_hold or fuel_ceiling, or wait fewer tau",
        )
