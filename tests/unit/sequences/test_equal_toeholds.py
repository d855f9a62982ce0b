import importlib.util

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.dsd import complex_key
from ncrn_dsd.ir.gate_rates import (
    WITHIN_GROUP,
    GateRates,
    measures_of_gates,
    spreads_of_gates,
)
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.ir.open_toeholds import LARGEST_RATIO
from ncrn_dsd.ir.toehold_words import ToeholdWords
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.rates import USUAL_CONDITIONS
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.alphabets import letters_tried
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.displacements import find_displacements, toehold_sites
from ncrn_dsd.sequences.equal_toeholds import equal_toeholds
from ncrn_dsd.sequences.gate_rates import gate_rates
from ncrn_dsd.sequences.open_toeholds import open_toeholds
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.reaction_rates import NucleotideRates
from ncrn_dsd.sequences.three_step import THREE_STEP

CRN = crn_of("A + B -> C + D", "C + D -> A", "B + C -> D")
SYSTEM = soloveichik2010(CRN)
NETWORK = enumerate_whole(SYSTEM, CRN, frozenset(CRN.names), EnumerationOptions())
SITES = toehold_sites(SYSTEM, NETWORK)
SPEC = SequenceSpec(seed=1, alphabet="ACGT", max_shared_run=7, equal_rates=True)


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    hasty = SearchOptions(tries=5, repairs=0)
    toeholds = equal_toeholds(SYSTEM, SITES, SPEC, hasty, USUAL_CONDITIONS)
    found = design_sequences(SYSTEM, SPEC, options=hasty, toeholds=toeholds)
    return {d.domain: d.sequence for d in found.domains}


def test_equal_words_with_equal_flanks_have_equal_rates(words: dict[str, str]) -> None:
    rates = NucleotideRates(SYSTEM, words, THREE_STEP, USUAL_CONDITIONS)
    _, forth, equilibrium = rates.system_rates(NETWORK).spreads
    assert forth.count >= 3
    assert forth.ratio is not None
    assert equilibrium.ratio is not None
    assert equilibrium.median is not None
    assert forth.ratio < 1.3
    assert equilibrium.ratio < 1.3
    assert 0.4 < equilibrium.median < 2.5


def test_gates_alone_have_the_rates_that_the_whole_network_has(words: dict[str, str]) -> None:
    gates = gate_rates(SYSTEM, CRN, words, THREE_STEP, USUAL_CONDITIONS)
    whole = NucleotideRates(SYSTEM, words, THREE_STEP, USUAL_CONDITIONS).reactions(NETWORK)
    forth = {r.rate for r in whole if r.equilibrium is not None and r.forward}
    assert {k for gate in gates for k in gate.exchange} <= forth
    assert all(gate.exchange and gate.irreversible for gate in gates if gate.order == 2)
    # All have one formal rate, and equal toeholds.
    (spread,) = spreads_of_gates(gates)
    assert spread.gates == len(CRN.reactions)
    assert spread.equilibrium == pytest.approx(1, abs=WITHIN_GROUP - 1)


def test_gates_of_two_rails_are_compared_with_each_other() -> None:
    def gate(rail: str, k: float) -> GateRates:
        return GateRates(rail, 1.0, 2, (f"W_{rail}", "F"), (f"Z_{rail}",), (k,), (1.0,), (k,))

    near, far = (spreads_of_gates((gate("p", 2.0), gate("m", k))) for k in (2.08, 2.2))
    assert [s.is_equal for s in (*near, *far)] == [True, False]
    assert far[0].rails == far[0].exchange == pytest.approx(1.1)
    measured = {m.name: m.value for m in measures_of_gates(far, "a model")}
    assert measured == {"K apart": 1.0, "k apart": 1.1, "rails apart": 1.1}


