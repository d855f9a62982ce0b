"""The reaction graph: nothing lies on anything else, and everything can be looked up."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ncrn_dsd.drawing.graph_marks import kind_colour
from ncrn_dsd.drawing.reaction_graph import MAX_SPECIES, reaction_graph_svg
from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.pil_document import NamedComplex, PilConcentration, PilReaction
from ncrn_dsd.formats.pil_network import PilNetwork, PilSpecies, detailed_network
from ncrn_dsd.ir.dsd import Complex

SVG = "{http://www.w3.org/2000/svg}"
CATALYSIS = """
length t = 5
length s = 5
length x = 15
X = x t
G = s( x( + t* ) )
F = s x
W = x t x
B = s( x( + x t( + ) ) ) @initial 0 nM
Y = x( t( + s* ) ) @initial 0 nM
macrostate X = [X]
macrostate G = [G]
macrostate F = [F]
macrostate W = [W]
macrostate Y = [Y]
reaction [bind21 = 1.5e6 /M/s] X + G -> B
reaction [open = 20 /s] B -> X + G
reaction [branch-3way = 333 /s] B -> Y + F
reaction [leak = 1 /M/s] Y + Y -> Y + G
"""
NETWORK = detailed_network(read_pil(CATALYSIS, "catalysis.pil"))

Sides = tuple[tuple[str, ...], tuple[str, ...]]
Rectangle = tuple[float, float, float, float]


def groups(svg: str, name: str) -> dict[str, ET.Element]:
    """The elements of species ("s") or reactions ("r") by the first line of their titles."""
    found = ET.fromstring(svg).iter(f"{SVG}g")  # noqa: S314
    return {title(g).split("\n")[0]: g for g in found if g.get("class") == name}


def title(group: ET.Element) -> str:
    return group.findtext(f"{SVG}title") or ""


def frame(group: ET.Element) -> Rectangle:
    rect = group.find(f"{SVG}rect")
    assert rect is not None
    x, y, width, height = (float(rect.get(key, "nan")) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def words(group: ET.Element) -> list[Rectangle]:
    """Room of the lines of text, for a monospaced font."""
    found = []
    for line in group.iter(f"{SVG}text"):
        size = re.search(r"(\d+)px", line.get("style", ""))
        assert size is not None
        half = 0.602 * int(size[1]) * len(line.text or "") / 2
        x, y = float(line.get("x", "nan")), float(line.get("y", "nan"))
        found.append((x - half, y - 0.8 * int(size[1]), x + half, y + 0.25 * int(size[1])))
    return found


def discs(group: ET.Element) -> tuple[float, float]:
    circle = group.find(f"{SVG}circle")
    assert circle is not None
    return float(circle.get("cx", "nan")), float(circle.get("cy", "nan"))


def apart(a: Rectangle, b: Rectangle) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def samples(path: str) -> list[tuple[float, float]]:
    """Points along the curves of a path."""
    points: list[tuple[float, float]] = []
    here = (0.0, 0.0)
    for letter, text in re.findall(r"([MHC])([^MHCVAZ]*)", path):
        numbers = [float(n) for n in text.split()]
        if letter == "M":
            here = (numbers[0], numbers[1])
        elif letter == "H":
            here = (numbers[0], here[1])
        else:
            corners = [here, *zip(numbers[::2], numbers[1::2], strict=True)]
            for step in range(21):
                t = step / 20
                weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
                points.append(
                    (
                        sum(w * c[0] for w, c in zip(weights, corners, strict=True)),
                        sum(w * c[1] for w, c in zip(weights, corners, strict=True)),
                    )
                )
            here = corners[-1]
        points.append(here)
    return points


def check_that_nothing_overlaps(svg: str) -> None:
    species, reactions = groups(svg, "s"), groups(svg, "r")
    frames = [frame(g) for g in species.values()]
    for a, b in combinations(frames, 2):
        assert apart(a, b)
    for group, box in zip(species.values(), frames, strict=True):
        for line in words(group):
            assert box[0] < line[0]
            assert box[1] < line[1]
            assert line[2] < box[2]
            assert line[3] < box[3]
    centres = [discs(g) for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("class") == "r"]  # noqa: S314
    for (x, y), (other_x, other_y) in combinations(centres, 2):
        assert abs(x - other_x) + abs(y - other_y) > 14
    for group in reactions.values():
        for path in group.iter(f"{SVG}path"):
            for x, y in samples(path.get("d", "")):
                assert not any(l < x < r and t < y < b for l, t, r, b in frames)  # noqa: E741
    root = ET.fromstring(svg)  # noqa: S314
    width, height = float(root.get("width", "nan")), float(root.get("height", "nan"))
    for left, top, right, bottom in frames:
        assert min(left, top) > 0
        assert right < width
        assert bottom < height


def test_species_and_reactions_can_be_looked_up() -> None:
    svg = reaction_graph_svg(NETWORK, "catalysis.pil")
    check_that_nothing_overlaps(svg)
    assert list(groups(svg, "s")) == [
        "X (resting)",
        "G (resting)",
        "F (resting)",
        "B (transient)",
        "Y (resting)",
        "W (resting)",
    ]
    titles = [title(g) for g in groups(svg, "r").values()]
    assert titles == [
        "X + G → B\nassociation (bind21), 1.50×10⁶ 1/(M s)\nB → X + G\nopening (open), 20.0 1/s",
        "B → Y + F\n3-way branch migration, 333 1/s",
        "Y + Y → Y + G\nleak, 1.00 1/(M s)",
    ]
    assert "X: x t" in title(groups(svg, "s")["X (resting)"])
    assert "Take part in no reaction:" in svg
    assert reaction_graph_svg(NETWORK, "catalysis.pil") == svg


def test_kinds_and_states_look_different() -> None:
    found = groups(reaction_graph_svg(NETWORK, "catalysis.pil"), "r")
    pair, migration, leak = (ET.tostring(g, encoding="unicode") for g in found.values())
    assert kind_colour("bind21") in pair
    assert kind_colour("open") in pair
    assert kind_colour("branch-3way") in migration
    assert kind_colour("leak") in leak
    boxes = groups(reaction_graph_svg(NETWORK, "catalysis.pil"), "s")
    dashed = {n for n, g in boxes.items() if "dasharray" in ET.tostring(g, encoding="unicode")}
    bold = {n for n, g in boxes.items() if "font:bold" in ET.tostring(g, encoding="unicode")}
    assert dashed == {"B (transient)"}
    assert bold == {"X (resting)", "G (resting)", "F (resting)", "W (resting)"}


def test_two_copies_are_two_lines_and_arrows_stand_at_products() -> None:
    leak = list(groups(reaction_graph_svg(NETWORK, "catalysis.pil"), "r").values())[-1]
    assert len(list(leak.iter(f"{SVG}path"))) == 2 + 1 + 1
    assert len(list(leak.iter(f"{SVG}polygon"))) == 2


def test_what_is_missing_is_said() -> None:
    cut = replace(NETWORK, truncated_by="the limit of <5> complexes was reached")
    svg = reaction_graph_svg(cut, "<catalysis> & more")
    assert "NOT COMPLETE: the limit of &lt;5&gt; complexes was reached" in svg
    assert "&lt;catalysis&gt; &amp; more: 6 complexes, 4 reactions" in svg
    ET.fromstring(svg)  # noqa: S314


def network_of(sides: Sequence[Sides], more: int = 0) -> PilNetwork:
    """A network of strands that are there at the start if their names are even."""
    names = dict.fromkeys(n for pair in sides for side in pair for n in side)
    names |= dict.fromkeys(f"alone{n}" for n in range(more))
    species = tuple(
        PilSpecies(
            name,
            (NamedComplex(name, Complex((("a",) * 40,), "." * 40), amount),),
            is_resting=not name.endswith("3"),
        )
        for name in names
        for amount in [PilConcentration("initial", 0.0 if name[-1] in "13579" else 1e-9)]
    )
    reactions = tuple(
        PilReaction(("open", "bind21", "branch-4way")[n % 3], 1.0, left, right)
        for n, (left, right) in enumerate(sides)
    )
    return PilNetwork(species, reactions, is_detailed=True)


NAMES = st.integers(0, 12).map(lambda n: f"S{n}")
SIDES = st.lists(NAMES, max_size=3).map(tuple)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SIDES, SIDES), max_size=14))
def test_nothing_overlaps_in_any_network(
    sides: Sequence[Sides],
) -> None:
    """Cycles, catalysts, reverses, empty sides and reactions that change nothing included."""
    network = network_of(sides, more=3)
    svg = reaction_graph_svg(network, "any")
    check_that_nothing_overlaps(svg)
    drawn = [t for g in groups(svg, "s").values() for t in [title(g)]]
    assert len(drawn) == len(network.species)
    shown = sum(
        title(g).count("→")
        for g in ET.fromstring(svg).iter(f"{SVG}g")  # noqa: S314
        if g.get("class") == "r"
    )
    assert shown == len(network.reactions)


def test_time_runs_to_the_right_where_there_is_no_cycle() -> None:
    chain = [(("S0",), ("S1",)), (("S1", "S2"), ("S4",)), (("S4",), ("S6", "S8"))]
    boxes = groups(reaction_graph_svg(network_of(chain), "chain"), "s")
    lefts = {name.split(" ")[0]: frame(g)[0] for name, g in boxes.items()}
    order = [lefts[name] for name in ("S0", "S1", "S4", "S6")]
    assert all(a < b for a, b in pairwise(order))
    assert lefts["S2"] == lefts["S1"]


def test_a_network_that_nobody_could_read_is_refused() -> None:
    size = MAX_SPECIES + 1
    chain = [((f"S{n}",), (f"S{n + 1}",)) for n in range(size - 1)]
    with pytest.raises(FormatError, match=rf"F360.*{size} species.*PIL or SBML"):
        reaction_graph_svg(network_of(chain), "chain")
    assert reaction_graph_svg(network_of(chain[:-1]), "chain").count('class="s"') == MAX_SPECIES
