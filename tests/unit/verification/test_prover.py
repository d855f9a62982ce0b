from __future__ import annotations

from dataclasses import replace

import pytest
from verification.bisimulation_cases import CASES, VARIANTS, crn, question

from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.certificate_json import dump_certificate
from ncrn_dsd.verification.check_certificate import check_certificate
from ncrn_dsd.verification.check_refutation import replays
from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.decide import decide_all, decision_of
from ncrn_dsd.verification.linear_algebra import linear_fault
from ncrn_dsd.verification.prover import Certificate, Undecided, certify, prove
from ncrn_dsd.verification.prover.classes import normal_form, renamed_certificate
from ncrn_dsd.verification.prover.result import BisimulationCondition, Split, Violation
from ncrn_dsd.verification.witness import counterexample


@pytest.mark.parametrize("name", CASES)
def test_published_verdicts_by_certificate(name: str) -> None:
    formal, text, expected = CASES[name]
    asked = question(formal, text)
    proof = prove(asked)
    assert not isinstance(proof, Undecided)
    if isinstance(proof, Certificate):
        assert expected
        found = check_certificate(
            dump_certificate(asked, proof),
            list(asked.formal),
            list(asked.implementation),
            dict(asked.signals),
        )
        assert found.paths == len(proof.paths)
        assert linear_fault(asked, dict(proof.meaning)) is None
    else:
        assert not expected
        assert replays(asked, proof)


def test_meanings_follow_from_the_signals() -> None:
    proof = prove(question("X + W -> X + W + Z", "X <=> i; i + W -> j; j -> X + W + Z"))
    assert isinstance(proof, Certificate)
    meaning = dict(proof.meaning)
    assert meaning["i"] == ("X",)
    assert meaning["j"] == ("W", "X", "Z")
    assert [(p.state, p.reactions) for p in proof.paths] == [(("W", "X"), (0, 2))]


def test_every_variant_has_its_path() -> None:
    proof = prove(VARIANTS)
    assert isinstance(proof, Certificate)
    states = {p.state for p in proof.paths if p.formal == 0}
    assert states == {("a1", "b"), ("a2", "b")}
    idle = replace(VARIANTS, signals=(*VARIANTS.signals, ("a3", "A")))
    refutation = prove(idle)
    assert isinstance(refutation, Violation)
    assert refutation.condition is BisimulationCondition.PERMISSIVE
    assert refutation.state == ("a3", "b")


def test_locked_intermediate_keeps_paths_of_its_own() -> None:
    asked = question("A + B -> C", "A -> i; i + B -> C")
    proof = prove(asked)
    assert isinstance(proof, Certificate)
    assert proof.resolutions == ()
    assert {p.state for p in proof.paths} == {("A", "B"), ("B", "i")}


def test_likelier_meaning_is_given_up_when_it_fails() -> None:
    # Read from what it becomes, i stands for C; but it can also turn back into A.
    asked = question("A -> C; B -> C", "A <=> i; i -> C; B -> C")
    proof = prove(asked)
    assert isinstance(proof, Certificate)
    assert dict(proof.meaning)["i"] == ("A",)


@pytest.mark.parametrize(
    ("formal", "text", "condition", "words"),
    [
        (
            "A + A -> B",
            "A -> i; i + A -> B",
            BisimulationCondition.PERMISSIVE,
            "in the state i + i, which means A + A, A + A -> B can never happen",
        ),
        (
            "A -> B; C -> D",
            "A <=> i; i -> B; C <=> j; j -> D; i + j -> B + B",
            BisimulationCondition.DELIMITING,
            "i + j -> B + B means A + C -> B + B, which is no formal reaction",
        ),
        (
            "A -> B",
            "A -> i; i -> B; i -> ",
            BisimulationCondition.DELIMITING,
            "neither changes nothing nor is a formal reaction, for any meaning of i",
        ),
    ],
)
def test_counterexamples_speak_of_the_design(
    formal: str, text: str, condition: BisimulationCondition, words: str
) -> None:
    asked = question(formal, text)
    refutation = prove(asked)
    assert isinstance(refutation, Violation)
    assert refutation.condition is condition
    assert replays(asked, refutation)
    assert words in counterexample(asked, refutation)


def test_missing_atom_is_refuted() -> None:
    asked = BisimulationQuestion(crn("A -> B"), crn("a -> i; i -> "), (("a", "A"),))
    refutation = prove(asked)
    assert not isinstance(refutation, Certificate | Undecided)
    assert replays(asked, refutation)


def test_case_distinction_replays_and_its_parts_alone_do_not() -> None:
    # i is B, and then A cannot become C through it, or A, and then it must not return as B.
    asked = question("A -> B; A -> C", "A -> i; i -> B; A -> i + j; j -> C")
    refutation = prove(asked)
    assert isinstance(refutation, Split)
    assert replays(asked, refutation)
    assert not replays(asked, replace(refutation, branches=refutation.branches[:1]))
    assert not replays(asked, refutation.branches[0][1])
    assert "every meaning of the intermediates fails" in counterexample(asked, refutation)


