"""`ncrn-dsd handoff --subsystem`: a part of a learner, small enough for a first experiment."""

from __future__ import annotations

import csv
import json
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from varied_designs import change_design, tables_of, write_design

from ncrn_dsd.cli.main import cli
from ncrn_dsd.formats.design_toml import read_design, read_dynamics
from ncrn_dsd.model.dsd import ToeholdPoolSpec
from ncrn_dsd.model.dynamics import FOR_TRAINING
from ncrn_dsd.model.keys import changed
from ncrn_dsd.pipeline.handoff_subsystem import learning_of_whole, subsystem_design


def handoff(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["handoff", *(str(a) for a in arguments)], standalone_mode=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("subsystem")


def content(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def checks(folder: Path) -> dict[str, dict[str, object]]:
    loaded = json.loads((folder / "checks.json").read_text())
    return {c["id"]: c for c in loaded["checks"]}


class TestSubsystem:
    @pytest.mark.slow
    def test_the_smallest_part_of_the_learner_can_be_built(self, place: Path) -> None:
        out = place / "part_of_learner"
        result = handoff(
            "designs/linear_regression", "--scheme", "srinivas2015", "--subsystem", "smallest",
            "--out", out,
        )  # fmt: skip
        assert result.return_value == 0, result.output
        assert len(rows(out / "sequences/strands.csv")) <= 60
        assert not [c for c in checks(out).values() if c["severity"] == "error"]
        text = (out / "design/design.toml").read_text(encoding="utf-8")
        assert 'name = "linear_regression_neuron_w0"' in text
        again = place / "elsewhere" / "part_of_learner"
        result = handoff(
            "designs/linear_regression", "--scheme", "srinivas2015", "--subsystem", "smallest",
            "--out", again,
        )  # fmt: skip
        assert result.return_value == 0, result.output
        assert content(again) == content(out)

    def test_an_unknown_part_is_refused(self, place: Path) -> None:
        result = handoff(
            "designs/linear_regression", "--subsystem", "liver", "--out", place / "liver"
        )
        assert "T090" in str(result.exception)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("design", "scheme", "known"),
        [
            (
                "linear_regression",
                "soloveichik2010_noEmpty",
                "do not learn (LEARNS 0 of 1 is on record",
            ),
            (
                "linear_regression_4nt",
                "soloveichik2010_noEmpty",
                "learn (LEARNS 1 of 1 is on record",
            ),
            ("linear_regression_4nt", "srinivas2015", "are not tested for learning (nothing is"),
        ],
    )
    def test_a_part_tells_what_is_known_of_the_whole(
        self, place: Path, design: str, scheme: str, known: str
    ) -> None:
        out = place / f"part_{design}_{scheme}"
        result = handoff(
            f"designs/{design}", "--scheme", scheme, "--subsystem", "smallest", "--out", out
        )
        sentence = f"The strands of {design}, of which this is a part, {known}"
        # Beside the verdict, on the first screen and at the top of both pages.
        lines = result.output.splitlines()
        assert lines[0] == "Verdict: fits."
        assert lines[1].startswith(sentence)
        top = unescape((out / "report.html").read_text(encoding="utf-8")).split("<nav")[0]
        assert sentence in top
        assert ("F1 (warning)" in top) == (not known.startswith("learn"))
        readme = (out / "README.md").read_text(encoding="utf-8").split("## In this order")[0]
        assert sentence in readme

    @pytest.mark.slow
    def test_a_laboratory_that_does_things_differently_is_heeded(self, place: Path) -> None:
        lab = place / "lab.toml"
        lab.write_text("replicates = 2\nwell_uL = 80\n", encoding="utf-8")
        out = place / "other_lab"
        result = handoff(
            "designs/linear_regression", "--scheme", "srinivas2015", "--subsystem", "smallest",
            "--lab", lab, "--out", out,
        )  # fmt: skip
        assert result.return_value == 0, result.output
        wells = [r for r in rows(out / "assay/wells.csv") if r["kind"] != "sample"]
        assert {r["total_uL"] for r in wells} == {"80"}
        counts = Counter((r["condition"], r["subject"], r["reads"]) for r in wells)
        assert {n for (c, *_), n in counts.items() if c != "standard between plates"} == {2}


@pytest.mark.parametrize(
    ("design", "scheme", "learns", "basis"),
    [
        ("linear_regression", None, False, "LEARNS 0 of 1 is on record, uncondensed kinetics"),
        ("linear_regression", "srinivas2015", None, "nothing is on record with srinivas2015"),
        ("linear_regression_4nt", None, True, "LEARNS 1 of 1 is on record"),
    ],
)
def test_what_is_known_of_a_learner_is_what_is_on_record(
    design: str, scheme: str | None, learns: bool | None, basis: str
) -> None:
    known = learning_of_whole(Path("designs") / design, scheme)
    assert (known.learner, known.is_part, known.learns) == (design, True, learns)
    assert known.basis.startswith(basis)
    # The training of the whole learner chooses; the part has what the scheme says.
    assert ("are chosen from 4 to 7 nt" in known.basis) == (design == "linear_regression")


def test_a_design_without_figures_still_records_that_it_fails(tmp_path: Path) -> None:
    write_design(tmp_path, tables_of("linear_regression"))
    known = learning_of_whole(tmp_path, None)
    assert known.learns is False
    assert known.basis.startswith("its design records so")
    change_design(tmp_path, {"expect.uncondensed": None, "expect.uncondensed_loss": None})
    assert learning_of_whole(tmp_path, None).learns is None


@pytest.mark.parametrize(
    "name",
    [
        "linear_regression_4nt",
        "linear_regression_nucleotides",
        "learners/completion_half_plane_without_hubs",
    ],
)
def test_a_part_keeps_the_strands_of_its_learner(tmp_path: Path, name: str) -> None:
    whole = read_design(Path("designs") / name)
    part = read_dynamics(subsystem_design(Path("designs") / name, None, "neuron:1", tmp_path))
    for_training = dict.fromkeys(FOR_TRAINING.values())
    kept = changed(whole.dsd, **for_training | {"reduce": False})
    if whole.dsd.toehold_pool is not None:
        kept = changed(kept, toehold_pool=ToeholdPoolSpec())
    assert part.dsd == kept
    (length,) = whole.dsd.toehold_lengths_nt
    assert part.toeholds_nt == length
