"""Write the results of a run as one folder that appears whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Mapping
from itertools import zip_longest
from pathlib import Path

from pydantic_core import to_json

from ncrn_dsd.drawing.report import SURVIVAL_PAGE, write_report
from ncrn_dsd.drawing.survival_page import survival_page
from ncrn_dsd.errors import ArtefactError
from ncrn_dsd.formats.csv_writing import TableWriter
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.formats.verify_json import dump_verification
from ncrn_dsd.formats.whole_file import clear_leftovers, resolved
from ncrn_dsd.handoff.orders.tables import write_domains_csv, write_strands_csv
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dynamics import DynamicsRun
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.summary import DynamicsSummary, RunSummary
from ncrn_dsd.ir.survival import Survival
from ncrn_dsd.pipeline.network_files import network_content, network_texts
from ncrn_dsd.pipeline.summary import summary_json
from ncrn_dsd.pipeline.versions import versions_of_draws
from ncrn_dsd.study.stages.disturb_strands import train_in_tube

SUMMARY = "summary.json"
CERTIFICATE = "certificate.json"
VERIFICATION = "verify.json"
TRAJECTORIES = "trajectories.svg"
SURVIVAL = "survival.json"


def check_writable(folder: Path) -> None:
    """Fail before the work starts when the results could not be written after it.

    Raises
    ------
    ArtefactError: the folder's parent cannot be made or written.
    """
    _refuse_foreign_content(folder)
    if folder.exists() and not folder.is_dir():
        raise ArtefactError(
            "A002",
            str(folder),
            "the output folder is a file",
            "choose another folder with --out, or remove the file",
        )
    folder = resolved(folder)
    probe = folder.parent / f".{folder.name}.{os.getpid()}.probe"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
        if folder.exists() and not os.access(folder, os.W_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as problem:
        raise ArtefactError(
            "A003",
            str(folder),
            f"the output folder cannot be written ({problem.strerror})",
            "choose another folder with --out, or change its permissions",
        ) from None


def _refuse_foreign_content(folder: Path) -> None:
    """The folder is replaced as a whole, so it must be new, empty, or results of ours."""
    if not resolved(folder).name or resolved(folder) == Path.cwd():
        raise ArtefactError(
            "A009", str(folder), "this folder cannot be replaced", "name a new folder with --out"
        )
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / SUMMARY).is_file() or (folder / "design.toml").exists():
        raise ArtefactError(
            "A007",
            str(folder),
            "the output folder holds files that are no results of a run and would be lost",
            "choose a new folder with --out",
        )


def write_outputs(run: DesignRun, summary: RunSummary, folder: Path) -> None:
    """Write all files of a run; raises as `write_folder`."""
    write_folder(folder, lambda inside: _write_all(run, summary, inside))


def write_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary folder beside `folder` and put it in its place.

    Raises
    ------
    ArtefactError: something cannot be written; `folder` is then what it was before.
    """
    folder = resolved(folder)
    clear_leftovers(folder.parent, folder.name)
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        write(temporary)
        if folder.exists():
            folder.rename(old)
        try:
            temporary.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    except OSError as problem:
        raise ArtefactError(
            "A004",
            str(folder),
            f"the results cannot be written ({problem.strerror})",
            "choose another folder with --out, or change its permissions",
        ) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _write_all(run: DesignRun, summary: RunSummary, folder: Path) -> None:
    write_of_any_run(run, run.program.crn, {}, summary, folder)
    write_value(run.dsd_schedule, folder / "schedule.json")
    write_text(_learning_curve(run), folder / "learning_curve.csv")
    write_text(_predictions(run), folder / "predictions.csv")
    if run.package is not None:
        write_domains_csv(run.package, folder)
        write_strands_csv(run.package, folder)
    if run.tubes is not None:
        write_text(survival_json(run.tubes), folder / SURVIVAL)
        write_text(survival_page(run.tubes), folder / SURVIVAL_PAGE)
    write_report(run, folder / "report.html")


def survival_json(tubes: Survival) -> str:
    """All draws of tubes, with the versions of what made them."""
    return result_json(tubes, {"versions": versions_of_draws(train_in_tube)})


def write_of_any_run(
    run: DesignRun | DynamicsRun,
    crn: FormalCrn,
    start_u: Mapping[str, float],
    summary: RunSummary | DynamicsSummary,
    folder: Path,
) -> None:
    """Write what runs of learners and of dynamics both have: networks, verdicts and figures.

    Parameters
    ----------
    start_u: as for `network_texts`.
    """
    verdicts = dump_verification(run.verification, run.design.name, run.certificate)
    texts = {
        **network_texts(crn, run.system, run.network, run.realisation, run.design.dsd, start_u),
        SUMMARY: summary_json(summary),
        VERIFICATION: verdicts,
    }
    if run.certificate is not None:
        texts[CERTIFICATE] = run.certificate
    for name, text in texts.items():
        write_text(text, folder / name)
    write_value(run.realisation, folder / "kinetics.json")
    content = network_content(run.network, run.realisation, start_u)
    write_value(content, folder / "network.json")


def write_text(text: str, file: Path) -> None:
    """Write a text file in UTF-8."""
    file.write_text(text, encoding="utf-8")


def write_value(value: object, file: Path) -> None:
    """Write a value as JSON."""
    file.write_bytes(to_json(value, indent=1) + b"\n")


def _learning_curve(run: DesignRun) -> str:
    out = io.StringIO()
    table = TableWriter(out)
    names = [f"coefficient of {name}" for name in run.abstract.coefficient_names]
    table.writerow(["level", "epoch", "time", "time_unit", "validation_mse", *names])
    for training, unit in ((run.abstract, "tau"), (run.dsd, "s")):
        for e in training.epochs:
            table.writerow(
                [training.level, e.epoch, e.time, unit, e.validation_mse, *e.coefficients]
            )
    return out.getvalue()


def _predictions(run: DesignRun) -> str:
    out = io.StringIO()
    table = TableWriter(out)
    table.writerow(["set", "sample", "output", "target", "predicted_abstract", "predicted_dsd"])
    task, levels = run.program.task, (run.abstract, run.dsd)
    names = task.output_names if task.outputs > 1 else ("prediction",)
    # A run that failed early has fewer predictions, or none.
    none = ("",) * task.outputs
    for name, samples, found in (
        ("validation", task.validation, [t.predictions for t in levels]),
        ("test", task.test, [t.test_predictions for t in levels]),
    ):
        targets = [s.targets for s in samples]
        for i, values in enumerate(zip_longest(targets, *found, fillvalue=none), start=1):
            rows = zip(names, *values, strict=True)
            table.writerows([name, i, *row] for row in rows)
    return out.getvalue()
