"""Verdicts on enumerated gates of published schemes, beside those of crnverifier."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from verification.bisimulation_cases import beside_search, mutant

# In the package these stages never meet; here real gates are verified.
from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.errors import EnumerationError, TranslationError
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.pipeline.conformance import RECORD, options_for
from ncrn_dsd.pipeline.shapes import SHAPES, Shape
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.crn_view import BisimulationQuestion, whole_question

SCHEMES = Path(__file__).parents[3] / "ncrn_dsd/schemes"
FOLDERS = tuple(sorted(p.parent for p in SCHEMES.glob("*/*/cases")))
FEW_SCHEMES = ("cardelli2011_NM", "lakin2016_2D_3I", "chen2013_2D_JF", "soloveichik2010")
FEW_SHAPES = ("2-1", "autocatalysis", "dimer to one", "delayed choice")


def asked_of(scheme: str, shape: Shape) -> BisimulationQuestion | None:
    """The question of one cell; None when the scheme refuses or something was cut off."""
    loaded = load_scheme(scheme)
    crn = shape.crn
    try:
        system = translate(crn, loaded)
        network = enumerate_modules(system, crn, frozenset(crn.names), options_for(loaded))
    except (TranslationError, EnumerationError):
        return None
    return whole_question(crn, network) if network.complete else None


@pytest.mark.parametrize("scheme", FEW_SCHEMES)
def test_some_gates_agree_with_search(scheme: str) -> None:
    shapes = [s for s in SHAPES if s.name in FEW_SHAPES]
    asked = [q for q in (asked_of(scheme, s) for s in shapes) if q is not None]
    assert len(asked) >= 2
    assert "undecided" not in [beside_search(q, 3.0) for q in asked]


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_all_gates_agree_with_search_and_with_what_is_recorded(folder: Path) -> None:
    recorded = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    for shape in SHAPES:
        asked = asked_of(folder.name, shape)
        if asked is None:
            continue
        answer = beside_search(asked, 3.0)
        before = recorded[shape.name]["CRN bisimulation"]
        if before != Verdict.UNDECIDED.value:
            assert answer.startswith(before.lower()), shape.name


@pytest.mark.slow
@pytest.mark.parametrize("scheme", FEW_SCHEMES)
def test_broken_gates_agree_with_search(scheme: str) -> None:
    rng = random.Random(scheme)
    correct = [q for q in (asked_of(scheme, s) for s in SHAPES) if q is not None]
    seen = Counter(beside_search(mutant(rng.choice(correct), rng), 1.5) for _ in range(80))
    assert seen["refuted"] >= 20
    assert seen["undecided"] < 8
