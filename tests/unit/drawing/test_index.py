"""An index lists what there is, says what cannot be read, and is the same for the same folder."""

from __future__ import annotations

import json
import math
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lab_fixture import feasible
from learning_fixture import learned, trained
from page_fixture import comparison, dynamics_run
from run_fixture import small_run

from ncrn_dsd.cli.main import main
from ncrn_dsd.drawing.report import write_report
from ncrn_dsd.errors import ArtefactError
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.formats.verify_json import dump_verification
from ncrn_dsd.ir.answers import SimulatedFile
from ncrn_dsd.ir.bench import CheckResult, Severity
from ncrn_dsd.ir.learning import ManySeeds, NotionAnswer
from ncrn_dsd.ir.outcome import Outcome, OutcomeBounds
from ncrn_dsd.ir.package import Checks, LabFolder, Manifest
from ncrn_dsd.ir.robustness import Draw, ErrorsOfKind, Robustness
from ncrn_dsd.ir.sensitivity import End, Sensitivity, VariedQuantity
from ncrn_dsd.ir.summary import DynamicsSummary
from ncrn_dsd.ir.sweep import Axis, SeedOutcome, Sweep, SweepPoint
from ncrn_dsd.ir.verdict import Obligation, Verdict, VerificationReport, check_obligation
from ncrn_dsd.model.disturbances import FormalDisturbance
from ncrn_dsd.model.expect import LearningBounds
from ncrn_dsd.pipeline.compare_outputs import write_comparison
from ncrn_dsd.pipeline.dynamics_outputs import summarise_dynamics
from ncrn_dsd.pipeline.index import INDEX, RunIndex, index_json, scan, write_index
from ncrn_dsd.pipeline.summary import summarise


