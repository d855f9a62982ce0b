from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.context import strand_faults
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.quality import measure_quality


def system_of(strands: tuple[tuple[str, ...], ...], lengths: dict[str, int]) -> DsdSystem:
    signals = tuple(
        Signal(f"X{i}", Complex((strand,), "." * len(strand)), None)
        for i, strand in enumerate(strands)
    )
    domains = tuple(Domain(name, length_nt) for name, length_nt in lengths.items())
    return DsdSystem("test", domains, signals, (), ())


def test_run_across_a_junction_is_blamed_on_both_domains() -> None:
    sequences = {"a": "CTACTCATCC", "b": "CCATTACTAC"}
    system = system_of((("a", "b"),), {"a": 10, "b": 10})
    (fault,) = strand_faults(system, sequences, 7)
    assert (fault.kind, fault.text, fault.domains) == ("run", "CCCC", ("a", "b"))


def test_repeat_across_a_junction_is_found_and_a_shared_domain_is_none() -> None:
    # The last six letters of a and the first four of b stand in the middle of c.
    sequences = {"a": "CTACTCATCC", "b": "ATTCACTACC", "c": "TTTCATCCATTCTTAT"}
    strands = (("a", "b"), ("c",), ("a",))
    system = system_of(strands, {"a": 10, "b": 10, "c": 16})
    (fault,) = strand_faults(system, sequences, 7)
    assert fault.kind == "repeat"
    assert fault.text in ("TCATCCATTC", reverse_complement("TCATCCATTC"))
    assert set(fault.domains) == {"a", "b", "c"}
    assert strand_faults(system, sequences, 8) == ()


def test_complementary_repeat_is_found() -> None:
    sequences = {"a": "CTACTCATCC", "b": "ATTCACTACC", "c": reverse_complement("TTTCATCCATTCTTAT")}
    system = system_of((("a", "b"), ("c",)), {"a": 10, "b": 10, "c": 16})
    assert {fault.kind for fault in strand_faults(system, sequences, 7)} == {"repeat"}


def test_hairpin_across_domains_but_not_of_a_domain_with_its_complement() -> None:
    sequences = {"a": "CTGCGCCTAC", "b": "TTTCTTCATT", "c": "GTAGGCGCAG"}
    lengths = dict.fromkeys(sequences, 10)
    (fault,) = strand_faults(system_of((("a", "b", "c"),), lengths), sequences, 10)
    assert (fault.kind, fault.domains) == ("hairpin", ("a", "c"))
    assert strand_faults(system_of((("a", "b", "a*"),), lengths), sequences, 10) == ()


def chain(count: int) -> DsdSystem:
    lengths = {"t": 5, "u": 5} | {f"d{i}": 15 for i in range(count)}
    strands = tuple((f"d{i}", "tu"[i % 2], f"d{(i * 7 + 3) % count}") for i in range(count))
    return system_of(strands, lengths)


def test_repair_leaves_fewer_faults_and_keeps_all_constraints() -> None:
    system = chain(60)
    spec = SequenceSpec(seed=5, alphabet="ACT", max_shared_run=6)
    faults, runs = [], []
    for repairs in (0, 80):
        found = design_sequences(system, spec, options=SearchOptions(repairs=repairs))
        sequences = {d.domain: d.sequence for d in found.domains}
        faults.append(len(strand_faults(system, sequences, spec.max_shared_run)))
        runs.append(found.longest_shared_run_nt)
    assert faults[1] < faults[0]
    assert max(runs) <= 6


def test_quality_of_a_design_beside_random_sequences() -> None:
    system, spec = chain(12), SequenceSpec(seed=1, alphabet="ACT", max_shared_run=7)
    found = design_sequences(system, spec)
    sequences = {d.domain: d.sequence for d in found.domains}
    measures = {m.name: m for m in measure_quality(system, spec, sequences, randoms=5)}
    for name in ("gap", "WS-BM", "dG spread", "branch_off"):
        assert measures[name].percentile_vs_random == 100.0
    assert measures["shared run"].value == found.longest_shared_run_nt
    assert measures["strand faults"].value == 0
    assert measures["gap"].random_baseline is not None
    assert measures["gap"].value > measures["gap"].random_baseline + 3.0
    alone = measure_quality(system, spec, sequences, randoms=0)
    assert {m.name: m.value for m in alone} == {n: m.value for n, m in measures.items()}
    assert all(m.random_baseline is None for m in alone)
