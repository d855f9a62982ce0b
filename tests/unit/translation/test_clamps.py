import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import TranslationError
from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.reaction_rates import PairLeak
from ncrn_dsd.model.rates import USUAL_CONDITIONS
from ncrn_dsd.model.sequences import DEFAULT_SEQUENCES
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.reaction_rates import NucleotideRates
from ncrn_dsd.sequences.three_step import THREE_STEP
from ncrn_dsd.study.stages.prove import prove_strands
from ncrn_dsd.translation.clamps import with_clamps
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

CRN = crn_of("A + B -> C + D", "C -> A")
PLAIN = soloveichik2010(CRN)
CLAMPED = with_clamps(PLAIN, 2)


def enumerated(system: DsdSystem) -> ReactionNetwork:
    return enumerate_whole(system, CRN, frozenset(CRN.names), EnumerationOptions())


@pytest.fixture(scope="module")
def networks() -> tuple[ReactionNetwork, ReactionNetwork]:
    return enumerated(PLAIN), enumerated(CLAMPED)


def test_only_strands_under_the_ends_of_gates_are_longer() -> None:
    assert CLAMPED.without_clamps() == PLAIN
    assert CLAMPED.signals == PLAIN.signals
    assert CLAMPED.clamps
    longer = sum(CLAMPED.strand_lengths_nt) - sum(PLAIN.strand_lengths_nt)
    assert longer == 2 * len(CLAMPED.clamps)
    assert not any(d.is_toehold or d.is_branch for d in CLAMPED.clamps)
    assert with_clamps(PLAIN, 0) == PLAIN


def test_reactions_and_rates_stay_the_same(
    networks: tuple[ReactionNetwork, ReactionNetwork],
) -> None:
    plain, clamped = networks
    assert clamped.complete
    assert sorted(r.rate for r in clamped.reactions) == sorted(r.rate for r in plain.reactions)
    assert len(clamped.species) == len(plain.species)


def test_what_is_proved_stays_proved(networks: tuple[ReactionNetwork, ReactionNetwork]) -> None:
    reports = [
        prove_strands.alone(CRN, system, network, 30.0).report.obligations
        for system, network in zip((PLAIN, CLAMPED), networks, strict=True)
    ]
    words = [[(o.notion, o.word) for o in one] for one in reports]
    assert words[0] == words[1]
    assert any(word == "PROVED" for _, word in words[1])


def test_leaks_are_slower_at_clamps_alone(
    networks: tuple[ReactionNetwork, ReactionNetwork],
) -> None:
    found = design_sequences(CLAMPED, DEFAULT_SEQUENCES, options=SearchOptions(tries=5, repairs=0))
    words = {d.domain: d.sequence for d in found.domains}
    for clamp in CLAMPED.clamps:
        assert clamp.clamp is not None
        under = words[domain_name(clamp.clamp.under)]
        assert words[clamp.name] == (under[-2:] if clamp.clamp.at_its_end else under[:2])
    plain, clamped = (
        list(NucleotideRates(system, words, THREE_STEP, USUAL_CONDITIONS).leaks(network))
        for system, network in zip((PLAIN, CLAMPED), networks, strict=True)
    )
    assert [(one.ends, one.branch_nt) for one in clamped] == [
        (one.ends, one.branch_nt) for one in plain
    ]
    assert rates_of(clamped).count(None) == 0
    slower = [b / a for a, b in zip(rates_of(plain), rates_of(clamped), strict=True) if a and b]
    # The other ends at which a strand can begin stay blunt.
    assert min(slower) < 0.55
    assert max(slower) == 1.0


def rates_of(leaks: list[PairLeak]) -> list[float | None]:
    return [one.rate for one in leaks]


def test_gates_without_such_an_end_are_refused() -> None:
    system = translate(CRN, load_scheme("cardelli2013_2D"))
    with pytest.raises(TranslationError, match=r"T010.*nothing that a clamp could hold on to"):
        with_clamps(system, 1)
