"""What calibration says about a module, and what the kinetics stage refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from kinetics_trajectories import SCHEMES, Built, build, shaped, spec

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.kinetics.calibrate import calibrate_module
from ncrn_dsd.kinetics.clusters import clusters_of
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.kinetics.response import ClusterPoint, NoSteadyStateError, Response


def realised(built: Built, firings: float, samples: int, tolerance: float = 0.1) -> Realisation:
    return realise(
        built.system,
        built.crn,
        built.network,
        spec(built.system.scheme, tolerance),
        [firings] * len(built.crn.reactions),
        samples,
    )


def test_a_bimolecular_gate_follows_the_published_formula() -> None:
    built = shaped("soloveichik2010", "2-1")
    load, translator, back = (f.name for f in built.system.fuels)
    found = calibrate_module(
        built.system, built.crn, built.network, 0, {load: 1e-7, translator: 5e-6, back: 5e-6}
    )
    rates = {str(r): r.rate for r in built.network.reactions}
    commit = next(rate for text, rate in rates.items() if text.startswith("B + "))
    hold = 1e-7 / 5e-6
    [reaction] = found.reactions
    assert found.hold("A") == pytest.approx(hold, rel=1e-3)
    assert reaction.per_free == pytest.approx(commit * hold, rel=1e-3)
    assert reaction.per_total == pytest.approx(commit * hold / (1 + hold), rel=1e-3)
    effects = {e.fuel: e for e in reaction.fuels}
    assert [round(effects[f].sensitivity, 2) for f in (load, translator, back)] == [1, 0, -1]
    assert [round(effects[f].per_firing, 6) for f in (load, translator, back)] == [-1, -1, 1]


def test_a_shared_back_strand_sets_no_pace_but_is_counted_for_all_its_modules() -> None:
    built = shaped("soloveichik2010", "delayed choice")
    found = realised(built, 10.0, 10)
    [shared] = [f.name for f in built.system.fuels if len(f.modules) == 2]
    level = next(f for f in found.fuels if f.fuel == shared)
    assert level.refill_M == 0
    assert level.end_M - level.start_M == pytest.approx(20 * found.concentration_unit_M)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_levels_at_the_end_count_every_refill_and_all_use(scheme: str) -> None:
    built = shaped(scheme, "2-1")
    samples = 7
    found = realised(built, 7.0, samples)
    refills = (samples - 1) // found.refill_every
    levels = {f.fuel: f.start_M for f in found.fuels}
    [reaction] = calibrate_module(
        built.system, built.crn, built.network, 0, levels, found.concentration_unit_M
    ).reactions
    use = {e.fuel: e.per_firing for e in reaction.fuels}
    for fuel in found.fuels:
        moved = use[fuel.fuel] * 7.0 * found.concentration_unit_M + refills * fuel.refill_M
        assert fuel.end_M == pytest.approx(fuel.start_M + moved, rel=1e-6)
        assert fuel.end_M <= 1e-5 * 1.001


@pytest.mark.parametrize("scheme", SCHEMES)
def test_rates_and_holds_survive_strands_that_build_up(scheme: str) -> None:
    """At the end the back strands have doubled; the fuels that follow them keep the state."""
    built = shaped(scheme, "2-1")
    found = realised(built, 1000.0, 200)
    assert max(f.end_M / f.start_M for f in found.fuels) > 1.9
    assert abs(found.rates[0].relative_error) < 0.06
    end = {f.fuel: f.end_M for f in found.fuels}
    state = calibrate_module(built.system, built.crn, built.network, 0, end)
    assert state.hold("A") == pytest.approx(found.rates[0].hold, rel=0.06)


def test_equal_modules_have_equal_shapes_and_unequal_ones_have_not() -> None:
    crn = read_crn("A + B -> C; D + E -> F; D + G -> D + H", "test").crn
    built = build(crn, "soloveichik2010")
    first, second, third = (c.shape for c in clusters_of(built.system, crn, built.network))
    assert first == second
    assert first != third


def test_reactions_of_one_reactant_and_two_share_a_time_unit() -> None:
    crn = read_crn("A + B -> C [k = 1]; C -> D [k = 2000]", "test").crn
    built = build(crn, "soloveichik2010")
    found = realised(built, 1.0, 1)
    fast, slow = found.rates[1], found.rates[0]
    assert slow.target_rate == pytest.approx(1 / (found.concentration_unit_M * found.time_unit_s))
    assert fast.target_rate == pytest.approx(2000 / found.time_unit_s)
    assert max(abs(fast.relative_error), abs(slow.relative_error)) < 0.1


def test_refusals_name_the_reaction_and_how_to_mend() -> None:
    mixed = shaped("soloveichik2010", "reversible 2-1")
    with pytest.raises(KineticsError, match=r"K002.*C -> A \+ B.*refill_tolerance"):
        realised(mixed, 1.0, 1)
    plain = shaped("soloveichik2010", "2-1")
    with pytest.raises(KineticsError, match="K003"):
        realised(plain, 0.0, 1)
    with pytest.raises(KineticsError, match=r"K006.*g0_1"):
        calibrate_module(plain.system, plain.crn, plain.network, 0, {})
    without_last = replace(plain.network, reactions=plain.network.reactions[:1])
    with pytest.raises(KineticsError, match=r"K001.*A \+ B -> C"):
        realised(replace(plain, network=without_last), 1.0, 1)


def test_a_trap_is_no_steady_state() -> None:
    """Two complexes that only turn into each other fill up for ever."""
    built = shaped("soloveichik2010", "2-1")
    [cluster] = clusters_of(built.system, built.crn, built.network)
    shape = cluster.shape
    load, first = 0, shape.fuels + shape.signals
    steps = tuple(
        replace(shape.steps[0], reactants=(load, a), products=(load, b), rate=1e6)
        for a, b in ((first, first + 1), (first + 1, first))
    )
    trapped = Response(replace(shape, steps=steps))
    point = ClusterPoint(np.full(shape.fuels, 1e-6), np.zeros(shape.inner), 1e-9)
    with pytest.raises(NoSteadyStateError, match="never let go"):
        trapped.flow(point, np.zeros(shape.signals))


def test_the_same_input_gives_the_same_answer() -> None:
    built = shaped("qian2011_3D_var1", "2-2")
    assert realised(built, 3.0, 5) == realised(built, 3.0, 5)
