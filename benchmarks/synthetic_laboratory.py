"""A laboratory that is not the program: it pipettes a calibration set and writes what it saw.

Usage: python synthetic_laboratory.py PACKAGE SEED READOUT TRUTH

It knows the wells and the reactions of `calibration/set.json` and nothing else of the program.
Every gate has its own rate, balance, leak, burst and active share. Stocks are off by 10 %, what is
pipetted by 5 %, reads by 3 %; the reader has an offset and loses 1 % an hour. One gate is dead
where there are several. TRUTH says what the gates did, in the unit of the standard of the signal
that each makes, for a laboratory knows amounts no better than its standards.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

TIMES_MIN = (2, 5, 10, 15, 20, 30, 45, 60, 120, 240, 480, 600)
OFFSET, COUNTS_PER_NM, LOST_PER_H = 100.0, 20.0, 0.01
READ, PIPETTE, STOCK = 0.03, 0.05, 0.10
K_LN, RATE_LN, REPORTER_LN = 0.3, 0.3, 0.3
CLOSED, OPENED = "reporter, closed", "reporter, opened"
Vector = NDArray[np.float64]


def main(package: Path, seed: int, readout: Path, truth: Path) -> None:
    """Measure all wells of a package."""
    lab = np.random.default_rng(seed)
    asked = json.loads((package / "calibration/set.json").read_text(encoding="utf-8"))
    gates = {g["name"]: g for g in asked["gates"]}
    names = sorted({n for w in asked["wells"] for n in w["contents_nM"] if n != CLOSED})
    stocks = {name: math.exp(STOCK * lab.normal()) for name in names}
    products = sorted({g["product"] for g in gates.values()})
    reporters = {
        p: (math.exp(STOCK * lab.normal()), math.exp(REPORTER_LN * lab.normal())) for p in products
    }
    dead = max(gates) if len(gates) > 2 else None
    real = {name: _gate(lab, is_dead=name == dead) for name in gates}
    lines = ["well,t_s,channel,value"]
    for well in asked["wells"]:
        product = well["product"]
        gate = gates.get(well["subject"]) or next(
            g for g in gates.values() if g["product"] == product
        )
        poured = {
            name: nM
            * (reporters[product][0] if name == CLOSED else stocks[name])
            * math.exp(PIPETTE * lab.normal())
            for name, nM in well["contents_nM"].items()
        }
        opened = _opened(gate, real[gate["name"]], reporters[product][1], poured)
        hours = np.array(TIMES_MIN) / 60
        seen = (OFFSET + COUNTS_PER_NM * opened) * (1 - LOST_PER_H * hours)
        seen = seen * (1 + READ * lab.normal(size=len(seen)))
        lines += [
            f"{well['well']},{60 * t},reporter,{value:.6g}"
            for t, value in zip(TIMES_MIN, seen, strict=True)
        ]
    readout.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = {name: _told(gates[name], one, stocks) for name, one in real.items()}
    truth.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _gate(lab: np.random.Generator, *, is_dead: bool) -> dict[str, float]:
    return {
        "k": math.exp(RATE_LN * lab.normal()),
        "K": math.exp(K_LN * lab.normal()),
        "leak": 10 ** lab.uniform(0.3, 1.5),
        "burst": lab.uniform(0, 0.03),
        "active": 0.01 if is_dead else lab.uniform(0.75, 1.0),
    }


def _told(gate: dict[str, Any], real: dict[str, float], stocks: dict[str, float]) -> dict[str, Any]:
    """In units of the standard of the product."""
    unit = stocks[gate["product"]]
    fewest = min(stocks[g] for g in gate["gates"])
    return {
        "k": real["k"] * unit,
        "K": real["K"],
        "leak_per_M_s": real["leak"] * unit,
        "burst": real["burst"],
        "active": real["active"] * fewest / unit,
        "is_dead": real["active"] < 0.05,
    }


def _opened(
    gate: dict[str, Any], real: dict[str, float], reporter_k: float, poured: dict[str, float]
) -> Vector:
    """Opened reporter at all times [nM]."""
    names = gate["species"]
    start = dict.fromkeys(names, 0.0)
    made = next(
        names[p]
        for s in gate["steps"]
        if s["kind"] == "REPORTER"
        for p in s["reactants"]
        if names[p] != CLOSED
    )
    for name, nM in poured.items():
        start[made if name == gate["product"] else name] += nM
    for name in gate["gates"]:
        start[name] *= real["active"]
    gone = real["burst"] * start[gate["released_by"]]
    start[gate["released_by"]] -= gone
    start[made] += gone * gate["makes"]
    size = {
        "ONWARD": real["k"],
        "BACK": real["k"] / real["K"],
        "REPORTER": reporter_k,
        "LEAK": real["leak"] * 1e-9,
    }

    def slope(_: float, state: Vector) -> Vector:
        found = np.zeros(len(names))
        for step in gate["steps"]:
            a, b = step["reactants"]
            flow = step["per_nM_s"] * size[step["kind"]] * state[a] * state[b]
            found[a] -= flow
            found[b] -= flow
            for p in step["products"]:
                found[p] += flow
        return found

    times_s = [60.0 * t for t in TIMES_MIN]
    course = solve_ivp(
        slope,
        (0, times_s[-1]),
        list(start.values()),
        method="BDF",
        t_eval=times_s,
        rtol=1e-7,
        atol=1e-8,
    )
    found: Vector = course.y[names.index(OPENED)]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
