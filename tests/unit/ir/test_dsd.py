from __future__ import annotations

from ncrn_dsd.ir.dsd import Complex, complement, domain_name

GATE = Complex((("a", "t"), ("t*", "b", "b*"), ("a*",)), "((+)()+)")


def test_kernel_notation() -> None:
    assert GATE.kernel() == "a( t( + ) b( ) + )"


def test_rotations_return_to_the_start() -> None:
    turns = GATE.rotations()
    assert len(set(turns)) == 3
    assert Complex(turns[-1].strands, turns[-1].structure).rotations()[1] == GATE


def test_canonical_form_does_not_depend_on_the_rotation() -> None:
    assert {c.canonical() for c in GATE.rotations()} == {GATE.canonical()}


def test_pairs_stay_pairs_under_rotation() -> None:
    def pairs(complex_: Complex) -> set[frozenset[str]]:
        flat = [o for strand in complex_.strands for o in (*strand, "+")][:-1]
        stack: list[str] = []
        found = set()
        for occurrence, mark in zip(flat, complex_.structure, strict=True):
            if mark == "(":
                stack.append(occurrence)
            elif mark == ")":
                found.add(frozenset((stack.pop(), occurrence)))
        return found

    assert all(pairs(c) == pairs(GATE) for c in GATE.rotations())


def test_complement_is_an_involution() -> None:
    assert complement(complement("a")) == "a"
    assert domain_name("a*") == domain_name("a") == "a"
