"""Worker process: reads one question as JSON from standard input, writes the answer."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from ncrn_dsd.verification.crn_view import (
    BisimulationQuestion,
    ComparisonNotion,
    Notion,
    Sides,
)
from ncrn_dsd.verification.crnverifier_adapter import BisimulationAnswer, answer_question

_RECURSION_LIMIT = 20_000
"""The search goes one level deeper per implementation reaction."""


def main() -> None:
    """Answer one question; an exception ends the process with its message on standard error."""
    sys.setrecursionlimit(_RECURSION_LIMIT)
    answer, sys.stdout = sys.stdout, sys.stderr
    json.dump(asdict(answer_question(load_question(sys.stdin.read()))), answer)
    answer.flush()


def dump_question(question: BisimulationQuestion) -> str:
    """A question as JSON."""
    return json.dumps(asdict(question) | {"notion": question.notion.value})


def load_question(text: str) -> BisimulationQuestion:
    """Inverse of `dump_question`."""
    raw = json.loads(text)
    return BisimulationQuestion(
        tuple(_sides(r) for r in raw["formal"]),
        tuple(_sides(r) for r in raw["implementation"]),
        tuple((str(x), str(formal)) for x, formal in raw["signals"]),
        _notion(raw["notion"]),
    )


def load_answer(text: str) -> BisimulationAnswer:
    """The answer that `main` has written."""
    raw = json.loads(text)
    meaning = tuple((str(x), tuple(value)) for x, value in raw["meaning"])
    return BisimulationAnswer(raw["bisimilar"], raw["composes"], meaning)


def _notion(value: str) -> Notion | ComparisonNotion:
    values = {n.value for n in Notion}
    return Notion(value) if value in values else ComparisonNotion(value)


def _sides(raw: list[list[str]]) -> Sides:
    reactants, products = raw
    return tuple(reactants), tuple(products)


if __name__ == "__main__":
    main()
