import random

import pytest

from ncrn_dsd.ir.dsd import Clamp, Complex, Domain, DsdSystem, Signal
from ncrn_dsd.sequences.unneeded import (
    BETWEEN_BP,
    INSIDE_BP,
    LEAST_LOOP_NT,
    UnneededDuplexes,
    longest_unneeded_duplexes,
    shortest_unneeded_duplexes,
)

STRANDS = (("a", "b"), ("a*",), ("c",))
SYSTEM = DsdSystem(
    "test",
    tuple(Domain(name, 12) for name in "abc"),
    tuple(Signal(f"S{i}", Complex((s,), "." * len(s)), None) for i, s in enumerate(STRANDS)),
    (),
    (),
)
PARTNER = {"A": "T", "C": "G", "G": "C", "T": "A"}
Letter = tuple[str, str, int, bool]
"""A letter, its domain, its place from the 5' end of that, and whether it is of the complement."""


def written_out(strand: tuple[str, ...], words: dict[str, str]) -> list[Letter]:
    letters: list[Letter] = []
    for occurrence in strand:
        name = occurrence.removesuffix("*")
        own = [(x, name, i, False) for i, x in enumerate(words[name])]
        its = [(PARTNER[x], n, i, True) for x, n, i, _ in reversed(own)]
        letters += its if occurrence.endswith("*") else own
    return letters


def fits(one: Letter, other: Letter) -> bool:
    in_register = one[1:3] == other[1:3] and one[3] != other[3]
    return PARTNER[one[0]] == other[0] and not in_register


def run_from(one: list[Letter], i: int, other: list[Letter], j: int, loop_nt: int) -> int:
    count = 0
    while i < len(one) and j >= 0 and (one is not other or not loop_nt or j - i > loop_nt):
        if not fits(one[i], other[j]):
            break
        i, j, count = i + 1, j - 1, count + 1
    return count


def longest(words: dict[str, str], inside: bool) -> int:
    strands = [written_out(s, words) for s in STRANDS]
    loop_nt = LEAST_LOOP_NT if inside else 0
    return max(
        run_from(one, i, other, j, loop_nt)
        for one in strands
        for other in ([one] if inside else strands)
        for i in range(len(one))
        for j in range(len(other))
    )


def test_duplexes_that_nothing_needs_are_found_as_by_looking_at_every_pair_of_letters() -> None:
    draws = random.Random(3)
    for _ in range(10):
        words = {name: "".join(draws.choices("ACGT", k=12)) for name in "abc"}
        found = longest_unneeded_duplexes(SYSTEM, words)
        assert found == (longest(words, inside=True), longest(words, inside=False))


def test_a_domain_needs_its_own_complement() -> None:
    words = {"a": "AACCATTACCAC", "b": "CCCCCCCCCCCC", "c": "CCCCCCCCCCCC"}
    assert longest_unneeded_duplexes(SYSTEM, words)[1] < len(words["a"])


def test_as_many_duplexes_are_counted_as_are_longer_than_is_aimed_at() -> None:
    duplexes = UnneededDuplexes(SYSTEM)
    draws = random.Random(5)
    counts = []
    for letters in ("AC", "ACT", "ACT", "ACGT", "ACGT"):
        words = {name: "".join(draws.choices(letters, k=12)) for name in "abc"}
        inside, between = longest_unneeded_duplexes(SYSTEM, words)
        counts.append(duplexes.count(words))
        assert (counts[-1] == 0) == (inside <= INSIDE_BP and between <= BETWEEN_BP)
        assert bool(duplexes.blame(words)) == (counts[-1] > 0)
    assert min(counts) == 0 < max(counts)


def test_a_domain_drawn_anew_changes_the_count_by_what_it_takes_part_in() -> None:
    duplexes = UnneededDuplexes(SYSTEM)
    draws = random.Random(7)
    words = {name: "".join(draws.choices("ACT", k=12)) for name in "abc"}
    changes = set()
    for name in "abc" * 8:
        new = words | {name: "".join(draws.choices("ACT", k=12))}
        change = duplexes.count_with(name, new) - duplexes.count_with(name, words)
        assert change == duplexes.count(new) - duplexes.count(words)
        changes.add(change)
        words = new
    assert len(changes) > 1


def test_the_domains_of_a_duplex_are_to_blame_for_it() -> None:
    # Nine letters of a have their partners in c, which are two stretches of eight each.
    words = {"a": "CCTCACAACCAC", "b": "AAAAAAAAAAAA", "c": "GTGGTTGTGCCC"}
    duplexes = UnneededDuplexes(SYSTEM)
    inside, between = longest_unneeded_duplexes(SYSTEM, words)
    assert (inside, between) == (2, 9)
    assert duplexes.count(words) == 2
    assert duplexes.blame(words) == {"a": 2, "c": 2}
    assert longest_unneeded_duplexes(SYSTEM, words | {"c": "N" * 12})[1] < 9


def test_a_clamp_needs_what_it_holds() -> None:
    words = {"a": "AAACACCAA", "b": "GGG", "k": "GGG"}
    strands = (("a", "b"), ("k*", "a*"))
    signals = tuple(
        Signal(f"S{i}", Complex((s,), "." * len(s)), None) for i, s in enumerate(strands)
    )
    longest = [
        longest_unneeded_duplexes(
            DsdSystem("test", (Domain("a", 9), Domain("b", 3), k), signals, (), ()), words
        )[1]
        for k in (Domain("k", 3, clamp=Clamp("b")), Domain("k", 3))
    ]
    assert longest == [2, 3]


@pytest.mark.parametrize(("alphabet", "needed"), [("ACT", 4), ("ACGT", 3)])
def test_many_domains_need_long_words(alphabet: str, needed: int) -> None:
    names = [f"d{i}" for i in range(10)]
    strands = [(n,) for n in names] + [(f"{n}*",) for n in names]
    system = DsdSystem(
        "many",
        tuple(Domain(name, 15) for name in names),
        tuple(Signal(f"S{i}", Complex((s,), "."), None) for i, s in enumerate(strands)),
        (),
        (),
    )
    words = dict.fromkeys(names, "C" + "N" * 13 + "A")
    least = shortest_unneeded_duplexes(system, words, alphabet)
    assert least.between_bp == needed
    assert least.words_needed == 10 * (15 - needed) <= least.words_there
    assert least.inside_bp == 0
