"""Judge a system by counting: strands, lengths, toeholds, money and time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from ncrn_dsd.feasibility.limits import BuildLimits
from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab_feasibility import Buildable, Feasibility, Finding, ToeholdNeed
from ncrn_dsd.ir.lab_reporter import reporter_of
from ncrn_dsd.model.sequences import SequenceSpec

SECONDS_PER_HOUR = 3600.0

SMALLER = (
    "build a subsystem (one neuron, one weight update or one annihilation pair) on its own first"
)


def feasibility(
    system: DsdSystem,
    spec: SequenceSpec,
    toehold_room: Mapping[int, int],
    realisation: Realisation | None = None,
    *,
    tau_per_sample: float | None = None,
    samples: int = 0,
    reported: Iterable[str] = (),
    limits: BuildLimits | None = None,
    timed: str = "One training sample",
) -> Feasibility:
    """Whether `system` can be built, why not, and what would help. No sequence is searched.

    The worst finding is the verdict. Cost and time of the training are told but decide nothing
    by themselves unless they exceed `limits`.

    Parameters
    ----------
    spec: for its letters, which the messages name.
    toehold_room: length in nt to the number of toeholds of that length that the energy window
        and the clash limit allow side by side; other lengths than those of the system are used
        to say what would help.
    realisation: operating point, for the hours; None when there is none yet.
    tau_per_sample: duration of one training sample in tau.
    samples: training samples of all epochs together; 0 when nothing is trained.
    reported: species with a reporter that is ordered with the system, as far as they can have one.
    timed: what `tau_per_sample` is the duration of, in words.
    """
    bounds = limits or BuildLimits()
    length_of = {d.name: d.length_nt for d in system.domains}
    made = [r for s in dict.fromkeys(reported) if (r := reporter_of(system, s)) is not None]
    labelled = [
        sum(length_of[domain_name(o)] for o in strand)
        for one in made
        for strand in (one.top, one.base)
    ]
    lengths = (*system.strand_lengths_nt, *labelled)
    reporters = len(made)
    toeholds = _toehold_needs(system, toehold_room)
    hours = _hours_per_sample(realisation, tau_per_sample)
    training = hours * samples if hours is not None and samples else None
    findings = (
        _toehold_finding(toeholds, toehold_room, spec.letters),
        _length_finding(lengths, bounds),
        _strand_finding(len(lengths), bounds),
        *_time_findings(hours, training, bounds, timed),
    )
    low, high = _cost_range(lengths, reporters, bounds)
    return Feasibility(
        verdict=max((f.means for f in findings), key=lambda means: means.rank),
        findings=findings,
        strands=len(lengths),
        nucleotides_nt=sum(lengths),
        longest_nt=max(lengths, default=0),
        above_cheap=sum(length > bounds.cheap_nt for length in lengths),
        plates=math.ceil((len(lengths) - len(labelled)) / bounds.plate_wells),
        toeholds=toeholds,
        reporters=reporters,
        cost_low=low,
        cost_high=high,
        currency=bounds.prices.currency,
        prices=bounds.prices.status,
        hours_per_sample=hours,
        hours_of_training=training,
    )


def _toehold_needs(system: DsdSystem, room: Mapping[int, int]) -> tuple[ToeholdNeed, ...]:
    needed = Counter(d.length_nt for d in system.domains if d.is_toehold)
    return tuple(ToeholdNeed(nt, count, room.get(nt)) for nt, count in sorted(needed.items()))


def _toehold_finding(
    needs: tuple[ToeholdNeed, ...], room: Mapping[int, int], alphabet: str
) -> Finding:
    short = [n for n in needs if n.room is not None and n.needed > n.room]
    unknown = [n for n in needs if n.room is None]
    if not short and unknown:
        lengths = " and ".join(str(n.length_nt) for n in unknown)
        sentence = f"How many toeholds of {lengths} nt can live side by side is not known."
        return Finding("toeholds", Buildable.FITS, sentence)
    if not short:
        found = ", ".join(f"{n.needed} of {n.room} possible ({n.length_nt} nt)" for n in needs)
        return Finding("toeholds", Buildable.FITS, f"Distinct toeholds: {found or 'none'}.")
    worst = max(short, key=lambda n: (n.needed, n.length_nt))
    sentence = (
        f"The system needs {worst.needed} distinct toeholds of {worst.length_nt} nt, but only "
        f"{worst.room} words over {alphabet} of nearly one energy keep apart from each other."
    )
    longer = [nt for nt, size in sorted(room.items()) if size >= worst.needed]
    if longer:
        remedy = f"use toeholds of {longer[0]} nt, of which {room[longer[0]]} fit"
    else:
        remedy = "use a scheme with universal toeholds, or one that shares them between species"
    return Finding("toeholds", Buildable.CANNOT_BE_BUILT, sentence, f"{remedy}; or {SMALLER}")


def _length_finding(lengths: tuple[int, ...], limits: BuildLimits) -> Finding:
    subject = "longest strand"
    longest, shortest = max(lengths, default=0), min(lengths, default=limits.shortest_nt)
    if longest > limits.longest_nt or shortest < limits.shortest_nt:
        at_fault = longest if longest > limits.longest_nt else shortest
        return Finding(
            subject,
            Buildable.CANNOT_BE_BUILT,
            f"A strand of {at_fault} nt is outside the {limits.shortest_nt} to "
            f"{limits.longest_nt} nt that are sold.",
            "choose a scheme with shorter gates, or split reactions with many products",
        )
    above = sum(length > limits.cheap_nt for length in lengths)
    sentence = f"The longest strand has {longest} nt."
    if not above:
        return Finding(subject, Buildable.FITS, sentence)
    return Finding(
        subject,
        Buildable.FITS,
        f"{sentence} {above} of {len(lengths)} strands are longer than {limits.cheap_nt} nt and "
        "cost more, with gel purification.",
        f"shorten long domains, or use a scheme whose strands stay within {limits.cheap_nt} nt",
    )


def _strand_finding(strands: int, limits: BuildLimits) -> Finding:
    if strands <= limits.strands_at_once:
        sentence = f"{strands} strands can be prepared in one go."
        return Finding("strands", Buildable.FITS, sentence)
    if strands <= limits.strands_in_stages:
        return Finding(
            "strands",
            Buildable.NEEDS_STAGING,
            f"{strands} strands are more than the {limits.strands_at_once} that one person "
            "prepares and tests in one go.",
            f"{SMALLER}, or use a scheme that shares gates",
        )
    return Finding(
        "strands",
        Buildable.CANNOT_BE_BUILT,
        f"{strands} strands are more than the {limits.strands_in_stages} that can be tested gate "
        "by gate, even in stages.",
        f"use a scheme that repeats one motif with a universal toehold; or {SMALLER}",
    )


def _time_findings(
    hours: float | None, training: float | None, limits: BuildLimits, timed: str
) -> tuple[Finding, ...]:
    if hours is None:
        sentence = "How long it takes is not known without an operating point."
        return (Finding("time", Buildable.FITS, sentence),)
    sentence = f"{timed} takes {hours:.1f} h."
    found = [Finding("time", Buildable.FITS, sentence)]
    if hours > limits.sample_hours:
        remedy = "use longer toeholds, let fuel_ceiling or max_hold be higher, or wait fewer tau"
        sentence = f"{sentence[:-1]}, longer than {limits.sample_hours:g} h."
        found = [Finding("time", Buildable.NEEDS_STAGING, sentence, remedy)]
    if training is not None and training > limits.run_hours:
        found.append(
            Finding(
                "training",
                Buildable.NEEDS_STAGING,
                f"The whole training takes {training / 24:.0f} days; strands in Mg2+ decay within "
                f"about {limits.run_hours / 24:.0f}.",
                "present fewer samples, or go on in fresh vessels with the weights that were read",
            )
        )
    return tuple(found)


def _hours_per_sample(
    realisation: Realisation | None, tau_per_sample: float | None
) -> float | None:
    if realisation is None or tau_per_sample is None:
        return None
    return tau_per_sample * realisation.time_unit_s / SECONDS_PER_HOUR


def _cost_range(
    lengths: tuple[int, ...], reporters: int, limits: BuildLimits
) -> tuple[float, float]:
    """Cheapest scale without purification, and dearest with all that is advised."""
    prices = limits.prices
    purified = sum(length > limits.page_nt for length in lengths)
    low = sum(lengths) * prices.low_per_nt + reporters * prices.reporter_low
    high = sum(lengths) * prices.high_per_nt + purified * prices.page
    return low, high + reporters * prices.reporter_high
