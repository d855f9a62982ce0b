"""The report tells every disturbance with its value."""

from __future__ import annotations

from dataclasses import replace

from ncrn_dsd.drawing.conditions import conditions
from ncrn_dsd.drawing.report import render_report
from ncrn_dsd.drawing.text import THIN_SPACE
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.result import DesignRun, Reduction, SimulatedNetwork
from ncrn_dsd.model.disturbances import Disturbance


def test_an_undisturbed_run_says_so(run: DesignRun, page: str) -> None:
    network, calm = conditions(run)
    assert f"{len(run.network.species)} species" in network
    assert calm.startswith("Nothing disturbed it")
    assert calm in page


def test_every_disturbance_and_the_reduction_are_told(run: DesignRun) -> None:
    disturbed = replace(
        run,
        disturbance=Disturbance(
            leak_per_M_s=3.0,
            rate_error_factor=1.5,
            dose_error_fraction=0.07,
            dead_gate_fraction=0.04,
            seed=11,
        ),
        simulated=SimulatedNetwork(Kinetics.CONDENSED, 208, 108, 17, leaks_followed=True),
        reduction=Reduction("variants of signals merged", 659, 208, 574, 108, 2e-8, "Z at r"),
    )
    told = " ".join(conditions(disturbed)).replace(THIN_SPACE, " ")
    for part in (
        "condensed reactions. These are 208 species and 108 reactions, 17 of them leaks",
        "from 659 species and 574 reactions to 208 and 108",
        "(Z at r)",
        "at 3 /(M s)",
        "between 1/1.5 and 1.5",
        "up to 7.00 %",
        "4.00 % of every fuel",
        "seed 11",
    ):
        assert part in told
    page = render_report(disturbed)
    assert all(sentence in page for sentence in conditions(disturbed))
