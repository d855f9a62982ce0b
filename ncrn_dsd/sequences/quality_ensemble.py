"""Measures over ensembles of structures: by ViennaRNA, or by strongest duplexes without it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement

from ncrn_dsd.ir.dsd import complement
from ncrn_dsd.ir.lab_quality import ComplexQuality
from ncrn_dsd.sequences.duplex import strongest_duplex_kcal
from ncrn_dsd.sequences.ensemble import (
    Dimers,
    StrandOpenness,
    complex_qualities,
    strand_interactions,
    strand_openness,
    toehold_occlusion,
)
from ncrn_dsd.sequences.layout import SystemLayout, pieces_without
from ncrn_dsd.sequences.quality_values import QualityOptions, Value
from ncrn_dsd.sequences.vienna_adapter import EnsembleOptions, ParameterSet, association_kcal

SET_NAMES: dict[ParameterSet, str] = {
    "mathews2004": "Mathews 2004",
    "mathews1999": "Mathews 1999",
}
NEAREST_NEIGHBOURS = "SantaLucia 2004"


def folding_there(options: QualityOptions) -> bool:
    """Whether ensembles come from ViennaRNA."""
    return options.folding == "auto" and importlib.util.find_spec("RNA") is not None


def dimer_pairs(layout: SystemLayout) -> int:
    """Number of pairs of sequences whose dimers are computed for one assignment."""
    tops = sum(1 for _ in combinations_with_replacement(layout.tops, 2))
    occluding = sum(
        len(pieces_without(top, complement(toehold)))
        for toehold in layout.base_toeholds
        for top in layout.tops
    )
    return tops + occluding


def conditions(options: QualityOptions) -> tuple[EnsembleOptions, ...]:
    """One set of conditions per set of parameters."""
    return tuple(
        EnsembleOptions(parameters, options.temperature_C, options.sodium_M)
        for parameters in options.parameters
    )


def dimer_values(
    layout: SystemLayout, sequences: Mapping[str, str], options: QualityOptions
) -> dict[str, Value]:
    """TSI and TO, once per set of DNA parameters, or once by strongest duplexes."""
    if not folding_there(options):
        found = Dimers(
            lambda one, other: strongest_duplex_kcal(one, other, options.temperature_C),
            options.temperature_C,
        )
        model = f"strongest duplex, nearest neighbours, {options.temperature_C:g} C, 1 M Na+"
        return dict(_dimer_values(layout, sequences, found, NEAREST_NEIGHBOURS, model))
    values: dict[str, Value] = {}
    for one in conditions(options):
        values |= _dimer_values(
            layout, sequences, _vienna_dimers(one), SET_NAMES[one.parameters], model_name(one)
        )
    return values


def _vienna_dimers(options: EnsembleOptions) -> Dimers:
    return Dimers(lambda one, other: association_kcal(one, other, options), options.temperature_C)


def model_name(options: EnsembleOptions) -> str:
    """How numbers under these conditions are labelled."""
    return (
        f"ViennaRNA, DNA {SET_NAMES[options.parameters]}, d{options.dangles}, "
        f"{options.temperature_C:g} C, {options.sodium_M:g} M Na+"
    )


def _dimer_values(
    layout: SystemLayout, sequences: Mapping[str, str], dimers: Dimers, label: str, model: str
) -> Iterator[tuple[str, Value]]:
    among = strand_interactions(layout, sequences, dimers)
    yield f"TSI avg ({label})", Value(among.mean, "%", "low", model)
    yield f"TSI max ({label})", Value(among.largest, "%", "low", model, among.worst)
    hidden = toehold_occlusion(layout, sequences, dimers)
    yield f"TO avg ({label})", Value(hidden.mean, "%", "low", model)
    yield f"TO max ({label})", Value(hidden.largest, "%", "low", model, hidden.worst)


def openness_values(
    strands: Sequence[StrandOpenness], options: EnsembleOptions
) -> Iterator[tuple[str, Value]]:
    """SSU and SSTU."""
    if not strands:
        return
    label, model = SET_NAMES[options.parameters], model_name(options)
    worst = min(strands, key=lambda s: s.smallest)
    means = [s.total / s.length_nt for s in strands]
    yield f"SSU min ({label})", Value(worst.smallest, "", "high", model, worst.strand)
    yield f"SSU avg ({label})", Value(sum(means) / len(means), "", "high", model)
    open_ = [
        (s.toehold_smallest, s.toehold_mean, s.strand)
        for s in strands
        if s.toehold_smallest is not None and s.toehold_mean is not None
    ]
    if open_:
        least, _, strand = min(open_)
        mean = sum(each for _, each, _ in open_) / len(open_)
        yield f"SSTU min ({label})", Value(least, "", "high", model, strand)
        yield f"SSTU avg ({label})", Value(mean, "", "high", model)


def complex_values(
    complexes: Sequence[ComplexQuality], options: EnsembleOptions
) -> Iterator[tuple[str, Value]]:
    """BN%, and how far the ends of helices fray."""
    if not complexes:
        return
    label, model = SET_NAMES[options.parameters], model_name(options)
    worst = max(complexes, key=lambda c: c.bad_percent)
    mean = sum(c.bad_percent for c in complexes) / len(complexes)
    yield f"BN% max ({label})", Value(worst.bad_percent, "%", "low", model, worst.name)
    yield f"BN% avg ({label})", Value(mean, "%", "low", model)
    frayed = max(complexes, key=lambda c: c.frayed)
    yield f"fraying ({label})", Value(frayed.frayed, "", "low", model, frayed.name)


def ensemble_values(
    layout: SystemLayout, sequences: Mapping[str, str], options: QualityOptions
) -> dict[str, Value]:
    """Everything of single strands and complexes, by ViennaRNA."""
    values: dict[str, Value] = {}
    for one in conditions(options):
        values |= openness_values(strand_openness(layout, sequences, one), one)
        values |= complex_values(complex_qualities(layout, sequences, one), one)
    return values
