"""A network from a file becomes a design, with usual choices or those that are wished."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from ncrn_dsd.errors import DesignError, KineticsError, NcrnError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.formats.design_toml import parse_dynamics, read_dynamics
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.pipeline.network_design import (
    USUAL_NM,
    USUAL_WISHES,
    Experiment,
    NetworkWishes,
    experiment_of,
    network_design,
    write_network_design,
)
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.graph import Graph

HOUR_S = 3600.0
MAJORITY = "X @initial 6; Y @initial 4; X + Y -> 2B; B + X -> 2X; B + Y -> 2Y"


def experiment(text: str, wishes: NetworkWishes = USUAL_WISHES) -> Experiment:
    return experiment_of(Path("x.crn"), read_crn(text, "x.crn", with_units=True), wishes)


def made(
    text: str, tmp_path: Path, wishes: NetworkWishes = USUAL_WISHES
) -> tuple[DynamicsDesign, Realisation]:
    graph = Graph.in_folder(tmp_path)
    network = read_crn(text, "x.crn", with_units=True)
    design = read_dynamics(write_network_design(network, Path("x.crn"), wishes, None, graph))
    return design, DynamicsStudy(design, graph).point


def refused(text: str, wishes: NetworkWishes = USUAL_WISHES) -> NcrnError:
    with pytest.raises(DesignError) as found:
        experiment(text, wishes)
    return found.value


class TestChoices:
    def test_what_is_used_and_never_made_is_there_at_the_start(self) -> None:
        assert experiment("A + B -> C").initial_nM == {"A": USUAL_NM, "B": USUAL_NM}
        # A catalyst is given back, and not made.
        assert experiment("C + A -> C + B").initial_nM == {"C": USUAL_NM, "A": USUAL_NM}
        assert experiment("A @initial 3; A -> B; B + C ->").initial_nM == {"A": 3.0}

    def test_what_reactions_make_is_read(self) -> None:
        assert experiment("C + A -> C + B").show == ("B",)
        assert experiment(MAJORITY).show == ("X", "Y", "B")
        assert experiment("A + B ->").show == ("A", "B")
        assert experiment("A + B -> C", NetworkWishes(show=("A",))).show == ("A",)

    @pytest.mark.parametrize("rate", [1e-4, 1.0, 50.0])
    def test_an_experiment_ends_when_a_twentieth_is_left(self, rate: float) -> None:
        found = experiment(f"C @initial 2; A @initial 10; C + A -> C + B [k = {rate:g}]").until_s
        exact = math.log(20) / (2 * rate)
        # The time is one of a grid, and rounded up.
        assert exact * 0.99 <= found <= exact * 2**0.25 * 1.1

    def test_fast_reactions_do_not_hide_slow_ones(self) -> None:
        found = experiment("A @initial 5; D @initial 5; A -> B [k = 100]; D -> E [k = 0.01]")
        assert found.until_s == pytest.approx(300, rel=0.35)

    def test_a_balance_of_two_directions_is_an_end(self) -> None:
        assert experiment("A @initial 10; A <=> B [kf = 1, kr = 1]").until_s < 10

    def test_rates_of_the_file_are_those_of_the_bench(self) -> None:
        found = experiment("A @initial 10 nM; A -> B [k = 1e-4 /s]")
        assert (found.concentration_unit_M, found.time_unit_s) == (1e-9, 1.0)
        free = experiment("A + B -> C")
        assert (free.concentration_unit_M, free.time_unit_s) == (None, None)

    def test_wishes_scale_time_and_concentrations(self) -> None:
        wishes = NetworkWishes(duration_s=HOUR_S, until_s=20.0, concentration_M=3e-8)
        found = experiment("A @initial 10; B @initial 5; A + B -> C", wishes)
        assert found.until_s == 20.0
        assert found.time_unit_s == pytest.approx(HOUR_S / 20)
        assert found.concentration_unit_M == pytest.approx(3e-9)

    def test_the_design_says_the_same_as_the_file(self) -> None:
        text = network_design("x", "x.crn", experiment(MAJORITY), "soloveichik2010", 2.0)
        design = parse_dynamics(text, "x.toml")
        assert [str(r) for r in design.crn.reactions] == [
            "X + Y -> B + B",
            "B + X -> X + X",
            "B + Y -> Y + Y",
        ]
        assert design.network.initial == {"X": 6.0, "Y": 4.0}
        assert design.dsd.scheme == "soloveichik2010"
        assert design.dsd.fuel_ceiling_M == pytest.approx(2e-6)
        assert design.sequences.equal_rates


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "code", "words"),
        [
            ("X + Y -> 2B; B + X -> 2X; B + Y -> 2Y", "D060", "X @initial 10 nM"),
            ("A @initial 0; A -> B", "D060", "all concentrations are zero"),
            ("A @initial 3; A + B -> C", "D060", "B @initial 10 nM"),
            ("F @constant 10; F + A -> F + B", "D061", "F @initial"),
            ("A @initial 5", "D064", "A + B -> C"),
            ("A @initial 1; A -> 2A", "D063", "--until"),
            ("A @initial 1; B @initial 2; A -> 2A; A + B -> 2B; B ->", "D063", "--until"),
            ("A @initial 5; -> A", "D063", "--until"),
        ],
    )
    def test_what_is_no_experiment(self, text: str, code: str, words: str) -> None:
        problem = refused(text)
        assert problem.code == code
        assert words in str(problem)

    def test_a_species_that_is_not_there(self) -> None:
        problem = refused("A + B -> C", NetworkWishes(show=("D",)))
        assert (problem.code, "use one of A, B, C" in str(problem)) == ("D062", True)


class TestRates:
    def test_without_rates_time_and_concentration_are_as_gates_allow(self, tmp_path: Path) -> None:
        design, point = made("A + B -> C", tmp_path)
        hours = design.look.duration * point.time_unit_s / HOUR_S
        assert 0.5 < hours < 12
        assert 1 < USUAL_NM * point.concentration_unit_M * 1e9 < 100
        assert design.dsd.fuel_ceiling_M == pytest.approx(1e-6)

    def test_denser_signals_take_more_fuel(self, tmp_path: Path) -> None:
        wishes = NetworkWishes(concentration_M=4e-8)
        design, point = made("A + B -> C", tmp_path, wishes)
        assert USUAL_NM * point.concentration_unit_M == pytest.approx(4e-8)
        assert design.dsd.fuel_ceiling_M > 1e-6

    def test_what_a_refusal_offers_is_possible(self, tmp_path: Path) -> None:
        text = "A @initial 10 nM; B @initial 10 nM; A + B -> C [k = 1e8 /M/s]"
        with pytest.raises(KineticsError, match=r"K012.*A \+ B -> C") as found:
            made(text, tmp_path)
        offered = str(found.value).partition("--duration '")[2].partition("'")[0]
        value, unit = offered.split()
        seconds = float(value) * {"s": 1.0, "min": 60.0, "h": HOUR_S, "d": 24 * HOUR_S}[unit]
        _, point = made(text, tmp_path, NetworkWishes(duration_s=seconds))
        assert point.concentration_unit_M == 1e-9
