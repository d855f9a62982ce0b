import pytest

from ncrn_dsd.sequences.context import spelled_strand
from ncrn_dsd.sequences.similarity import (
    branch_migration_scores,
    count_words,
    longest_common_run,
    motif_score,
    similarity_scores,
)

DOMAINS = {
    "d0": "CGTAA",
    "d1": "GCCTTTCCCTAACAG",
    "d2": "GTTTT",
    "d3": "TCGAACTCGTGT",
    "d4": "TGTCGAGCGACG",
    "d5": "AATTAGATCAGTTAA",
    "d6": "ATGGCAGAAAAC",
    "d7": "GGCAGGGCTTTTAGT",
    "d8": "CGTGGGATGATC",
    "d9": "GTGGG",
    "d10": "TAAAGGTGGCGC",
    "d11": "GGGTAACGCGCGCTA",
    "d12": "GGCTC",
    "d13": "GCTGC",
}
STRANDS = (
    ("d12", "d0", "d5"),
    ("d13*", "d5", "d12*"),
    ("d9", "d6*", "d8*"),
    ("d7*", "d10*", "d4*"),
    ("d9*", "d0*", "d2"),
    ("d0*", "d13*", "d8"),
    ("d0*", "d13*", "d8*"),
    ("d3", "d13*", "d1"),
    ("d0", "d12", "d6"),
    ("d0*", "d11", "d2*"),
    ("d3", "d8*", "d0"),
    ("d5", "d4*", "d12"),
)
SPELLED = [spelled_strand(strand, DOMAINS) for strand in STRANDS]

EXACT = {
    3: (127, 1200),
    4: (51, 312),
    5: (10, 94),
    6: (7, 26),
    7: (1, 6),
    8: (1, 5),
    **dict.fromkeys(range(9, 13), (0, 5)),
}
NEAR = {5: (46, 282), 6: (18, 91), 7: (14, 32), 8: (5, 7), 9: (3, 1), 10: (1, 1), 11: (1, 1)}
"""Counted by spuriousSSM (peppercompiler 0.1.3) for the same strands, each one a complex."""


@pytest.mark.parametrize(("word_nt", "counts"), EXACT.items())
def test_unintended_words_as_spurious_ssm_counts_them(
    word_nt: int, counts: tuple[int, int]
) -> None:
    assert count_words(SPELLED, word_nt) == counts


@pytest.mark.parametrize(("word_nt", "counts"), NEAR.items())
def test_words_with_a_mismatch_as_spurious_ssm_counts_them(
    word_nt: int, counts: tuple[int, int]
) -> None:
    assert count_words(SPELLED, word_nt, mismatch=True) == counts


def test_motifs_as_spurious_ssm_scores_them() -> None:
    assert sum(motif_score(text) for text, _ in SPELLED) == 12220.0


def test_longer_words_weigh_more() -> None:
    within = sum((k - 5) * EXACT[k][0] for k in range(6, 13))
    between = sum((k - 5) * EXACT[k][1] for k in range(6, 13))
    assert similarity_scores(SPELLED, mismatch=False) == (within, between)


def test_runs_shared_by_domains() -> None:
    assert longest_common_run("ACCTTA", "CACCTC") == 4
    assert longest_common_run("AAA", "CCC") == 0
    # 6 letters shared count 2, 4 letters nothing, 12 letters as much as 10.
    six, four, twelve = ("AACCTT", "TAACCTTA"), ("ACTC", "ACTCA"), ("ACTCATTACCTA",) * 2
    assert branch_migration_scores(six) == (2, 6)
    assert branch_migration_scores(four) == (0, 4)
    assert branch_migration_scores(twelve) == (32, 12)
    assert branch_migration_scores(()) == (0, 0)
