from dataclasses import replace

import pytest

from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species
from ncrn_dsd.ir.dsd import Complex, DsdSystem, Fuel
from ncrn_dsd.ir.lab import DomainSequence, SequenceAssignment
from ncrn_dsd.ir.lab_quality import Invasion, QualityReport
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.invasion import gate_invasions
from ncrn_dsd.sequences.layout import base_pairs_structure, layout_of, pieces_without, spelled
from ncrn_dsd.sequences.quality import random_sequences
from ncrn_dsd.sequences.quality_report import quality_report
from ncrn_dsd.sequences.quality_values import QualityOptions
from ncrn_dsd.sequences.worst_pairs import invasion_note
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

SPEC = SequenceSpec(seed=1, alphabet="ACT", max_shared_run=7)
PLAIN = QualityOptions(SPEC, randoms=4, folding="off")
ORIGIN = Origin("test", "reaction")


@pytest.fixture(scope="module")
def system() -> DsdSystem:
    reaction = FormalReaction(("A", "B"), ("B", "C"), 1.0, ORIGIN)
    crn = FormalCrn(tuple(Species(n) for n in "ABC"), (reaction,))
    return translate(crn, load_scheme("srinivas2015"))


@pytest.fixture(scope="module")
def assignment(system: DsdSystem) -> SequenceAssignment:
    return design_sequences(system, SPEC)


@pytest.fixture(scope="module")
def report(system: DsdSystem, assignment: SequenceAssignment) -> QualityReport:
    return quality_report(system, assignment, PLAIN)


def _with(assignment: SequenceAssignment, **changed: str) -> SequenceAssignment:
    domains = tuple(
        DomainSequence(d.domain, changed.get(d.domain, d.sequence)) for d in assignment.domains
    )
    return replace(assignment, domains=domains)


def test_random_sets_with_the_same_toeholds_share_them_in_the_same_way(
    system: DsdSystem, assignment: SequenceAssignment
) -> None:
    words = {d.domain: d.sequence for d in assignment.domains}
    toeholds = {d.name: words[d.name] for d in system.domains if d.is_toehold}
    first, second = (random_sequences(system, SPEC, number, toeholds) for number in range(2))
    assert {name: first[name] for name in toeholds} == toeholds
    assert all(first[d.name] != second[d.name] for d in system.domains if not d.is_toehold)
    # Energies of toeholds are no better or worse than those of the same toeholds.
    report = quality_report(system, assignment, replace(PLAIN, same_toeholds=True))
    spread = report.measure("dG range")
    assert spread.random_baseline == pytest.approx(spread.value)
    assert spread.percentile_vs_random == 0


def test_strands_are_sorted_into_tops_and_bases(system: DsdSystem) -> None:
    layout = layout_of(system)
    assert {*layout.tops, *layout.bases} == set(system.distinct_strands)
    assert not {*layout.tops} & {*layout.bases}
    for base in layout.bases:
        assert sum(o.endswith("*") for o in base) * 2 > len(base)
    assert all(s.complex.strands[0] in layout.tops for s in system.signals)


def test_toehold_places_are_the_toehold_and_three_letters_beside_it(system: DsdSystem) -> None:
    layout = layout_of(system)
    lengths = layout.lengths_nt
    long_one = next(d.name for d in system.domains if not d.is_toehold)
    toehold = next(iter(sorted(layout.toeholds)))
    size, nt = lengths[long_one], lengths[toehold]
    assert layout.toehold_places((long_one, toehold)) == tuple(range(size - 3, size + nt))
    assert layout.toehold_places((toehold, long_one)) == tuple(range(nt + 3))


def test_a_strand_is_cut_at_every_copy_of_a_toehold() -> None:
    assert pieces_without(("t", "a", "t", "b"), "t") == (("a",), ("b",))
    assert pieces_without(("a", "b"), "t") == (("a", "b"),)


def test_structure_has_one_mark_per_letter() -> None:
    complex_ = Complex((("a", "t"), ("t*", "a*")), "((+))")
    assert base_pairs_structure(complex_, {"a": 3, "t": 2}) == "(((((+)))))"


def test_measures_have_a_baseline_and_the_search_beats_it(report: QualityReport) -> None:
    names = [m.name for m in report.measures]
    assert len(names) == len(set(names))
    for name in ("WS-BM", "WSAS", "WSIS-M", "Verboten", "dG range", "invasion margin"):
        assert name in names
    for name in ("TSI max", "TO max"):
        assert f"{name} (SantaLucia 2004)" in names
    for name in ("gap", "dG spread", "dG range"):
        measure = report.measure(name)
        assert measure.random_baseline is not None
        assert measure.percentile_vs_random == 100.0
    assert report.verdict in ("ok", "warn")
    assert any("ViennaRNA" in note for note in report.notes)


