"""All files of a package as bytes, before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ncrn_dsd
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.handoff.analysis.leak_script import leak_script
from ncrn_dsd.handoff.analysis.predicted import analysis_files
from ncrn_dsd.handoff.analysis.resimulated import (
    ENUMERATED_JSON,
    RESIMULATED_CSV,
    Resimulation,
    enumerated_json,
    resimulated_csv,
)
from ncrn_dsd.handoff.checks.replay import Replay
from ncrn_dsd.handoff.exchange.design_files import MODEL_JSON, design_files, model_json
from ncrn_dsd.handoff.liquids.settings_toml import LAB_TOML, settings_toml
from ncrn_dsd.handoff.liquids.stocks_csv import STOCKS_CSV, stocks_csv
from ncrn_dsd.handoff.orders.bill import bill_files
from ncrn_dsd.handoff.orders.order_files import SCALES_CSV, Purchase, order_files, scales_csv
from ncrn_dsd.handoff.plan import Planned
from ncrn_dsd.handoff.readme import readme
from ncrn_dsd.handoff.tables.assay import assay_files
from ncrn_dsd.handoff.tables.bench import PLACES_CSV, bench_files, places_csv
from ncrn_dsd.handoff.tables.sequences import NO_QUALITY, complex_files, sequence_files
from ncrn_dsd.handoff.worklists.echo import echo_files
from ncrn_dsd.handoff.worklists.manual import MANUAL_MD, manual_md
from ncrn_dsd.handoff.worklists.ot2 import ot2_files, vessel_files
from ncrn_dsd.handoff.worklists.transfers_csv import TRANSFERS_CSV, transfers_csv
from ncrn_dsd.handoff.written import MANIFEST
from ncrn_dsd.ir.bench import CheckResult, PlaceKind, PredictedCurve
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.lab_quality import QualityReport
from ncrn_dsd.ir.on_one_line import OnOneLine
from ncrn_dsd.ir.package import Manifest, PackagedFile
from ncrn_dsd.ir.shown import plain
from ncrn_dsd.model.lab import LabSettings

FORMAT_VERSION = 2
README, FEASIBILITY_JSON = "README.md", "feasibility.json"


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files of a package are written from.

    Parameters
    ----------
    resimulated: the vessels with ideal and with real volumes.
    other_reactions: of the system with domains named by their nucleotides, enumerated again, and
        of the compiled one, where they differ.
    line: what the experiment takes.
    """

    design: LabDesign
    planned: Planned
    purchase: Purchase
    outcome: Replay
    settings: LabSettings
    quality: QualityReport
    feasibility: Feasibility
    curves: tuple[PredictedCurve, ...]
    measured_uM: Mapping[str, float] = field(default_factory=dict)
    resimulated: tuple[Resimulation, ...] = ()
    other_reactions: tuple[str, ...] = ()
    line: OnOneLine | None = None


def package_files(contents: Contents) -> dict[str, bytes]:
    """Every file that checks look at: all but the page, the readme and what the checks found.

    Raises
    ------
    HandoffError: H003, a cell of a table would be run as a formula.
    """
    design, planned = contents.design, contents.planned
    plan, package = planned.plan, planned.package
    choices = {c.strand: c for c in planned.scales}
    locations = {p.holds: f"{p.plate}:{p.well}" for p in plan.places if p.kind is PlaceKind.BOUGHT}
    return {
        **mix_files(design, planned, contents.outcome, contents.settings),
        **design_files(design, package),
        ENUMERATED_JSON: enumerated_json(len(design.network.reactions), contents.other_reactions),
        **sequence_files(design, package, plan, contents.quality),
        **order_files(contents.purchase, choices, plan.stock_uM, contents.settings),
        STOCKS_CSV: stocks_csv(package, choices, plan.stock_uM, contents.measured_uM, locations),
        **bench_files(plan, package, choices),
        MANUAL_MD: manual_md(plan).encode(),
        **ot2_files(plan, design.name),
        **vessel_files(plan, design.name),
        **analysis_files(plan, contents.curves),
        RESIMULATED_CSV: resimulated_csv(contents.resimulated),
        "analysis/fit_leak.py": leak_script(),
        **bill_files(plan, contents.purchase, choices),
        FEASIBILITY_JSON: result_json(contents.feasibility).encode(),
    }


def mix_files(
    design: LabDesign, planned: Planned, outcome: Replay, settings: LabSettings
) -> dict[str, bytes]:
    """The files that say what is mixed from what; they need no model of sequences.

    Raises
    ------
    HandoffError: H003, a cell of a table would be run as a formula.
    """
    plan = planned.plan
    return {
        MODEL_JSON: model_json(design, planned.package),
        **complex_files(design, plan, NO_QUALITY),
        SCALES_CSV: scales_csv(planned.scales),
        PLACES_CSV: places_csv(plan),
        LAB_TOML: settings_toml(settings).encode(),
        **assay_files(plan, outcome, settings),
        TRANSFERS_CSV: transfers_csv(plan),
        **echo_files(plan),
    }


def with_readme(
    contents: Contents, files: Mapping[str, bytes], results: Sequence[CheckResult]
) -> dict[str, bytes]:
    """The same files and the page that says where to begin."""
    text = readme(
        contents.design,
        contents.planned,
        contents.feasibility,
        results,
        contents.line,
        has_calibration=any(name.startswith("calibration/") for name in files),
    )
    return {**files, README: text.encode()}


def with_manifest(
    contents: Contents, files: Mapping[str, bytes], differing: Sequence[str] = ()
) -> dict[str, bytes]:
    """The same files and the list of their hashes.

    Parameters
    ----------
    differing: files that were not the same when they were made twice.
    """
    listed = tuple(
        PackagedFile(name, hashlib.sha256(content).hexdigest(), rows=content.count(b"\n"))
        for name, content in sorted(files.items())
    )
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        ncrn_dsd=ncrn_dsd.__version__,
        design=contents.design.name,
        scheme=contents.design.system.scheme,
        sha256_of_design=contents.design.digest,
        seed=contents.planned.package.sequences.seed,
        differing_when_made_twice=tuple(differing),
        files=listed,
    )
    return {**files, MANIFEST: (json.dumps(plain(manifest), indent=1) + "\n").encode()}
