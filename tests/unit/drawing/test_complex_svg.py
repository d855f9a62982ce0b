"""Drawings of complexes: what is recognised as a row of top strands, and what is drawn."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.drawing.complex_shape import linear_shape
from ncrn_dsd.drawing.complex_svg import complex_svg
from ncrn_dsd.drawing.svg_canvas import domain_colour
from ncrn_dsd.ir.dsd import Complex, Domain

SVG = "{http://www.w3.org/2000/svg}"
DOMAINS = (*(Domain(n, 15) for n in "abcde"), Domain("t", 5), Domain("u", 6))
GATE = Complex((tuple("abt"), tuple("cde"), ("d*", "c*", "t*", "b*", "a*", "t*")), "(((+((.+))))).")
BRANCHED = Complex((("a", "b"), ("b*", "c"), ("c*", "a*")), "((+)(+))")


def drawn(complex_: Complex) -> ET.Element:
    return ET.fromstring(complex_svg(complex_, DOMAINS))  # noqa: S314


def lines(svg: ET.Element) -> list[tuple[float, float, float, float, str]]:
    return [
        (*(float(e.attrib[k]) for k in ("x1", "y1", "x2", "y2")), e.attrib["style"])  # type: ignore[misc]
        for e in svg.iter(f"{SVG}line")
    ]


def texts(svg: ET.Element) -> list[str]:
    return [e.text or "" for e in svg.iter(f"{SVG}text")]


def test_the_gate_is_what_its_kernel_string_says() -> None:
    assert GATE.kernel() == "a( b( t( + c( d( e + ) ) ) ) ) t*"


def test_a_gate_is_a_bottom_strand_with_top_strands() -> None:
    shape = linear_shape(GATE)
    assert shape is not None
    assert shape.bottom == ("t*", "a*", "b*", "t*", "c*", "d*")
    first, second = shape.tops
    assert (first.strand, first.first_column, first.paired, first.tail) == (
        ("a", "b", "t"),
        1,
        3,
        0,
    )
    assert (second.strand, second.first_column, second.paired, second.tail) == (
        ("c", "d", "e"),
        4,
        2,
        1,
    )


@pytest.mark.parametrize("turned", GATE.rotations())
def test_the_shape_does_not_depend_on_the_rotation(turned: Complex) -> None:
    assert linear_shape(turned) == linear_shape(GATE)
    assert lines(drawn(turned)) == lines(drawn(GATE))


def test_every_domain_is_a_stroke_and_bound_ones_lie_parallel() -> None:
    svg = drawn(GATE)
    strokes = lines(svg)
    assert len(strokes) == sum(len(s) for s in GATE.strands)
    level = [y1 for _, y1, _, y2, _ in strokes if y1 == y2]
    assert len(level) == len(strokes) - 1, "only the free end e leans"
    assert len(set(level)) == 2
    assert len(list(svg.iter(f"{SVG}rect"))) == len(GATE.pairs()) // 2
    assert len(list(svg.iter(f"{SVG}polygon"))) == 3, "one arrowhead per strand"
    assert len(list(svg.iter(f"{SVG}circle"))) == 3, "one dot per strand"
    words = texts(svg)
    assert words.count("5′") == words.count("3′") == 3
    assert {"a", "b", "t", "c", "d", "e", "t*"} <= set(words)


def test_toeholds_are_thicker_and_complements_share_the_colour() -> None:
    styles = [s.split(";") for *_, s in lines(drawn(GATE))]
    widths = dict(styles)
    assert len(widths) == 6, "a colour each for a, b, c, d, e and t"
    assert len(set(widths.values())) == 2
    toehold = drawn(Complex((("t",),), "."))
    assert lines(toehold)[0][4].split(";")[1] == max(widths.values(), key=lambda w: float(w[13:]))


def test_everything_drawn_is_inside_the_picture() -> None:
    for complex_ in (GATE, BRANCHED, Complex((("a", "t", "b"),), "...")):
        svg = drawn(complex_)
        left, top, width, height = (float(v) for v in svg.attrib["viewBox"].split())
        for x1, y1, x2, y2, _ in lines(svg):
            assert left <= min(x1, x2) <= max(x1, x2) <= left + width
            assert top <= min(y1, y2) <= max(y1, y2) <= top + height


def test_free_ends_at_one_junction_do_not_cross() -> None:
    gate = Complex((("a", "b"), ("e", "c"), ("c*", "a*")), "(.+.(+))")
    free = [(x1, x2) for x1, y1, x2, y2, _ in lines(drawn(gate)) if y1 != y2]
    assert len(free) == 2
    assert all(x1 == x2 for x1, x2 in free)
    assert free[0] != free[1]


@pytest.mark.parametrize(
    "complex_",
    [
        BRANCHED,
        Complex((("a", "b", "a*"),), "(.)"),
        Complex((("a", "b", "c"), ("c*", "a*")), "(.(+))"),
    ],
    ids=["three-way", "hairpin", "bulge"],
)
def test_other_shapes_are_listed_strand_by_strand(complex_: Complex) -> None:
    assert linear_shape(complex_) is None
    svg = drawn(complex_)
    words = texts(svg)
    assert complex_.kernel() in words
    marks = [w for w in words if w in {"(", ")", "."}]
    assert "".join(marks) == complex_.structure.replace("+", "")
    assert len(lines(svg)) == sum(len(s) for s in complex_.strands)


def test_every_complex_of_a_translated_network_can_be_drawn() -> None:
    system = soloveichik2010(crn_of("A + B -> A + B + C", "A + A -> B", "B ->", "C -> A"))
    for complex_ in (*(s.complex for s in system.signals), *(f.complex for f in system.fuels)):
        text = complex_svg(complex_, system.domains)
        ET.fromstring(text)  # noqa: S314
        assert text == complex_svg(complex_, system.domains)
        assert len(complex_.strands) == 1 or linear_shape(complex_) is not None


def test_names_are_escaped() -> None:
    svg = complex_svg(Complex((("<b&",),), "."), (Domain("<b&", 15),))
    assert "<b&" in texts(ET.fromstring(svg))  # noqa: S314


def test_domains_of_a_large_system_differ_in_hue_or_tone() -> None:
    found = [re.findall(r"-?\d+", domain_colour(order)) for order in range(140)]
    colours = [(int(numbers[0]), numbers[1]) for numbers in found]
    for i, (hue, saturation) in enumerate(colours):
        for other, same in colours[:i]:
            apart = abs(hue - other)
            assert min(apart, 360 - apart) >= 8 or same != saturation