def put(file: Path, result: Any, **changes: Any) -> Path:
    """Write a result, or one that was damaged by changing keys of its JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    content = json.loads(result_json(result)) | changes
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def dynamics(**changes: Any) -> DynamicsSummary:
    """An oscillator whose one check by number holds."""
    held = check_obligation("trajectories", "the deviation", True, "1 %")
    run = dynamics_run()
    run = replace(run, verification=run.verification.extended((held,)))
    return replace(summarise_dynamics(run), **changes)


def simulated() -> SimulatedFile:
    """Condensed reactions of a file that say nothing of its strands."""
    return SimulatedFile(
        source=Path("one.pil"),
        method="ode",
        seed=None,
        volume_L=None,
        relative_tolerance=1e-8,
        absolute_tolerance_nM=1e-9,
        certain_digits=6,
        species=3,
        reactions=2,
        points=401,
        duration_s=3600.0,
        end_nM={"A": 1.0, "B": 2.0},
        signals_end_nM={"A": None},
        condensation=NotionAnswer("FAILS", "a share of 0.9"),
    )


def learning() -> ManySeeds:
    """Two seeds at the abstract level, of which one ran away."""
    away = trained(last=0.3, failure="the error ran away to 9", cpu_s=3.5)
    return learned((trained(cpu_s=2.0),), (away,))


def robustness() -> Robustness:
    bounds = OutcomeBounds(Outcome(0.04, 1.0), untrained_loss=0.08, loss_max=None, accuracy_min=0.9)

    def kind(name: str, *losses: float | None) -> ErrorsOfKind:
        draws = tuple(
            Draw.of(name, i, i, Outcome(loss, 1.0, failure=None if loss else "stuck"), bounds)
            for i, loss in enumerate(losses, start=1)
        )
        return ErrorsOfKind(name, "off", FormalDisturbance(), draws)

    kinds = (kind("rates", 0.2), kind("doses", 0.3, 0.9), kind("reads", None, None, None, None))
    return Robustness("xor", "XOR", "0" * 64, "abstract", 1, 4, 1.0, bounds, kinds, ())


def sensitivity() -> Sensitivity:
    def end(factor: float, loss: float | None) -> End:
        failure = None if loss else "stuck"
        return End(factor, Outcome(loss, None, failure=failure), met=loss is not None and loss < 1)

    quantities = (
        VariedQuantity("A -> B", "rate", end(0.5, None), end(2.0, 7.0)),
        VariedQuantity("A", "dose", end(0.8, 0.05), end(1.2, 0.06)),
    )
    bounds = OutcomeBounds(Outcome(0.04, None), untrained_loss=8.0, loss_max=1.0, accuracy_min=None)
    return Sensitivity("xor", "XOR", "0" * 64, "abstract", 2.0, 0.2, bounds, quantities)


def sweep() -> Sweep:
    def point(epochs: int, *losses: float | None) -> SweepPoint:
        outcomes = (Outcome(v, None, failure=None if v else "stuck") for v in losses)
        return SweepPoint(
            {"learner.epochs": epochs},
            tuple(SeedOutcome(i, o, met=o.loss is not None) for i, o in enumerate(outcomes, 1)),
        )

    return Sweep(
        design="xor",
        title="XOR",
        design_sha256="0" * 64,
        level="abstract",
        expected=LearningBounds(),
        seeds=(1, 2),
        axes=(Axis("learner.epochs", (1, 2)),),
        points=(point(1, None, None), point(2, 0.02, 0.04)),
    )


def damaged(**changes: Any) -> str:
    return json.dumps(json.loads(result_json(dynamics())) | changes)


def package() -> LabFolder:
    warning = CheckResult("A1", Severity.WARNING, ok=False, sentence="It is long.")
    return LabFolder(
        Manifest(2, "0", "part", "srinivas2015", "0" * 64, 1, (), ()),
        Checks.of((warning,) * 4, forced=False),
        feasible(),
    )


def put_package(folder: Path) -> None:
    found = package()
    put(folder / "MANIFEST.json", found.manifest)
    put(folder / "feasibility.json", found.feasibility)
    put(folder / "checks.json", found.checks)
    put(folder / "design" / "summary.json", dynamics())


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index") / "build"
    run = small_run()
    put(folder / "small" / "summary.json", summarise(run))
    verification = dump_verification(run.verification, run.design.name, None)
    (folder / "small" / "verify.json").write_text(verification)
    write_report(run, folder / "small" / "report.html")
    put(folder / "osc & co" / "summary.json", dynamics())
    put(folder / "one-ode" / "summary.json", simulated())
    put(folder / "learn" / "xor" / "learn.json", learning())
    (folder / "learn" / "xor" / "learn.html").write_text("page")
    put(folder / "robustness" / "xor.json", robustness())
    put(folder / "xor" / "sensitivity.json", sensitivity())
    put(folder / "xor" / "sweep.json", sweep())
    report = VerificationReport(
        tuple(
            Obligation("CRN bisimulation", f"gate {i}", verdict, "")
            for i, verdict in enumerate((Verdict.PROVED, Verdict.PROVED, Verdict.REFUTED))
        ),
        (),
    )
    (folder / "by_hand").mkdir()
    by_hand = dump_verification(report, "user-supplied", None)
    (folder / "by_hand" / "verify.json").write_text(by_hand, encoding="utf-8")
    put_package(folder / "lab" / "part")
    write_comparison(comparison(), folder / "compare")
    put(folder / ".artefacts" / "summary.json", dynamics())
    return folder


@pytest.fixture
def build(results: Path, tmp_path: Path) -> Path:
    return shutil.copytree(results, tmp_path / "build")


def told(found: RunIndex) -> dict[str, list[dict[str, Any]]]:
    content = json.loads(index_json(found))
    assert content.pop("schema") == 1
    return dict(content)


def test_every_kind_is_found_once(build: Path) -> None:
    found = told(scan(build))
    assert {kind: len(entries) for kind, entries in found.items()} == {
        "designs": 1,
        "dynamics": 1,
        "simulations": 1,
        "learnings": 1,
        "robustness": 1,
        "sensitivities": 1,
        "sweeps": 1,
        "comparisons": 1,
        "verifications": 1,
        "packages": 1,
        "unreadable": 0,
    }


def test_the_figures_are_those_of_the_files(build: Path) -> None:
    run = small_run()
    summary = summarise(run)
    found = told(scan(build))
    design = found["designs"][0]
    assert design["page"] == "small/report.html"
    assert design["dsd_mse"] == summary.dsd.validation_mse
    assert design["nucleotides_nt"] == summary.sizes.nucleotides_nt
    assert design["hours_per_sample_h"] == summary.kinetics.hours_per_sample_h
    assert design["cpu_s"] == summary.cpu.total_s
    assert design["expectations_met"] is True
    assert (design["verdict"], design["checks"]) == ("PROVED", "not tested")
    assert found["dynamics"][0]["checks"] == "HOLDS"
    followed = found["simulations"][0]
    assert (followed["source"], followed["method"]) == ("one.pil", "ode")
    assert followed["condensation"] == "FAILS"
    assert found["learnings"][0]["cpu_s"] == 5.5
    assert found["learnings"][0]["abstract_mse"] == pytest.approx(0.2)
    assert found["learnings"][0]["abstract_mse_worst"] == 0.3
    assert found["learnings"][0]["dsd_mse"] is None
    assert found["learnings"][0]["scheme"] is None
    assert found["robustness"][0]["worst_kind"] == "doses"
    (varied,) = found["sensitivities"]
    assert (varied["unmet"], varied["worst_loss"], varied["worst_quantity"]) == (1, 7.0, "A -> B")
    (swept,) = found["sweeps"]
    assert (swept["least_loss"], swept["best"]) == (0.03, "learner.epochs = 2")
    assert found["robustness"][0]["stopped"] == 4
    assert found["verifications"][0]["verdict"] == "REFUTED"
    assert found["packages"][0]["warnings"] == 4
    compared = found["comparisons"][0]
    assert (compared["cells"], compared["done"], compared["cpu_s"]) == (3, 2, 1.5)
    assert compared["best_by_loss"] == "srinivas2015"
    assert compared["best_by_nucleotides"] == "qian2011_3D"


def test_the_page_leads_to_files_that_exist(build: Path) -> None:
    write_index(build)
    page = (build / INDEX).read_text(encoding="utf-8")
    links = [unquote(unescape(part.partition('"')[0])) for part in page.split('href="')[1:]]
    leads = [link for link in links if link[:1] != "#" and not link.startswith("data:")]
    assert len(leads) == 20, "two per result: its page, and its file"
    assert all((build / link).is_file() for link in leads)
    assert "osc &amp; co/summary.json" in page


def test_equal_folders_give_equal_pages(build: Path, tmp_path: Path) -> None:
    shutil.copytree(build, tmp_path / "other")
    write_index(build)
    write_index(tmp_path / "other")
    first = (build / INDEX).read_bytes()
    assert first == (tmp_path / "other" / INDEX).read_bytes()
    write_index(build)
    assert (build / INDEX).read_bytes() == first


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Invalid JSON"),
        ('{"schema": 1, "des', "Invalid JSON"),
        ("[1, 2]", "an object"),
        ('{"name": "someone else\'s"}', "schema"),
        (damaged(schema=7), "schema"),
        (damaged(verdict="YES"), "verdict"),
        (damaged(sizes={}), "sizes.formal_reactions"),
        ("[" * 100_000, "Invalid JSON"),
        ("\0\1", "Invalid JSON"),
    ],
)
def test_damaged_and_foreign_files_are_told_and_harm_nothing(
    build: Path, text: str, why: str
) -> None:
    (build / "bad").mkdir()
    (build / "bad" / "summary.json").write_text(text, encoding="utf-8")
    found = write_index(build)
    assert [u.file for u in found.unreadable] == ["bad/summary.json"]
    assert why in found.unreadable[0].why
    assert len(found.entries) == 10
    assert "bad/summary.json" in (build / INDEX).read_text(encoding="utf-8")


def test_a_package_without_its_checks_is_told(build: Path) -> None:
    (build / "lab" / "part" / "checks.json").unlink()
    found = scan(build)
    assert found.unreadable[0].why == "checks.json: No such file or directory"


def test_losses_that_are_no_numbers_are_shown_and_no_expectation_is_met(build: Path) -> None:
    summary = summarise(small_run())
    wild_level = replace(summary.dsd, validation_mse=math.inf, kept=False)
    wild_run = replace(summary, dsd=wild_level, expectations_met=False)
    put(build / "wild" / "summary.json", wild_run)
    found = write_index(build)
    wild = told(found)["designs"][1]
    assert wild["dsd_mse"] is None
    assert wild["expectations_met"] is False
    page = (build / INDEX).read_text(encoding="utf-8")
    assert ">none<" in page[page.index("wild/summary.json") - 3000 :]


def test_a_name_that_is_no_text_is_shown_as_it_is(build: Path) -> None:
    folder = Path(str(build) + "/odd\udcff")
    put(folder / "summary.json", dynamics())
    found = write_index(build)
    assert any("odd\\xff" in e.file for e in found.entries)


def test_an_empty_folder_has_an_index_and_a_missing_one_is_an_error(tmp_path: Path) -> None:
    write_index(tmp_path)
    assert "no results in this folder yet" in (tmp_path / INDEX).read_text(encoding="utf-8")
    with pytest.raises(ArtefactError, match=r"error\[A012\]"):
        write_index(tmp_path / "missing")


def test_the_command_prints_what_it_found(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def call(*arguments: str) -> tuple[str, str]:
        monkeypatch.setattr("sys.argv", ["ncrn-dsd", "index", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        assert end.value.code == 0
        return capsys.readouterr()

    (build / "small" / "summary.json").write_text("{", encoding="utf-8")
    out, messages = call(str(build))
    assert "9 results. Page: " in out
    assert "not readable: small/summary.json" in messages
    out, messages = call(str(build), "--json")
    assert messages == ""
    assert len(json.loads(out)["packages"]) == 1
    assert (build / INDEX).is_file()


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("small/summary.json", '"verdict": "PROVED"', '"verdict": "REFUTED"', "not those of"),
        ("small/verify.json", '"verdict": "PROVED"', '"verdict": "REFUTED"', "do not follow"),
        ("by_hand/verify.json", '"verdict": "REFUTED"', '"verdict": "PROVED"', "do not follow"),
        (
            "small/verify.json",
            '"certificate_sha256": null',
            '"certificate_sha256": "0"',
            "certificate.json is not the one",
        ),
    ],
)
def test_verdicts_that_were_edited_are_told(
    build: Path, file: str, old: str, new: str, what: str
) -> None:
    content = (build / file).read_text(encoding="utf-8")
    assert old in content
    (build / file).write_text(content.replace(old, new, 1), encoding="utf-8")
    (told,) = scan(build).unreadable
    assert told.file.startswith(file.partition("/")[0])
    assert what in told.why


@pytest.mark.parametrize(("met", "word"), [(True, "met"), (False, "not met"), (None, "undecided")])
def test_whether_expectations_are_met_is_what_the_run_says(
    build: Path, met: bool | None, word: str
) -> None:
    """Losses within their bounds do not say that every check holds."""
    put(build / "run" / "summary.json", replace(summarise(small_run()), expectations_met=met))
    put(build / "osc" / "summary.json", dynamics(expectations_met=met))
    put(build / "learned" / "learn.json", replace(learning(), expectations_met=met))
    write_index(build)
    page = (build / INDEX).read_text(encoding="utf-8")
    for file in ("run/summary.json", "osc/summary.json", "learned/learn.json"):
        start = page.rindex("<tr", 0, page.index(file))
        assert f">{word}<" in page[start : page.index("</tr>", start)]
