from difflib import SequenceMatcher
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.sequences.measures import longest_shared_run_nt
from ncrn_dsd.sequences.nucleotides import has_forbidden_run, is_palindrome


def test_reverse_complement_of_known_words() -> None:
    assert reverse_complement("ACGT") == "ACGT"
    assert reverse_complement("GATTACA") == "TGTAATC"
    assert reverse_complement("CCATT") == "AATGG"
    assert is_palindrome("GAATTC")
    assert not is_palindrome("GAATT")


def test_forbidden_runs() -> None:
    for bad in ("ACCCCT", "TGGGGA", "CAAAAAC", "CTTTTTC"):
        assert has_forbidden_run(bad)
    assert not has_forbidden_run("CCCAAAATTTTGGG")


def test_shared_run_is_seen_across_domains_and_complements() -> None:
    assert longest_shared_run_nt({"a": "ACCTTA", "b": "CACCTC"}) == 4
    assert longest_shared_run_nt({"a": "CCATC", "b": "GATGG"}) == 5
    # The palindrome AATT within one domain is shared with the complement of the same domain.
    assert longest_shared_run_nt({"a": "CAATTC"}) == 4
    assert longest_shared_run_nt({}) == 0


@given(st.lists(st.text("ACGT", min_size=1, max_size=9), min_size=1, max_size=5))
def test_shared_run_agrees_with_comparison_pair_by_pair(words: list[str]) -> None:
    occurrences = [text for word in words for text in (word, reverse_complement(word))]
    pairwise = max(
        SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size
        for a, b in combinations(occurrences, 2)
    )
    assert longest_shared_run_nt({str(i): w for i, w in enumerate(words)}) == pairwise
