from dataclasses import replace

import pytest

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.checks import check_names, check_no_duplicates, check_package, check_tiling
from ncrn_dsd.ir.lab import DomainSequence, LabPackage, SequenceAssignment, StrandOrder


def with_strand(
    package: LabPackage, index: int, *, name: str | None = None, sequence: str | None = None
) -> LabPackage:
    """The package with one strand changed."""
    strands = list(package.strands)
    old = strands[index]
    strands[index] = replace(
        old,
        name=old.name if name is None else name,
        sequence=old.sequence if sequence is None else sequence,
    )
    return replace(package, strands=tuple(strands))


def with_domain(package: LabPackage, name: str, sequence: str) -> LabPackage:
    """The package with another sequence for one domain."""
    domains = tuple(
        DomainSequence(name, sequence) if d.domain == name else d for d in package.sequences.domains
    )
    return replace(package, sequences=SequenceAssignment(domains, 1, 4))


def test_the_sample_passes(package: LabPackage) -> None:
    check_package(package)


@pytest.mark.parametrize("name", ["=X1", "+X1", "-X1", "@X1", "1X", "", "X 1", "X" * 31, "X\n"])
def test_bad_names_are_refused(name: str, package: LabPackage) -> None:
    with pytest.raises(HandoffError, match="rename") as caught:
        check_names(with_strand(package, 0, name=name))
    assert caught.value.code == "H004"


def test_names_that_differ_in_case_only_are_refused(package: LabPackage) -> None:
    with pytest.raises(HandoffError, match="case is ignored"):
        check_names(with_strand(package, 1, name="x1"))


def test_every_flipped_base_breaks_the_tiling(package: LabPackage) -> None:
    sequence = package.strands[2].sequence
    for place, letter in enumerate(sequence):
        other = "A" if letter != "A" else "C"
        mutated = sequence[:place] + other + sequence[place + 1 :]
        with pytest.raises(HandoffError, match="g3_1-a") as caught:
            check_tiling(with_strand(package, 2, sequence=mutated))
        assert caught.value.code == "H007"


def test_the_place_of_the_broken_domain_is_named(package: LabPackage) -> None:
    sequence = package.strands[0].sequence
    with pytest.raises(HandoffError, match=r"place 3 should hold t2 = CTTAC but holds 'CTTAT'"):
        check_tiling(with_strand(package, 0, sequence=f"{sequence[:-1]}T"))


def test_too_long_and_too_short_strands_break_the_tiling(package: LabPackage) -> None:
    sequence = package.strands[0].sequence
    with pytest.raises(HandoffError, match="'AC' is left over"):
        check_tiling(with_strand(package, 0, sequence=f"{sequence}AC"))
    with pytest.raises(HandoffError, match="place 3"):
        check_tiling(with_strand(package, 0, sequence=sequence[:-1]))


def test_a_domain_that_was_redrawn_after_the_build_breaks_the_tiling(package: LabPackage) -> None:
    with pytest.raises(HandoffError, match="should hold t2"):
        check_tiling(with_domain(package, "t2", "CTTAA"))


def test_tiling_with_an_unknown_domain_is_refused(
    package: LabPackage, sequences: SequenceAssignment
) -> None:
    part = replace(package, sequences=SequenceAssignment(sequences.domains[1:], 1, 4))
    with pytest.raises(HandoffError, match="domain t1 has no"):
        check_tiling(part)


@pytest.mark.parametrize("sequence", ["ACTCA", "TGAGT"])
def test_equal_and_complementary_domains_are_refused(sequence: str, package: LabPackage) -> None:
    with pytest.raises(HandoffError, match="that of t1") as caught:
        check_no_duplicates(with_domain(package, "t3", sequence))
    assert caught.value.code == "H008"


def test_a_palindromic_domain_is_refused(package: LabPackage) -> None:
    with pytest.raises(HandoffError, match="that of t3 itself"):
        check_no_duplicates(with_domain(package, "t3", "GAATTC"))


def test_one_sequence_under_two_names_is_refused(package: LabPackage) -> None:
    twin = StrandOrder("copy", "fuel", ("t1", "x1", "t2"), package.strands[0].sequence, ("c",))
    with pytest.raises(HandoffError, match="same sequence as strand 'X1'"):
        check_no_duplicates(replace(package, strands=(*package.strands, twin)))
