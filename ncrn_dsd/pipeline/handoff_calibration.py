"""The calibration set of a package: a day at the bench that says what its gates really do."""

from __future__ import annotations

from collections.abc import Iterator

from ncrn_dsd.calibration.assays import TIMES_MIN, CalibrationWell, predicted_nM, wells_of
from ncrn_dsd.calibration.chosen_gates import MOST_GATES, NotMeasured, gates_to_measure
from ncrn_dsd.calibration.gate_model import CLOSED, GateModel
from ncrn_dsd.calibration.set_json import SET_JSON, set_json
from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_reporter import reporter_of

PLATE_CSV, READOUT_CSV = "calibration/plate.csv", "calibration/readout.csv"
PREDICTED_CSV, REPORTERS_CSV = "calibration/predicted.csv", "calibration/reporters.csv"
README = "calibration/README.md"
CHANNEL = "reporter"
WELL_UL, STEP_UL = 100.0, 5.0
"""Every component is a fiftieth part or so, from a stock that is so many times as strong."""
_PER_STOCK = WELL_UL / STEP_UL


def calibration_files(design: LabDesign) -> dict[str, bytes]:
    """All files of the set; none where no gate can be measured by itself."""
    models, others = gates_to_measure(design.crn, design.system, design.network, design.blamed)
    if not models:
        return {}
    wells = wells_of(models)
    return {
        SET_JSON: set_json(models, wells),
        PLATE_CSV: _plate(wells),
        READOUT_CSV: _readout(wells),
        PREDICTED_CSV: _predicted(models, wells),
        REPORTERS_CSV: _reporters(design, models),
        README: _readme(design, models, others, wells).encode(),
    }


def _plate(wells: tuple[CalibrationWell, ...]) -> bytes:
    header = (
        *("well", "assay", "subject", "replicate", "component"),
        *("stock_nM", "volume_uL", "final_nM"),
    )

    def rows() -> Iterator[tuple[object, ...]]:
        for w in wells:
            about = (w.place, w.assay.words, w.subject, w.replicate)
            for name, nM in w.contents_nM.items():
                component = f"reporter of {w.product}" if name == CLOSED else name
                yield (*about, component, nM * _PER_STOCK, STEP_UL, nM)
            yield (*about, "buffer", "", WELL_UL - STEP_UL * len(w.contents_nM), "")

    return csv_bytes(PLATE_CSV, header, rows())


def _readout(wells: tuple[CalibrationWell, ...]) -> bytes:
    header = ("well", "t_s", "channel", "value")
    rows = ((w.place, 60 * t, CHANNEL, "") for w in wells for t in TIMES_MIN)
    return csv_bytes(READOUT_CSV, header, rows)


def _predicted(models: tuple[GateModel, ...], wells: tuple[CalibrationWell, ...]) -> bytes:
    known = {m.name: m for m in models}
    rows = (
        (w.place, 60 * t, nM)
        for w in wells
        for t, nM in zip(TIMES_MIN, predicted_nM(w, known.get(w.subject)), strict=True)
    )
    return csv_bytes(PREDICTED_CSV, ("well", "t_s", "opened_nM"), rows)


def _reporters(design: LabDesign, models: tuple[GateModel, ...]) -> bytes:
    """Both strands of every reporter that is needed; those of the package are ordered already."""
    nucleotides = {d.domain: d.sequence for d in design.package.sequences.domains}

    def rows() -> Iterator[tuple[object, ...]]:
        for species in dict.fromkeys(m.product for m in models):
            reporter = reporter_of(design.system, species)
            assert reporter is not None
            ordered = "yes" if species in design.read else "no"
            for number, strand in enumerate(reporter.complex.strands):
                letters = "ab"[number] if number < 2 else str(number)
                yield species, f"{reporter.name}-{letters}", _spelled(strand, nucleotides), ordered

    return csv_bytes(REPORTERS_CSV, ("species", "strand", "sequence", "ordered"), rows())


_PAIR = str.maketrans("ACGT", "TGCA")


def _spelled(strand: tuple[str, ...], nucleotides: dict[str, str]) -> str:
    return "".join(
        nucleotides[d[:-1]].translate(_PAIR)[::-1] if d.endswith("*") else nucleotides[d]
        for d in strand
    )


def _readme(
    design: LabDesign,
    models: tuple[GateModel, ...],
    others: tuple[NotMeasured, ...],
    wells: tuple[CalibrationWell, ...],
) -> str:
    left = "".join(f"- {one.name}, {one.reaction}: {one.why}.\n" for one in others)
    extra = sorted({m.product for m in models} - set(design.read))
    more = (
        f"Reporters of {', '.join(extra)} are not in the order of the package: add the strands "
        "of `reporters.csv`, with a dye and a quencher at the end where both are blunt, as those "
        "in `sequences/reporters.csv`.\n\n"
        if extra
        else ""
    )
    return f"""# What the gates of {design.name} really do

Measured here: {len(models)}, of at most {MOST_GATES} gates, in {len(wells)} wells of
{WELL_UL:g} uL, read {len(TIMES_MIN)} times from {TIMES_MIN[0]:g} minutes to
{TIMES_MIN[-1] / 60:g} hours: a day.

1. Thin every component to its `stock_nM` of `plate.csv`, and pipette {STEP_UL:g} uL of each,
   buffer first and inputs last.
2. Read fluorescence, and paste it into `readout.csv`, or take the export of the reader.
3. `ncrn-dsd calibrate PACKAGE readout.csv --out gates.csv`: rates, balances, leaks, bursts and
   active shares with intervals of 90 %, and what to do about each gate.

Amounts count by the standards of the signals that gates make, which are as sure as their stocks.
`predicted.csv` says what wells show when all is as designed.

{more}## Not measured

{left or "All gates are measured."}
"""
