"""What a run does not show, in sentences, given what it was asked to show."""

from __future__ import annotations

from ncrn_dsd.ir.network import WHOLE_SYSTEM
from ncrn_dsd.ir.result import SimulatedNetwork
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.model.rates import BY_LENGTHS, RateChoice

_ALWAYS = (
    "Volumes: a dose adds a species without diluting the vessel.",
    "Reads: a read sees the free strands of a signal exactly and consumes nothing.",
)
READ_ZERO = (
    "Reads: those of test samples count from what parts the validation samples, which is set "
    "when the training is over; no chemistry of the vessel does that."
)
READ_LINE = (
    "Reads: those of test samples stand for what a straight line makes of them, which is fitted to "
    "the validation samples when the training is over; no chemistry of the vessel does that."
)
_CROSSTALK = (
    "Crosstalk: modules were enumerated one at a time; reactions between their fuels are missing."
)


def leaks_cut_off(left_out: int) -> str:
    """What a limit that ended the enumeration of leaks left out of it.

    Parameters
    ----------
    left_out: leaks between designed complexes.
    """
    missing = f"{left_out} of them are missing" if left_out else "all of them are there"
    return f"a limit ended the enumeration of leaks: of those between designed complexes {missing}"


def not_shown(
    disturbance: Disturbance,
    simulated: SimulatedNetwork,
    scope: str,
    unbuilt: str | None,
    rates: RateChoice = BY_LENGTHS,
    *,
    has_read_zero: bool = False,
    has_read_line: bool = False,
) -> tuple[str, ...]:
    """One sentence per effect that is left out, or shown in part only.

    Parameters
    ----------
    scope: what was enumerated together, as in `ReactionNetwork`.
    unbuilt: why there are no sequences; None when there are.
    rates: where the rate constants come from.
    has_read_zero: validation samples say what reads of test samples count from.
    has_read_line: validation samples say what reads of test samples stand for.
    """
    sentences = [
        simulated.kinetics.leaves_out,
        _leak(disturbance, simulated),
        rates_not_shown(rates),
        *_ALWAYS,
        *([READ_ZERO] if has_read_zero else []),
        *([READ_LINE] if has_read_line else []),
        *_noise(disturbance),
    ]
    if scope != WHOLE_SYSTEM:
        sentences.append(_CROSSTALK)
    if unbuilt is not None:
        sentences.append(f"Laboratory: there are no sequences and no package. {unbuilt}.")
    return tuple(sentences)


def rates_not_shown(rates: RateChoice) -> str:
    """How far rate constants are from those of the strands that are ordered."""
    model = rates.load()
    if not model.reads_nucleotides:
        return f"Sequences: reaction rates come {rates.source}."
    return f"Sequences: rates are predicted from nucleotides and not measured ({model.residual})."


def _leak(disturbance: Disturbance, simulated: SimulatedNetwork) -> str:
    if not disturbance.leak_per_M_s:
        return "Leak: no reaction between fuels without a toehold is simulated or verified."
    followed = simulated.leaks_followed
    after = "does not leak again" if followed else "reacts no further"
    cut = "" if followed else f" Cut off: {leaks_cut_off(simulated.leaks_left_out)}."
    return (
        "Leak: all leaks have the same rate constant, a complex that only leaks make "
        f"{after}, and neither verification nor kinetics knows of leaks.{cut}"
    )


def _noise(disturbance: Disturbance) -> tuple[str, ...]:
    if not disturbance.has_noise:
        return ("Noise: no error of rates, doses or reads, and no defective strands.",)
    exact = [
        *(["rates"] if disturbance.rate_error_factor == 1 else []),
        *(["doses"] if disturbance.dose_error_fraction == 0 else []),
    ]
    errors = f"{', '.join(exact)} or reads" if exact else "reads"
    # Inert gates are one way in which strands are defective; those that half work are another.
    strands = "partly active gates" if disturbance.dead_gate_fraction else "defective strands"
    sentences = [
        f"Noise: no error of {errors}, and no {strands}.",
        "Noise: the abstract level and the operating point are those without disturbances.",
    ]
    if disturbance.is_random:
        sentences.append("Noise: one draw of the errors was simulated, so no spread is known.")
    return tuple(sentences)