def test_toeholds_let_go_of_what_has_their_complement_at_the_levels_of_operation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)  # nothing is folded
    hasty = SearchOptions(tries=5, repairs=0)
    asked = (SYSTEM, SITES, SPEC, hasty, USUAL_CONDITIONS)
    # Ten times the level asks for toeholds that are weaker by 1.4 kcal/mol.
    found = {}
    for level_M in (3e-7, 3e-6):
        levels_M = dict.fromkeys((f.name for f in SYSTEM.fuels), level_M)
        toeholds = equal_toeholds(*asked, levels_M)
        words = dict(toeholds.words) | {
            d.name: toeholds.first_letter + "CA" * (d.length_nt // 2 - 1) + toeholds.last_letter
            for d in SYSTEM.domains
            if not d.is_toehold
        }
        gates = open_toeholds(SYSTEM, words, levels_M, USUAL_CONDITIONS).gates
        # Not every letter beside a toehold is known before long domains are.
        assert toeholds.occupancy == pytest.approx(max(gate.own for gate in gates), rel=0.05)
        assert max(gate.own for gate in gates) <= LARGEST_RATIO
        assert toeholds.rates_apart is not None
        found[level_M] = toeholds
    assert found[3e-7].words != found[3e-6].words


def test_all_letters_beside_toeholds_are_fixed(words: dict[str, str]) -> None:
    ends = {(words[d.name][0], words[d.name][-1]) for d in SYSTEM.domains if not d.is_toehold}
    assert len(ends) == 1
    toeholds = [words[d.name] for d in SYSTEM.domains if d.is_toehold]
    assert len({*toeholds, *map(reverse_complement, toeholds)}) == 2 * len(toeholds)


def test_too_few_letters_are_refused() -> None:
    spec = SPEC.model_copy(update={"alphabet": "AC", "toehold_alphabet": "AC", "max_shared_run": 3})
    options = SearchOptions(longest_runs=(2, 1, 1, 1))
    with pytest.raises(SequenceError, match=r"Q003.*leave out equal_rates"):
        equal_toeholds(SYSTEM, SITES, spec, options, USUAL_CONDITIONS)


@pytest.mark.long
def test_every_choice_of_letters_is_told_with_its_figures() -> None:
    hasty = SearchOptions(tries=5, repairs=0)
    levels_M = dict.fromkeys((f.name for f in SYSTEM.fuels), 3e-7)

    def of(spec: SequenceSpec) -> ToeholdWords:
        return equal_toeholds(SYSTEM, SITES, spec, hasty, USUAL_CONDITIONS, levels_M)

    free = changed(SPEC, alphabet=None)
    chosen = of(free)
    letters = list(letters_tried(free))
    assert letters == [("ACT", "ACT"), ("ACT", "ACGT"), ("ACGT", "ACGT")]
    told, *figures = chosen.reasons[: 1 + len(letters)]
    assert "chosen by the program" in told
    # Each is what it would be by itself, and none is left out for one that is worse.
    alone = [of(changed(SPEC, alphabet=a, toehold_alphabet=b)) for a, b in letters]
    for words, text in zip(alone, figures, strict=True):
        assert words.rates_apart is not None
        assert words.alphabet in text
        assert f"k within {words.rates_apart:.3g} times" in text
    same = next(words for words in alone if words.words == chosen.words)
    assert told.startswith(f"{same.domain_alphabet} for")
    # More letters are taken only where fewer do not make K equal.
    fewer = alone[: alone.index(same)]
    assert all(words.widenings[0] > same.widenings[0] for words in fewer)


def test_a_displacement_leads_to_complexes_that_keep_all_strands() -> None:
    complexes = {s.name: s.complex for s in NETWORK.species}
    lengths = {d.name: d.length_nt for d in SYSTEM.domains}
    for reaction in NETWORK.reactions:
        one, other = (complexes[name] for name in reaction.reactants)
        before = sorted((*one.strands, *other.strands))
        for found in find_displacements(one, other, lengths):
            after = sorted(strand for product in found.products for strand in product.strands)
            assert after == before
            assert list(found.products) == sorted(found.products, key=complex_key)
