"""The pairs that hold on to each other most strongly without being meant to, by name."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.ir.lab_quality import LEAST_INVASION_MARGIN_KCAL, Invasion, WorstPair
from ncrn_dsd.sequences.duplex import stacking_only
from ncrn_dsd.sequences.layout import SystemLayout, spelled
from ncrn_dsd.sequences.orthogonality import duplex_matrices_kcal, measure_orthogonality
from ncrn_dsd.sequences.similarity import longest_common_run

SHOWN = 20
"""Pairs of each kind that are listed."""


def worst_pairs(
    system: DsdSystem,
    layout: SystemLayout,
    sequences: Mapping[str, str],
    invasions: tuple[Invasion, ...],
    temperature_C: float,
) -> tuple[WorstPair, ...]:
    """Long domains, toeholds, and gates with foreign strands, the worst of each kind first."""
    long_ones = {d.name: sequences[d.name] for d in system.domains if d.is_branch}
    toeholds = {d.name: sequences[d.name] for d in system.domains if d.is_toehold}
    return (
        *_long_pairs(long_ones, temperature_C),
        *_toehold_pairs(toeholds, temperature_C),
        *_invading_pairs(layout, sequences, invasions),
    )


def _long_pairs(long_ones: Mapping[str, str], temperature_C: float) -> list[WorstPair]:
    if not long_ones:
        return []
    pairs = []
    for pair in measure_orthogonality(long_ones, temperature_C).worst_pairs:
        one, other = long_ones[pair.one], long_ones[pair.other]
        partner = one if pair.kind == "branch_off" else reverse_complement(one)
        run = longest_common_run(partner, other)
        pairs.append(WorstPair(pair.one, pair.other, pair.kind, pair.energy_kcal, run))
    return pairs


def _toehold_pairs(toeholds: Mapping[str, str], temperature_C: float) -> list[WorstPair]:
    if len(toeholds) < 2:
        return []
    names = list(toeholds)
    crossed, _ = duplex_matrices_kcal(toeholds.values(), stacking_only(temperature_C))
    intended = np.diag(crossed).copy()
    np.fill_diagonal(crossed, 0.0)
    order = np.argsort(crossed, axis=None, kind="stable")[:SHOWN].tolist()
    pairs = []
    for i, j in (divmod(place, len(names)) for place in order):
        if crossed[i, j] < 0.0:
            share = 100.0 * crossed[i, j] / intended[i]
            run = longest_common_run(toeholds[names[i]], toeholds[names[j]])
            note = f"{share:.0f} % of {names[i]} with its own complement"
            energy = float(crossed[i, j])
            pairs.append(WorstPair(names[i], names[j] + "*", "toehold_off", energy, run, note))
    return pairs


def _invading_pairs(
    layout: SystemLayout, sequences: Mapping[str, str], invasions: tuple[Invasion, ...]
) -> list[WorstPair]:
    texts = {name: spelled(strand, sequences) for strand, name in layout.names.items()}
    gates = {one.name: one.complex for one in layout.complexes}
    found = [i for i in invasions if i.foreign]
    found.sort(key=lambda i: (i.margin_kcal if i.cognate else i.foreign_kcal, i.gate))
    pairs = []
    for one in found[:SHOWN]:
        partner = reverse_complement(texts[one.foreign])
        run = max(
            longest_common_run(partner, spelled(strand, sequences))
            for strand in gates[one.gate].strands
        )
        pairs.append(
            WorstPair(
                one.gate, one.foreign, "gate_invasion", one.foreign_kcal, run, invasion_note(one)
            )
        )
    return pairs


def invasion_note(one: Invasion) -> str:
    """How far the strongest foreign invader of a gate is from the weakest intended one."""
    if not one.cognate:
        return "the gate has no open foot"
    least_kcal = LEAST_INVASION_MARGIN_KCAL
    short = f", less than {least_kcal:g}" if one.margin_kcal < least_kcal else ""
    # A cell of a table must not begin with a minus sign, which a spreadsheet takes for a formula.
    side = "above" if one.margin_kcal >= 0 else "below"
    return f"{abs(one.margin_kcal):.1f} kcal/mol {side} {one.cognate}{short}"
