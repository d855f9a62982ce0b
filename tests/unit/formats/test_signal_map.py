from __future__ import annotations

import pytest

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.signal_map import SignalMap, read_signal_map, signals_in_comments

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
