from __future__ import annotations

from ncrn_dsd.drawing.reversible_pairs import drawn_reactions
from ncrn_dsd.formats.pil_document import PilReaction


def reaction(text: str, kind: str = "condensed") -> PilReaction:
    left, right = (tuple(part.split()) for part in text.replace("+", " ").split("->"))
    return PilReaction(kind, 1.0, left, right)


def shown(texts: list[tuple[str, str]], present: str) -> list[list[str | None]]:
    found = drawn_reactions([reaction(*t) for t in texts], present.split())
    return [[f"{'+'.join(r.reactants)}>{'+'.join(r.products)}" for r in d.both] for d in found]


def test_forward_is_what_can_happen_first() -> None:
    chain = [("C -> B", "a"), ("B -> C", "a"), ("B -> A", "a"), ("A -> B", "a")]
    assert shown(chain, "A") == [["B>C", "C>B"], ["A>B", "B>A"]]
    assert shown(chain, "C") == [["C>B", "B>C"], ["B>A", "A>B"]]


def test_an_association_goes_before_its_opening() -> None:
    pair = [("C -> A + B", "open"), ("A + B -> C", "bind21")]
    assert shown(pair, "A B C") == [["A+B>C", "C>A+B"]]


def test_the_order_of_a_side_does_not_matter_and_each_has_one_reverse() -> None:
    texts = [("A + B -> C", "x"), ("C -> B + A", "x"), ("C -> A + B", "y")]
    assert shown(texts, "A B") == [["A+B>C", "C>B+A"], ["C>A+B"]]


def test_of_two_reverses_the_one_of_the_same_kind_is_taken() -> None:
    texts = [("A -> B", "x"), ("B -> A", "y"), ("B -> A", "x")]
    found = drawn_reactions([reaction(*t) for t in texts], ["A"])
    assert [[r.kind for r in d.both] for d in found] == [["x", "x"], ["y"]]


def test_what_changes_nothing_is_its_own_reaction() -> None:
    assert shown([("A -> A", "x"), ("A -> A", "x")], "A") == [["A>A", "A>A"]]
    assert shown([("A -> A", "x")], "A") == [["A>A"]]
    assert shown([("Q -> R", "x")], "A") == [["Q>R"]]
