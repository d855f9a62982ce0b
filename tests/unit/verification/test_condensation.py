"""Occupied toeholds, and whether condensed kinetics hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.engine.rates import dissociation_M
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.network import ComplexRole
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.units import CONCENTRATION_M
from ncrn_dsd.verification.condensation import (
    LARGEST_OCCUPANCY,
    LARGEST_SHARE,
    Occupancy,
    condensation_holds,
    occupancy_of,
)

CRN = crn_of("A -> B")
ROOT = Path(__file__).parents[3]
SYSTEM = soloveichik2010(CRN)
NETWORK = enumerate_whole(SYSTEM, CRN, frozenset("A"), EnumerationOptions())


def occupancy(fuels_M: float, signals_M: float = 0.0) -> Occupancy:
    levels = {ComplexRole.FUEL: fuels_M, ComplexRole.SIGNAL: signals_M}
    peaks = [levels.get(s.role, 0.0) for s in NETWORK.species]
    return occupancy_of(SYSTEM, NETWORK, peaks, dissociation_M)


def test_a_signal_is_held_by_its_gate_in_the_ratio_of_its_level_to_kd() -> None:
    kd = dissociation_M(5)
    (held,) = (s for s in occupancy(kd).signals if s.formal == "A")
    # The gate has the complement of one toehold open at Kd, and the translator that of the other:
    # either binds half of the signal.
    assert held.share == pytest.approx(0.75)
    (partner,) = held.worst.partners
    assert partner.species == "fuel1"
    assert partner.ratio == pytest.approx(1.0)


def test_all_partners_of_a_toehold_add_up() -> None:
    kd = dissociation_M(5)
    few = {t.toehold: t.occupancy for t in occupancy(kd).toeholds}
    more = {t.toehold: t.occupancy for t in occupancy(kd, kd).toeholds}
    # The complement in the gate sees every form of the signal.
    assert more["A_t*"] - few["A_t*"] == pytest.approx(
        sum(s.formal == "A" for s in NETWORK.species)
    )


@pytest.mark.parametrize("level_over_kd", [0.001, 0.02])
def test_it_holds_while_toeholds_are_nearly_free(level_over_kd: float) -> None:
    found = occupancy(level_over_kd * dissociation_M(5))
    signals, toeholds = condensation_holds(found)
    assert (signals.verdict, toeholds.verdict) == (Verdict.HOLDS, Verdict.HOLDS)
    assert f"tolerance {LARGEST_SHARE:g}" in signals.reason
    assert f"tolerance {LARGEST_OCCUPANCY:g}" in toeholds.reason


def test_it_fails_and_names_the_worst() -> None:
    signals, toeholds = condensation_holds(occupancy(5e-6))
    assert (signals.verdict, toeholds.verdict) == (Verdict.FAILS, Verdict.FAILS)
    assert "A 0.447, at A_t of A 0.345 (fuel1 0.345)" in signals.reason
    assert "A_t of A 0.345 (fuel1 0.345)" in toeholds.reason


def figures_in(text: str) -> list[tuple[float, int]]:
    """Dissociation constants [M] and the toeholds [nt] that a text names beside them."""
    found = [
        *re.findall(r"([0-9.]+) ([un]M) (?:for|at)\s+([0-9]+)\s+nt", text),
        *(
            (value, unit, nt)
            for nt, value, unit in re.findall(
                r"dissociation constant of ([0-9]+) nt, ([0-9.]+) ([un]M)", text
            )
        ),
    ]
    return [(float(value) * CONCENTRATION_M[unit], int(nt)) for value, unit, nt in found]


def test_texts_tell_the_dissociation_constants_of_the_model() -> None:
    files = (*(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.toml"))
    texts = [f.read_text(encoding="utf-8") for f in files]
    texts.append((ROOT / "ncrn_dsd/explanations/obligations.toml").read_text(encoding="utf-8"))
    told = [figure for text in texts for figure in figures_in(text)]
    assert {nt for _, nt in told} >= {4, 5, 6, 7}
    for value_M, nt in told:
        assert value_M == pytest.approx(dissociation_M(nt), rel=0.01), f"{value_M} M for {nt} nt"
