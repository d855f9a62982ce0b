"""Fit leaks to measured fluorescence: jump at the start [nM] and slope [nM/h] per gate.

Usage: python fit_leak.py template_readout.csv [calibration.json]

The first file holds the columns well, t_s, channel and value, as the plate reader gave them; or a
row for every time and a column for every well, with channel as another column where wells have
several. The script needs nothing but Python. It prints JSON; `leak_per_M_s` of a gate is what
`ncrn-dsd run --leak` takes, which has one constant for all gates.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from ncrn_dsd.formats.csv_table import CsvTable, Row, TableError

Readout = dict[tuple[str, str], list[tuple[float, float]]]
COLUMNS = ("well", "t_s", "channel", "value")
# Spelled here, since the script runs without the package.
_M_PER_NM = 1e-9
_WELL = re.compile(r"(?:(.+):)?\s*([A-Pa-p])0*([1-9][0-9]?)")
_CLOCK = re.compile(r"(?:([0-9]+):)?([0-9]+):([0-9]{2}(?:\.[0-9]+)?)")


def readout_of(text: str) -> Readout:
    """Times [s] and values per well and channel; cells without a value are left out.

    A table with a column for every well may have no column for the channel, which is then empty.

    Raises
    ------
    TableError: it is no such table.
    """
    found: Readout = defaultdict(list)
    table = CsvTable(text, ())
    wells = [name for name in table.columns if _WELL.fullmatch(name)]
    is_wide = bool(wells) and not table.has("well")
    on_clock = table.has("t") and not table.has("t_s")
    wanted = [name for name in COLUMNS if not (is_wide and name != "t_s")]
    for row in CsvTable(text, ["t" if on_clock and name == "t_s" else name for name in wanted]):
        cells = [(well, well) for well in wells] if is_wide else [(row["well"], "value")]
        for well, column in cells:
            if row[column]:
                key = _plain(row.get("plate"), well), row.get("channel")
                found[key].append((_time_s(row), row.number(column)))
    return {key: sorted(points) for key, points in found.items()}


def placed(readout: Readout, known: Mapping[str, Sequence[str]]) -> Readout:
    """The same by the wells and channels that there are, where a readout leaves out what is clear.

    Parameters
    ----------
    known: channels of every well, such as ``assay1:A1``.

    Raises
    ------
    TableError: there is no such well or channel, or several that are meant.
    """
    plates = sorted({well.partition(":")[0] for well in known})
    found: Readout = {}
    for (well, channel), points in readout.items():
        places = [p for p in (well, *(f"{plate}:{well}" for plate in plates)) if p in known]
        if len(places) > 1:
            what = f"'{well}' is a well of {' and '.join(plates)}"
            raise TableError(1, what, f"add a column plate, or write {places[0]}")
        if not places:
            what = f"the plan has no well '{well}'"
            raise TableError(1, what, f"name wells as in {min(known)}")
        place = places[0]
        channels = known[place]
        if channel not in channels and (channel or len(channels) != 1):
            what = f"well {place} has no reporter in the channel '{channel}'"
            if not channel:
                what = f"well {place} is read in {len(channels)} channels, and none is named"
            raise TableError(1, what, f"add a column channel with {' or '.join(channels)}")
        found[place, channel or channels[0]] = points
    return found


def _plain(plate: str, well: str) -> str:
    """A well without zeros in front of its number, as in ``assay1:A1``."""
    match = _WELL.fullmatch(well.strip())
    if match is None:
        return well
    own, row, number = match.groups()
    place = f"{row.upper()}{number}"
    return f"{own or plate}:{place}" if own or plate else place


def _time_s(row: Row) -> float:
    """A time in the unit of its column, or on the clock as in ``1:05:00``."""
    text = row.get("t_s") or row.get("t")
    clock = _CLOCK.fullmatch(text)
    if clock is None and not row.get("t_s"):
        what = f"the time is '{text}', in a column without a unit"
        raise TableError(row.line, what, "name the column t_s or Time [min], or write 0:02:00")
    if clock is None:
        return row.number("t_s")
    hours, minutes, seconds = clock.groups()
    return 3600 * int(hours or 0) + 60 * int(minutes) + float(seconds)


def line(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Least-squares value at time zero, and slope."""
    times, values = [t for t, _ in points], [v for _, v in points]
    middle_t, middle_v = mean(times), mean(values)
    spread = sum((t - middle_t) ** 2 for t in times)
    if spread == 0:
        return middle_v, 0.0
    slope = sum((t - middle_t) * (v - middle_v) for t, v in points) / spread
    return middle_v - slope * middle_t, slope


def fit(readout: Readout, calibration: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry per gate and reporter that was measured."""
    results: dict[tuple[str, str], list[tuple[float, float, float, float]]] = defaultdict(list)
    for leak in calibration["gate_leaks"]:
        for name in leak["reporters"]:
            reporter = calibration["reporters"][name]
            points = readout.get((leak["well"], reporter["channel"]))
            scale = scale_of(readout, reporter)
            if points and scale:
                low, per_nM = scale
                start, slope = line([(t, (v - low) / per_nM) for t, v in points])
                rest = (leak["gate_nM"], reporter["reporter_nM"])
                results[leak["gate"], name].append((start, slope, *rest))
    return [_summary(gate, name, rows) for (gate, name), rows in sorted(results.items())]


def scale_of(readout: Readout, reporter: dict[str, Any]) -> tuple[float, float] | None:
    """Fluorescence without signal, and per nM of opened reporter."""
    low = [v for w in reporter["min"] for _, v in readout.get((w, reporter["channel"]), [])]
    high = [p[-1][1] for w in reporter["max"] if (p := readout.get((w, reporter["channel"])))]
    if not low or not high or mean(high) <= mean(low):
        return None
    return mean(low), (mean(high) - mean(low)) / reporter["reporter_nM"]


def _summary(
    gate: str, reporter: str, rows: list[tuple[float, float, float, float]]
) -> dict[str, Any]:
    slope = mean(r[1] for r in rows)
    gate_nM, reporter_nM = rows[0][2], rows[0][3]
    constant = (
        slope * _M_PER_NM / (gate_nM * _M_PER_NM * reporter_nM * _M_PER_NM) if gate_nM else 0.0
    )
    return {
        "gate": gate,
        "reporter": reporter,
        "replicates": len(rows),
        "initial_nM": mean(r[0] for r in rows),
        "gradual_nM_per_h": slope * 3600,
        "leak_per_M_s": max(0.0, constant),
    }


def _text(path: Path) -> str:
    # A device or a pipe may have no end.
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is no file")
    return path.read_text(encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Print the fitted leaks as JSON."""
    if len(arguments) not in {1, 2}:
        sys.stderr.write(__doc__ or "")
        return 2
    readout = Path(arguments[0])
    beside = Path(__file__).with_name("calibration.json")
    calibration = Path(arguments[1]) if len(arguments) == 2 else beside
    try:
        asked = json.loads(_text(calibration))
        leaks = fit(placed(readout_of(_text(readout)), asked["wells"]), asked)
    except (LookupError, OSError, RecursionError, TypeError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else problem
        sys.stderr.write(f"{readout} with {calibration} cannot be used: {why}\n")
        return 2
    sys.stdout.write(json.dumps(leaks, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
