from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from verification.bisimulation_cases import CASES, crn, question

from ncrn_dsd.verification.canonical import canonical_question
from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.crnverifier_adapter import (
    BisimulationAnswer,
    answer_all,
    resolving_meaning,
)
from ncrn_dsd.verification.witness import refutation_reason

HARD = question(
    "; ".join(f"A{i} + B{i} -> A{i + 1} + C{i}" for i in range(4)),
    "; ".join(f"a{i} <=> g{i}; g{i} + b{i} -> t{i}; t{i} -> a{i + 1} + c{i}" for i in range(4)),
    given=False,
)
"""Without the meaning of the signals the search takes many minutes."""


@pytest.mark.long
def test_published_verdicts() -> None:
    questions = {question(formal, text): name for name, (formal, text, _) in CASES.items()}
    outcomes = {questions[q]: a for q, a in answer_all(tuple(questions), 20, 2)}
    verdicts = {
        name: a.bisimilar for name, a in outcomes.items() if isinstance(a, BisimulationAnswer)
    }
    assert verdicts == {name: expected for name, (_, _, expected) in CASES.items()}


def test_locked_intermediate_is_bisimilar_but_does_not_compose() -> None:
    asked = (
        question("A + B -> C", "A -> i; i + B -> C"),
        question("A + B -> C", "A <=> i; i + B -> C"),
    )
    outcomes = dict(answer_all(asked, 20, 2))
    assert outcomes[asked[0]] == BisimulationAnswer(bisimilar=True, composes=False)
    assert outcomes[asked[1]] == BisimulationAnswer(bisimilar=True, composes=True)


def test_meaning_of_two_fates_is_left_open() -> None:
    asked = question("A -> B; A -> C", "A -> i; i -> B; i -> C; A -> j; j -> C")
    meaning = resolving_meaning(asked)
    assert "i" not in meaning
    assert meaning["j"] == ("C",)


def test_time_limit_ends_the_search_with_a_reason(others: frozenset[int]) -> None:
    easy = question("A -> B", "A -> i; i -> B")
    outcomes = dict(answer_all((HARD, easy), 1.5, 2))
    assert outcomes[HARD] == "no answer within 1.5 s"
    assert outcomes[easy] == BisimulationAnswer(bisimilar=True, composes=True)
    assert children() <= others


def test_crash_of_the_verifier_is_a_reason() -> None:
    broken = BisimulationQuestion(crn("A -> B"), ((("A",), ("A",)),), (("A", "A"), ("B", "B")))
    ((_, outcome),) = answer_all((broken,), 20, 1)
    assert isinstance(outcome, str)
    assert "the verifier failed: AssertionError" in outcome


def test_interrupt_leaves_no_process_behind(others: frozenset[int]) -> None:
    running = answer_all((question("A -> B", "A -> i; i -> B"), HARD), 60, 2)
    assert isinstance(running, Generator)
    next(running)
    with pytest.raises(KeyboardInterrupt):
        running.throw(KeyboardInterrupt)
    assert children() <= others


def children() -> frozenset[int]:
    """Processes that this one has started and not yet seen end."""
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in parentheses may hold anything; state and parent come after it.
            parent = stat.read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid():
                found.add(int(stat.parent.name))
    return frozenset(found)


@pytest.fixture
def others() -> frozenset[int]:
    """Children that were there before, such as the resource tracker of earlier tests."""
    return children()


def test_renamed_questions_are_equal_in_canonical_form() -> None:
    one = BisimulationQuestion(
        crn("A + B -> C"),
        crn("a1 <=> i; a2 <=> j; i + b -> t; j + b -> t; t -> c"),
        (("a1", "A"), ("a2", "A"), ("b", "B"), ("c", "C")),
    )
    other = BisimulationQuestion(
        crn("P + Q -> R"),
        crn("z -> y; v + k -> z; x <=> k; w <=> l; l + v -> z"),
        (("w", "P"), ("x", "P"), ("v", "Q"), ("y", "R")),
    )
    assert canonical_question(one) == canonical_question(other)
    assert canonical_question(one) != canonical_question(
        replace(one, implementation=one.implementation[1:])
    )
    assert canonical_question(one) != canonical_question(
        replace(one, signals=(("a1", "A"), ("a2", "B"), ("b", "B"), ("c", "C")))
    )


@pytest.mark.parametrize(
    ("formal", "implementation", "words"),
    [
        ("A -> B", "A -> i; i -> B + C", "releases a signal of C"),
        ("A + B -> C", "A -> i; i -> C", "no enumerated reaction of the module consumes"),
        ("A -> B + C", "A -> i; i -> B", "no enumerated reaction of the module releases"),
        ("A -> B; B -> C", "A -> C; A -> i; i -> B; B -> C", "delimiting condition: A -> C"),
        ("A -> B", "A -> i; i -> B; i -> ", "no meaning of the intermediates"),
    ],
)
def test_refutation_names_what_fails(formal: str, implementation: str, words: str) -> None:
    assert words in refutation_reason(question(formal, implementation))
