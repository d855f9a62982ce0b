"""Mutated schemes give a located error or a sound system: no other exception, no hang."""

from __future__ import annotations

import random
import re

import pytest

from ncrn_dsd.errors import SchemeError, TranslationError
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


def outcome(seed: int) -> DsdSystem | SchemeError | TranslationError:
    try:
        return translate(CRN, parse_scheme(mutate(seed), "fuzz.ts", "fuzz"))
    except (SchemeError, TranslationError) as problem:
        return problem


@pytest.mark.parametrize("batch", range(8))
def test_mutated_schemes(batch: int) -> None:
    for seed in range(batch * 40, batch * 40 + 40):
        found = outcome(seed)
        if isinstance(found, SchemeError):
            assert re.match(r"fuzz\.ts:\d+:\d+", found.where), (seed, found)
        elif isinstance(found, TranslationError):
            assert found.where, (seed, found)
        else:
            document = read_pil(write_pil(found), "fuzz.pil")
            assert [c.complex for c in document.complexes] == [
                *(s.complex for s in found.signals),
                *(f.complex for f in found.fuels),
            ], seed


def test_mutants_meet_both_outcomes() -> None:
    found = [outcome(seed) for seed in range(80)]
    codes = {o.code for o in found if isinstance(o, SchemeError | TranslationError)}
    assert any(isinstance(o, DsdSystem) for o in found)
    assert len(codes) > 7
