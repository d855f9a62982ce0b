from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal
from ncrn_dsd.ir.lab import SequenceAssignment, reverse_complement
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.energy import stacking_energy_kcal
from ncrn_dsd.sequences.measures import longest_shared_run_nt
from ncrn_dsd.sequences.nucleotides import has_forbidden_run
from ncrn_dsd.sequences.options import SearchOptions

ACT7 = SequenceSpec(seed=1, alphabet="ACT", max_shared_run=7)


def make_system(lengths: dict[str, int], strands: tuple[tuple[str, ...], ...] = ()) -> DsdSystem:
    """A system whose signals are the strands."""
    signals = tuple(
        Signal(f"X{i}", Complex((strand,), "." * len(strand)), None)
        for i, strand in enumerate(strands)
    )
    domains = tuple(Domain(name, length_nt) for name, length_nt in lengths.items())
    return DsdSystem("test", domains, signals, (), ())


def sized(toeholds: int, branches: int, toehold_nt: int = 5, branch_nt: int = 15) -> DsdSystem:
    lengths = {f"t{i}": toehold_nt for i in range(toeholds)}
    lengths |= {f"d{i}": branch_nt for i in range(branches)}
    strands = tuple(
        (f"d{i}", f"t{i % toeholds}", f"d{(i + 1) % branches}") for i in range(branches)
    )
    return make_system(lengths, strands)


def by_name(assignment: SequenceAssignment) -> dict[str, str]:
    return {d.domain: d.sequence for d in assignment.domains}


def assert_constraints(
    system: DsdSystem, spec: SequenceSpec, assignment: SequenceAssignment
) -> None:
    chosen = by_name(assignment)
    assert list(chosen) == [d.name for d in system.domains]
    occurrences = [t for s in chosen.values() for t in (s, reverse_complement(s))]
    assert len(set(occurrences)) == 2 * len(system.domains)
    for domain in system.domains:
        sequence = chosen[domain.name]
        assert len(sequence) == domain.length_nt
        assert set(sequence) <= set(spec.letters)
        assert not has_forbidden_run(sequence)
        if not domain.is_toehold:
            strong = sum(letter in "CG" for letter in sequence)
            assert 0.3 * len(sequence) - 1e-9 <= strong <= 0.7 * len(sequence) + 1e-9
    assert assignment.longest_shared_run_nt == longest_shared_run_nt(chosen)
    assert assignment.longest_shared_run_nt <= spec.max_shared_run


@pytest.mark.long
@settings(deadline=None, max_examples=8)
@given(
    toeholds=st.dictionaries(st.integers(4, 8), st.integers(1, 8), max_size=3),
    branches=st.dictionaries(st.integers(9, 24), st.integers(1, 8), max_size=3),
    alphabet=st.sampled_from(["ACT", "ACGT", "AGT"]),
    max_shared_run=st.integers(6, 9),
    seed=st.integers(0, 2**40),
)
def test_constraints_hold_on_random_systems(
    toeholds: dict[int, int],
    branches: dict[int, int],
    alphabet: str,
    max_shared_run: int,
    seed: int,
) -> None:
    lengths = {
        f"{kind}{length_nt}_{i}": length_nt
        for kind, counts in (("t", toeholds), ("d", branches))
        for length_nt, count in counts.items()
        for i in range(count)
    }
    names = list(lengths)
    strands = tuple(pairwise(names))
    system = make_system(lengths, strands)
    spec = SequenceSpec(seed=seed, alphabet=alphabet, max_shared_run=max_shared_run)
    assignment = design_sequences(system, spec)
    assert_constraints(system, spec, assignment)
    assert assignment.seed == seed


def fewest_mismatches(words: tuple[str, ...]) -> int:
    """Between two of these words of equal length, or one and the complement of another."""
    return min(
        sum(a != b for a, b in zip(one, text, strict=True))
        for one, other in combinations(words, 2)
        for text in (other, reverse_complement(other))
    )


def test_size_of_a_linear_regression_network() -> None:
    system = sized(45, 90)
    assignment = design_sequences(system, ACT7)
    assert_constraints(system, ACT7, assignment)
    toeholds = tuple(s for name, s in by_name(assignment).items() if name.startswith("t"))
    assert fewest_mismatches(toeholds) >= 2
    energies = [stacking_energy_kcal(word) for word in toeholds]
    assert max(energies) - min(energies) < 1.5


@pytest.mark.slow
def test_a_thousand_long_domains() -> None:
    spec = SequenceSpec(seed=3, alphabet="ACT", max_shared_run=8)
    system = sized(60, 1000)
    easy = SearchOptions(gap_kcal=2.0, tries=10, repairs=2)
    assignment = design_sequences(system, spec, options=easy)
    assert_constraints(system, spec, assignment)


@pytest.mark.parametrize(("alphabet", "fixed"), [("ACGT", {}), ("ACT", {"t3": "ACTCA"})])
def test_toeholds_stay_away_from_complements_and_fixed_toeholds(
    alphabet: str, fixed: dict[str, str]
) -> None:
    system = sized(40, 2)
    assignment = design_sequences(
        system, SequenceSpec(seed=1, alphabet=alphabet, max_shared_run=7), fixed=fixed
    )
    toeholds = tuple(s for name, s in by_name(assignment).items() if name.startswith("t"))
    assert fewest_mismatches(toeholds) >= 2


def test_more_toeholds_than_can_be_two_mismatches_apart() -> None:
    system = sized(100, 5)
    assignment = design_sequences(system, ACT7)
    assert_constraints(system, ACT7, assignment)
    toeholds = tuple(s for name, s in by_name(assignment).items() if name.startswith("t"))
    assert fewest_mismatches(toeholds) == 1


