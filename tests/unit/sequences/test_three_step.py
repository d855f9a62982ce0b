import math
import random
import re

import pytest

from ncrn_dsd import plugins
from ncrn_dsd.enumeration.engine import rates as by_lengths
from ncrn_dsd.errors import PluginError
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.model.rates import (
    RATE_MODELS,
    USUAL_CONDITIONS,
    Conditions,
    Flank,
    RateChoice,
    Toehold,
)
from ncrn_dsd.plugins import Entry
from ncrn_dsd.sequences.energy import STACKS, duplex_energy_kcal, thermal_kcal
from ncrn_dsd.sequences.measured_rates import residuals
from ncrn_dsd.sequences.parameters import STACKS as TEN
from ncrn_dsd.sequences.three_step import THREE_STEP, ThreeStep

INSIDE = Toehold("TCACC", Flank("stacked", "C"), Flank("stacked", "A"))
OUTSIDE = Toehold("CATTC", Flank("stacked", "C"), Flank("target", "G"))
WORDS = tuple("".join(random.Random(n).choices("ACGT", k=12)) for n in range(30))


def rms(name: str, data: str) -> float:
    (found,) = (r for r in residuals(RATE_MODELS.load(name)) if r.data.startswith(data))
    return found.rms_decades


@pytest.mark.parametrize("name", ["three-step", "lengths"])
def test_a_model_states_the_residual_that_is_measured(name: str) -> None:
    model = RATE_MODELS.load(name)
    stated = re.match(r"RMS (\S+) decades on the 30 rates", model.residual)
    assert stated
    assert model.name == name
    assert float(stated[1]) == round(rms(name, "Zhang"), 2)


def off_by(name: str, data: str) -> list[float]:
    """By which factor each prediction is off, either way; sorted."""
    (found,) = (r for r in residuals(RATE_MODELS.load(name)) if r.data.startswith(data))
    return sorted(10 ** abs(c.decades) for c in found.comparisons)


def test_the_factors_that_the_three_steps_state_are_those_found() -> None:
    zhang, leaks = off_by("three-step", "Zhang"), off_by("three-step", "Reynaldo")
    assert (len(zhang), round(zhang[-2], 1), round(zhang[-1])) == (30, 2.1, 4)
    assert zhang[-1] <= 4
    assert "29 of them within a factor of 2.1 and one within 4" in THREE_STEP.residual
    assert round(leaks[-1], -1) == 80
    assert "leaks up to 80 times too slow at 30 to 55 C" in THREE_STEP.residual


class TwiceAsFast(ThreeStep):
    """A rate model of another package."""

    name = "twice"

    def association_per_M_s(self, toehold: Toehold, conditions: Conditions) -> float:
        return 2 * super().association_per_M_s(toehold, conditions)


TWICE = TwiceAsFast()


def test_another_package_brings_a_third_model(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Entry("twice", f"{__name__}:TWICE", "another")
    monkeypatch.setattr(plugins, "_installed", lambda group: (entry,))
    choice = RateChoice("twice")
    assert choice.parts == (entry,)
    # Held by much, a toehold displaces whenever it binds.
    strong = Toehold("GCCGCCG", Flank("stacked", "C"))
    twice, once = (
        RATE_MODELS.load(name).displacement_per_M_s(strong, 15, USUAL_CONDITIONS)
        for name in ("twice", "three-step")
    )
    assert twice == pytest.approx(2 * once, rel=0.01)
    with pytest.raises(PluginError, match=r"P001.*lengths, three-step, twice"):
        RateChoice("thrice").load()


def test_nucleotides_predict_what_lengths_do_not() -> None:
    assert rms("three-step", "Zhang") <= 0.25 < rms("lengths", "Zhang")


def test_exchange_forth_and_back_is_in_detailed_balance() -> None:
    forth = THREE_STEP.displacement_per_M_s(OUTSIDE, 15, USUAL_CONDITIONS, INSIDE)
    back = THREE_STEP.displacement_per_M_s(INSIDE, 15, USUAL_CONDITIONS, OUTSIDE)
    apart = THREE_STEP.energy_kcal(OUTSIDE, USUAL_CONDITIONS)
    apart -= THREE_STEP.energy_kcal(INSIDE, USUAL_CONDITIONS)
    thermal = thermal_kcal(USUAL_CONDITIONS.temperature_C)
    assert forth / back == pytest.approx(math.exp(-apart / thermal))


def test_a_neighbouring_helix_holds_a_toehold() -> None:
    alone = THREE_STEP.energy_kcal(Toehold("TCACC"), USUAL_CONDITIONS)
    assert THREE_STEP.energy_kcal(INSIDE, USUAL_CONDITIONS) < alone - 2


@pytest.mark.parametrize("name", ["three-step", "lengths"])
def test_toeholds_come_off_faster_in_a_warmer_or_a_thinner_buffer(name: str) -> None:
    model = RATE_MODELS.load(name)
    usual = model.dissociation_per_s(INSIDE, 15, USUAL_CONDITIONS)
    assert model.dissociation_per_s(INSIDE, 15, Conditions(37.0)) > 3 * usual
    assert model.dissociation_per_s(INSIDE, 15, Conditions(magnesium_mM=1.0)) > 1.5 * usual


def test_an_average_stack_of_the_enumerator_is_that_of_the_tables() -> None:
    entropy = sum(value[1] for value in STACKS.values()) / len(STACKS) / 1000
    assert len(STACKS) == 16 > len(TEN)
    assert entropy == pytest.approx(by_lengths.STACK_ENTROPY)


def test_a_clamp_keeps_blunt_ends_from_leaking() -> None:
    blunt = THREE_STEP.leak_per_M_s(15, ["C"], USUAL_CONDITIONS)
    one = THREE_STEP.leak_per_M_s(15, ["CA"], USUAL_CONDITIONS)
    two = THREE_STEP.leak_per_M_s(15, ["CAC"], USUAL_CONDITIONS)
    assert blunt is not None
    assert one is not None
    assert two is not None
    # 0.63 to 1.1 /(M s) is what the rates of Zhang and Winfree extrapolate to.
    assert 0.3 < blunt < 1.1
    assert blunt > 8 * one > 64 * two


@pytest.mark.parametrize(("celsius", "sodium_M"), [(25.0, 1.0), (37.0, 1.0), (25.0, 0.424)])
def test_duplexes_have_the_energies_of_primer3(celsius: float, sodium_M: float) -> None:
    primer3 = pytest.importorskip("primer3")
    for word in WORDS:
        found = primer3.calc_heterodimer(
            word,
            reverse_complement(word),
            mv_conc=1000 * sodium_M,
            dv_conc=0,
            dntp_conc=0,
            temp_c=celsius,
        )
        ours = duplex_energy_kcal(word, celsius, sodium_M)
        assert ours == pytest.approx(found.dg / 1000, abs=0.2)


def test_duplexes_differ_as_those_of_vienna_do() -> None:
    """Its DNA parameters of 2004 have another initiation, so that only differences compare."""
    rna = pytest.importorskip("RNA")
    rna.params_load_DNA_Mathews2004()
    model = rna.md()
    model.temperature, model.dangles = 37.0, 0
    gaps = []
    for word in WORDS:
        pairs = rna.fold_compound(f"{word}&{reverse_complement(word)}", model)
        theirs = pairs.eval_structure("(" * len(word) + ")" * len(word))
        gaps.append(duplex_energy_kcal(word, 37.0) - theirs)
    assert max(gaps) - min(gaps) < 0.6
