"""What is kept up to date is what looking at everything again gives."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal
from ncrn_dsd.sequences.context import strand_faults
from ncrn_dsd.sequences.fault_ledger import FaultBook
from ncrn_dsd.sequences.nucleotides import LONGEST_RUN_NT

LENGTHS = {"a": 5, "b": 5, "c": 9, "d": 9, "e": 12, "f": 12}
OCCURRENCES = [f"{name}{star}" for name in LENGTHS for star in ("", "*")]


def system_of(strands: list[tuple[str, ...]]) -> DsdSystem:
    signals = tuple(
        Signal(f"X{i}", Complex((strand,), "." * len(strand)), None)
        for i, strand in enumerate(strands)
    )
    return DsdSystem("test", tuple(Domain(*one) for one in LENGTHS.items()), signals, (), ())


@settings(deadline=None, max_examples=60)
@given(
    strands=st.lists(
        st.lists(st.sampled_from(OCCURRENCES), min_size=1, max_size=4).map(tuple),
        min_size=1,
        max_size=6,
    ),
    seed=st.integers(0, 2**32),
    alphabet=st.sampled_from(["AC", "ACT", "GC"]),
    shared=st.integers(3, 6),
)
def test_it_is_what_looking_at_all_gives(
    strands: list[tuple[str, ...]], seed: int, alphabet: str, shared: int
) -> None:
    # Few letters and short words, so that there are many faults.
    draw = random.Random(seed)

    def word(name: str) -> str:
        return "".join(draw.choice(alphabet) for _ in range(LENGTHS[name]))

    system = system_of(strands)
    ledger = FaultBook(system, shared - 2, LONGEST_RUN_NT)
    chosen = {name: word(name) for name in LENGTHS}
    for step in range(6):
        limit = (-3.0, -1.0)[step % 2]
        expected = strand_faults(system, chosen, shared - 2, limit, LONGEST_RUN_NT)
        found = ledger.faults(chosen, limit)
        assert len(found) == len(expected)
        assert set(found) == set(expected)
        name = draw.choice(list(LENGTHS))
        trial = chosen | {name: word(name)}
        assert set(ledger.faults(trial, limit)) == set(
            strand_faults(system, trial, shared - 2, limit, LONGEST_RUN_NT)
        )
        if draw.random() < 0.5:
            chosen = trial
