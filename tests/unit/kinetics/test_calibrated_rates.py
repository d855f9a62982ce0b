"""Calibrated constants against trajectories of the enumerated networks."""

from __future__ import annotations

from pathlib import Path

import pytest
from kinetics_trajectories import (
    SCHEMES,
    Built,
    build,
    formal_laws,
    run,
    shaped,
    spec,
    time_dilation,
)

from ncrn_dsd.errors import TranslationError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.kinetics.calibrate import ModuleCalibration, calibrate_module
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.networks.registry import build as build_learner
from ncrn_dsd.pipeline.shapes import SHAPES

SIGNAL_M = 1e-11
EXCESS_M = 5e-6
PACE_M = {0: 3e-10, 1: 5e-9, 2: 5e-9, 3: 5e-9}
DESIGN = Path(__file__).parents[3] / "designs" / "linear_regression" / "design.toml"


def levels_of(built: Built) -> dict[str, float]:
    """Everything in large excess but the fuels that set a pace."""
    levels = {fuel.name: EXCESS_M for fuel in built.system.fuels}
    for module in built.system.modules:
        found = calibrate_module(built.system, built.crn, built.network, module.index, levels)
        for reaction in found.reactions:
            order = built.crn.reactions[reaction.reaction].order
            slow = [f.fuel for f in reaction.fuels if f.sensitivity > 0.7]
            levels |= dict.fromkeys(slow, PACE_M[order])
    return levels


def calibrated(built: Built, levels: dict[str, float]) -> list[ModuleCalibration]:
    return [
        calibrate_module(built.system, built.crn, built.network, m.index, levels, SIGNAL_M)
        for m in built.system.modules
    ]


def constants_per_total(built: Built, found: list[ModuleCalibration]) -> list[float]:
    """Of every reaction, with all modules present."""
    rates = [0.0] * len(built.crn.reactions)
    for module in found:
        for reaction in module.reactions:
            rate = reaction.per_free
            for signal in built.crn.reactions[reaction.reaction].reactants:
                rate /= held(found, signal)
            rates[reaction.reaction] = rate
    return rates


def held(found: list[ModuleCalibration], signal: str) -> float:
    """Total over free."""
    return 1 + sum({m.modules: m.hold(signal) for m in found}.values())


def starts(built: Built) -> list[dict[str, float]]:
    """The reactants of the first reaction; of a reversible pair, those of each direction."""
    first = built.crn.reactions[0]
    back = [r for r in built.crn.reactions if set(r.reactants) == set(first.products)]
    return [dict.fromkeys(r.reactants, SIGNAL_M) for r in (first, *back)]


def net(reaction: FormalReaction, name: str) -> int:
    return reaction.products.count(name) - reaction.reactants.count(name)


@pytest.mark.long
@pytest.mark.parametrize("shape", [s.name for s in SHAPES])
@pytest.mark.parametrize(
    "scheme", [*SCHEMES[:2], *(pytest.param(s, marks=pytest.mark.slow) for s in SCHEMES[2:])]
)
def test_a_module_runs_at_its_calibrated_constant(scheme: str, shape: str) -> None:
    try:
        built = shaped(scheme, shape)
    except TranslationError:
        pytest.skip("the scheme does not support this shape")
    levels = levels_of(built)
    found = calibrated(built, levels)
    laws = formal_laws(built.crn, constants_per_total(built, found))
    for start in starts(built):
        able = [i for i, r in enumerate(built.crn.reactions) if set(r.reactants) <= set(start)]
        # Early enough that nothing runs back, and late against what happens inside a gate.
        pseudo = [k * SIGNAL_M ** (len(a) - 1) for a, _, k in laws if a]
        at = 0.3 / max(pseudo, default=0.005)
        vessel = levels | {built.first_variant(s): c for s, c in start.items()}
        state = run(built.laws, vessel, [at], SIGNAL_M)[0]
        changed = [s for s in built.crn.names if any(net(built.crn.reactions[i], s) for i in able)]
        assert changed
        for species in changed:
            seen = built.free(species, state) * held(found, species)
            dilation = time_dilation(laws, start, species, seen, at)
            assert dilation == pytest.approx(1.0, abs=0.05), (species, start)


@pytest.mark.long
@pytest.mark.parametrize("shape", ["source", "1-1", "2-1", "catalyst first", "delayed choice"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_realised_system_runs_at_the_formal_rates(scheme: str, shape: str) -> None:
    built = shaped(scheme, shape)
    crn = built.crn
    found = realise(built.system, crn, built.network, spec(scheme), [1.0] * len(crn.reactions), 1)
    unit, tau = found.concentration_unit_M, found.time_unit_s
    total = {f.species: 1 / f.fraction for f in found.free}
    start = dict.fromkeys(crn.reactions[0].reactants, 1.0)
    vessel = {f.fuel: f.start_M for f in found.fuels}
    vessel |= {built.first_variant(s): unit for s in start}
    state = run(built.laws, vessel, [tau], unit)[0]
    laws = formal_laws(crn, [r.formal_rate for r in found.rates])
    for species in crn.reactions[0].products:
        if species not in start:
            seen = built.free(species, state) * total[species] / unit
            assert time_dilation(laws, start, species, seen, 1.0) == pytest.approx(1, abs=0.05)
    assert all(abs(rate.relative_error) < 0.01 for rate in found.rates)


@pytest.mark.long
@pytest.mark.parametrize("scheme", SCHEMES)
def test_all_modules_of_the_learner_together_run_at_their_targets(scheme: str) -> None:
    program = build_learner(read_design(DESIGN))
    built = build(program.crn, scheme)
    crn, samples = built.crn, 50
    firings = [2.0 * samples] * len(crn.reactions)
    found = realise(built.system, crn, built.network, spec(scheme, 0.1), firings, samples)
    assert [r.reaction for r in found.rates] == list(range(len(crn.reactions)))
    assert all(abs(r.realised_rate / r.target_rate - 1) < 0.1 for r in found.rates)
    unit, tau = found.concentration_unit_M, found.time_unit_s
    total = {f.species: 1 / f.fraction for f in found.free}
    vessel = {f.fuel: f.start_M for f in found.fuels}
    vessel |= {built.first_variant(s): unit for s in crn.names}
    start = dict.fromkeys(crn.names, 1.0)
    state = run(built.laws, vessel, [2 * tau], unit)[0]
    wanted = run(formal_laws(crn, [r.formal_rate for r in found.rates]), start, [2.0], 1.0)[0]
    moved = {s: wanted[s] - 1 for s in crn.names if abs(wanted[s] - 1) > 0.05}
    assert len(moved) > 10
    for species, change in moved.items():
        seen = built.free(species, state) * total[species] / unit - 1
        # A read is good to one per cent of what was dosed, because holds are.
        assert seen == pytest.approx(change, rel=0.1, abs=0.01), species
