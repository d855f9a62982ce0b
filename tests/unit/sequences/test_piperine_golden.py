"""Values of Piperine's published test case, computed by NUPACK 3.0 and spuriousSSM."""

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.sequences.ensemble import Dimers, openness_of, quality_of_complex
from ncrn_dsd.sequences.similarity import (
    SpelledStrand,
    count_words,
    motif_score,
    similarity_scores,
)
from ncrn_dsd.sequences.vienna_adapter import EnsembleOptions, association_kcal

DATA = Path(__file__).parents[2] / "data" / "piperine"
GOLDEN: dict[str, Any] = json.loads((DATA / "golden.json").read_text())

NAMED = re.compile(r"^(sequence|strand) (\S+) = ([ACGT]+)$", re.MULTILINE)
TILED = re.compile(r"^strand (\S+) = (.*) : \d+$", re.MULTILINE)


def _published() -> tuple[dict[str, str], dict[str, str]]:
    """Domains and strands by name."""
    found = NAMED.findall((DATA / "sequences9mut.seqs").read_text())
    domains = {name: text for kind, name, text in found if kind == "sequence"}
    return domains, {name: text for kind, name, text in found if kind == "strand"}


def _structures() -> dict[str, tuple[list[str], str]]:
    """Strands and dot-bracket of every complex."""
    lines = (DATA / "sequences9mut.mfe").read_text().splitlines()
    return {
        line.split(":")[1]: (lines[at + 1].split()[0].split("+"), lines[at + 2])
        for at, line in enumerate(lines)
        if ":" in line
    }


def _identity(name: str, domains: dict[str, str]) -> tuple[str, str]:
    """What makes two names of different reactions the same domain: that of the whole species."""
    reaction, short = name.split("-", 1)
    clamp = re.fullmatch(r"c([abcd])([mh])", short)
    if clamp:
        return "clamp", domains[f"{reaction}-{clamp[1]}{clamp[2]}"]
    if short.endswith(("-suffix", "-prefix")):
        whole, _, part = short.rpartition("-")
        return part, domains[f"{reaction}-{whole}"]
    return "whole", domains[name]


def _halves(occurrence: str) -> list[str]:
    """A first toehold consists of two domains."""
    name = occurrence.removesuffix("*")
    if not re.search(r"-toe-f[abcd]$", name):
        return [occurrence]
    parts = [f"{name}-suffix", f"{name}-prefix"]
    return [f"{part}*" for part in reversed(parts)] if occurrence.endswith("*") else parts


def _spelled_strands() -> list[SpelledStrand]:
    domains, strands = _published()
    names: dict[tuple[str, str], str] = {}
    spelled = []
    for strand, tiling in TILED.findall((DATA / "test_tdm.pil").read_text()):
        text, places = "", []
        for occurrence in [half for one in tiling.split() for half in _halves(one)]:
            plain = occurrence.removesuffix("*")
            star = "*" if occurrence.endswith("*") else ""
            letters = reverse_complement(domains[plain]) if star else domains[plain]
            own = names.setdefault(_identity(plain, domains), plain) + star
            text += letters
            places += [(own, place) for place in range(len(letters))]
        assert text == strands[strand]
        spelled.append((text, tuple(places)))
    return spelled


def test_counts_of_words_and_motifs_are_those_of_spurious_ssm() -> None:
    strands = _spelled_strands()
    exact = [count_words(strands, size) for size in range(3, 13)]
    assert [within for within, _ in exact] == GOLDEN["spurious"]["intra"]
    assert [between for _, between in exact] == GOLDEN["spurious"]["inter"]
    near = [count_words(strands, size, mismatch=True)[1] for size in range(5, 15)]
    assert near == GOLDEN["one_mismatch"]["inter"]
    assert similarity_scores(strands, mismatch=True)[0] == GOLDEN["one_mismatch"]["intra_score"]
    assert sum(motif_score(text) for text, _ in strands) == GOLDEN["verboten"]


def test_scores_of_words_are_the_counts_times_the_weights() -> None:
    weights = range(1, 8)
    within, between = similarity_scores(_spelled_strands(), mismatch=False)
    counts = GOLDEN["spurious"]
    assert within == sum(w * n for w, n in zip(weights, counts["intra"][3:], strict=True))
    assert between == sum(w * n for w, n in zip(weights, counts["inter"][3:], strict=True))


def test_unpaired_bases_of_a_strand_are_within_0_006_of_nupack() -> None:
    pytest.importorskip("RNA")
    golden = GOLDEN["strand"]
    _, strands = _published()
    # Ten letters: the last one before the clamp, the clamp, and the toehold.
    region = range(19, 29)
    found = openness_of(golden["name"], strands[golden["name"]], region, EnsembleOptions())
    assert found.toehold_smallest is not None
    assert found.toehold_mean is not None
    assert found.smallest == pytest.approx(golden["min_unpaired"], abs=0.006)
    assert found.total / 44 == pytest.approx(golden["sum_unpaired"] / 44, abs=0.006)
    assert found.toehold_smallest == pytest.approx(golden["toehold_min_unpaired"], abs=0.006)
    assert found.toehold_mean == pytest.approx(golden["toehold_sum_unpaired"] / 10, abs=0.006)


@pytest.mark.parametrize(
    ("parameters", "lowest", "highest"),
    [("mathews1999", 0.4, 1.0), ("mathews2004", 0.1, 0.4)],
)
@pytest.mark.parametrize("name", sorted(GOLDEN["complexes"]))
def test_defects_of_complexes_are_below_those_of_nupack_by_a_known_factor(
    name: str, parameters: Any, lowest: float, highest: float
) -> None:
    pytest.importorskip("RNA")
    strands, structure = _structures()[name]
    golden = GOLDEN["complexes"][name]
    found = quality_of_complex(name, strands, structure, EnsembleOptions(parameters))
    assert lowest < found.defect_nt / golden["defect_nt"] < highest
    assert found.formed_fraction * 1e-6 == pytest.approx(golden["concentration_M"], rel=1e-5)


def test_the_two_parameter_sets_bracket_nupack_for_weak_complexes() -> None:
    pytest.importorskip("RNA")
    newer, older = EnsembleOptions("mathews2004"), EnsembleOptions("mathews1999")
    chain, pair = GOLDEN["chain"], GOLDEN["pair"]
    formed = [
        1e-6 * quality_of_complex("chain", chain["strands"], chain["structure"], o).formed_fraction
        for o in (older, newer)
    ]
    assert formed[0] < chain["concentration_M"] < formed[1]
    percent = [
        Dimers(partial(association_kcal, options=o), 25.0).percent(pair["one"], pair["other"])
        for o in (older, newer)
    ]
    assert percent[0] < 100 * sum(pair["dimers_M"]) / 2e-6 < percent[1]
