"""Under which conditions the DSD level was simulated, in sentences."""

from __future__ import annotations

from ncrn_dsd.drawing.text import given, number, percent
from ncrn_dsd.ir.result import DesignRun


def conditions(run: DesignRun) -> tuple[str, ...]:
    """What was simulated, and every disturbance with its value and seed."""
    return (_network(run), *_reduction(run), *_disturbances(run))


def _network(run: DesignRun) -> str:
    used = run.simulated
    leaks = f", {used.leak_reactions} of them leaks" if used.leak_reactions else ""
    return (
        f"What was simulated of the DSD level: {used.kinetics.simulates}. These are "
        f"{used.species} species and {used.reactions} reactions{leaks}. The condensed network that "
        f"was verified has {len(run.network.species)} species and {len(run.network.reactions)} "
        "reactions."
    )


def _reduction(run: DesignRun) -> tuple[str, ...]:
    cut = run.reduction
    if cut is None:
        return ()
    where = f" ({cut.where})" if cut.where else ""
    sentence = (
        f"Reduced, {cut.kind}: from {cut.species_before} species and {cut.reactions_before} "
        f"reactions to {cut.species_after} and {cut.reactions_after}. Over the setup and the "
        "first sample no formal species at any read differs from the full network by more than "
        f"{number(cut.measured_error)} of its concentration{where}."
    )
    return (sentence,)


def _disturbances(run: DesignRun) -> tuple[str, ...]:
    off = run.disturbance
    if off.is_none:
        return ("Nothing disturbed it: no leak, exact rates and doses, and no dead gates.",)
    sentences = []
    if off.leak_per_M_s:
        sentences.append(
            f"Leak: displacement without a toehold at {given(off.leak_per_M_s)} /(M s)."
        )
    if off.rate_error_factor > 1:
        sentences.append(
            "Rates: every rate constant is off by a factor of its own, between "
            f"1/{given(off.rate_error_factor)} and {given(off.rate_error_factor)}."
        )
    if off.dose_error_fraction:
        sentences.append(
            f"Doses: every content is off by up to {percent(off.dose_error_fraction)}."
        )
    if off.dead_gate_fraction:
        sentences.append(
            f"Dead gates: {percent(off.dead_gate_fraction)} of every fuel of several strands is "
            "inert."
        )
    if off.is_random:
        sentences.append(f"The errors were drawn with the seed {off.seed}.")
    return tuple(sentences)
