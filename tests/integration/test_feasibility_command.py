"""Whether a design can be built, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ncrn_dsd.cli.main import cli
from ncrn_dsd.errors import HandoffError

DESIGNS = Path(__file__).parents[2] / "designs"


@pytest.mark.slow
def test_a_design_beyond_the_pool_of_toeholds_is_told_from_one_within() -> None:
    runner = CliRunner()
    call = ["analyse", "feasibility", str(DESIGNS / "learners/xor"), "--json"]
    done = runner.invoke(cli, call, standalone_mode=False)
    assert done.return_value == 1
    found = json.loads(done.output)
    assert found["verdict"] == "cannot be built"
    need = found["toeholds"][0]
    assert need["needed"] > need["room"]
    done = runner.invoke(
        cli,
        ["analyse", "feasibility", str(DESIGNS / "linear_regression")],
        standalone_mode=False,
    )
    assert done.return_value == 0
    assert "needs staging" in done.output


def test_what_cannot_be_built_is_not_handed_over(tmp_path: Path) -> None:
    call = ["handoff", str(DESIGNS / "learners/xor"), "--out", str(tmp_path / "package")]
    done = CliRunner().invoke(cli, call, standalone_mode=False)
    assert isinstance(done.exception, HandoffError)
    assert done.exception.code == "H020"
    assert "toeholds" in str(done.exception)
    assert not (tmp_path / "package").exists()
