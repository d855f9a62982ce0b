from dataclasses import replace

import numpy as np
import pytest
from dsd_fixtures import crn_of, random_words, soloveichik2010

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.uncondensed import uncondense
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem
from ncrn_dsd.ir.network import ComplexRole, NetworkSpecies, ReactionNetwork
from ncrn_dsd.ir.reaction_rates import ReactionRate, SystemRates
from ncrn_dsd.model.rates import RATE_MODELS, USUAL_CONDITIONS, Conditions
from ncrn_dsd.sequences.reaction_rates import EXCHANGE, NucleotideRates

CRN = crn_of("A + B -> C + D", "C -> A")
SYSTEM = soloveichik2010(CRN)
LIMITS = EnumerationOptions()
NETWORK = enumerate_whole(SYSTEM, CRN, frozenset(CRN.names), LIMITS)


def rates_by(model: str) -> NucleotideRates:
    words = random_words(SYSTEM, "ACGT", 1)
    return NucleotideRates(SYSTEM, words, RATE_MODELS.load(model), USUAL_CONDITIONS)


@pytest.fixture(scope="module")
def rates() -> SystemRates:
    return rates_by("three-step").system_rates(NETWORK)


def by_text(found: SystemRates) -> dict[tuple[frozenset[str], frozenset[str]], ReactionRate]:
    return {
        (frozenset(reaction.reactants), frozenset(reaction.products)): rate
        for reaction, rate in zip(NETWORK.reactions, found.reactions, strict=True)
    }


def test_every_reaction_is_told_by_its_toehold(rates: SystemRates) -> None:
    assert len(rates.reactions) == len(NETWORK.reactions)
    assert rates.from_lengths == 0
    assert all(r.letters and r.toehold for r in rates.reactions)


def test_an_exchange_and_its_way_back_have_one_equilibrium(rates: SystemRates) -> None:
    known = by_text(rates)
    pairs = [(one, known[sides[1], sides[0]]) for sides, one in known.items() if one.incumbent]
    assert pairs
    for forth, back in pairs:
        assert forth.mechanism == EXCHANGE
        assert forth.equilibrium is not None
        assert back.equilibrium is not None
        assert forth.equilibrium * back.equilibrium == pytest.approx(1.0)
        assert forth.rate / back.rate == pytest.approx(forth.equilibrium)


def condensed_rate(steps: ReactionNetwork, reactants: tuple[str, ...]) -> dict[str, float]:
    """How fast each outcome comes about while toehold complexes are short-lived, by its names."""
    inner = sorted({x for r in steps.reactions for x in r.reactants if len(r.reactants) == 1})
    place = {name: i for i, name in enumerate(inner)}
    jumps, exits = np.zeros((len(inner), len(inner))), dict[str, np.ndarray]()
    for r in steps.reactions:
        if len(r.reactants) != 1:
            continue
        row = place[r.reactants[0]]
        jumps[row, row] -= r.rate
        if len(r.products) == 1:
            jumps[row, place[r.products[0]]] += r.rate
        else:
            exits.setdefault(" ".join(r.products), np.zeros(len(inner)))[row] += r.rate
    found = {}
    for outcome, rate in exits.items():
        shares = np.linalg.solve(-jumps, rate)
        found[outcome] = sum(
            r.rate * shares[place[r.products[0]]]
            for r in steps.reactions
            if r.reactants == reactants
        )
    return found


def test_single_steps_condense_to_the_same_rates() -> None:
    model = rates_by("three-step")
    condensed = model.condensed(NETWORK)
    steps = model.uncondensed(uncondense(SYSTEM, NETWORK, LIMITS))
    # A gate that lets go of several strands one after the other comes to rest in between.
    at_once = [r for r in condensed.reactions if len(r.products) == 2]
    assert len(at_once) >= len(condensed.reactions) - 1
    for reaction in at_once:
        found = condensed_rate(steps, reaction.reactants)[" ".join(reaction.products)]
        assert reaction.rate == pytest.approx(found, rel=1e-6), str(reaction)


