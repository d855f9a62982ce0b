"""Toeholds that meet do not make long runs together."""

from __future__ import annotations

from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal
from ncrn_dsd.model.sequences import KeptSequence, SequenceSpec
from ncrn_dsd.sequences.context import strand_faults
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.nucleotides import LONGEST_RUN_NT
from ncrn_dsd.sequences.toehold_order import ordered_toeholds


def system_of(*strands: str) -> DsdSystem:
    names = dict.fromkeys(o.removesuffix("*") for s in strands for o in s.split())
    domains = tuple(Domain(n, 15 if n.startswith("d") else 5) for n in names)
    signals = tuple(
        Signal(f"S{i}", Complex((tuple(s.split()),), "." * len(s.split())), None)
        for i, s in enumerate(strands)
    )
    return DsdSystem("test", domains, signals, (), ())


WORDS = {"t1": "ATACC", "t2": "CCATT", "t3": "ACATC", "t4": "TTACA"}
EVERY = frozenset(WORDS)


def test_words_are_exchanged_until_no_run_is_left() -> None:
    system = system_of("t1 t2 d1", "t3 d2 t4")
    found = ordered_toeholds(system, WORDS, EVERY, LONGEST_RUN_NT)
    assert sorted(found.values()) == sorted(WORDS.values())
    assert "CCCC" not in found["t1"] + found["t2"]


def test_without_runs_nothing_is_exchanged() -> None:
    system = system_of("t2 t1 d1", "t3 d2 t4")
    assert ordered_toeholds(system, WORDS, EVERY, LONGEST_RUN_NT) == WORDS


def test_given_words_stay_where_they_are() -> None:
    system = system_of("t1 t2 d1", "t3 d2 t4")
    found = ordered_toeholds(system, WORDS, frozenset({"t2", "t3"}), LONGEST_RUN_NT)
    assert (found["t1"], found["t4"]) == (WORDS["t1"], WORDS["t4"])
    assert found["t2"] == WORDS["t3"]


def test_a_run_that_no_exchange_removes_stays() -> None:
    system = system_of("t1 t2 d1")
    kept = {"t1": "ATACC", "t2": "CCATT"}
    assert ordered_toeholds(system, kept, frozenset(), LONGEST_RUN_NT) == kept


def test_designs_heed_it() -> None:
    system = system_of("t1 t2 t3 d1", "t2 t1 d2", "t3* t2* t1* d2*", "t4 t1 d1")
    spec = SequenceSpec(
        seed=3, alphabet="ACT", max_shared_run=7, kept_sequences=(KeptSequence("t1", "CCATT"),)
    )
    found = {d.domain: d.sequence for d in design_sequences(system, spec).domains}
    assert found["t1"] == "CCATT"
    assert not [f for f in strand_faults(system, found, 7) if f.kind == "run"]
