import json

import pytest

from ncrn_dsd.feasibility.judge import feasibility
from ncrn_dsd.feasibility.limits import BuildLimits
from ncrn_dsd.feasibility.reporters import reporter_fuels, with_reporters
from ncrn_dsd.feasibility.text import feasibility_lines
from ncrn_dsd.formats.result_json import read_result, result_json
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab_feasibility import Buildable, Feasibility
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

SPEC = SequenceSpec(seed=1, alphabet="ACT", max_shared_run=7)
ROOM = {5: 24, 6: 35, 7: 63}


def _translated(reactions: int, scheme: str = "soloveichik2010") -> DsdSystem:
    species = tuple(Species(f"S{i}") for i in range(reactions + 1))
    steps = tuple(
        FormalReaction((f"S{i}",), (f"S{i + 1}",), 1.0, Origin("test", "step"))
        for i in range(reactions)
    )
    return translate(FormalCrn(species, steps), load_scheme(scheme))


def _signals(count: int, toehold_nt: int, long_nt: int) -> DsdSystem:
    domains: list[Domain] = []
    signals: list[Signal] = []
    for i in range(count):
        domains += [Domain(f"t{i}", toehold_nt), Domain(f"d{i}", long_nt)]
        signals.append(Signal(f"S{i}", Complex(((f"t{i}", f"d{i}"),), ".."), None))
    return DsdSystem("test", tuple(domains), tuple(signals), (), ())


def _reason(found: Feasibility) -> str:
    (reason,) = found.reasons
    return f"{reason.subject}: {reason.sentence} {reason.remedy}"


def test_a_short_cascade_fits_and_is_counted() -> None:
    system = _translated(2)
    found = feasibility(system, SPEC, ROOM)
    assert found.verdict is Buildable.FITS
    assert found.reasons == ()
    assert found.strands == len(system.distinct_strands)
    assert found.nucleotides_nt == sum(system.strand_lengths_nt)
    assert found.longest_nt == max(system.strand_lengths_nt)
    needed = sum(d.is_toehold for d in system.domains)
    assert [(t.length_nt, t.needed, t.room) for t in found.toeholds] == [(5, needed, 24)]


def test_more_toeholds_than_the_pool_has_cannot_be_built() -> None:
    found = feasibility(_signals(40, 5, 15), SPEC, ROOM)
    assert found.verdict is Buildable.CANNOT_BE_BUILT
    said = _reason(found)
    assert "40 distinct toeholds of 5 nt, but only 24" in said
    assert "toeholds of 7 nt, of which 63 fit" in said


def test_without_a_length_that_helps_universal_toeholds_are_advised() -> None:
    said = _reason(feasibility(_signals(70, 5, 15), changed(SPEC, alphabet="AGT"), ROOM))
    assert "over AGT" in said
    assert "universal toeholds" in said


def test_an_unknown_pool_decides_nothing_but_is_told() -> None:
    found = feasibility(_signals(30, 8, 15), SPEC, ROOM)
    assert found.verdict is Buildable.FITS
    assert "not known" in found.findings[0].sentence


@pytest.mark.parametrize(
    ("count", "verdict"),
    [(50, Buildable.FITS), (61, Buildable.NEEDS_STAGING), (400, Buildable.CANNOT_BE_BUILT)],
)
def test_the_number_of_strands_decides(count: int, verdict: Buildable) -> None:
    found = feasibility(_signals(count, 5, 15), SPEC, {5: 1000})
    assert found.verdict is verdict
    if verdict is not Buildable.FITS:
        assert f"{count} strands" in _reason(found)


def test_a_strand_that_nobody_sells_cannot_be_built() -> None:
    found = feasibility(_signals(1, 5, 300), SPEC, ROOM)
    assert found.verdict is Buildable.CANNOT_BE_BUILT
    assert "305 nt" in _reason(found)


def test_long_strands_cost_purification() -> None:
    short, long = (feasibility(_signals(2, 5, nt), SPEC, ROOM) for nt in (15, 70))
    assert (short.cost_low, short.cost_high) == pytest.approx((40 * 0.15, 40 * 0.40))
    assert (long.cost_low, long.cost_high) == pytest.approx((150 * 0.15, 150 * 0.40 + 2 * 60))
    assert long.above_cheap == 2
    assert "placeholders" in long.prices


def _realisation(time_unit_s: float) -> Realisation:
    return Realisation(1e-8, time_unit_s, (), (), (), 0, "", "")


def test_slow_samples_and_long_trainings_need_staging() -> None:
    system = _signals(2, 5, 15)
    quick = feasibility(system, SPEC, ROOM, _realisation(360.0), tau_per_sample=32.0, samples=10)
    assert quick.hours_per_sample == pytest.approx(3.2)
    assert quick.hours_of_training == pytest.approx(32.0)
    assert quick.verdict is Buildable.FITS
    slow = feasibility(system, SPEC, ROOM, _realisation(3600.0), tau_per_sample=32.0)
    assert slow.verdict is Buildable.NEEDS_STAGING
    assert "32.0 h, longer than 24 h" in _reason(slow)
    long = feasibility(system, SPEC, ROOM, _realisation(360.0), tau_per_sample=32.0, samples=300)
    assert long.verdict is Buildable.NEEDS_STAGING
    assert "40 days" in _reason(long)


def test_limits_of_a_laboratory_replace_the_usual_ones() -> None:
    limits = BuildLimits(strands_at_once=1, sample_hours=1.0)
    found = feasibility(_signals(2, 5, 15), SPEC, ROOM, limits=limits)
    assert found.verdict is Buildable.NEEDS_STAGING


def test_reporters_are_duplexes_with_the_toehold_of_the_signal_open() -> None:
    system = _translated(1)
    (fuel,) = reporter_fuels(system, ["S1"])
    signal = system.signal_of("S1")
    top, base = fuel.complex.strands
    (occurrences,) = signal.complex.strands
    assert fuel.complex.structure in ("(+).", "(+.)")
    assert top[0] in occurrences
    assert all(o.endswith("*") and o[:-1] in occurrences for o in base)
    assert signal.history not in {o[:-1] for o in base}
    grown = with_reporters(system, ["S0", "S1"])
    assert len(grown.fuels) == len(system.fuels) + 2
    assert set(system.distinct_strands) < set(grown.distinct_strands)


def test_a_signal_without_open_toehold_gets_no_reporter() -> None:
    system = DsdSystem(
        "test", (Domain("d", 15),), (Signal("S", Complex((("d",),), "."), None),), (), ()
    )
    assert reporter_fuels(system, ["S"]) == ()


def test_text_and_json_hold_verdict_reason_and_remedy() -> None:
    found = feasibility(_signals(40, 5, 15), SPEC, ROOM)
    lines = feasibility_lines(found)
    assert lines[0] == "Verdict: cannot be built."
    assert any(
        "only 24" in line and "What would help: use toeholds of 7 nt" in line for line in lines
    )
    assert any("placeholders, not offers" in line for line in lines)
    read = json.loads(result_json(found))
    assert read["verdict"] == "cannot be built"
    assert read["findings"][0]["means"] == "cannot be built"
    assert read["toeholds"] == [{"length_nt": 5, "needed": 40, "room": 24}]
    assert read_result(Feasibility, read) == found
