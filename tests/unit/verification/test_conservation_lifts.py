from __future__ import annotations

from fractions import Fraction

from verification.bisimulation_cases import crn, question

from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.conservation import conservation_laws, conservation_laws_lift


def laws_of(text: str) -> list[dict[str, Fraction]]:
    reactions = crn(text)
    changes = []
    for left, right in reactions:
        names = {*left, *right}
        change = {x: right.count(x) - left.count(x) for x in names}
        changes.append({x: n for x, n in change.items() if n})
    species = {x for r in reactions for side in r for x in side}
    return conservation_laws(changes, species)


def test_laws_of_small_networks() -> None:
    assert laws_of("A -> B") == [{"B": 1, "A": 1}]
    assert laws_of("A -> A + B") == [{"A": 1}]
    assert laws_of("A -> ; A -> B") == []
    assert len(laws_of("A + B -> C; C -> A + D; D -> B")) == 2


def test_every_law_is_kept_by_every_reaction() -> None:
    text = "A + B -> C + D; C + A -> E; E + D -> 2A + B + C; F + A -> F + E; D -> G"
    reactions = crn(text.replace("2A", "A + A"))
    laws = laws_of(text.replace("2A", "A + A"))
    assert laws
    for law in laws:
        for left, right in reactions:
            assert sum(law.get(x, 0) for x in left) == sum(law.get(x, 0) for x in right)


def test_laws_lift_through_the_meanings() -> None:
    asked = question("A + B -> C", "A <=> i; i + B -> j; j -> C")
    meaning = {x: (x,) for x in "ABC"} | {"i": ("A",), "j": ("C",)}
    found = conservation_laws_lift(asked, meaning)
    assert found.verdict is Verdict.PROVED
    assert found.reason == "all 2 laws of the formal network, in 4 steps"
    broken = conservation_laws_lift(asked, meaning | {"i": ("B",)})
    assert broken.verdict is Verdict.REFUTED
    assert "does not conserve" in broken.reason


def test_catalyst_that_is_lost_is_seen() -> None:
    asked = question("A + K -> B + K", "A + K -> B")
    assert conservation_laws_lift(asked, {x: (x,) for x in "ABK"}).verdict is Verdict.REFUTED


def test_nothing_is_decided_of_species_without_meaning() -> None:
    asked = question("A -> B", "A -> i; i -> B")
    assert conservation_laws_lift(asked, None).verdict is Verdict.UNDECIDED
    found = conservation_laws_lift(asked, {"A": ("A",), "B": ("B",)})
    assert found.verdict is Verdict.UNDECIDED
    assert "2 steps" in found.reason
