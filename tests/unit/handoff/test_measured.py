"""Measurements on the scale of predictions, and reads that use up their reporter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lab_fixture import files_of, planned, results_of

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.analysis.fit_leak import Readout
from ncrn_dsd.handoff.analysis.measured import measured_curves, measured_files, read_measured
from ncrn_dsd.ir.bench import AssayWell, Condition, PredictedCurve

TIMES = (0.0, 1800.0, 3600.0)


def wells(condition: Condition) -> list[AssayWell]:
    return [w for w in planned().plan.wells if w.condition is condition and "Rep_A" in w.reporters]


def readout(nM_of_reads: float) -> Readout:
    """A full scale of 50 nM is 1000 above a background of 100."""
    found: Readout = {}
    for condition, value in (
        (Condition.REPORTER_MIN, 0.0),
        (Condition.REPORTER_MAX, 50.0),
        (Condition.READ, nM_of_reads),
    ):
        for well in wells(condition):
            found[well.place, "ATTO488"] = [(t, 100 + 20 * value) for t in TIMES]
    return found


def test_fluorescence_becomes_nanomolar() -> None:
    curves = measured_curves(planned().plan, readout(12.5))
    reads = {w.place for w in wells(Condition.READ)}
    found = [v for c in curves if c.well in reads for v in c.opened_nM]
    assert found == pytest.approx([12.5] * len(found))
    assert len(found) == 3 * len(reads)


def test_predictions_are_put_beside_between_their_times() -> None:
    place = wells(Condition.READ)[0].place
    predicted = PredictedCurve(place, "ATTO488", (0.0, 3600.0), (10.0, 14.0))
    curves = measured_curves(planned().plan, readout(12.5))
    files = measured_files(planned().plan, readout(12.5), curves, [predicted])
    lines = files["analysis/measured.csv"].decode().splitlines()
    ours = [line.split(",")[-1] for line in lines if line.startswith(f"{place},")]
    assert ours == ["10", "12", "14"]


def test_without_a_full_scale_nothing_can_be_said() -> None:
    lacking = {k: v for k, v in readout(3.0).items() if k[0] != ""}
    for well in wells(Condition.REPORTER_MAX):
        del lacking[well.place, "ATTO488"]
    with pytest.raises(HandoffError, match=r"H019.*Rep_A"):
        measured_curves(planned().plan, lacking)


WELL = next(w for w in planned().plan.wells if w.reporters == ("Rep_A",)).place
HEADER = "well,t_s,channel,value\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a,b\n1,2\n", "there is no column 'well'"),
        (HEADER, "no value is filled in"),
        (f"{HEADER}{WELL},0,ATTO488,\n", "no value is filled in"),
        (f"{HEADER}{WELL},0,ATTO488,many\n", ":2: value is 'many'"),
        (f"{HEADER}{WELL},0,ATTO488,nan\n", ":2: value is 'nan'"),
        (f"{HEADER}{WELL},noon,ATTO488,3\n", ":2: t_s is 'noon'"),
        (f"well,time,channel,value\n{WELL},7,ATTO488,3\n", ":2: the time is '7', in a column"),
        (f"{HEADER}attic:A1,0,ATTO488,3\n", "the plan has no well 'attic:A1'"),
        (f"{HEADER}{WELL},0,FAM,3\n", "no reporter in the channel 'FAM'"),
    ],
)
def test_a_wrong_table_is_one_sentence(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HandoffError, match=rf"H018.*{re.escape(what)}"):
        read_measured(path, planned().plan)


def test_a_readout_is_read_as_readers_export_it(tmp_path: Path) -> None:
    """Long or wide, along rows or columns of the plate, with the clock and a German spreadsheet."""
    plan = planned().plan
    mine = [w.place for w in plan.wells if w.reporters == ("Rep_A",)][:3]
    (plate,) = {well.partition(":")[0] for well in mine}
    short = [well.partition(":")[2] for well in mine]
    padded = [f"{well[0].lower()}{int(well[1:]):02d}" for well in short]
    wanted = {(well, "ATTO488"): [(0.0, 1.5), (120.0, 2.5)] for well in mine}
    long = "".join(f"{w},{t},ATTO488,{v}\n" for t, v in ((0, 1.5), (120, 2.5)) for w in mine)
    by_column = "".join(f"{w},{t},ATTO488,{v}\n" for w in mine for t, v in ((0, 1.5), (120, 2.5)))
    for text in (
        HEADER + long,
        HEADER + by_column,
        f"Well,Time (min),Channel,RFU\n{long.replace(',120,', ',2,')}",
        f"plate,{HEADER}{long.replace(f'{plate}:', f'{plate},')}",
        f"Time [s];{';'.join(mine)}\n0;1,5;1,5;1,5\n120;2,5;2,5;2,5\n",
        f"Time,{','.join(padded)},plate\n0:00:00,1.5,1.5,1.5,{plate}\n2:00,2.5,2.5,2.5,{plate}\n",
    ):
        path = tmp_path / "x.csv"
        path.write_text(text, encoding="utf-8")
        assert read_measured(path, plan) == wanted, text


def test_a_well_of_several_plates_needs_one(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{HEADER}A1,0,ATTO488,3\n", encoding="utf-8")
    with pytest.raises(HandoffError, match=r"H018.*'A1' is a well of assay1 and read1"):
        read_measured(path, planned().plan)


def test_wells_of_several_channels_need_one(tmp_path: Path) -> None:
    several = next(w for w in planned().plan.wells if len(w.reporters) > 1)
    path = tmp_path / "x.csv"
    path.write_text(f"t_s,{several.place}\n0,1\n", encoding="utf-8")
    with pytest.raises(HandoffError, match=r"H018.*is read in 2 channels, and none is named"):
        read_measured(path, planned().plan)


def test_what_is_no_text_or_no_file_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "x.xlsx"
    binary.write_bytes(b"PK\xff\xfe")
    for path in (binary, tmp_path / "none.csv", tmp_path):
        with pytest.raises(HandoffError, match=r"H018.*cannot be read"):
            read_measured(path, planned().plan)


def test_a_table_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{HEADER}{WELL},0,ATTO488,3\n", encoding="utf-8-sig")
    assert read_measured(path, planned().plan) == {(WELL, "ATTO488"): [(0.0, 3.0)]}


@pytest.mark.parametrize(("opened", "good"), [(39.0, True), (41.0, False)])
def test_a_read_must_leave_a_fifth_of_its_reporter(opened: float, good: bool) -> None:
    place = wells(Condition.READ)[0].place
    curve = PredictedCurve(place, "ATTO488", (0.0, 300.0, 9e3), (0.0, opened, 50.0))
    result = results_of(files_of(curves=(curve,)))["E8"]
    assert result.ok is good
    assert good or result.items == (place,)