def test_same_seed_same_sequences_and_other_seed_others() -> None:
    system = sized(10, 20)
    first = design_sequences(system, ACT7)
    assert first == design_sequences(system, ACT7)
    assert (
        first.domains
        != design_sequences(system, SequenceSpec(seed=2, alphabet="ACT", max_shared_run=7)).domains
    )


def test_order_of_letters_in_the_alphabet_does_not_matter() -> None:
    system = sized(10, 20)
    assert design_sequences(system, ACT7) == design_sequences(
        system, SequenceSpec(seed=1, alphabet="TCA", max_shared_run=7)
    )


def test_fixed_sequences_are_kept_and_nothing_collides_with_them() -> None:
    system = sized(20, 40)
    fixed = {"t3": "ACTCA", "d5": "CATTTTTTTTTTTCA"}
    assignment = design_sequences(system, ACT7, fixed=fixed)
    chosen = by_name(assignment)
    assert chosen["t3"] == "ACTCA"
    assert chosen["d5"] == "CATTTTTTTTTTTCA"
    assert assignment.longest_shared_run_nt <= 7
    toeholds = tuple(s for name, s in chosen.items() if name.startswith("t"))
    assert fewest_mismatches(toeholds) >= 2


def test_all_domains_fixed_is_measured_and_not_trusted() -> None:
    system = make_system({"a": 15, "b": 15})
    fixed = {"a": "ACTCATCACTTACCA", "b": "CCTCATCACTTACTT"}
    assert design_sequences(system, ACT7, fixed=fixed).longest_shared_run_nt == 12


@pytest.mark.parametrize(
    ("fixed", "what"),
    [
        ({"zz": "ACTCA"}, "no domain of this name"),
        ({"t0": "ACTC"}, "has 4 nt but the domain has 5 nt"),
        ({"t0": "ACTCN"}, "letters ACGT"),
        ({"t0": "actca"}, "letters ACGT"),
        ({"t0": "ACTCA", "t1": "ACTCA"}, "equals domain t0"),
        ({"t0": "ACTCA", "t1": "TGAGT"}, "equals domain t0"),
    ],
)
def test_wrong_fixed_sequences_are_refused(fixed: dict[str, str], what: str) -> None:
    with pytest.raises(SequenceError, match=what) as caught:
        design_sequences(sized(2, 2), ACT7, fixed=fixed)
    assert caught.value.code == "Q002"


def test_fixed_palindrome_is_refused() -> None:
    with pytest.raises(SequenceError, match="own reverse complement"):
        design_sequences(make_system({"t": 6}), ACT7, fixed={"t": "GAATTC"})


@pytest.mark.parametrize(
    ("spec", "what"),
    [
        (SequenceSpec.model_construct(seed=1, alphabet="ACU", max_shared_run=7), "alphabet"),
        (SequenceSpec(seed=1, alphabet="AAC", max_shared_run=7), "alphabet"),
        (SequenceSpec.model_construct(seed=1, alphabet="AT", max_shared_run=7), "30 and 70"),
        (SequenceSpec.model_construct(seed=1, alphabet="CG", max_shared_run=7), "30 and 70"),
        (
            SequenceSpec.model_construct(seed=1, alphabet="ACT", max_shared_run=0),
            "max_shared_run is 0",
        ),
    ],
)
def test_senseless_constraints_are_refused(spec: SequenceSpec, what: str) -> None:
    with pytest.raises(SequenceError, match=what) as caught:
        design_sequences(sized(2, 2), spec)
    assert caught.value.code == "Q001"


def test_domain_without_length_is_refused() -> None:
    with pytest.raises(SequenceError, match="length is 0"):
        design_sequences(make_system({"d": 0}), ACT7)


def test_too_many_toeholds_names_what_was_found_and_what_to_relax() -> None:
    with pytest.raises(SequenceError) as caught:
        design_sequences(sized(300, 2), ACT7)
    assert caught.value.code == "Q003"
    assert "300 toeholds" in caught.value.what
    assert "221 of the 236" in caught.value.what
    assert "longer toeholds" in caught.value.hint


def test_too_many_long_domains_by_counting() -> None:
    with pytest.raises(SequenceError, match="need 900 different words") as caught:
        design_sequences(sized(5, 90), SequenceSpec(seed=1, alphabet="ACT", max_shared_run=5))
    assert caught.value.code == "Q004"
    assert "max_shared_run to 6" in caught.value.hint


@pytest.mark.slow
def test_too_many_long_domains_by_search() -> None:
    with pytest.raises(SequenceError, match="of 210 long domains") as caught:
        design_sequences(sized(5, 210), SequenceSpec(seed=1, alphabet="ACT", max_shared_run=6))
    assert caught.value.code == "Q004"
    assert "raise max_shared_run to 7" in caught.value.hint


def test_no_run_across_the_border_of_a_long_domain() -> None:
    # Every toehold ends in runs that a careless neighbour would prolong.
    lengths = {"t": 5, **{f"d{i}": 15 for i in range(30)}}
    strands = tuple(
        s for i in range(30) for s in ((f"d{i}", "t"), ("t", f"d{i}"), (f"d{i}*", "t*"))
    )
    system = make_system(lengths, strands)
    chosen = by_name(design_sequences(system, ACT7, fixed={"t": "CCTAA"}))
    spelled = {**chosen, **{f"{n}*": reverse_complement(s) for n, s in chosen.items()}}
    for strand in strands:
        assert not has_forbidden_run("".join(spelled[occurrence] for occurrence in strand))


def test_progress_ends_with_all_domains() -> None:
    steps: list[tuple[int, int]] = []
    design_sequences(sized(4, 6), ACT7, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (10, 10)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
