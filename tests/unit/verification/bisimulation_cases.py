"""Small formal CRNs with implementations, and ways to break them."""

from __future__ import annotations

import random
import signal
from dataclasses import replace
from types import FrameType

from ncrn_dsd.verification.certificate_json import dump_certificate
from ncrn_dsd.verification.check_certificate import check_certificate
from ncrn_dsd.verification.check_refutation import replays
from ncrn_dsd.verification.crn_view import BisimulationQuestion, Sides
from ncrn_dsd.verification.crnverifier_adapter import answer_question
from ncrn_dsd.verification.prover import Certificate, Undecided, prove

# Verdicts published for small cases; signals carry the names of their formal species.
CASES = {
    "two-step": ("A -> B", "A -> i; i -> B", True),
    "reversible first step": ("A -> B", "A <=> i; i -> B", True),
    "hidden reactant": ("A + B -> C", "A <=> i; i + B -> C", True),
    "delayed choice": ("A -> B; A -> C", "A -> i; i -> B; i -> C", True),
    "separate commitment": ("A -> B; A -> C", "A -> i; i -> B; A -> j; j -> C", True),
    "irreversible capture": ("A + B -> C", "A -> i; i + B -> C", True),
    "dimer, reversible": ("A + A -> B", "A <=> i; i + A -> B", True),
    "dimer, irreversible": ("A + A -> B", "A -> i; i + A -> B", False),
    "early release": ("A -> B + C", "A -> i + B; i -> C", True),
    "early release, undone": ("A -> B + C", "A <=> i + B; i -> C", False),
    "release after commitment": ("A -> B + C", "A -> i; i <=> B + j; j -> C", True),
    "nothing commits": ("A -> B + C", "A <=> i; i <=> B + j; j -> C", False),
    "catalyst": ("X + W -> X + W + Z", "X <=> i; i + W -> j; j -> X + W + Z", True),
    "catalyst, reversible": ("X + W -> X + W + Z", "X <=> i; i + W <=> j; j -> X + W + Z", True),
    "reversible gate": ("A + B <=> C + D", "A <=> i; i + B <=> j; j <=> C + k; k <=> D", True),
    "leak": ("A -> B", "A -> i; i -> B; i -> ", False),
    "missing reaction": ("A -> B; B -> C", "A -> i; i -> B", False),
    "crosstalk": ("A -> B; C -> D", "A -> i; i -> B; C -> j; j -> D; i + C -> B + D", False),
}


def crn(text: str) -> tuple[Sides, ...]:
    found: list[Sides] = []
    for part in text.split(";"):
        arrow = "<=>" if "<=>" in part else "->"
        left, right = (
            tuple(sorted(x.strip() for x in side.split("+") if x.strip()))
            for side in part.split(arrow)
        )
        found += [(left, right), (right, left)] if arrow == "<=>" else [(left, right)]
    return tuple(found)


def question(formal: str, implementation: str, given: bool = True) -> BisimulationQuestion:
    met = {x for r in (*crn(formal), *crn(implementation)) for side in r for x in side}
    formals = sorted(x for x in met if x.isupper())
    signals = tuple((x, x) for x in formals) if given else ()
    return BisimulationQuestion(crn(formal), crn(implementation), signals)


VARIANTS = BisimulationQuestion(
    crn("A + B -> A + C; C -> "),
    crn(
        "a1 <=> i1; a2 <=> i2; i1 + b -> o1; i2 + b -> o2; o1 -> a2 + c1; o2 -> a2 + c1;"
        " c1 <=> k; k -> "
    ),
    (("a1", "A"), ("a2", "A"), ("b", "B"), ("c1", "C")),
)
"""A catalyst that comes back as another variant of itself."""

CORRECT = (
    *(question(formal, text) for formal, text, expected in CASES.values() if expected),
    VARIANTS,
)


def mutant(of: BisimulationQuestion, rng: random.Random) -> BisimulationQuestion:
    """One reaction deleted, with another product, reversed, or added."""
    reactions = list(of.implementation)
    species = sorted({x for r in reactions for side in r for x in side} | dict(of.signals).keys())
    kind = rng.choice(("delete", "product", "reverse", "add"))
    index = rng.randrange(len(reactions))
    left, right = reactions[index]
    if kind == "delete":
        del reactions[index]
    elif kind == "reverse":
        reactions[index] = right, left
    elif kind == "product":
        kept = list(right)
        if kept and rng.random() < 0.7:
            kept.remove(rng.choice(kept))
        reactions[index] = left, tuple(sorted((*kept, rng.choice(species))))
    else:
        reactants = rng.choices(species, k=rng.choice((1, 1, 2)))
        products = rng.choices(species, k=rng.choice((0, 1, 1, 2)))
        reactions.append((tuple(sorted(reactants)), tuple(sorted(products))))
    changing = tuple(r for r in dict.fromkeys(reactions) if r[0] != r[1])
    return replace(of, implementation=changing or of.implementation)


def searched(asked: BisimulationQuestion, limit_s: float = 5.0) -> bool | None:
    """The verdict of crnverifier; None when it takes too long or fails by itself."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        return answer_question(asked).bisimilar
    except (TimeoutError, TypeError):
        # It indexes tuples by names when a species without meaning stands on both sides.
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def accepts(asked: BisimulationQuestion, meaning: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
    """Whether crnverifier, given an interpretation of all species, finds all conditions met."""
    from crnverifier import crn_bisimulation_test

    formals = {x for r in asked.formal for side in r for x in side} | {f for _, f in asked.signals}
    found, _ = crn_bisimulation_test(
        [[list(side) for side in r] for r in asked.formal],
        [[list(side) for side in r] for r in asked.implementation],
        formals,
        interpretation={x: list(value) for x, value in meaning},
        permissive="graphsearch",
    )
    return bool(found)


def beside_search(asked: BisimulationQuestion, limit_s: float = 5.0) -> str:
    """How the prover answers; fails if it is not confirmed, or crnverifier contradicts it."""
    proof = prove(asked)
    if isinstance(proof, Undecided):
        return "undecided"
    expected = searched(asked, limit_s)
    if not isinstance(proof, Certificate):
        assert replays(asked, proof)
        assert not expected, asked
        return "refuted"
    assert check_certificate(
        dump_certificate(asked, proof),
        list(asked.formal),
        list(asked.implementation),
        dict(asked.signals),
    ).paths == len(proof.paths)
    if expected:
        return "proved"
    # The search leaves out some meanings of a species that stands on both sides of a reaction;
    # given the interpretation it has to find all conditions met.
    assert accepts(asked, proof.meaning), asked
    return "proved, not found by search"
