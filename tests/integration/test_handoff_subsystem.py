"""`ncrn-dsd handoff --subsystem`: a part of a learner, small enough for a first experiment."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ncrn_dsd.cli.main import cli


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
