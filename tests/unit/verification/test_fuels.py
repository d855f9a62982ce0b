from __future__ import annotations

import pytest
from verification.seeded_faults import learner

from ncrn_dsd.ir.schedule import Schedule, SegmentKind
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.fuels import firing_use, fuel_sufficiency
from ncrn_dsd.verification.tolerances import StatedTolerances


def test_one_firing_takes_each_gate_once_and_frees_the_back_strand() -> None:
    of = learner("soloveichik2010")
    use = firing_use(of.program.crn, of.network, of.certificate)
    names = [gate.fuels for gate in of.system.modules]
    for reaction, fuels in zip(use, names, strict=True):
        gates = [f for f in fuels if f in reaction and reaction[f] < 0]
        freed = [f for f in fuels if f in reaction and reaction[f] > 0]
        assert set(reaction) <= set(fuels)
        assert all(n in (-1, 1) for n in reaction.values())
        assert len(gates) in (1, 2)
        assert len(freed) == 1


@pytest.mark.parametrize("scheme", ["soloveichik2010", "srinivas2015"])
def test_use_by_the_certificate_is_that_of_the_kinetics(scheme: str) -> None:
    # The operating point measures use on steady states; here it is counted along a path.
    of = learner(scheme)
    used = dict.fromkeys((f.fuel for f in of.realisation.fuels), 0.0)
    for use, fired in zip(
        firing_use(of.program.crn, of.network, of.certificate), of.firings, strict=True
    ):
        for fuel, made in use.items():
            used[fuel] += made * fired * of.realisation.concentration_unit_M
    refills = of.schedule.count(SegmentKind.REFILL)
    for level in of.realisation.fuels:
        planned = level.end_M - level.start_M - refills * level.refill_M
        assert used[level.fuel] == pytest.approx(planned, rel=1e-3, abs=1e-15), level


def test_without_certificate_or_samples_nothing_is_decided() -> None:
    of = learner("soloveichik2010")
    crn, unit = of.program.crn, of.realisation.concentration_unit_M

    def found(certificate: str | None, schedule: Schedule) -> Verdict:
        return fuel_sufficiency(
            crn, of.network, certificate, schedule, unit, of.firings, StatedTolerances()
        ).verdict

    assert found(of.certificate, of.schedule) is Verdict.HOLDS
    assert found(None, of.schedule) is Verdict.UNDECIDED
    empty = Schedule(of.schedule.segments[:1], of.schedule.units)
    assert found(of.certificate, empty) is Verdict.UNDECIDED
