"""What is shown is not among what is not shown, and what remains is."""

from __future__ import annotations

from ncrn_dsd.ir.network import MODULE_BY_MODULE, WHOLE_SYSTEM, Kinetics
from ncrn_dsd.ir.result import SimulatedNetwork
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.study.not_shown import not_shown

UNCONDENSED = SimulatedNetwork(Kinetics.UNCONDENSED, 9, 9, 0, leaks_followed=False)


def limits_of(disturbance: Disturbance) -> tuple[str, ...]:
    return not_shown(disturbance, UNCONDENSED, WHOLE_SYSTEM, None)


def about(topic: str, sentences: tuple[str, ...]) -> str:
    return " ".join(s for s in sentences if s.startswith(f"{topic}:"))


def test_without_disturbances_all_effects_are_missing() -> None:
    sentences = limits_of(Disturbance())
    topics = [s.split(":")[0] for s in sentences]
    assert topics == ["Toeholds", "Leak", "Sequences", "Volumes", "Reads", "Noise"]
    assert "no reaction between fuels without a toehold" in about("Leak", sentences)
    assert "no error of rates, doses or reads" in about("Noise", sentences)
    more = not_shown(Disturbance(), UNCONDENSED, MODULE_BY_MODULE, None)
    assert more[:-1] == sentences
    assert more[-1].startswith("Crosstalk:")
    without = not_shown(Disturbance(), UNCONDENSED, WHOLE_SYSTEM, "toeholds: there are too few")
    assert without[:-1] == sentences
    assert without[-1].endswith("no package. toeholds: there are too few.")


def test_leaks_that_are_shown_leave_what_leaks_do_next() -> None:
    disturbance = Disturbance(leak_per_M_s=1.0)
    for followed, told in ((False, "reacts no further"), (True, "does not leak again")):
        simulated = SimulatedNetwork(Kinetics.UNCONDENSED, 9, 9, 5, followed)
        leak = about("Leak", not_shown(disturbance, simulated, WHOLE_SYSTEM, None))
        assert told in leak
        assert "no reaction between fuels" not in leak
    for left_out, told in ((0, "all of them are there"), (3, "3 of them are missing")):
        simulated = SimulatedNetwork(Kinetics.UNCONDENSED, 9, 9, 5, False, left_out)
        assert told in about("Leak", not_shown(disturbance, simulated, WHOLE_SYSTEM, None))


def test_errors_that_are_shown_leave_the_others() -> None:
    noise = about("Noise", limits_of(Disturbance(rate_error_factor=2)))
    assert "no error of doses or reads, and no defective strands" in noise
    assert "one draw" in noise
    noise = about("Noise", limits_of(Disturbance(dead_gate_fraction=0.1)))
    assert "no error of rates, doses or reads" in noise
    assert "defective" not in noise
    assert "one draw" not in noise
    every = Disturbance(
        leak_per_M_s=1.0, rate_error_factor=2.0, dose_error_fraction=0.1, dead_gate_fraction=0.05
    )
    assert "no error of reads, and" in about("Noise", limits_of(every))


def test_what_the_network_leaves_out_follows_from_its_kinetics() -> None:
    told = {
        kinetics: about(
            "Toeholds",
            not_shown(
                Disturbance(),
                SimulatedNetwork(kinetics, 9, 9, 0, leaks_followed=False),
                WHOLE_SYSTEM,
                None,
            ),
        )
        for kinetics in Kinetics
    }
    assert "as if no signal stayed in a toehold complex" in told[Kinetics.CONDENSED]
    assert "--kinetics occluded" in told[Kinetics.UNCONDENSED]
    assert len(set(told.values())) == len(Kinetics)
