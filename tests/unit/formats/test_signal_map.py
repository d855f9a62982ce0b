from __future__ import annotations

import pytest

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.signal_map import (
    MappedModule,
    SignalMap,
    declared_or_prose,
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
        ("s1 = A\ns1 = B", "F372", "a.map"),
        ("s1 = A\nfuel s1", "F372", "a.map"),
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
    assert declared_or_prose(DECLARED, "a.pil") == found


def test_many_fuels_take_several_lines() -> None:
    fuels = tuple(f"f{i}" for i in range(25))
    lines = list(signal_map_lines(SignalMap((), fuels)))
    assert len(lines) == 3
    assert read_signal_map("\n".join(lines), "a.map").fuels == fuels


@pytest.mark.parametrize(
    "prose",
    [
        "# fuel strands are cheap, see below",
        "# a module : A -> B of the paper",
        "# enumerate this with care",
        "# networks of DNA",
        "# signal strands = those with a toehold",
    ],
)
def test_prose_does_not_keep_a_file_from_being_read(prose: str) -> None:
    assert declared_or_prose(f"{prose}\nlength a = 5\n", "a.pil") == SignalMap(())
