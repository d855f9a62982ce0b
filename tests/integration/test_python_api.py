"""The public API as a user writes it: in a script, about designs, and in a notebook."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import ncrn_dsd as nd
from ncrn_dsd.errors import ArtefactError, HandoffError
from ncrn_dsd.ir.bench import CheckResult, Severity
from ncrn_dsd.ir.dynamics import DynamicsRun

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs/examples/api.ipynb"


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    from matplotlib import pyplot as plt

    plt.close("all")


def test_from_reactions_to_a_picture() -> None:
    crn = nd.Crn.parse("A + B -> C [k = 1e5 /M/s]\nC -> [k = 0.01 /s]")
    system = nd.translate(crn, scheme="soloveichik2010")
    network = nd.enumerate(system)
    proof = nd.verify(crn, system)
    point = nd.realise(crn, network)
    axes = nd.simulate(network, point, {"A": "10 nM", "B": "10 nM"}, "2 h").plot()
    assert (proof.verdict, len(proof.why)) == (nd.Verdict.PROVED, 1)
    assert point.concentration_factor > 0
    assert point.time_factor > 0
    assert [line.get_label() for line in axes.get_lines()] == ["A", "B", "C"]


@pytest.mark.long
def test_a_study_is_about_a_design(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    study = nd.Study("small")
    assert study.proof.verdict is nd.Verdict.PROVED
    assert study.program.epochs == 2
    assert study.network.complete
    training = study.training("dsd", seed=3)
    assert (training.level, training.failure, training.accuracy) == ("dsd", None, None)
    assert math.isfinite(training.loss)
    assert training.conditions is not None
    assert training.conditions.condensation is nd.Verdict.FAILS
    assert repr(training).endswith("in the condensed model, whose condensation FAILS)")
    assert training != study.training("abstract", seed=3)
    assert training._repr_svg_() is not None
    assert study.point.network == study.network
    # What one study made, another takes from the store, and so does the command line.
    assert {p.parent for p in tmp_path.rglob("learned-*.json")} == {tmp_path / "build/.artefacts"}
    again = nd.Study("small")
    assert again.training("dsd", seed=3) == training
    assert again._graph.store.made == []


def test_a_study_of_dynamics_has_both_courses(tmp_path: Path) -> None:
    study = nd.Study(ROOT / "designs/approximate_majority", kinetics="condensed", store=tmp_path)
    found = study.result
    assert isinstance(found, DynamicsRun)
    assert found.abstract.species == found.dsd.species
    assert study.verification == found.verification
    strands = nd.simulate(study.network, study.point, {"X": 1, "Y": 0.5}, 1, points=4)
    assert len(strands.times_s) == 5


def test_what_cannot_be_built_or_would_be_lost_is_refused(tmp_path: Path) -> None:
    study = nd.Study("linear_regression_4nt", store=tmp_path / "store")
    with pytest.raises(HandoffError, match="H020"):
        study.handoff(tmp_path / "lab")
    assert not (tmp_path / "lab").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("notes", encoding="utf-8")
    with pytest.raises(ArtefactError, match="A007"):
        study.handoff(tmp_path / "mine")
    assert (tmp_path / "mine/notes.txt").is_file()


@pytest.mark.slow
def test_a_learner_that_can_be_built_is_handed_over(small: Path, tmp_path: Path) -> None:
    study = nd.Study(small, store=tmp_path / "store")
    assert study.result.verification == study.verification
    made = study.handoff(tmp_path / "lab")
    assert not made.blocked
    written = {p.relative_to(tmp_path / "lab").as_posix() for p in (tmp_path / "lab").rglob("*.*")}
    assert {"checks.json", "README.md", "report.html"} <= written


def test_checks_that_find_an_error_are_raised(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = CheckResult("A9", Severity.ERROR, False, "A volume is below what can be pipetted.")
    made = SimpleNamespace(blocked=True, results=(check,))
    monkeypatch.setattr("ncrn_dsd.api.study.make_handoff", lambda *_: made)
    with pytest.raises(HandoffError, match=r"H025.*\(A9: A volume is below what can be pipetted\)"):
        nd.Study(small, store=tmp_path / "store").handoff(tmp_path / "lab")
    assert not (tmp_path / "lab").exists()


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("IPython", reason="IPython is not installed")
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    monkeypatch.chdir(tmp_path)
    config = Config()
    config.HistoryManager.enabled = False
    make: Any = InteractiveShell
    shell = make(config=config, ipython_dir=str(tmp_path / "ipython"))
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    shown = []
    for cell in cells:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [], "the notebook is kept without outputs"
            done = shell.run_cell("".join(cell["source"]))
            done.raise_error()
            data, _ = shell.display_formatter.format(done.result)
            shown.append(set(data) - {"text/plain"})
    assert {"text/html"} in shown
    assert {"image/svg+xml"} in shown
    nd.unload_ipython_extension(shell)