def test_two_nearly_equal_domains_are_named_and_fail(
    system: DsdSystem, assignment: SequenceAssignment
) -> None:
    known = {d.domain: d.sequence for d in assignment.domains}
    one, other = [d.name for d in system.domains if not d.is_toehold][:2]
    near = known[one][:-1] + ("A" if known[one][-1] != "A" else "C")
    found = quality_report(system, _with(assignment, **{other: near}), PLAIN)
    assert found.measure("gap").verdict == found.verdict == "fail"
    worst = next(p for p in found.worst_pairs if p.kind == "branch_off")
    assert {worst.a, worst.b} == {one, other}
    assert worst.longest_match_nt == 14


def test_a_foreign_strand_that_fits_a_gate_is_named(
    system: DsdSystem, assignment: SequenceAssignment
) -> None:
    known = {d.domain: d.sequence for d in assignment.domains}
    layout = layout_of(system)
    before = {i.gate: i for i in gate_invasions(layout, known)}
    gate = next(i for i in before.values() if i.cognate and i.foreign)
    stranger = next(s for s, name in layout.names.items() if name == gate.foreign)
    held = next(c for c in layout.complexes if c.name == gate.gate).complex
    base = next(s for s in held.strands if s in layout.bases)
    domain = next(o for o in stranger if o not in layout.toeholds and not o.endswith("*"))
    target = next(o for o in base if o.endswith("*") and o[:-1] not in layout.toeholds)
    # The stranger's own domain becomes what the base of the gate waits for.
    changed = known | {domain: spelled((target[:-1],), known)[: len(known[domain])]}
    after = {i.gate: i for i in gate_invasions(layout, changed)}[gate.gate]
    assert after.foreign_kcal < gate.foreign_kcal - 5.0
    assert after.margin_kcal < gate.margin_kcal


def test_a_gate_without_open_foot_has_no_invader_of_its_own(system: DsdSystem) -> None:
    name = next(d.name for d in system.domains if not d.is_toehold)
    closed = Complex(((name,), (name + "*",)), "(+)")
    fuel = Fuel("closed", closed, (), ORIGIN)
    found = gate_invasions(
        layout_of(replace(system, fuels=(*system.fuels, fuel))),
        {d.name: "ACTC" * 5 for d in system.domains},
    )
    assert found[-1].gate == "closed"
    assert (found[-1].cognate, found[-1].cognate_kcal) == ("", 0.0)


def test_equal_sequences_have_equal_reports(
    system: DsdSystem, assignment: SequenceAssignment, report: QualityReport
) -> None:
    assert quality_report(system, assignment, PLAIN) == report


def test_too_many_pairs_are_left_out_and_told(
    system: DsdSystem, assignment: SequenceAssignment
) -> None:
    found = quality_report(system, assignment, replace(PLAIN, most_duplexes=3))
    assert not found.invasions
    assert not [m for m in found.measures if m.name.startswith("TSI")]
    assert sum("most_duplexes" in note for note in found.notes) == 2


def test_progress_counts_up_to_the_end(system: DsdSystem, assignment: SequenceAssignment) -> None:
    calls: list[tuple[int, int]] = []
    quality_report(system, assignment, PLAIN, lambda *at: calls.append(at))
    total = calls[0][1]
    assert calls == [(done, total) for done in range(1, total + 1)]


def test_every_strand_is_told_with_its_risk_of_synthesis(
    system: DsdSystem, report: QualityReport
) -> None:
    assert {s.domains for s in report.strands} == set(system.distinct_strands)
    for strand in report.strands:
        assert strand.full_length_fraction == pytest.approx(0.99 ** (strand.length_nt - 1))
        assert strand.min_unpaired is None


def test_with_vienna_strands_and_complexes_are_told_for_both_parameter_sets(
    system: DsdSystem, assignment: SequenceAssignment
) -> None:
    pytest.importorskip("RNA")
    found = quality_report(system, assignment, QualityOptions(SPEC, randoms=1))
    for parameters in ("Mathews 2004", "Mathews 1999"):
        for name in ("TSI avg", "TO max", "SSU min", "SSTU avg", "BN% max", "BN% avg"):
            measure = found.measure(f"{name} ({parameters})")
            assert parameters in measure.model
            assert measure.random_baseline is not None
    assert 0.3 < found.measure("SSU min (Mathews 2004)").value < 1.0
    assert len(found.complexes) == 2 * len(layout_of(system).complexes)
    assert all(c.formed_fraction > 0.99 for c in found.complexes)
    assert any(s.toehold_min_unpaired is not None for s in found.strands)


@pytest.mark.parametrize(
    ("foreign_kcal", "said"), [(-9.0, "1.0 kcal/mol above"), (-11.5, "1.5 kcal/mol below")]
)
def test_how_far_an_invader_is_from_the_intended_one_begins_with_no_sign(
    foreign_kcal: float, said: str
) -> None:
    found = Invasion("gate", "own", -10.0, "other", foreign_kcal)
    assert invasion_note(found) == f"{said} own, less than 3"
