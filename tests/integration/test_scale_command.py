"""`ncrn-dsd analyse scale` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from ncrn_dsd.cli.main import cli

DESIGNS = Path(__file__).parents[2] / "designs"


def test_counts_and_their_growth() -> None:
    call = ["analyse", "scale", str(DESIGNS / "learners/xor"), "--json"]
    for dimension in ("2", "4", "8"):
        call += ["--dimensions", dimension]
    done = CliRunner().invoke(cli, call, standalone_mode=False)
    assert done.exception is None
    figures = json.loads(done.output)
    assert [row["dimension"] for row in figures["rows"]] == [2, 4, 8]
    assert {row["max_order"] for row in figures["rows"]} == {2}
    assert all(abs(exponent - 1) < 1e-9 for exponent in figures["exponents"].values())


def test_two_dimensions_have_no_exponent() -> None:
    call = ["analyse", "scale", str(DESIGNS / "linear_regression")]
    call += ["--dimensions", "2", "--dimensions", "3"]
    done = CliRunner().invoke(cli, call, standalone_mode=False)
    assert done.exception is None
    assert "exponent" not in done.output
    assert done.output.splitlines()[-1].split()[0] == "3"