def test_wrong_refutations_do_not_replay() -> None:
    asked = question("A + A -> B", "A -> i; i + A -> B")
    refutation = prove(asked)
    assert isinstance(refutation, Violation)
    assert not replays(asked, replace(refutation, state=("A", "i")))
    assert not replays(asked, replace(refutation, state=("i",)))
    assert not replays(asked, replace(refutation, narrowings=()))
    atomic = replace(refutation, condition=BisimulationCondition.ATOMIC, formal="A")
    assert not replays(asked, atomic)
    delimiting = replace(refutation, condition=BisimulationCondition.DELIMITING, reaction=1)
    assert not replays(asked, delimiting)
    assert decision_of(asked, delimiting).verdict is Verdict.UNDECIDED


def test_independent_ambiguities_do_not_multiply() -> None:
    # 40 intermediates with two meanings each, and a fault that rests on none of them.
    lines = [f"a{k} + b -> o{k}; o{k} -> c + d" for k in range(40)]
    signals = [(f"a{k}", "A") for k in range(40)]
    signals += [("b", "B"), ("c", "C"), ("d", "D"), ("e", "E"), ("f", "F")]
    formal = crn("A + B -> C + D; E + E -> F")
    wrong = BisimulationQuestion(
        formal, crn("; ".join([*lines, "e -> i; i + e -> f"])), tuple(signals)
    )
    right = replace(wrong, implementation=crn("; ".join([*lines, "e <=> i; i + e -> f"])))
    refutation = prove(wrong)
    assert isinstance(refutation, Violation)
    assert refutation.state == ("i", "i")
    assert replays(wrong, refutation)
    assert isinstance(prove(right), Certificate)


def test_open_questions_are_searched_and_what_is_found_is_certified() -> None:
    # No reaction with the signals says anything about i and j, which stand together everywhere.
    asked = question("A -> B", "A -> B; i + j -> k; k -> i + j")
    undecided = prove(asked)
    assert isinstance(undecided, Undecided)
    assert undecided.species
    (decision,) = decide_all({"q": asked}, 20, 1).values()
    assert decision.verdict is Verdict.PROVED
    assert decision.certificate is not None
    assert decision.reason.startswith("certified")


def test_without_time_nothing_is_decided() -> None:
    asked = question("A -> B", "A -> i; i -> B")
    (decision,) = decide_all({0: asked}, 0.0, 1).values()
    assert decision.verdict is Verdict.UNDECIDED


def test_only_bisimulations_are_certified() -> None:
    asked = question("A + B -> C", "A <=> i; i + B -> C")
    meaning = {"A": ("A",), "B": ("B",), "C": ("C",), "i": ("A",)}
    assert certify(asked, meaning) is not None
    assert certify(asked, meaning | {"i": ("B",)}) is None
    assert certify(asked, meaning | {"A": ("B",)}) is None
    assert certify(asked, {x: value for x, value in meaning.items() if x != "i"}) is None


def test_one_proof_serves_all_renamed_questions() -> None:
    one = question("A + B -> C", "A <=> i; i + B -> C")
    other = BisimulationQuestion(
        crn("R + Q -> P"), crn("z <=> x; x + y -> w"), (("w", "P"), ("y", "Q"), ("z", "R"))
    )
    assert normal_form(one).question == normal_form(other).question
    form = normal_form(other)
    proof = prove(form.question)
    assert isinstance(proof, Certificate)
    own = renamed_certificate(proof, form)
    assert check_certificate(dump_certificate(other, own)).paths == len(own.paths)
    changed = replace(one, implementation=one.implementation[1:])
    assert normal_form(changed).question != form.question


def test_certificates_of_species_for_two_survive_renaming() -> None:
    # j stands for both reactants; which of the two sorts first must not matter.
    for first, second in (("A", "B"), ("B", "A")):
        asked = BisimulationQuestion(
            crn("A + B -> C; A + B -> D"),
            crn("x + y -> j; j -> c; j -> d; x <=> i; x -> k; k -> x"),
            (("x", first), ("y", second), ("c", "C"), ("d", "D")),
        )
        form = normal_form(asked)
        proof = prove(form.question)
        assert isinstance(proof, Certificate)
        own = renamed_certificate(proof, form)
        assert {p.state for p in own.paths} == {("x", "y"), ("j",)}
        assert check_certificate(dump_certificate(asked, own)).paths == 4


def test_linear_algebra_sees_what_changes() -> None:
    asked = question("A + B -> C", "A <=> i; i + B -> C")
    right = {"A": ("A",), "B": ("B",), "C": ("C",), "i": ("A",)}
    assert linear_fault(asked, right) is None
    fault = linear_fault(asked, right | {"i": ("A", "B")})
    assert fault is not None
    assert "stoichiometry" in fault
