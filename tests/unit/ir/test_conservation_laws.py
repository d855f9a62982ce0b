"""The exact left null space of a network."""

from __future__ import annotations

from fractions import Fraction

from verification.bisimulation_cases import crn

from ncrn_dsd.ir.conservation import conservation_laws, net_change


def laws_of(text: str) -> list[dict[str, Fraction]]:
    reactions = crn(text)
    species = {x for r in reactions for side in r for x in side}
    return conservation_laws([net_change(*r) for r in reactions], species)


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


def test_a_species_that_nothing_changes_is_a_law_by_itself() -> None:
    assert {"K": 1} in laws_of("A + K -> B + K")
    assert net_change(("A", "K"), ("K", "B", "B")) == {"A": -1, "B": 2}
