"""All files of a package as bytes, before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ncrn_dsd
from ncrn_dsd.handoff.analysis.leak_script import leak_script
from ncrn_dsd.handoff.analysis.predicted import analysis_files
from ncrn_dsd.handoff.checks.replay import Replay
from ncrn_dsd.handoff.exchange.design_files import design_files
from ncrn_dsd.handoff.liquids.stocks_csv import STOCKS_CSV, stocks_csv
from ncrn_dsd.handoff.orders.bill import bill_files
from ncrn_dsd.handoff.orders.order_files import Purchase, order_files
from ncrn_dsd.handoff.plan import Planned
from ncrn_dsd.handoff.readme import readme
from ncrn_dsd.handoff.tables.assay import assay_files
from ncrn_dsd.handoff.tables.bench import bench_files
from ncrn_dsd.handoff.tables.sequences import sequence_files
from ncrn_dsd.handoff.worklists.echo import echo_files
from ncrn_dsd.handoff.worklists.manual import MANUAL_MD, manual_md
from ncrn_dsd.handoff.worklists.ot2 import ot2_files
from ncrn_dsd.handoff.worklists.transfers_csv import TRANSFERS_CSV, transfers_csv
from ncrn_dsd.ir.bench import CheckResult, PlaceKind, PredictedCurve
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.lab_quality import QualityReport
from ncrn_dsd.model.lab import LabSettings

FORMAT_VERSION = 1
MANIFEST, README = "MANIFEST.json", "README.md"


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files of a package are written from."""

    design: LabDesign
    planned: Planned
    purchase: Purchase
    outcome: Replay
    settings: LabSettings
    quality: QualityReport
    feasibility: Feasibility
    curves: tuple[PredictedCurve, ...]
    measured_uM: Mapping[str, float] = field(default_factory=dict)


def package_files(contents: Contents) -> dict[str, bytes]:
    """Every file but the page, the readme, the checks and the manifest.

    Raises
    ------
    HandoffError: H003, a cell of a table would be run as a formula.
    """
    design, planned = contents.design, contents.planned
    plan, package = planned.plan, planned.package
    choices = {c.strand: c for c in planned.scales}
    locations = {p.holds: f"{p.plate}:{p.well}" for p in plan.places if p.kind is PlaceKind.BOUGHT}
    return {
        **design_files(design, package),
        **sequence_files(design, package, plan, contents.quality),
        **order_files(contents.purchase, choices, plan.stock_uM),
        STOCKS_CSV: stocks_csv(package, choices, plan.stock_uM, contents.measured_uM, locations),
        **bench_files(plan, package, choices),
        **assay_files(plan, contents.outcome, contents.settings),
        TRANSFERS_CSV: transfers_csv(plan),
        MANUAL_MD: manual_md(plan).encode(),
        **echo_files(plan),
        **ot2_files(plan, design.name),
        **analysis_files(plan, contents.curves),
        "analysis/fit_leak.py": leak_script(),
        **bill_files(plan, contents.purchase, choices),
    }


def with_readme(
    contents: Contents, files: Mapping[str, bytes], results: Sequence[CheckResult]
) -> dict[str, bytes]:
    """The same files and the page that says where to begin."""
    return {**files, README: _readme(contents, results).encode()}


def _readme(contents: Contents, results: Sequence[CheckResult]) -> str:
    return readme(contents.design, contents.planned, contents.feasibility, results)


def with_manifest(contents: Contents, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files and the list of their hashes."""
    listed = [
        {
            "path": name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "rows": content.count(b"\n"),
        }
        for name, content in sorted(files.items())
    ]
    manifest = {
        "format_version": FORMAT_VERSION,
        "ncrn_dsd": ncrn_dsd.__version__,
        "design": contents.design.name,
        "scheme": contents.design.system.scheme,
        "sha256_of_design": contents.design.digest,
        "seed": contents.planned.package.sequences.seed,
        "files": listed,
    }
    return {**files, MANIFEST: (json.dumps(manifest, indent=1) + "\n").encode()}
