"""Mutated schemes give a located error or a sound system: no other exception, no hang."""

from __future__ import annotations

import random
import re

import pytest

from ncrn_dsd.errors import NcrnError, SchemeError, TranslationError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.formats.pil import read_pil, write_pil
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.translation.scheme import load_scheme, parse_scheme
from ncrn_dsd.translation.translate import translate

TEXT = load_scheme("soloveichik2010").text
CRN = read_crn("A + B -> C; C -> A + D; -> B; D ->", "fuzz.crn").crn
TOKEN = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)
WORDS = re.findall(r"[A-Za-z]\w*", TEXT)
SIGNS = "()[]{};=,.+-*/?~|\"'#:<>!"


def mutate(seed: int) -> str:
    """One to three changes: a token deleted, doubled, swapped, or replaced."""
    rng = random.Random(seed)
    tokens = TOKEN.findall(TEXT)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(tokens))
        match rng.randrange(6):
            case 0:
                del tokens[at]
            case 1:
                tokens.insert(at, tokens[at])
            case 2:
                other = rng.randrange(len(tokens))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 3:
                tokens[at] = rng.choice(WORDS)
            case 4:
                tokens[at] = rng.choice(SIGNS)
            case _:
                tokens[at] = tokens[at].translate(str.maketrans("()[]{}", ")(][}{"))
    return "".join(tokens)


def outcome(text: str) -> NcrnError | DsdSystem:
    try:
        return translate(CRN, parse_scheme(text, "fuzz.ts", "fuzz"))
    except (SchemeError, TranslationError) as problem:
        return problem


@pytest.mark.parametrize("batch", range(8))
def test_mutated_schemes(batch: int) -> None:
    for seed in range(batch * 40, batch * 40 + 40):
        result = outcome(mutate(seed))
        if isinstance(result, DsdSystem):
            document = read_pil(write_pil(result), "fuzz.pil")
            written = [c.complex for c in document.complexes]
            signals = [s.complex for s in result.signals]
            assert written == signals + [f.complex for f in result.fuels], seed
        elif isinstance(result, SchemeError):
            assert re.match(r"fuzz\.ts:\d+:\d+", result.where), (seed, result)
        else:
            assert result.where, (seed, result)


def test_mutants_meet_both_outcomes() -> None:
    results = [outcome(mutate(seed)) for seed in range(160)]
    assert any(isinstance(result, DsdSystem) for result in results)
    assert len({result.code for result in results if isinstance(result, NcrnError)}) > 8
