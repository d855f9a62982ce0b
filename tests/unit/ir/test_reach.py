"""What a set of reactants can bring about."""

from __future__ import annotations

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.reach import reached_from

WHY = Origin("test", "reach")


def reaction(left: str, right: str) -> FormalReaction:
    return FormalReaction(tuple(left.split()), tuple(right.split()), 1.0, WHY)


def test_a_reaction_needs_all_its_reactants() -> None:
    network = [reaction("A B", "C"), reaction("C C", "D"), reaction("D E", "F")]
    assert reached_from(network, "A") == {"A"}
    assert reached_from(network, "AB") == {"A", "B", "C", "D"}
    assert reached_from(network, "ABE") == set("ABCDEF")


def test_what_is_made_from_nothing_is_there() -> None:
    assert reached_from([reaction("", "A"), reaction("A", "B")], ()) == {"A", "B"}
