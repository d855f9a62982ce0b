"""What a laboratory does differently, from a file, and how wrong files are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab_fixture import lab_design

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.liquids.settings_toml import read_settings
from ncrn_dsd.handoff.plan import plan_bench
from ncrn_dsd.ir.bench import Condition
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.lab import LabSettings, Vessel


def written(folder: Path, text: str) -> Path:
    path = folder / "lab.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, "")) == LabSettings()


def test_every_key_can_be_set(tmp_path: Path) -> None:
    wanted = LabSettings(
        stock_levels_uM=(50.0, 100.0),
        anneal_uM=5.0,
        anneal_min_uL=50.0,
        excess_ratio=1.1,
        fill_fraction=0.5,
        smallest_uL=2.0,
        smallest_hard_uL=1.0,
        droplet_uL=0.0025,
        dead_fraction=0.2,
        dead_uL=3.0,
        temperature_C=20.0,
        magnesium_mM=10.0,
        sodium_mM=50.0,
        buffer_10x_mM=100.0,
        well_uL=50.0,
        well_working_uL=80.0,
        read_aliquot_uL=10.0,
        fewest_on_plate=12,
        replicates=2,
        read_replicates=3,
        test_replicates=6,
        test_dose_uL=5.0,
        reporters_per_well=1,
        reporter_floor_nM=20.0,
        dose_share=0.01,
        first_mix_uL=500.0,
        refill_mixes=2,
        read_hours=4.0,
        vessels=(Vessel(name="tube", working_uL=1000.0), Vessel(name="bottle", working_uL=1e6)),
    )
    names = list(LabSettings.model_fields)
    assert not [n for n in names if getattr(wanted, n) == getattr(LabSettings(), n)]
    lines = []
    for name in names:
        value = getattr(wanted, name)
        if name == "vessels":
            tables = (f'{{name = "{v.name}", working_uL = {v.working_uL!r}}}' for v in value)
            value = f"[{', '.join(tables)}]"
        lines.append(f"{name} = {list(value) if isinstance(value, tuple) else value}")
    assert read_settings(written(tmp_path, "\n".join(lines))) == wanted


def test_settings_reach_the_plan(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, "replicates = 2\nwell_uL = 80\n"))
    plan = plan_bench(lab_design(), settings).plan
    blanks = [w for w in plan.wells if w.condition is Condition.BLANK]
    assert [w.total_uL for w in blanks] == [80.0, 80.0]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("replicats = 3", "did you mean 'replicates'"),
        ("colour = 3", "no key 'colour'"),
        ("well_uL = ", "no TOML"),
        ("well_uL = 'x'", "valid number"),
        ("well_uL = -1", r"from 0\.0001 to 10000000 uL"),
        ("well_uL = true", "valid number"),
        ("replicates = 2.5", "valid integer"),
        ("replicates = 1", "from 2 to 1000"),
        ("fill_fraction = 1.5", r"from 1e-06 to 0\.9999"),
        ("smallest_hard_uL = 2", "above smallest_uL"),
        ("droplet_uL = 0.3", "does not divide"),
        ("well_uL = 300", "above well_working_uL"),
        ("read_aliquot_uL = 100", "leave room"),
        ("magnesium_mM = 200", "not below buffer_10x_mM"),
        ("stock_levels_uM = 3", "valid tuple"),
        ("stock_levels_uM = [200, 100]", "do not rise"),
        ("vessels = [{name = 'x'}]", "key 'vessels.0.working_uL' is missing"),
        ("vessels = [{name = 3, working_uL = 4}]", "valid string"),
        ("vessels = [{name = 'a', working_uL = 4}, {name = 'b', working_uL = 3}]", "do not grow"),
        ("vessels = []", "at least 1 item"),
    ],
)
def test_what_is_not_possible_is_one_sentence(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(HandoffError, match=rf"H023.*{what}") as caught:
        read_settings(written(tmp_path, text))
    assert caught.value.where.startswith(str(tmp_path / "lab.toml"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HandoffError, match=r"H023.*cannot be read"):
        read_settings(tmp_path / "none.toml")


def test_usual_settings_are_possible(tmp_path: Path) -> None:
    assert changed(LabSettings(), replicates=3) == read_settings(
        written(tmp_path, "replicates = 3")
    )
