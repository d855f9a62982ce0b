"""Reading and printing `.crn` texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.crn_text import Concentration, CrnText, print_crn, read_crn
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species
from ncrn_dsd.ir.provenance import Origin

ORIGIN = Origin("made here", "reaction")


def plain(document: CrnText) -> tuple[object, ...]:
    """The content without origins."""
    reactions = [(r.reactants, r.products, r.rate) for r in document.crn.reactions]
    return document.crn.names, reactions, document.concentrations


def test_the_whole_format() -> None:
    document = read_crn(
        "# a comment\n\n2A + B -> C [k = 0.5] # another\nA <=> 2 B [kf = 1e3, kr=2E-1]; C ->\n"
        "-> A [5.0]\nB <=> C\nA @initial 5.0; D @c 1e3\n0A -> B\nC <=> A [fw = 1, bw = 0]\n",
        "net.crn",
    )
    assert document.crn.names == ("A", "B", "C", "D")
    assert [(r.reactants, r.products, r.rate) for r in document.crn.reactions] == [
        (("A", "A", "B"), ("C",), 0.5),
        (("A",), ("B", "B"), 1000.0),
        (("B", "B"), ("A",), 0.2),
        (("C",), (), 1.0),
        ((), ("A",), 5.0),
        (("B",), ("C",), 1.0),
        (("C",), ("B",), 1.0),
        ((), ("B",), 1.0),
        (("C",), ("A",), 1.0),
    ]
    assert document.concentrations == (
        Concentration("A", "initial", 5.0),
        Concentration("D", "constant", 1000.0),
    )
    assert document.crn.reactions[1].origin == Origin(
        "net.crn", "reaction 'A <=> 2 B [kf = 1e3, kr=2E-1]'", 4
    )


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("A -> B;", "F203", 1, 7),
        ("; A -> B", "F203", 1, 1),
        ("A -> B;; B -> C", "F203", 1, 8),
        ("A @initial", "F204", 1, 1),
        ("A @initial 5 nM", "F204", 1, 1),
        ("A -> B\n  A @start 5", "F204", 2, 3),
        ("A @initial -5", "F210", 1, 12),
        ("A @initial .5", "F210", 1, 12),
        ("A @initial 1e999", "F210", 1, 12),
        ("A @initial 5\nA @constant 5", "F205", 2, 1),
        ("A + B", "F206", 1, 1),
        ("A <-> B", "F206", 1, 1),
        ("A => B", "F206", 1, 1),
        ("A <- B", "F206", 1, 1),
        ("A <=> B [k = 1]", "F207", 1, 9),
        ("A -> B [kf = 1, kr = 1]", "F207", 1, 8),
        ("A -> B [k = 1", "F207", 1, 8),
        ("A -> B [k = 1] C", "F207", 1, 8),
        ("A -> B [r = 1]", "F207", 1, 8),
        ("A -> B []", "F210", 1, 8),
        ("A -> B [k=.5]", "F210", 1, 8),
        ("A -> B [k = 0]", "F208", 1, 8),
        ("A + -> B", "F209", 1, 4),
        ("A -> B + 3", "F209", 1, 10),
        ("A -> B C", "F209", 1, 6),
        ("101A -> B", "F209", 1, 1),
        ("9" * 5000 + "A -> B", "F209", 1, 1),
    ],
)
def test_wrong_texts_are_refused_at_their_place(
    text: str, code: str, line: int, column: int
) -> None:
    with pytest.raises(FormatError) as caught:
        read_crn(text, "bad.crn")
    assert (caught.value.code, caught.value.where) == (code, f"bad.crn:{line}:{column}")
    assert "^" in caught.value.__notes__[0]
    assert caught.value.hint
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("A <-> B", "'<=>' for reversible"),
        ("A <=> B [k = 1]", "write [kf = NUMBER, kr = NUMBER]"),
        ("A -> B [kf = 1]", "write [k = NUMBER]"),
        ("A -> B [k = 1 /s]", "without sign and unit"),
        ("A @initial 5 nM", "in nM and without a unit"),
        ("101A -> B", "write at most 100"),
        ("A -> B;", "remove the ';'"),
        ("A -> B C", "write a name"),
        ("0 -> B", "leave the side empty"),
        ("A -> ∅", "leave the side empty"),
    ],
)
def test_a_refusal_says_how_to_mend_it(text: str, fix: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_crn(text, "bad.crn")
    assert fix in caught.value.hint


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match=r"bad\.crn:1:1: the text has no reactions"):
        read_crn(text, "bad.crn")


def test_the_caret_stands_under_the_wrong_part() -> None:
    with pytest.raises(FormatError) as caught:
        read_crn("A -> B\nA + B -> C D # late\n", "bad.crn")
    assert caught.value.where == "bad.crn:2:10"
    assert caught.value.__notes__ == ["    A + B -> C D # late\n             ^^^"]


def test_zeros_before_a_count_change_nothing() -> None:
    document = read_crn("0000000000002A -> 02B; 0000000000C -> A", "net.crn")
    assert [(r.reactants, r.products) for r in document.crn.reactions] == [
        (("A", "A"), ("B", "B")),
        ((), ("A",)),
    ]


def test_line_ends_of_other_systems_and_tabs_are_blanks() -> None:
    document = read_crn("A\t->\tB\r\n\r\nB -> C [ 2 ]\r\n", "net.crn")
    assert plain(document)[1] == [(("A",), ("B",), 1.0), (("B",), ("C",), 2.0)]


NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,4}", fullmatch=True)
NUMBERS = st.floats(min_value=0, allow_nan=False, allow_infinity=False)
RATES = NUMBERS.filter(lambda value: value > 0)


@st.composite
def documents(draw: st.DrawFn) -> CrnText:
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    side = st.lists(st.sampled_from(names), max_size=3).map(tuple)
    reactions = draw(
        st.lists(
            st.builds(FormalReaction, side, side, RATES, st.just(ORIGIN)), min_size=1, max_size=5
        )
    )
    modes = st.sampled_from(["initial", "constant"])
    amounts = tuple(Concentration(name, draw(modes), draw(NUMBERS)) for name in names)
    species = tuple(Species(name) for name in names)
    return CrnText(FormalCrn(species, tuple(reactions)), amounts)


@given(documents())
def test_reading_what_was_printed_gives_the_same_network(document: CrnText) -> None:
    printed = print_crn(document)
    again = read_crn(printed, "printed.crn")
    assert plain(again) == plain(document)
    assert print_crn(again) == printed


@given(documents())
def test_species_without_concentration_keep_their_order(document: CrnText) -> None:
    again = read_crn(print_crn(CrnText(document.crn)), "printed.crn")
    assert again.crn.names == document.crn.names
    assert all(c.value_nM == 0 for c in again.concentrations)


@given(st.text(alphabet="AB12 +->[]k=;@#i.e\n<", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        document = read_crn(text, "any.crn")
    except FormatError:
        return
    assert plain(read_crn(print_crn(document), "again.crn"))[1] == plain(document)[1]


def test_a_number_that_the_format_cannot_express_is_refused() -> None:
    reaction = FormalReaction(("A",), (), float("inf"), ORIGIN)
    crn = FormalCrn((Species("A"),), (reaction,))
    with pytest.raises(FormatError, match="cannot be written"):
        print_crn(CrnText(crn))


def test_a_rate_constant_of_zero_is_refused_as_it_is_when_read() -> None:
    reaction = FormalReaction(("A",), ("B",), 0.0, ORIGIN)
    crn = FormalCrn((Species("A"), Species("B")), (reaction,))
    with pytest.raises(FormatError, match=r"F208.*'A -> B': the rate constant is zero"):
        print_crn(CrnText(crn))
    with pytest.raises(FormatError, match=r"F208.*the rate constant is zero"):
        read_crn("A -> B [k = 0]", "zero.crn")


@pytest.mark.parametrize(
    ("reaction", "rate"),
    [
        ("A + B -> C [k = 1e5 /M/s]", 1e-4),
        ("A + B -> C [3 /nM/s]", 3.0),
        ("A + B -> C [k = 6 /uM/min]", 1e-4),
        ("A + B -> C [k = 6 / uM / min]", 1e-4),
        ("2A + B -> C [k = 1e13 /M^2/s]", 1e-5),
        ("2A + B -> C [k = 1e13/M/M/s]", 1e-5),
        ("A -> C [k = 0.01 /s]", 0.01),
        ("A -> C [k = 36 /h]", 0.01),
        ("A -> C [k = 3]", 3.0),
        ("-> C [k = 3 uM/h]", 3000 / 3600),
        ("A -> C [k = 0.7 /s]", 0.7),
    ],
)
def test_rate_constants_of_a_file_may_have_units(reaction: str, rate: float) -> None:
    crn = read_crn(reaction, "net.crn", with_units=True).crn
    # No error of the conversion is in the last digit.
    assert crn.reactions[0].rate == rate


def test_each_direction_has_the_unit_of_its_own_order() -> None:
    crn = read_crn("A + B <=> C [kf = 1e6 /M/s, kr = 60 /min]", "net.crn", with_units=True).crn
    assert [r.rate for r in crn.reactions] == [1e-3, 1.0]
    with pytest.raises(FormatError, match=r"F211.*'/M/s' is no unit.*with 1 reactant; write.*/s"):
        read_crn("A + B <=> C [kf = 1 /M/s, kr = 1 /M/s]", "net.crn", with_units=True)


def test_concentrations_of_a_file_may_have_units() -> None:
    text = "A @initial 10 nM; B @constant 0.3 uM; C @i 7; D @initial\t2e-3mM"
    found = read_crn(text, "net.crn", with_units=True).concentrations
    assert [(c.mode, c.value_nM) for c in found] == [
        ("initial", 10.0),
        ("constant", 300.0),
        ("initial", 7.0),
        ("initial", 2000.0),
    ]


@pytest.mark.parametrize(
    ("text", "code", "column", "fix"),
    [
        ("A + B -> C [k = 1 /s]", "F211", 12, "write for example /M/s or /nM/min"),
        ("A -> C [k = 1 /M/s]", "F211", 8, "write for example /s or /min"),
        ("2A + B -> C [k = 1 /M/s]", "F211", 13, "/M^2/s"),
        ("-> C [k = 1 /s]", "F211", 6, "M/s"),
        ("A -> C [k = 1 /sec]", "F211", 8, "times in s, min, h, d"),
        ("A -> C [k = 1 s]", "F211", 8, "/s"),
        ("A + B -> C [k = 1 /m/s]", "F211", 12, "concentrations in M, mM, uM, nM, pM"),
        ("A -> C [k = 1 /s/s]", "F211", 8, "/s"),
        ("A -> C [k = 1 /M^999/s]", "F211", 8, "/s"),
        ("A + B -> C [k = 1e308 /nM/s]", "", 0, ""),
        ("A + B -> C [k = 1e308 /pM/s]", "F210", 12, "smaller exponent"),
        ("A + B -> C [k = 1e-323 /M/s]", "F210", 12, "smaller exponent"),
        ("A -> C [k = 1e-999999999 /s]", "F208", 8, "remove the reaction"),
        ("A -> C [k = 0 /s]", "F208", 8, "remove the reaction"),
        ("A -> C [k = -1 /s]", "F210", 8, "without sign"),
        ("A @initial 5 nm", "F204", 1, "with a unit (M, mM, uM, nM, pM)"),
        ("A @initial 5 6 nM", "F204", 1, "with a unit"),
        ("A @initial nM", "F210", 12, "such as 5"),
    ],
)
def test_units_that_do_not_fit_are_refused(text: str, code: str, column: int, fix: str) -> None:
    if not code:
        read_crn(text, "bad.crn", with_units=True)
        return
    with pytest.raises(FormatError) as caught:
        read_crn(text, "bad.crn", with_units=True)
    assert (caught.value.code, caught.value.where) == (code, f"bad.crn:1:{column}")
    assert fix in caught.value.hint


@given(documents())
def test_texts_without_units_mean_the_same_in_a_file(document: CrnText) -> None:
    printed = print_crn(document)
    assert plain(read_crn(printed, "x.crn", with_units=True)) == plain(read_crn(printed, "x.crn"))


@given(st.text(alphabet="AB12 +->[]k=;@#i.e\n</Msn^", max_size=40))
def test_any_text_with_units_is_read_or_refused(text: str) -> None:
    try:
        document = read_crn(text, "any.crn", with_units=True)
    except FormatError:
        return
    assert plain(read_crn(print_crn(document), "again.crn"))[1] == plain(document)[1]
