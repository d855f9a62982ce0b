"""Every mistake trips the check that is there for it, and a package without mistakes none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lab_fixture import (
    GOOD_MEASURES,
    GOOD_QUALITY,
    SETTINGS,
    failing,
    feasible,
    files_of,
    lab_design,
    planned,
    results_of,
)
from page_fixture import run_that_asks
from run_fixture import small_run

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.liquids.sinks import SINK
from ncrn_dsd.handoff.orders.order_files import Purchase, choose_strands, order_files
from ncrn_dsd.handoff.orders.reuse import decide
from ncrn_dsd.handoff.orders.scales import ScaleChoice
from ncrn_dsd.handoff.plan import Planned
from ncrn_dsd.ir.bench import CheckResult, Severity
from ncrn_dsd.ir.lab import LabPackage, StrandOrder
from ncrn_dsd.ir.lab_design import StrandsLearn, StrandsSurvive
from ncrn_dsd.ir.lab_feasibility import ToeholdNeed
from ncrn_dsd.ir.lab_quality import QualityMeasure, QualityReport, StrandQuality
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.verdict import (
    CONDENSATION,
    Obligation,
    VerificationReport,
    check_obligation,
    learning_obligation,
)
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.model.rates import RateChoice
from ncrn_dsd.pipeline.handoff_inputs import learner_inputs
from ncrn_dsd.verification.learning import STRANDS_LEARN

LEARNS = learning_obligation(STRANDS_LEARN, "DSD level", 1, 1, "")
FAILS = check_obligation(CONDENSATION, "open toeholds", False, "")


def by_id(**other: Any) -> dict[str, CheckResult]:
    """What is said of the package in which this is different."""
    return results_of(files_of(**other))


def measured_as(name: str, value: float) -> QualityReport:
    """The good report with another value of one measure."""
    measures = tuple(replace(m, value=value) if m.name == name else m for m in GOOD_MEASURES)
    return replace(GOOD_QUALITY, measures=measures)


def with_strand(number: int, **change: Any) -> Planned:
    made = planned()
    strands = list(made.package.strands)
    strands[number] = replace(strands[number], **change)
    return replace(made, package=LabPackage(made.package.sequences, tuple(strands)))


def flipped(sequence: str) -> str:
    return ("T" if sequence[0] != "T" else "A") + sequence[1:]


def labelled() -> int:
    return next(i for i, s in enumerate(planned().package.strands) if s.modified)


def test_what_is_known_of_learning_is_told() -> None:
    assert by_id()["F1"].ok
    for learns, words in ((True, "learn"), (False, "do not learn"), (None, "are not tested")):
        known = StrandsLearn("whole", is_part=True, learns=learns, basis="so it is recorded")
        found = by_id(design=replace(lab_design(), learning=known))["F1"]
        assert found.ok is (learns is True)
        assert found.severity is (Severity.NOTE if learns else Severity.WARNING)
        assert found.sentence.startswith(f"The strands of whole, of which this is a part, {words}")


def test_what_is_known_of_survival_is_told() -> None:
    assert by_id()["F3"].ok
    for survives, words in ((True, "survive"), (False, "do not survive"), (None, "are not tested")):
        known = StrandsSurvive("whole", is_part=False, survives=survives, basis="so it was drawn")
        found = by_id(design=replace(lab_design(), survival=known))["F3"]
        assert found.ok is (survives is True)
        assert found.sentence.startswith(f"These strands {words} ")


def test_survival_is_known_as_far_as_a_run_draws_it() -> None:
    run = small_run()

    def known_of(run: DesignRun) -> tuple[bool | None, str]:
        known = learner_inputs(run, run.design.digest, None, RateChoice()).survival
        assert known is not None
        return known.survives, known.basis

    assert known_of(run) == (None, "the design has no [expect.survives]")
    asked = run_that_asks(run, at_least=1)
    assert known_of(replace(asked, tubes=None))[1].endswith("were not made here")
    survives, basis = known_of(asked)
    assert survives is True
    assert basis.startswith("SURVIVES 1 of 3 draws of a working tube, of which the design asks")
    assert known_of(run_that_asks(run, at_least=2))[0] is False


def test_sinks_of_which_nothing_was_asked_are_told() -> None:
    assert by_id()["F2"].ok
    made = planned()
    sink = replace(made.plan.components[0], name="sink-one", role=SINK)
    plan = replace(made.plan, components=(*made.plan.components, sink))
    found = by_id(planned=replace(made, plan=plan))["F2"]
    assert not found.ok
    assert found.sentence.startswith("1 of the strands are sinks, not enumerated")


@pytest.mark.parametrize(
    ("kinetics", "answers", "told"),
    [
        (Kinetics.UNCONDENSED, (LEARNS,), (True, "LEARNS 1 of 1, uncondensed kinetics")),
        (
            Kinetics.CONDENSED,
            (replace(LEARNS, condensed=True), FAILS),
            (None, "UNDECIDED, in the condensed model, whose condensation FAILS"),
        ),
        # One disturbed training is no test, and makes no such obligation.
        (Kinetics.UNCONDENSED, (), (None, "with disturbances, uncondensed kinetics")),
    ],
)
def test_learning_is_known_as_far_as_a_run_shows_it(
    kinetics: Kinetics, answers: tuple[Obligation, ...], told: tuple[bool | None, str]
) -> None:
    run = small_run()
    run = replace(
        run,
        simulated=replace(run.simulated, kinetics=kinetics),
        verification=VerificationReport((), ()).extended(answers),
    )
    known = learner_inputs(run, run.design.digest, None, RateChoice()).learning
    assert known is not None
    assert (known.learns, known.basis) == told


def test_a_package_without_mistakes_passes() -> None:
    assert failing() == set()
    assert all(r.ok for i, r in results_of(files_of()).items() if i[0] in "AE")


class TestSequences:
    def test_a_flipped_base_no_longer_tiles(self) -> None:
        strand = planned().package.strands[3]
        made = with_strand(3, sequence=flipped(strand.sequence))
        assert "A2" in failing(made)

    def test_a_flipped_base_in_the_order_differs_from_the_design(self) -> None:
        strand = planned().package.strands[3]
        wrong = ordered(with_strand(3, sequence=flipped(strand.sequence)).package)
        assert order_check(wrong) == (False, "A1")

    def test_a_flipped_base_in_genbank_differs_from_the_design(self) -> None:
        files = files_of()
        text = files["design/strands.gb"].decode()
        at = text.index("        1 ") + len("        1 ")
        other = "t" if text[at] != "t" else "a"
        files["design/strands.gb"] = (text[:at] + other + text[at + 1 :]).encode()
        assert errors_of(files) == {"A5"}

    def test_pil_of_another_system_is_found(self) -> None:
        files = files_of()
        text = files["design/domain_level.pil"].decode()
        for wrong in (text.replace("= 15", "= 16", 1), text.replace("fuel5 = ", "fuel6 = "), "= x"):
            assert wrong != text
            changed = files | {"design/domain_level.pil": wrong.encode()}
            assert "A3" in errors_of(changed)

    def test_a_domain_of_another_length_is_found(self) -> None:
        domains = planned().package.sequences.domains
        longer = replace(domains[0], sequence=domains[0].sequence + "A")
        sequences = replace(planned().package.sequences, domains=(longer, *domains[1:]))
        made = replace(planned(), package=LabPackage(sequences, planned().package.strands))
        assert "A3" in failing(made)

    def test_a_picklist_that_does_something_else_is_found(self) -> None:
        files = files_of()
        lines = files["worklists/echo_1.csv"].decode().splitlines()
        files["worklists/echo_1.csv"] = "\n".join([*lines, lines[-1]]).encode()
        assert "A7" in errors_of(files)

    def test_a_strand_bought_twice_under_two_names_is_found(self) -> None:
        made = planned()
        twin = replace(made.package.strands[0], name="twin")
        package = LabPackage(made.package.sequences, (*made.package.strands, twin))
        scales = (*made.scales, replace(made.scales[0], strand="twin"))
        assert "A4" in failing(replace(made, package=package, scales=scales))


class TestOrders:
    def test_a_lost_label_is_found_in_the_package(self) -> None:
        made = with_strand(labelled(), mod5="", mod3="")
        assert "B2" in failing(made)

    def test_a_lost_label_is_found_in_the_order(self) -> None:
        files = ordered(planned().package)
        text = files["order/idt_tubes.txt"].decode()
        codes = planned().package.strands[labelled()]
        files["order/idt_tubes.txt"] = text.replace(codes.mod5 or codes.mod3, "", 1).encode()
        assert order_check(files) == (False, "A1")

    def test_a_name_that_is_a_formula_is_never_written(self) -> None:
        made = with_strand(0, name="=HYPERLINK(1)")
        with pytest.raises(HandoffError, match="H003"):
            files_of(replace(made, scales=renamed_scales(made)))

    def test_a_name_that_is_too_long_is_found(self) -> None:
        made = with_strand(0, name="x" * 31)
        assert "B5" in failing(replace(made, scales=renamed_scales(made)))

    def test_two_swapped_wells_of_the_order_are_found(self) -> None:
        strands = planned().package.strands
        swapped = LabPackage(planned().package.sequences, (strands[1], strands[0], *strands[2:]))
        assert order_check(ordered(swapped)) == (False, "A1")

    def test_runs_of_one_letter_are_found(self) -> None:
        strand = planned().package.strands[0]
        made = with_strand(0, sequence="GGGG" + strand.sequence[4:])
        assert "B3" in failing(made)

    def test_a_strand_of_an_impossible_length_is_found(self) -> None:
        made = planned()
        choices = (replace(made.scales[0], scale=None), *made.scales[1:])
        assert "B1" in failing(replace(made, scales=choices))

    def test_too_little_of_a_strand_is_found(self) -> None:
        made = planned()
        choices = (replace(made.scales[0], needed_nmol=1e6), *made.scales[1:])
        assert "B6" in failing(replace(made, scales=choices))

    def test_a_long_strand_that_is_only_desalted_is_found(self) -> None:
        made = planned()
        strand = made.package.strands[0]
        long = with_strand(0, sequence=strand.sequence * 4, domains=strand.domains * 4)
        choices = (replace(made.scales[0], purification="STD"), *made.scales[1:])
        assert "B2" in failing(replace(long, scales=choices))

    def test_a_plate_that_is_nearly_empty_is_warned_of(self) -> None:
        plain = frozenset(s.name for s in planned().package.strands if not s.modified)
        few = by_id(purchase=bought(plain))["B7"]
        assert (few.ok, few.severity, few.items) == (False, Severity.WARNING, ("plate1",))
        assert by_id(purchase=bought(frozenset()))["B7"].ok
        assert by_id(purchase=bought(plain), settings=LabSettings())["B7"].ok

    def test_hairpins_and_self_dimers_are_warned_of(self) -> None:
        name = planned().package.strands[0].name
        for hairpin, dimer in ((-3.5, -1.0), (-1.0, -7.5)):
            domains = planned().package.strands[0].domains
            strand = StrandQuality(name, domains, "top", 20, None, None, hairpin, dimer, 0.9)
            quality = replace(GOOD_QUALITY, strands=(strand,))
            result = by_id(quality=quality)["B3"]
            assert (result.ok, result.severity, result.items) == (False, Severity.WARNING, (name,))


class TestQuality:
    """Sequences that are not good enough, and more toeholds than can live side by side."""

    @pytest.mark.parametrize(
        ("measure", "value", "check"),
        [("gap", 3.9, "D2"), ("invasion margin", 2.9, "D4")],
    )
    def test_a_value_beyond_its_limit_blocks(self, measure: str, value: float, check: str) -> None:
        assert failing(quality=measured_as(measure, value)) == {check}

    def test_sequences_that_random_ones_beat_are_warned_of(self) -> None:
        measures = (QualityMeasure("WSIS", 9.0, "", "low", "letters", 4.0, 10.0), *GOOD_MEASURES)
        result = by_id(quality=replace(GOOD_QUALITY, measures=measures))["D1"]
        assert (result.ok, result.severity, result.items) == (False, Severity.WARNING, ("WSIS",))

    @pytest.mark.parametrize(("value", "good"), [(4.39, True), (4.41, False), (3.0, True)])
    def test_level_with_random_sequences_is_good_enough(self, value: float, good: bool) -> None:
        measures = (QualityMeasure("WSIS", value, "", "low", "letters", 4.0, 10.0), *GOOD_MEASURES)
        assert by_id(quality=replace(GOOD_QUALITY, measures=measures))["D1"].ok is good

    def test_toeholds_that_are_alike_with_their_neighbours_may_differ_alone(self) -> None:
        apart = measured_as("dG range", 2.1)
        alike = (
            QualityMeasure("K apart", 1.0, "times", "low", "three-step"),
            QualityMeasure("k apart", 1.2, "times", "low", "three-step"),
        )
        plain = [m for m in apart.measures if m.name not in {"K apart", "k apart"}]
        assert by_id(quality=replace(apart, measures=(*plain, *alike)))["D3"].ok
        differing = (alike[0], replace(alike[1], value=1.3))
        result = by_id(quality=replace(apart, measures=(*plain, *differing)))["D3"]
        assert (result.ok, result.severity) == (False, Severity.WARNING)
        assert not by_id(quality=replace(apart, measures=tuple(plain)))["D3"].ok

    def test_what_was_not_measured_is_told(self) -> None:
        found = by_id(quality=replace(GOOD_QUALITY, measures=()))
        assert [i for i, one in found.items() if i[0] == "D" and not one.ok] == ["D1", "D2", "D4"]

    def test_more_toeholds_than_there_is_room_for_block(self) -> None:
        crowded = replace(feasible(), toeholds=(ToeholdNeed(5, 30, 24),))
        assert failing(feasibility=crowded) == {"D5"}
        unknown = replace(feasible(), toeholds=(ToeholdNeed(9, 30, None),))
        assert by_id(feasibility=unknown)["D5"].ok


def ordered(package: LabPackage) -> dict[str, bytes]:
    choices = {c.strand: c for c in planned().scales}
    purchase = Purchase(package, decide(package.strands, {}))
    return order_files(purchase, choices, 100.0, SETTINGS)


def order_check(files: dict[str, bytes]) -> tuple[bool, str]:
    """Outcome of the check of the order, all other files being right."""
    result = results_of(files_of() | files)["A1"]
    return result.ok, result.id


def errors_of(files: dict[str, bytes]) -> set[str]:
    return {i for i, r in results_of(files).items() if not r.ok and r.severity is Severity.ERROR}


def bought(names: frozenset[str]) -> Purchase:
    """These strands only, all others being at hand."""
    package = choose_strands(planned().package, names)
    return Purchase(package, decide(package.strands, {}))


def renamed_scales(made: Planned) -> tuple[ScaleChoice, ...]:
    strands: tuple[StrandOrder, ...] = made.package.strands
    return tuple(replace(c, strand=s.name) for c, s in zip(made.scales, strands, strict=True))
