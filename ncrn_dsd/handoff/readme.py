"""The page that says what a package is and in which order to read it."""

from __future__ import annotations

from collections.abc import Sequence

from ncrn_dsd.handoff.plan import Planned
from ncrn_dsd.ir.bench import BenchPlan, CheckResult
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.on_one_line import OnOneLine
from ncrn_dsd.units import show_concentration, show_time


def readme(
    design: LabDesign,
    planned: Planned,
    feasibility: Feasibility,
    results: Sequence[CheckResult],
    line: OnOneLine | None,
    *,
    has_calibration: bool,
) -> str:
    """One page in Markdown.

    Parameters
    ----------
    has_calibration: there is a set of assays of single gates.
    """
    plan, main = planned.plan, planned.plan.vessels[0]
    warnings = [r for r in results if not r.ok]
    wells = len(plan.wells)
    facts = (
        f"{len(planned.package.strands)} strands; {len(plan.transfers)} pipetting steps; "
        f"{f'{len(plan.by_hand)} washes and moves by hand; ' if plan.by_hand else ''}"
        f"{wells} wells; {_vessels(plan)}."
    )
    lines = [
        f"# {design.title}",
        "",
        f"**Verdict: {feasibility.verdict.value}.**",
        *(
            [f"- The experiment takes {show_time(main.schedule.duration)}."]
            if line is None
            else [f"- {line.sentence} {line.advice}"]
        ),
        *(f"- {known.sentence}" for known in (design.learning, design.survival) if known),
        *(f"- {f.sentence} What would help: {f.remedy}." for f in feasibility.reasons),
        *([f"- {_counted(warnings)} to read before ordering, below."] if warnings else []),
        "",
        (
            f"Translation scheme {design.system.scheme}; verification: {design.verdict}. One unit "
            f"of concentration is {show_concentration(design.realisation.concentration_unit_M)}."
        ),
        "",
        facts,
        "",
        "## In this order",
        "",
        "1. `report.html`: plates, strands and predicted curves as pictures.",
        (
            "2. `feasibility.json`: what it takes to build this; `checks.json`: what was checked; "
            "`sequences/quality.csv`, `pairs_worst.csv` and `invasions.csv`: how good the "
            "sequences are beside random ones, and what it is of."
        ),
        "3. `order/`: plates and tubes to buy. Prices and yields are placeholders.",
        (
            "4. `bench/stocks.csv`: dissolve, measure A260, fill in, and compute the package again "
            "with `--stocks`."
        ),
        (
            "5. `bench/anneal.csv`, `bench/anneal_program.txt`, `bench/dilutions.csv`, "
            "`bench/premixes.csv`: gates and stocks."
        ),
        (
            "6. `worklists/manual.md`, or `echo_*.csv` with `echo_source.csv`, or `ot2_*.py`: "
            "control plates. Buffer goes in before an Echo adds components."
        ),
        "7. `assay/schedule.csv`: doses and reads of the vessels; `assay/reader.json`: the reader.",
        (
            "8. `analysis/template_readout.csv`: paste measurements; `analysis/fit_leak.py` fits "
            "leaks, and `ncrn-dsd run --leak` simulates them."
        ),
        *(
            [
                (
                    "9. `calibration/README.md`: a day at the bench that says what single gates "
                    "really do; `ncrn-dsd calibrate` fits it. Do it first where time allows."
                )
            ]
            if has_calibration
            else []
        ),
        "",
        "## How a vessel is read",
        "",
        (
            "A read takes an aliquot of the vessel into a well that holds reporters, so that they "
            "never disturb the vessel. After five minutes the value, on the scale of calibration "
            "wells, is the free signal at that moment divided by the dilution of the aliquot. "
            "Gates go on in the well, which later values show and predicted.csv includes."
        ),
        "",
        "## What to keep in mind",
        "",
    ]
    lines += [f"- {r.id} ({r.severity.value}): {r.sentence}" for r in warnings]
    lines += [
        "- Codes of dyes and quenchers, yields and prices are to be compared with the vendor's.",
        f"- Predicted curves come {design.rates_from}.",
    ]
    return "\n".join(lines) + "\n"


def _counted(warnings: Sequence[CheckResult]) -> str:
    return f"{len(warnings)} {'warning' if len(warnings) == 1 else 'warnings'}"


def _vessels(plan: BenchPlan) -> str:
    main = plan.vessels[0]
    others = (
        f" and {len(plan.vessels) - 1} smaller vessels as controls" if len(plan.vessels) > 1 else ""
    )
    return f"a vessel of {main.start_uL:g} uL ({main.container}){others}"
