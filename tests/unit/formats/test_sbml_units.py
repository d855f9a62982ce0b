"""Every unit that an SBML model can declare is honoured, or refused by name."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sbml_fixture import AMOUNTS, MODELS, NANO, NOTHING, Model, all_units, level_2, version_1

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.sbml_adapter import read_sbml
from ncrn_dsd.ir.schedule import Wait
from ncrn_dsd.pipeline.simulate_network import network_of_crn, run_network
from ncrn_dsd.simulation.simulators import Simulation


def closed_form(t: float, k: float, a: float = 10.0, b: float = 4.0) -> float:
    """A at time t for A + B -> C."""
    return a * (a - b) / (a - b * math.exp(-(a - b) * k * t))


def left(text: str, duration_s: float) -> float:
    network = network_of_crn(read_sbml(text, "m.xml"))
    _, course = run_network(network, (Wait(duration_s),), Simulation(1))
    return float(course.end[network.names.index("A")])


@pytest.mark.parametrize("name", MODELS)
def test_units_of_the_model_and_its_parts_are_honoured(name: str) -> None:
    model, nM, second = MODELS[name]
    duration = 0.7
    right = closed_form(duration, 0.1) * nM
    assert left(model.text, duration * second) == pytest.approx(right, rel=1e-7)


@pytest.mark.parametrize("volume", ["0.25", "1", "8"])
def test_amounts_in_a_volume_are_concentrations(volume: str) -> None:
    size = float(volume)
    # Amounts a, b in the law: d a / dt = -k a b.
    model = Model({**NANO, "time": "minute"}, volume, species=AMOUNTS, law="k A B")
    right = closed_form(0.7, 0.1) / size
    assert left(model.text, 42.0) == pytest.approx(right, rel=1e-7)
    # The same amounts at the start, and concentrations in the law.
    model = Model(NANO, volume, species=AMOUNTS.replace('"true"', '"false"'))
    right = closed_form(0.7, 0.1, 10 / size, 4 / size)
    assert left(model.text, 0.7) == pytest.approx(right, rel=1e-7)


@pytest.mark.long
def test_stochastic_simulations_use_the_same_units() -> None:
    model, nM, second = MODELS["dozens"]
    network = network_of_crn(read_sbml(model.text, "m.xml"))
    volume_L = 2e5 / (10 * nM * 1e-9 * 6.02214076e23)
    how = Simulation(1, "ssa", volume_L, seed=3)
    _, course = run_network(network, (Wait(0.7 * second),), how)
    assert course.end[0] / nM == pytest.approx(closed_form(0.7, 0.1), rel=0.02)


@pytest.mark.parametrize(
    ("text", "nM", "second"),
    [
        (level_2(), 1e9, 1.0),
        (level_2(time="minute"), 1e9, 60.0),
        (level_2(substance="nmol"), 1.0, 1.0),
        (level_2(substance="umol", volume="mL", time="hour"), 1e6, 3600.0),
        (level_2('substanceUnits="substance"', substance="umol"), 1e3, 1.0),
    ],
)
def test_level_2_has_defaults_that_a_model_may_redefine(
    text: str, nM: float, second: float
) -> None:
    assert left(text, 0.7 * second) == pytest.approx(closed_form(0.7, 0.1) * nM, rel=1e-7)


AREA = Model(NANO | {"area": "sheet"}, compartment='spatialDimensions="2"')


OLD = version_1(level_2())
SHIFTED = version_1(level_2(time="minute")).replace('multiplier="60"', 'multiplier="60" offset="3"')


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (Model({"substance": "nmol", "time": "second"}).text, "F472", "size of its compartment"),
        (Model({"volume": "litre"}).text, "F472", "its amount has none"),
        (Model(all_units("gram", "litre", "second")).text, "F473", "kg m^-3"),
        (Model(all_units("dimensionless", "litre", "second")).text, "F473", "no amount"),
        (AREA.text, "F473", "m^-2 mol"),
        (Model(all_units("nmol", "litre", "metre")).text, "F473", "which is no time"),
        (Model({**NANO, "extent": "umol"}).text, "F474", "species 'A' in 1e-09 mol"),
        (Model({**NANO, "substance": "umol"}).text, "F474", "extent in 1e-09 mol"),
        (Model({**NANO, "time": "fortnight"}).text, "F476", "'fortnight'"),
        (Model(NANO, parameter='units="per_minute"').text, "F475", "rate law of reaction 'r'"),
        (
            Model({**NOTHING, "time": "second"}, parameter='units="per_minute"').text,
            "F475",
            "0.01667 s^-1",
        ),
        (
            Model(NANO, "2", species=AMOUNTS, parameter='units="per_second"', law="k A").text,
            "F333",
            "mass action",
        ),
        (level_2('substanceUnits="umol"', umol="umol"), "F474", "1e-06 mol"),
        (OLD.replace("<kineticLaw ", '<kineticLaw timeUnits="second" '), "F332", "of its own"),
        (OLD.replace('id="A"', 'id="A" spatialSizeUnits="litre"'), "F332", "spatial size"),
        (SHIFTED, "F332", "offset in the unit 'time'"),
        (
            Model(NANO, species='initialAmount="{}" hasOnlySubstanceUnits="false"', law="k A B")
            .text.replace('size="1" ', ""),
            "F336",
            "size",
        ),
    ],
)  # fmt: skip
def test_units_that_cannot_be_converted_are_refused_by_name(
    text: str, code: str, words: str
) -> None:
    with pytest.raises(FormatError) as refused:
        read_sbml(text, "m.xml")
    assert refused.value.code == code
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_law_without_its_volume_is_read_where_the_volume_is_one() -> None:
    first_order = Model(NANO, law="k A", parameter='units="per_second"').text
    first_order = first_order.replace(
        '<speciesReference species="B" stoichiometry="1" constant="true"/>', ""
    )
    assert left(first_order, 10.0) == pytest.approx(10 * math.exp(-1), rel=1e-7)
    with pytest.raises(FormatError, match="F475"):
        read_sbml(first_order.replace('size="1"', 'size="2"'), "m.xml")


def test_amounts_without_a_size_are_not_taken_as_zero() -> None:
    text = Model(species=AMOUNTS.replace("true", "false")).text.replace('size="1" ', "")
    text = text[: text.index("<listOfReactions>")] + "</model></sbml>"
    with pytest.raises(FormatError, match="compartment without a size"):
        read_sbml(text, "m.xml")


def test_units_agree_up_to_rounding_only() -> None:
    rounded = Model({**NANO, "time": "minute"}, parameter='units="k2"').text.replace(
        "<listOfUnitDefinitions>",
        '<listOfUnitDefinitions><unitDefinition id="k2"><listOfUnits>'
        '<unit kind="litre" exponent="1" scale="0" multiplier="1"/>'
        '<unit kind="mole" exponent="-1" scale="-9" multiplier="1"/>'
        '<unit kind="second" exponent="-1" scale="0" multiplier="FACTOR"/>'
        "</listOfUnits></unitDefinition>",
    )
    for factor in ("60", "59.9999", "60.1"):
        assert np.isfinite(left(rounded.replace("FACTOR", factor), 60.0))
    for factor in ("1", "3600", "50"):
        with pytest.raises(FormatError, match="F475"):
            read_sbml(rounded.replace("FACTOR", factor), "m.xml")
