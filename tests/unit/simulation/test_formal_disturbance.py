"""Errors of the abstract level: formal rates, overlapping phases, reads."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from dsd_fixtures import crn_of

from ncrn_dsd.ir.schedule import Action, Content, Dose, Read, Segment, SegmentKind, Wait
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.simulation.disturbance import read_stream, with_formal_rate_errors, with_read_noise
from ncrn_dsd.simulation.overlap import with_phase_overlap

CRN = crn_of("W + X -> W + X + Z", "Z + P -> E + P", "E + E ->", "E + E ->")
READ = Read(("Z",), "z")
PHASES = frozenset({"Phase", "Label"})


def dose(species: str, amount: float) -> Dose:
    return Dose((Content(species, amount),))


def segment(*actions: Action, kind: SegmentKind = SegmentKind.SAMPLE) -> Segment:
    return Segment(kind, "s", actions)


def overlapped(*actions: Action, kind: SegmentKind = SegmentKind.SAMPLE) -> tuple[Action, ...]:
    return with_phase_overlap([segment(*actions, kind=kind)], 0.125, PHASES)[0].actions


def test_every_formal_rate_has_a_factor_of_its_own_within_the_bounds() -> None:
    logs = []
    for seed in range(300):
        off = with_formal_rate_errors(CRN, Disturbance(rate_error_factor=2.0, seed=seed))
        pairs = zip(CRN.reactions, off.reactions, strict=True)
        factors = [b.rate / a.rate for a, b in pairs]
        assert len(set(factors)) == len(factors)
        logs += [math.log(f) for f in factors]
        assert replace(off, reactions=CRN.reactions) == CRN
    assert max(map(abs, logs)) <= math.log(2)
    # Mean and variance of a uniform law on [-ln 2, ln 2], each within four standard errors.
    n, variance = len(logs), math.log(2) ** 2 / 3
    assert abs(sum(logs) / n) < 4 * math.sqrt(variance / n)
    assert sum(x * x for x in logs) / n == pytest.approx(variance, rel=4 * math.sqrt(0.8 / n))


def test_a_formal_rate_error_does_not_depend_on_company() -> None:
    off = Disturbance(rate_error_factor=2.0, dose_error_fraction=0.3, seed=4)
    alone = with_formal_rate_errors(replace(CRN, reactions=CRN.reactions[1:2]), off)
    assert alone.reactions == with_formal_rate_errors(CRN, off).reactions[1:2]
    assert with_formal_rate_errors(CRN, Disturbance(dose_error_fraction=0.3)) is CRN


def test_a_part_of_the_phase_is_there_from_the_start() -> None:
    actions = overlapped(dose("X", 3.0), Wait(8.0), READ, dose("Phase", 8.0), Wait(36.0))
    early, *rest = actions
    assert early == dose("Phase", 1.0)
    assert rest == [
        dose("X", 3.0),
        Wait(8.0),
        READ,
        dose("Phase", 7.0),
        Wait(36.0),
    ]


def test_doses_that_begin_a_phase_together_come_early_together() -> None:
    actions = overlapped(Wait(8.0), dose("Label", 10.0), dose("Phase", 8.0), Wait(36.0))
    assert [a for a in actions if isinstance(a, Dose)] == [
        dose("Label", 1.25),
        dose("Phase", 1.0),
        dose("Label", 8.75),
        dose("Phase", 7.0),
    ]
    assert [isinstance(a, Wait) for a in actions] == [False, False, True, False, False, True]


def test_of_three_phases_each_overlaps_the_one_before() -> None:
    actions = overlapped(
        dose("X", 1.0), Wait(1.0), dose("Label", 10.0), Wait(2.0), dose("Phase", 8.0)
    )
    assert actions == (
        dose("Label", 1.25),
        dose("X", 1.0),
        Wait(1.0),
        dose("Phase", 1.0),
        dose("Label", 8.75),
        Wait(2.0),
        dose("Phase", 7.0),
    )


def test_only_phases_that_follow_a_wait_of_a_sample_or_probe_overlap() -> None:
    first = (dose("Phase", 8.0), Wait(2.0), READ)
    assert overlapped(*first) == first
    later = (Wait(1.0), dose("Phase", 8.0))
    assert overlapped(*later, kind=SegmentKind.SETUP) == later
    assert overlapped(*later, kind=SegmentKind.PROBE) != later
    assert with_phase_overlap([segment(*later)], 0.0, PHASES) == (segment(*later),)


def test_of_a_premixed_dose_only_the_phase_comes_early() -> None:
    mixed = Dose((Content("Phase", 8.0), Content("X", 1.0)))
    early, _, late = overlapped(Wait(1.0), mixed)
    assert early == dose("Phase", 1.0)
    assert late == Dose((Content("Phase", 7.0), Content("X", 1.0)))


def test_reads_of_two_rails_have_twice_the_variance_of_one() -> None:
    exact = tuple((1.0, -2.0) for _ in range(4000))
    seen = with_read_noise(exact, (1, 2), 0.3, read_stream(5))
    errors = np.array(seen) - np.array(exact)
    n = len(exact)
    expected = np.array([0.09, 0.18])
    assert np.all(np.abs(errors.mean(axis=0)) < 4 * np.sqrt(expected / n))
    assert np.all(np.abs(errors.var(axis=0) / expected - 1) < 4 * math.sqrt(2 / n))
    assert seen == with_read_noise(exact, (1, 2), 0.3, read_stream(5))
    assert with_read_noise(exact, (1, 2), 0.0, read_stream(5)) == exact
