from __future__ import annotations

import pytest

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.signal_map import (
    MappedModule,
    SignalMap,
    read_signal_map,
    signal_map_lines,
    signals_in_comments,
)

TEXT = """
# the two forms of A
s1 = A
s2 = "A"   # the other one
x-y = B
fuel F1 F2
fuel F3
"""

PIL = """
length a = 5
# signal s1 = A
S1 = a
#signal s2 = B
# a signal is a strand
# fuel F1 F2
"""


def test_map_names_signals_and_fuels() -> None:
    found = read_signal_map(TEXT, "a.map")
    assert found == SignalMap((("s1", "A"), ("s2", "A"), ("x-y", "B")), ("F1", "F2", "F3"))
    assert read_signal_map("s1 = A", "a.map").fuels is None


def test_comments_of_a_system_may_hold_the_map() -> None:
    assert signals_in_comments(PIL, "a.pil") == SignalMap((("s1", "A"), ("s2", "B")), ("F1", "F2"))
    assert signals_in_comments("length a = 5", "a.pil") == SignalMap(())


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("s1 = A\ns1 -> A", "F371", "a.map:2"),
        ("s1 = A B", "F371", "a.map:1"),
        ("s1 = A\ns1 = B", "F372", "a.map:2"),
        ("s1 = A\nfuel s1", "F372", "a.map:2"),
    ],
)
def test_wrong_maps_are_refused(text: str, code: str, where: str) -> None:
    with pytest.raises(FormatError) as refusal:
        read_signal_map(text, "a.map")
    assert (refusal.value.code, refusal.value.where) == (code, where)


DECLARED = """
# scheme soloveichik2010
# enumerate reject-remote release-cutoff 8
# network
# signal A = A history h1
# signal s2 = B
# fuel g0_1 g0_2
# module g0_1 : A + A -> B; B -> A + A
# module : -> A
# module g0_2 : A ->
"""


def test_everything_that_is_declared_is_read_and_written_alike() -> None:
    found = signals_in_comments(DECLARED, "a.pil")
    assert found == SignalMap(
        (("A", "A"), ("s2", "B")),
        ("g0_1", "g0_2"),
        (("A", "h1"),),
        (
            MappedModule(("g0_1",), ((("A", "A"), ("B",)), (("B",), ("A", "A")))),
            MappedModule((), (((), ("A",)),)),
            MappedModule(("g0_2",), ((("A",), ()),)),
        ),
        "soloveichik2010",
        reject_remote=True,
        release_cutoff_nt=8,
        is_network=True,
    )
    assert [f"# {line}" for line in signal_map_lines(found)] == DECLARED.strip().splitlines()
    assert read_signal_map("\n".join(signal_map_lines(found)), "a.map") == found


def test_many_fuels_take_several_lines() -> None:
    fuels = tuple(f"f{i}" for i in range(25))
    lines = list(signal_map_lines(SignalMap((), fuels)))
    assert len(lines) == 3
    assert read_signal_map("\n".join(lines), "a.map").fuels == fuels


@pytest.mark.parametrize(
    "prose",
    [
        "# fuel strands are cheap, see below",
        "# fuel = F1",
        "# a module : A -> B of the paper",
        "# module g1 : A -> B (the second one)",
        "# enumerate this with care",
        "# enumerate release-cutoff of eight",
        "# scheme of the authors",
        "# networks of DNA",
        "# network of DNA",
        "# signal strands = those with a toehold",
        "# X = A",
        "## fuel X",
        "length b = 5  # fuel X",
    ],
)
def test_comments_of_another_form_are_prose(prose: str) -> None:
    text = f"{prose}\nlength a = 5\nX = a\n"
    assert signals_in_comments(text, "a.pil") == SignalMap(())
    assert read_pil(text, "a.pil").map == SignalMap(())


@pytest.mark.parametrize(
    ("declared", "code", "told"),
    [
        ("# signal Q = A", "F373", "Q is no complex"),
        ("# fuel X Q", "F373", "Q is no complex"),
        ("# module Q : A -> A", "F373", "Q is no complex"),
        ("# signal X = A\n# module X : A -> B", "F374", "no signal stands for the species B"),
        ("# signal X = A history q", "F400", "the history q is no domain"),
        ("# signal X = A\n# fuel X", "F372", "X is mapped twice"),
    ],
)
def test_every_reader_refuses_declarations_of_what_is_not_there(
    declared: str, code: str, told: str
) -> None:
    with pytest.raises(FormatError, match=told) as refusal:
        read_pil(f"length a = 5\nX = a\n{declared}\n", "a.pil")
    line = 2 + len(declared.splitlines())
    assert (refusal.value.code, refusal.value.where) == (code, f"a.pil:{line}")
