from __future__ import annotations

from verification.bisimulation_cases import question

from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.conservation import conservation_laws_lift


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
