from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pytest
from verification.bisimulation_cases import CORRECT, crn

from ncrn_dsd.verification import check_certificate as module
from ncrn_dsd.verification.certificate_json import dump_certificate
from ncrn_dsd.verification.check_certificate import (
    Accepted,
    RejectedError,
    check_certificate,
    digest,
)
from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.prover import Certificate, prove

SOURCE = Path(module.__file__)


def certificate_of(asked: BisimulationQuestion) -> str:
    proof = prove(asked)
    assert isinstance(proof, Certificate)
    return dump_certificate(asked, proof)


def check(text: str, asked: BisimulationQuestion) -> Accepted:
    return check_certificate(
        text, list(asked.formal), list(asked.implementation), dict(asked.signals)
    )


def corrupted(text: str, rng: random.Random) -> str:
    """A certificate with one entry that is not what it was."""
    content: dict[str, Any] = json.loads(text)
    kind = rng.choice(tuple(CORRUPTIONS))
    CORRUPTIONS[kind](content, rng)
    return json.dumps(content)


def _drop_path(content: dict[str, Any], rng: random.Random) -> None:
    content["paths"].remove(rng.choice(content["paths"]))


def _shorten_path(content: dict[str, Any], rng: random.Random) -> None:
    rng.choice(content["paths"])[2].pop()


def _go_on_after_the_goal(content: dict[str, Any], rng: random.Random) -> None:
    way = rng.choice(content["paths"])[2]
    way.append(way[-1])


def _change_state(content: dict[str, Any], rng: random.Random) -> None:
    path = rng.choice(content["paths"])
    path[1] = path[1][1:] if path[1] else ["A"]


def _change_meaning(content: dict[str, Any], rng: random.Random) -> None:
    species = rng.choice(sorted(content["interpretation"]))
    value = content["interpretation"][species]
    formals = sorted({f for v in content["interpretation"].values() for f in v})
    content["interpretation"][species] = [*value, rng.choice(formals)]


def _forget_meaning(content: dict[str, Any], rng: random.Random) -> None:
    del content["interpretation"][rng.choice(sorted(content["interpretation"]))]


def _swap_signals(content: dict[str, Any], rng: random.Random) -> None:
    species = rng.choice(sorted(content["signals"]))
    others = sorted(set(content["signals"].values()) - {content["signals"][species]})
    content["signals"][species] = rng.choice(others)


def _change_reaction(content: dict[str, Any], rng: random.Random) -> None:
    part = content[rng.choice(("formal", "implementation"))]
    reaction = rng.choice(part)
    reaction[1] = [*reaction[1], "A"]


def _resolve_by_another_reaction(content: dict[str, Any], rng: random.Random) -> None:
    reactions = content["implementation"]
    species = rng.choice(sorted({x for r in reactions for side in r for x in side}))
    others = [i for i, (left, _) in enumerate(reactions) if left != [species]]
    content["resolutions"].insert(0, [species, rng.choice(others)])


CORRUPTIONS = {
    f.__name__: f
    for f in (
        _drop_path,
        _shorten_path,
        _go_on_after_the_goal,
        _change_state,
        _change_meaning,
        _forget_meaning,
        _swap_signals,
        _change_reaction,
        _resolve_by_another_reaction,
    )
}


def test_two_hundred_corrupted_certificates_are_rejected() -> None:
    rng = random.Random(3)
    several = tuple(q for q in CORRECT if len(q.implementation) > 2)
    texts = {q: certificate_of(q) for q in several}
    for _ in range(200):
        asked = rng.choice(several)
        broken = corrupted(texts[asked], rng)
        with pytest.raises(RejectedError):
            check(broken, asked)
    assert all(check(text, q) for q, text in texts.items())


SMALL = json.loads(certificate_of(CORRECT[0]))
EMPTY: dict[str, Any] = {
    "crn_sha256": digest([]),
    "implementation_sha256": digest([], {}),
    "system_sha256": None,
    "formal": [],
    "implementation": [],
    "signals": {},
    "interpretation": {},
    "resolutions": [],
    "paths": [],
    "release": None,
}


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        SMALL | {"formal": 3},
        SMALL | {"formal": [["A", "B"]]},
        SMALL | {"signals": {"a": 1}},
        SMALL | {"interpretation": []},
        SMALL | {"resolutions": [["a"]]},
        SMALL | {"paths": [[True, [], [0]]]},
        SMALL | {"release": {"steps": []}},
        SMALL | {"release": {"steps": [], "supplies": {"s": {"i": 0.5}}}},
        SMALL | {"crn_sha256": None},
    ],
)
def test_malformed_certificates_are_rejected(content: object) -> None:
    assert check_certificate(json.dumps(SMALL)).paths == 1
    with pytest.raises(RejectedError, match="malformed"):
        check_certificate(json.dumps(content))
    with pytest.raises(RejectedError, match="malformed"):
        check_certificate(json.dumps(content)[1:])


