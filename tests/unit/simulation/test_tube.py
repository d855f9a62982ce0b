"""What a disturbed host does to a vessel, and draws that others do not change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import fmean, stdev

import numpy as np
import pytest
from numpy.typing import NDArray

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.network import WHOLE_SYSTEM, ReactionNetwork
from ncrn_dsd.ir.reaction import Reaction, Units
from ncrn_dsd.ir.schedule import (
    Content,
    Dilute,
    Dose,
    MoveToFresh,
    Read,
    Segment,
    SegmentKind,
    Sink,
    TopUp,
    Wait,
    Wash,
)
from ncrn_dsd.ir.tube import (
    OpenSites,
    PouredPremix,
    Protocol,
    SitePool,
    Tube,
    TubeGate,
    TubeStep,
    TubeStepKind,
)
from ncrn_dsd.simulation.chemistry import Chemistry
from ncrn_dsd.simulation.mass_action import AnyReaction, MassAction
from ncrn_dsd.simulation.training import SimulatedVessel, VesselHost
from ncrn_dsd.simulation.tube import Drawn, TubeHost
from ncrn_dsd.simulation.tube_disturbances import (
    TUBE_DISTURBANCES,
    disturbances_of,
    disturbed_rates,
)

NAMES = ("W", "gate", "strand", "output", "eats", "waste")
TUBE = Tube(
    network=ReactionNetwork((), (), complete=True, truncated_by=None, scope=WHOLE_SYSTEM),
    steps=(
        TubeStep(TubeStepKind.BINDING, "gate 1: t", "t in a"),
        TubeStep(TubeStepKind.OPENING, "gate 1: t", "t in a"),
        TubeStep(TubeStepKind.OPENING, "gate 2: t", "t in a"),
        TubeStep(TubeStepKind.LEAK, pair="x with y"),
        TubeStep(TubeStepKind.OTHER),
    ),
    gates=(TubeGate("W ->, fuel 1", "gate", ("output",), "eats"),),
    stocks={"W": "W", "gate": "W ->, fuel 1", "strand": "W ->, fuel 2"},
    waste=("waste",),
    bearers={"W": ("W",)},
    stock_uM={"W": 1.0, "gate": 10.0, "strand": 100.0},
    vessel_uL=1000.0,
    read_uL=25.0,
    replicates=1,
    mixed_uL=1.0,
    full_scale_u=2.0,
)
SYSTEM: MassAction[Units] = MassAction(NAMES, ())
CHEMISTRY = Chemistry(
    level="dsd",
    system=SYSTEM,
    dose_index=SYSTEM.index,
    dose_factor=1.0,
    seen={"W": ((0, 1.0),)},
    waste=(5,),
    bearers={"W": (0,)},
)
DOSE = Dose((Content("W", 10.0), Content("gate", 100.0)))


PREMIX = PouredPremix("premix 1", {"gate": 20.0, "strand": 2.0})
PROTOCOL = Protocol({f"sample, step {i}": PREMIX for i in (2, 3)}, {"sample, step 4": 100.0})


def vessel_after(
    *actions: object, sizes: Mapping[str, float], seed: int = 1, tube: Tube = TUBE
) -> SimulatedVessel:
    drawn = Drawn(tuple(sizes.items()), seed)
    host = TubeHost(tube, disturbances_of(drawn), drawn)
    vessel = SimulatedVessel(CHEMISTRY, CHEMISTRY.tolerances, host)
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "sample", actions))  # type: ignore[arg-type]
    return vessel


def state_after(
    *actions: object, sizes: Mapping[str, float], seed: int = 1, tube: Tube = TUBE
) -> dict[str, float]:
    vessel = vessel_after(*actions, sizes=sizes, seed=seed, tube=tube)
    return dict(zip(NAMES, map(float, vessel.state), strict=True))


def test_a_host_that_suffers_nothing_does_what_it_is_told() -> None:
    top_up = TopUp((Content("gate", 80.0), Content("W", 5.0)), sinks=True)
    actions = (DOSE, Sink((Content("gate", 60.0),)), top_up, Wait(5.0))
    exact = SimulatedVessel(CHEMISTRY, CHEMISTRY.tolerances, VesselHost())
    exact.carry_out(Segment(SegmentKind.SAMPLE, "sample", actions))
    assert state_after(*actions, sizes={}) == pytest.approx(
        dict(zip(NAMES, exact.state, strict=True))
    )


def test_every_disturbance_is_found_by_the_name_of_its_first_key() -> None:
    loaded = [TUBE_DISTURBANCES.load(name) for name in TUBE_DISTURBANCES.names]
    assert [one.name for one in loaded] == list(TUBE_DISTURBANCES.names)


def test_dead_and_eating_copies_and_bursts_come_out_of_a_gate() -> None:
    whole = state_after(DOSE, sizes={})
    dead = state_after(DOSE, sizes={"dead": 0.1})
    assert 80 <= dead["gate"] < whole["gate"] == 100
    eats = state_after(DOSE, sizes={"eats": 0.1})
    assert eats["eats"] > 0
    assert eats["eats"] + eats["gate"] == pytest.approx(100)
    burst = state_after(DOSE, sizes={"burst": 0.1})
    assert 0 < burst["output"] <= 10
    assert burst["output"] + burst["gate"] == pytest.approx(100)
    assert dead["W"] == eats["W"] == burst["W"] == 10


def test_a_stock_is_wrong_once_and_a_step_every_time() -> None:
    twice = (Dose((Content("W", 10.0),)), Dose((Content("W", 10.0),)))
    once = state_after(twice[0], sizes={"stock": 0.1})["W"]
    assert state_after(*twice, sizes={"stock": 0.1})["W"] == pytest.approx(2 * once)
    assert once != 10
    pipetted = state_after(twice[0], sizes={"pipette": 0.02})["W"]
    assert state_after(*twice, sizes={"pipette": 0.02})["W"] != pytest.approx(2 * pipetted)
    # 10 nM of a stock of 1 uM are 10 uL of a vessel of 1 mL.
    small = [
        state_after(twice[0], sizes={"pipette": 0.0, "pipette_floor": 0.5}, seed=s)["W"]
        for s in range(200)
    ]
    assert fmean(small) == pytest.approx(10, abs=0.15)
    assert stdev(small) == pytest.approx(0.5, rel=0.2)


def test_every_stock_of_a_mix_is_a_step_and_the_mix_one_more() -> None:
    contents = (Content("W", 10.0), Content("strand", 100.0))
    sizes = {"pipette": 0.02, "pipette_floor": 0.05}
    first = state_after(Dose(contents), sizes=sizes)
    # What is mixed first is mixed in the vessel, so that the two have nothing in common.
    alone = [state_after(Dose((one,)), sizes=sizes)[one.species] for one in contents]
    assert first["W"] / 10 != pytest.approx(first["strand"] / 100)
    assert first["W"] != alone[0]
    both = [state_after(Wait(1.0), Dose(contents), sizes=sizes, seed=seed) for seed in range(300)]
    off = np.log([[one["W"] / 10, one["strand"] / 100] for one in both])
    # 1 uL of the strand, and no less would be taken into a mix; 10 uL of W, and 11 uL of both.
    common = np.hypot(0.02, 0.05 / 11)
    assert np.std(off[:, 0]) == pytest.approx(np.hypot(common, 0.02), rel=0.15)
    assert np.std(off[:, 1]) == pytest.approx(np.hypot(common, np.hypot(0.02, 0.05)), rel=0.15)


def test_a_protocol_fixes_volumes_whatever_the_vessel_holds() -> None:
    premix = Dose((Content("gate", 40.0), Content("strand", 4.0)), takes=0.2)
    day = Wait(86400.0)
    tube = replace(TUBE, protocol=PROTOCOL)

    def after(sizes: Mapping[str, float], seed: int = 1) -> SimulatedVessel:
        return vessel_after(
            day, premix, premix, Read(("W",), "r"), sizes=sizes, seed=seed, tube=tube
        )

    # 250 uL into 1000 uL, and a quarter of 1250 uL, of which a read takes 100 uL.
    planned = after({})
    assert planned.state[[1, 2]] == pytest.approx([72.0, 7.2])
    assert planned.volume == planned.planned == pytest.approx(1.25**2 - 0.1)
    again = after({"dilution": 1.0, "taking": 1.0})
    assert (again.state == planned.state).all()
    assert again.volume == planned.volume
    # What has evaporated is not in the vessel when as much as was planned comes to it.
    dried = after({"evaporation": 0.2})
    amount = 40.0 * 1.25 + 40.0 * 1.25**2
    assert dried.volume == pytest.approx(0.8 + 0.25 + 0.3125 - 0.1)
    assert dried.state[1] == pytest.approx(amount / (0.8 + 0.25 + 0.3125))
    assert dried.planned == planned.planned


def test_a_premix_is_wrong_once_for_all_steps_that_pour_it() -> None:
    premix = Dose((Content("gate", 40.0), Content("strand", 4.0)), takes=0.2)
    sizes = {"pipette": 0.0, "pipette_floor": 0.5}

    def ratios(tube: Tube) -> list[float]:
        """Of what two steps pour of both, for some draws."""
        found = []
        for seed in range(3):
            one, both = (
                state_after(Wait(1.0), *[premix] * n, sizes=sizes, seed=seed, tube=tube)
                for n in (1, 2)
            )
            first, mixed = (s["gate"] / s["strand"] for s in (one, both))
            found.append(mixed / first)
        return found

    assert ratios(replace(TUBE, protocol=PROTOCOL)) == pytest.approx([1.0] * 3)
    anew = Protocol({}, {})
    assert all(abs(r - 1) > 1e-4 for r in ratios(replace(TUBE, protocol=anew)))


def test_reads_take_what_is_there_and_no_more() -> None:
    read = Read(("W",), "r")
    left = vessel_after(DOSE, Wait(1.0), read, read, sizes={"taking": 4.0})
    assert (left.volume, left.state[0]) == pytest.approx((0.8, 10.0))
    with pytest.raises(SimulationError) as refused:
        vessel_after(read, read, sizes={"taking": 24.0})
    assert refused.value.code == "M064"


def test_of_replicates_of_a_read_the_mean_counts_and_all_are_taken() -> None:
    drawn = Drawn((("read", 0.03), ("taking", 1.0)), 1)

    def errors(replicates: int) -> NDArray[np.float64]:
        tube = replace(TUBE, test_replicates=replicates)
        host = TubeHost(tube, disturbances_of(drawn), drawn)
        read = SimulatedVessel(CHEMISTRY, CHEMISTRY.tolerances, host).aliquot
        return np.array([host.read(read(), ("W",), f"read {n}")["W"] for n in range(2000)])

    assert errors(1).std() == pytest.approx(0.03 * TUBE.full_scale_u, rel=0.1)
    assert errors(4).std() == pytest.approx(0.03 * TUBE.full_scale_u / 2, rel=0.1)
    host = TubeHost(replace(TUBE, replicates=4), disturbances_of(drawn), drawn)
    vessel = SimulatedVessel(CHEMISTRY, CHEMISTRY.tolerances, host)
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "s", (DOSE, Read(("W",), "r"))))
    assert (vessel.volume, host.largest_read_u) == pytest.approx((0.9, 10.0))


def test_a_removal_leaves_waste_and_loses_weights() -> None:
    start = Dose((Content("W", 10.0), Content("waste", 50.0), Content("gate", 100.0)))
    drawn = Drawn((("wash", 0.1), ("wash_loss", 0.03)), 1)
    tube = replace(
        TUBE,
        stocks={**TUBE.stocks, "waste": "waste"},
        stock_uM={**TUBE.stock_uM, "waste": 1.0},
    )
    host = TubeHost(tube, disturbances_of(drawn), drawn)
    vessel = SimulatedVessel(CHEMISTRY, CHEMISTRY.tolerances, host)
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "s", (start, Wash(("W",)))))
    assert list(vessel.state) == pytest.approx([9.7, 100, 0, 0, 0, 5])
    fresh = (Content("gate", 80.0),)
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "t", (MoveToFresh(("W",), fresh),)))
    assert list(vessel.state) == pytest.approx([9.7 * 0.97, 90, 0, 0, 0, 0.5])


def test_moving_into_a_fresh_vessel_thins_nothing() -> None:
    fresh = MoveToFresh(("W",), (Content("gate", 100.0),))
    vessel = vessel_after(DOSE, Wait(1.0), fresh, sizes={"dilution": 1.0})
    assert (vessel.volume, *vessel.state[:2]) == pytest.approx((1.0, 10.0, 100.0))


def test_weights_that_are_moved_are_gathered_but_for_what_reads_took() -> None:
    moved = MoveToFresh(("W",), (Content("gate", 100.0),))
    more = Dose((Content("strand", 10_000.0),))
    read = Read(("W",), "r")
    # A tenth is added and 25 uL of 1100 are taken, so that 1075 uL of 10/1.1 nM are there.
    done = (DOSE, Wait(1.0), more, read)
    sizes = {"dilution": 1.0, "taking": 1.0}
    assert state_after(*done, moved, sizes=sizes)["W"] == pytest.approx(10 / 1.1 * 1.075)
    exact = SimulatedVessel(CHEMISTRY, CHEMISTRY.tolerances, VesselHost())
    thinning = replace(more, takes=0.2)
    exact.carry_out(Segment(SegmentKind.SAMPLE, "s", (DOSE, thinning, moved)))
    assert (exact.volume, exact.state[0]) == pytest.approx((1.0, 10.0))
    # Buffer that thins takes room as well.
    exact.carry_out(Segment(SegmentKind.SAMPLE, "s", (Dilute(0.8), moved)))
    assert (exact.volume, exact.state[0]) == pytest.approx((1.0, 10.0))


def test_a_tested_vessel_has_replicates_of_its_own_and_doses_of_a_least_volume() -> None:
    drawn = Drawn((("read", 0.03), ("pipette", 0.0), ("pipette_floor", 0.05)), 1)
    tube = replace(TUBE, test_replicates=4, test_dose_uL=5.0)
    host = TubeHost(tube, disturbances_of(drawn), drawn)
    trained = SimulatedVessel(CHEMISTRY, CHEMISTRY.tolerances, host)
    trained.time = 1.0

    def spread(tested: bool) -> tuple[float, float]:
        reads, doses = [], []
        for n in range(2000):
            vessel = trained.aliquot() if tested else trained
            reads.append(host.read(vessel, ("W",), f"read {n}")["W"] - vessel.seen("W"))
            vessel = trained.aliquot()
            vessel.is_test = tested
            # 1 nM of a stock of 1 uM takes 1 uL.
            host.dose(vessel, (Content("W", 1.0),), f"dose {n}")
            doses.append(vessel.state[0])
        return float(np.std(reads)), float(np.std(doses))

    trained.volume = 1e6
    assert spread(tested=False)[0] == pytest.approx(0.06, rel=0.1)
    assert spread(tested=True)[0] == pytest.approx(0.03, rel=0.1)
    trained.volume = 1.0
    assert spread(tested=True)[1] == pytest.approx(0.01, rel=0.1)


def test_decay_evaporation_doses_and_reads_change_what_is_there() -> None:
    day = Wait(86400.0)
    assert state_after(DOSE, day, sizes={"decay": 0.01})["W"] == pytest.approx(9.9)
    dried = vessel_after(DOSE, day, sizes={"evaporation": 0.5})
    assert (dried.volume, dried.state[0]) == pytest.approx((0.5, 20.0))
    # The first dose is of the mix; 10 nM of a stock of 1 uM then take a hundredth of the vessel.
    again = Dose((Content("W", 10.0),))
    thinned = state_after(DOSE, Wait(1.0), again, sizes={"dilution": 1.0})
    assert thinned["W"] == pytest.approx(10 / 1.01 + 10)
    assert vessel_after(Read(("W",), "r"), sizes={"taking": 1.0}).volume == pytest.approx(0.975)


def test_rates_are_drawn_by_site_and_by_word_and_leaks_only_where_they_are() -> None:
    nominal = np.ones(len(TUBE.steps))
    k = disturbed_rates(TUBE, Drawn((("k", 1.3),), 1), nominal)
    assert k[0] == k[1] != k[2]
    assert (k[3], k[4]) == (1, 1)
    balance = disturbed_rates(TUBE, Drawn((("K", 1.6),), 1), nominal)
    assert balance[1] == balance[2] != 1
    assert balance[0] == 1
    leak = disturbed_rates(TUBE, Drawn((("leak", 0.03),), 1), nominal)
    assert 1 / 3 <= leak[3] <= 3
    both = disturbed_rates(TUBE, Drawn((("k", 1.3), ("leak", 0.03)), 1), nominal)
    assert list(both) == [*k[:3], leak[3], 1]


def test_a_draw_alone_is_that_of_the_whole_tube() -> None:
    nominal = np.ones(len(TUBE.steps))
    whole = disturbed_rates(TUBE, Drawn((("k", 1.3),), 7), nominal)
    alone = disturbed_rates(TUBE, Drawn((("k", 1.3),), 7, ("k: gate 2: t",)), nominal)
    assert list(alone) == [1, 1, whole[2], 1, 1]


def test_the_ratio_of_two_sites_has_the_spread_of_the_table() -> None:
    balance = [
        disturbed_rates(
            replace(
                TUBE,
                steps=(
                    TubeStep(TubeStepKind.OPENING, "a", "one"),
                    TubeStep(TubeStepKind.OPENING, "b", "other"),
                ),
            ),
            Drawn((("K", 1.6),), seed),
            np.ones(2),
        )
        for seed in range(400)
    ]
    logs = [float(np.log(one / other)) for one, other in balance]
    assert stdev(logs) == pytest.approx(np.log(1.6), rel=0.1)


@pytest.mark.parametrize("host", [VesselHost(), TubeHost(TUBE, (), Drawn((), 1))])
def test_a_signal_is_measured_whatever_its_history(host: VesselHost) -> None:
    seen = {"W": ((0, 1.0), (3, 1.0))}
    chemistry = replace(CHEMISTRY, seen=seen)
    vessel = SimulatedVessel(chemistry, chemistry.tolerances, host)
    top_up = Segment(SegmentKind.REFILL, "r", (TopUp((Content("W", 10.0),)),))
    vessel.state[:] = [1, 0, 0, 4, 0, 0]
    vessel.carry_out(top_up)
    assert list(vessel.state) == pytest.approx([6, 0, 0, 4, 0, 0])
    vessel.state[3] = 12.0
    vessel.carry_out(top_up)
    assert list(vessel.state) == pytest.approx([6, 0, 0, 12, 0, 0])


@pytest.mark.parametrize("host", [VesselHost(), TubeHost(TUBE, (), Drawn((), 1))])
def test_what_is_above_a_level_is_bound_in_every_form(host: VesselHost) -> None:
    chemistry = replace(CHEMISTRY, seen={"W": ((0, 1.0), (3, 1.0))})
    vessel = SimulatedVessel(chemistry, chemistry.tolerances, host)
    vessel.state[:] = [6, 120, 0, 14, 0, 0]
    levels = (Content("W", 10.0), Content("gate", 100.0))
    vessel.carry_out(Segment(SegmentKind.REFILL, "r", (TopUp(levels, sinks=True),)))
    assert list(vessel.state) == pytest.approx([3, 100, 0, 7, 0, 0])


def test_pools_are_what_is_there_when_a_wait_begins_and_held_gates_are_measured() -> None:
    names = (*NAMES, "W occluded", "partners of W", "gate occluded")
    pool = "partners of W"
    laws: list[AnyReaction] = [
        Reaction(("W", pool), ("W occluded", pool), 1.0),
        Reaction(("W occluded",), ("W",), 50.0),
    ]
    system = MassAction(names, laws)
    tube = replace(
        TUBE,
        sites=(OpenSites("t*", (("gate", 3.0), ("elsewhere", 1.0))),),
        # The third site of a gate binds for a reaction.
        pools=(SitePool(pool, (("t*", 1.0),), (("gate", -1.0),)),),
        occluded={"gate": "gate occluded"},
    )
    chemistry = replace(CHEMISTRY, system=system, dose_index=system.index)
    vessel = SimulatedVessel(chemistry, chemistry.tolerances, TubeHost(tube, (), Drawn((), 1)))
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "s", (DOSE, Wait(10.0))))
    state = dict(zip(names, vessel.state, strict=True))
    # 100 gates with two sites each, and a dissociation constant of 50.
    assert state["W"] == pytest.approx(10 / (1 + 200 / 50), rel=1e-3)
    vessel.state[system.index["gate"]] = 60.0
    vessel.state[system.index["gate occluded"]] = 30.0
    vessel.carry_out(Segment(SegmentKind.REFILL, "r", (TopUp((Content("gate", 100.0),)),)))
    assert vessel.state[system.index["gate"]] == pytest.approx(70.0)