def test_lengths_give_the_rates_of_the_enumerator() -> None:
    again = rates_by("lengths").condensed(NETWORK)
    for one, other in zip(again.reactions, NETWORK.reactions, strict=True):
        assert one.rate == pytest.approx(other.rate, rel=0.2), str(one)


def test_temperature_reaches_the_rates_of_the_enumerator() -> None:
    limits = EnumerationOptions(conditions=Conditions(37.0))
    warm = enumerate_whole(SYSTEM, CRN, frozenset(CRN.names), limits)
    assert [str(r) for r in warm.reactions] == [str(r) for r in NETWORK.reactions]
    slower = [
        one.rate / other.rate for one, other in zip(warm.reactions, NETWORK.reactions, strict=True)
    ]
    # Toeholds of 5 nt come off about ten times as fast, so that fewer of them lead on.
    assert max(slower) <= 1.0 + 1e-9
    assert min(slower) < 0.6


def test_blunt_ends_leak(rates: SystemRates) -> None:
    signals = {s.name for s in NETWORK.species if s.formal is not None}
    gates = {f.name for f in SYSTEM.fuels if len(f.complex.strands) > 1}
    assert any({leak.one, leak.other} & signals for leak in rates.leaks)
    assert any({leak.one, leak.other} & gates for leak in rates.leaks)
    assert all(leak.rate is not None and 0.05 < leak.rate < 10 for leak in rates.leaks)


def test_outcomes_of_a_pair_share_its_predicted_leak() -> None:
    limits = EnumerationOptions(leak_per_M_s=1.0)
    leaky = enumerate_whole(SYSTEM, CRN, frozenset(CRN.names), limits)
    twice = next(r for r in leaky.reactions if r.leak)
    leaky = replace(leaky, reactions=(*leaky.reactions, replace(twice, products=twice.reactants)))
    model = rates_by("three-step")
    network, unpredicted = model.leaking(leaky)
    assert unpredicted == 0
    pairs: dict[tuple[str, ...], list[float]] = {}
    for before, after in zip(leaky.reactions, network.reactions, strict=True):
        assert (before.reactants, before.products) == (after.reactants, after.products)
        if after.leak:
            pairs.setdefault(after.reactants, []).append(after.rate)
        else:
            assert after.rate == before.rate
    assert len(pairs[twice.reactants]) == 2
    predicted = {(leak.one, leak.other): leak.rate for leak in model.leaks(leaky)}
    wholes = [(sum(rates), predicted[pair[0], pair[1]]) for pair, rates in pairs.items()]
    # Less where a leak is taken back, never more.
    assert all(whole <= rate * (1 + 1e-9) for whole, rate in wholes if rate is not None)
    assert sum(whole == pytest.approx(rate) for whole, rate in wholes) > 10


def test_every_tail_of_a_gate_can_invade() -> None:
    """Toeholds that are shared begin several tails of one complex, and each fits elsewhere."""
    tails = Complex((("a", "t", "x"), ("b", "t", "y"), ("b*", "a*")), "(..+(..+))").canonical()
    held = Complex((("t", "y"), ("y*", "t*")), "((+))").canonical()
    other = Complex((("t", "x"), ("x*", "t*")), "((+))").canonical()
    domains = tuple(Domain(n, 5 if n == "t" else 15) for n in "abtxy")
    system = DsdSystem("", domains, (), (), ())
    words = random_words(system, "ACGT", 1)
    species = tuple(
        NetworkSpecies(name, one, ComplexRole.FUEL, None)
        for name, one in (("gate", tails), ("x", other), ("y", held))
    )
    network = ReactionNetwork(species, (), complete=True, truncated_by=None, scope="")
    model = RATE_MODELS.load("three-step")
    rates = NucleotideRates(system, words, model, USUAL_CONDITIONS)
    assert {(leak.one, leak.other) for leak in rates.leaks(network)} == {
        ("gate", "x"),
        ("gate", "y"),
    }
