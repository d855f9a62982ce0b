"""Signals are released: by steps and supplies, or held by a state that replays."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from verification.bisimulation_cases import CASES, question
from verification.seeded_faults import learner

from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.certificate_json import dump_certificate
from ncrn_dsd.verification.check_certificate import RejectedError, check_certificate
from ncrn_dsd.verification.check_refutation import never_released
from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.prover import Certificate, prove
from ncrn_dsd.verification.release import Answer, Held, Open, Release, Withheld, release
from ncrn_dsd.verification.released import signals_released

REVERSIBLE = "A <=> i + s; i + B <=> j; j -> C + s"
"""The first reactant comes back only while the strand that it freed is there."""

JOINT = {
    "the helper is only used up with its partner": ("A + B -> C", REVERSIBLE, Release),
    "what is left over is collected": ("A + B -> C", f"{REVERSIBLE}; s + k <=> ", Release),
    "the helper leaves alone": ("A + B -> C", f"{REVERSIBLE}; s -> ", Held),
    "one helper for two": ("A + B -> C", "A <=> i + s; A + s -> i; i + B -> C", Held),
    "a collector that the product makes": (
        "A + B -> C",
        "A <=> i + s; i + B -> j; j -> C + t; s + t -> ",
        Release,
    ),
    "a collector with two sources": (
        "A + B -> C",
        "A <=> i + s; i + B -> j; j -> C + t + t; s + t -> ",
        Held,
    ),
    "the collector comes by one of two ways": (
        "A + B -> C",
        "A <=> i + s; i + B <=> j + u; j <=> k + v; k -> C + w; w <=> x + v; s + x -> ",
        Release,
    ),
    "products leave together": ("A + B -> C + D", "A + B -> i + j; i + j -> C + D", Release),
    "one of two that belong together is lost": (
        "A + B -> C",
        "A + B -> i + s; i + s -> C; s -> ",
        Held,
    ),
    "another product first": ("A -> B; B -> C", "A -> i; i -> C; B -> k; k -> C", Withheld),
    "no reaction uses it up": ("A -> B", "A -> i", Held),
    "around for ever": ("A -> B", "A -> i; i <=> j", Held),
    "beside a source": ("A + B -> C; -> D", "A -> i; i + B -> C; -> D", Held),
    "its partner has a source": ("A + B -> C; -> B", "A -> i; i + B -> C; -> B", Open),
    "two are needed": ("A + A -> B", "A <=> i; i + i -> j; j + j -> B + B", Held),
    "with its own product": ("A -> B", "A -> i; i + B -> B + B", Held),
}

CAPTURED = {"irreversible capture"}


def answered(asked: BisimulationQuestion) -> tuple[Certificate, Answer]:
    """The answer, and that whoever shares no code with it says the same."""
    proof = prove(asked)
    assert isinstance(proof, Certificate), proof
    found = release(asked, proof)
    if isinstance(found, Release):
        text = dump_certificate(asked, replace(proof, paths=found.paths), found)
        assert check_certificate(text).released
    elif not isinstance(found, Open):
        assert never_released(asked, dict(proof.meaning), found)
    return proof, found


@pytest.mark.parametrize("name", [n for n, (_, _, expected) in CASES.items() if expected])
def test_published_cases_release_their_signals(name: str) -> None:
    formal, text, _ = CASES[name]
    expected = Held if name in CAPTURED else Release
    assert isinstance(answered(question(formal, text))[1], expected)


@pytest.mark.parametrize("name", JOINT)
def test_joint_states_decide(name: str) -> None:
    formal, text, expected = JOINT[name]
    assert isinstance(answered(question(formal, text))[1], expected)


def test_refutation_names_the_state() -> None:
    asked = question("A + B -> C", f"{REVERSIBLE}; s -> ")
    proof, _ = answered(asked)
    found, text = signals_released(asked, proof, None)
    assert found.verdict is Verdict.REFUTED
    assert found.reason == (
        "A can become i, by A -> i + s; s -> (nothing); i stands for A there, and nothing that can"
        " follow from that state alone has all of it in free signals"
    )
    assert text is not None
    assert not check_certificate(text).released


def test_a_gate_that_never_gives_back_what_it_took_is_refuted_by_name() -> None:
    of = learner("soloveichik2010")
    reactions = [str(r) for r in of.program.crn.reactions]
    gate = reactions.index("Z_p + Phase -> E_p + Phase")
    back = next(
        r
        for r in of.network.reactions
        if r.modules == (gate,) and "Z_p__1" in r.products and len(r.products) == 2
    )
    broken = replace(of.network, reactions=tuple(r for r in of.network.reactions if r is not back))
    report = prove_system(of.system, of.program.crn, broken, 30.0).report
    refuted = [o for o in report.obligations if o.verdict is not Verdict.PROVED]
    assert [(o.notion, o.verdict) for o in refuted] == [("signals are released", Verdict.REFUTED)]
    assert refuted[0].reason.startswith("Z_p + Phase -> E_p + Phase: Z_p__1 can become ")


def _certified() -> dict[str, Any]:
    formal, text, _ = JOINT["a collector that the product makes"]
    asked = question(formal, text)
    proof, found = answered(asked)
    assert isinstance(found, Release)
    content: dict[str, Any] = json.loads(
        dump_certificate(asked, replace(proof, paths=found.paths), found)
    )
    return content


@pytest.mark.parametrize(
    ("steps", "supplies", "words"),
    [
        ([["j", 3]], {}, "i has no step"),
        ([["j", 3], ["i", 1]], {}, "helpers of i may be missing"),
        ([["j", 3], ["i", 1]], {"s": {"i": 1}}, "reaction [34] may use up s"),
        ([["j", 3], ["i", 2]], {"B": {"i": 1}}, "B cannot be supplied"),
        ([["i", 2], ["j", 3]], {}, "reaction 2 does not release i"),
        ([["j", 3], ["j", 3]], {}, "reaction 3 does not release j"),
    ],
)
def test_wrong_releases_are_rejected(
    steps: list[list[Any]], supplies: dict[str, dict[str, int]], words: str
) -> None:
    content = _certified()
    assert check_certificate(json.dumps(content)).released
    content["release"] = {"steps": steps, "supplies": supplies}
    with pytest.raises(RejectedError, match=words):
        check_certificate(json.dumps(content))


def test_products_that_do_not_come_out_are_rejected() -> None:
    asked = question(*JOINT["another product first"][:2])
    proof, found = answered(asked)
    assert isinstance(found, Withheld)
    # Its intermediate is released all right, but as the product of the next reaction.
    content: dict[str, Any] = json.loads(dump_certificate(asked, proof))
    content["release"] = {"steps": [["i", 1], ["k", 3]], "supplies": {}}
    with pytest.raises(RejectedError, match="products do not come out"):
        check_certificate(json.dumps(content))