@pytest.mark.parametrize(
    "content",
    [
        EMPTY,
        SMALL | {"signals": {}},
        SMALL | {"formal": [], "paths": []},
        SMALL | {"implementation": []},
    ],
)
def test_certificates_about_nothing_are_rejected(content: dict[str, Any]) -> None:
    with pytest.raises(RejectedError, match="about nothing"):
        check_certificate(json.dumps(content))


@pytest.mark.parametrize("key", ["crn_sha256", "implementation_sha256"])
def test_hashes_have_to_be_those_of_the_reactions(key: str) -> None:
    with pytest.raises(RejectedError, match="its hashes"):
        check_certificate(json.dumps(SMALL | {key: digest([])}))


def hostile(reactants: int, variants: int, listed: bool) -> str:
    """A reaction of many copies of a signal with several variants: the orders are too many."""
    names = [f"A{n}" for n in range(variants)]
    formal = [(("A",) * reactants, ())]
    implementation = [((names[0],) * reactants, ()), *(((x,), (names[0],)) for x in names[1:])]
    signals = dict.fromkeys(names, "A")
    states = combinations_with_replacement(names, reactants)
    paths = [
        [0, state, [*(1 + names.index(x) - 1 for x in state if x != names[0]), 0]]
        for state in (states if listed else [(names[0],) * reactants])
    ]
    content = {
        "crn_sha256": digest(formal),
        "implementation_sha256": digest(implementation, signals),
        "system_sha256": None,
        "formal": formal,
        "implementation": implementation,
        "signals": signals,
        "interpretation": {x: ["A"] for x in names},
        "resolutions": [],
        "paths": paths,
        "release": None,
    }
    return json.dumps(content)


def test_certificates_with_too_few_paths_end_at_once() -> None:
    text = hostile(8, 60, listed=False)
    assert len(text) < 5_000
    with pytest.raises(RejectedError, match="is missing"):
        check_certificate(text)


def test_hostile_certificates_end_within_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_certificate(hostile(6, 2, listed=True)).paths == 7
    monkeypatch.setattr(module, "MAX_STEPS", 100_000)
    with pytest.raises(RejectedError, match="checking it takes more than 100000 steps"):
        check_certificate(hostile(40, 2, listed=True))


def test_long_sides_of_long_meanings_end_within_the_budget() -> None:
    reaction = ("A",), ("i",) * 3_000
    content = SMALL | {
        "implementation": [reaction],
        "implementation_sha256": digest([reaction], SMALL["signals"]),
        "interpretation": {"A": ["A"], "B": ["B"], "i": ["A"] * 3_000},
    }
    with pytest.raises(RejectedError, match="checking it takes more than"):
        check_certificate(json.dumps(content))


def test_circular_resolutions_are_rejected() -> None:
    # i and j only turn into each other; as if resolved, they would need no paths of their own.
    signals = {"A": "A", "B": "B"}
    content = EMPTY | {
        "formal": crn("A -> B"),
        "implementation": crn("A -> B; A -> i; i <=> j"),
        "crn_sha256": digest(crn("A -> B")),
        "implementation_sha256": digest(crn("A -> B; A -> i; i <=> j"), signals),
        "signals": signals,
        "interpretation": {"A": ["A"], "B": ["B"], "i": ["A"], "j": ["A"]},
        "resolutions": [["i", 2], ["j", 3]],
        "paths": [[0, ["A"], [0]]],
    }
    with pytest.raises(RejectedError, match="does not resolve"):
        check_certificate(json.dumps(content))
    with pytest.raises(RejectedError, match=r"path from .* is missing"):
        check_certificate(json.dumps(content | {"resolutions": []}))


def test_certificate_about_something_else_is_rejected() -> None:
    asked = CORRECT[0]
    text = certificate_of(asked)
    assert check_certificate(text).paths == 1
    with pytest.raises(RejectedError, match="other reactions"):
        check_certificate(text, formal=list(crn("A -> C")))
    with pytest.raises(RejectedError, match="other reactions"):
        check_certificate(text, implementation=list(crn("A -> B")))
    with pytest.raises(RejectedError, match="other signals"):
        check_certificate(text, signals={"A": "A"})


def test_checker_is_small_and_shares_no_code() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 350
    imported = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported <= set(sys.stdlib_module_names)


def test_checker_runs_alone(tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    path.write_text(certificate_of(CORRECT[0]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(SOURCE), str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{path}: accepted, 1 paths followed\n"
