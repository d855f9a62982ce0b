"""A design to start from is read as it is, and has every key with its meaning."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from ncrn_dsd.cli.new import KINDS
from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import is_dynamics, read_design, read_dynamics
from ncrn_dsd.model.describe import fields_of, keys_of
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.starter import write_starter

DESIGNS = Path(__file__).parents[3] / "designs"


def test_every_learner_and_dynamics_can_be_started_from() -> None:
    learners = {facts.kind for facts in keys_of(Design) if facts.name == "learner.kind"}
    assert set(KINDS) == {*learners, "dynamics"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_design_is_read_and_has_every_key(kind: str, tmp_path: Path) -> None:
    file = write_starter(tmp_path / "first", kind, DESIGNS)
    text = file.read_text(encoding="utf-8")
    model: type[BaseModel]
    if kind == "dynamics":
        assert is_dynamics(file)
        assert read_dynamics(tmp_path / "first").name == "first"
        model = DynamicsDesign
    else:
        design = read_design(tmp_path / "first")
        assert build(design).name == "first"
        assert design.learner.kind == kind
        model = Design
    meanings = " ".join(line.removeprefix("# ") for line in text.splitlines())
    for name, field in fields_of(model):
        assert f"{name} = " in text or f"[{name}]" in text or f"# [{name}]" in text
        if f"{name} = " in text:
            assert (field.description or "?") in meanings
    assert "expect" in tomllib.loads(text)


def test_a_design_is_not_written_over(tmp_path: Path) -> None:
    write_starter(tmp_path / "first", "dynamics", DESIGNS)
    with pytest.raises(DesignError, match="D051"):
        write_starter(tmp_path / "first", "dynamics", DESIGNS)
    with pytest.raises(DesignError, match="D050"):
        write_starter(tmp_path / "1st", "dynamics", DESIGNS)
