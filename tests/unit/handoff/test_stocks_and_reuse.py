"""Measurements and freezer lists coming back, and parts of an order."""

from __future__ import annotations

import csv
import io

import pytest
from lab_fixture import planned

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.liquids.stocks_csv import read_stocks, stocks_csv
from ncrn_dsd.handoff.orders.physical import extinction_260_M_cm
from ncrn_dsd.handoff.orders.reuse import BUY, REUSE, decide, read_freezer
from ncrn_dsd.handoff.orders.subset import strands_matching


def table(**first: str) -> str:
    """The stocks of the package with the first row filled in."""
    made = planned()
    choices = {c.strand: c for c in made.scales}
    content = stocks_csv(made.package, choices, 100.0, {}, {}).decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    rows[0] |= first
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class TestStocks:
    def test_an_empty_table_measures_nothing(self) -> None:
        assert read_stocks("s.csv", table(), planned().package) == {}

    def test_a_concentration_counts(self) -> None:
        found = read_stocks("s.csv", table(measured_uM="87.5"), planned().package)
        assert found == {planned().package.strands[0].name: 87.5}

    def test_absorbance_is_divided_by_the_extinction_coefficient(self) -> None:
        strand = planned().package.strands[0]
        text = table(measured_A260="0.35", dilution_factor="100")
        found = read_stocks("s.csv", text, planned().package)
        expected = 0.35 * 100 / extinction_260_M_cm(strand.sequence) * 1e6
        assert found[strand.name] == pytest.approx(expected)

    @pytest.mark.parametrize("value", ["0", "-3", "nan", "inf", "many"])
    def test_no_positive_number_is_refused(self, value: str) -> None:
        with pytest.raises(HandoffError, match=r"H016.*s\.csv:2"):
            read_stocks("s.csv", table(measured_uM=value), planned().package)

    def test_a_strange_strand_is_refused(self) -> None:
        with pytest.raises(HandoffError, match=r"H016.*'other'"):
            read_stocks("s.csv", table(name="other"), planned().package)

    def test_a_missing_column_is_refused(self) -> None:
        with pytest.raises(HandoffError, match=r"H015.*measured_uM"):
            read_stocks("s.csv", "name,measured_A260,dilution_factor\n", planned().package)


class TestReuse:
    def test_equal_sequences_are_reused_and_others_bought(self) -> None:
        strands = planned().package.strands
        text = f"name,sequence,location\nold one,{strands[1].sequence},box 7 B3\n"
        decisions = decide(strands, read_freezer("f.csv", text))
        assert [d.decision for d in decisions].count(REUSE) == 1
        assert decisions[1].matches_old_name == "old one"
        assert decisions[1].old_location == "box 7 B3"
        assert decisions[0].decision == BUY

    def test_a_labelled_strand_is_no_plain_one(self) -> None:
        strand = next(s for s in planned().package.strands if s.modified)
        text = f"name,sequence,location\nplain,{strand.sequence},x\n"
        assert decide([strand], read_freezer("f.csv", text))[0].decision == BUY

    def test_a_missing_column_is_refused(self) -> None:
        with pytest.raises(HandoffError, match=r"H013.*location"):
            read_freezer("f.csv", "name,sequence\n")


class TestSubset:
    def test_patterns_match_strands_and_complexes(self) -> None:
        found = strands_matching(planned().package, ("Rep_*",))
        assert found == frozenset(["Rep_A-a", "Rep_A-b", "Rep_C-a", "Rep_C-b"])
        assert strands_matching(planned().package, ("fuel1",))

    def test_no_pattern_is_everything(self) -> None:
        assert strands_matching(planned().package, ()) is None

    def test_a_pattern_without_match_is_refused(self) -> None:
        with pytest.raises(HandoffError, match=r"H014.*zzz"):
            strands_matching(planned().package, ("Rep_*", "zzz*"))
