"""`ncrn-dsd handoff` of a network: one command from a few lines of text to a package."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import ncrn_dsd as nd
from ncrn_dsd.formats.design_toml import read_dynamics

Run = Callable[..., tuple[int, str, str]]

NETWORKS = {
    "join": "A + B -> C\n",
    "catalyst": "C + A -> C + B\n",
    "majority": ("X @initial 6 nM; Y @initial 4 nM\nX + Y -> 2B\nB + X -> 2X\nB + Y -> 2Y\n"),
}


def written(tmp_path: Path, name: str, text: str) -> Path:
    file = tmp_path / f"{name}.crn"
    file.write_text(text, encoding="utf-8")
    return file


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
def test_a_newcomers_network_becomes_a_package_without_errors(
    run: Run, tmp_path: Path, name: str
) -> None:
    file = written(tmp_path, name, NETWORKS[name])
    code, out, err = run("handoff", file, "--out", tmp_path / "package")
    assert code == 0, err
    assert f"{name} by soloveichik2010_noEmpty: " in out
    package = tmp_path / "package"
    # What it takes is said on one line, the same on the screen and in the package.
    (line,) = (one for one in out.splitlines() if one.startswith("Takes "))
    assert f"- {line} What would make it smaller: " in (package / "README.md").read_text()
    checks = json.loads((package / "checks.json").read_text(encoding="utf-8"))["checks"]
    assert not [c for c in checks if not c["ok"] and c["severity"] == "error"]
    # All that is ordered comes in tubes, for it fills no plate.
    assert not (package / "order/idt_plates.xlsx").exists()
    assert {row["plate"] for row in rows(package / "order/order.csv")} == {"tubes"}
    # The design is there, to be changed and handed over again.
    design = read_dynamics(package / "design/design.toml")
    assert design.name == name
    wells = {f"{row['plate']}:{row['well']}" for row in rows(package / "assay/wells.csv")}
    predicted = {row["well"] for row in rows(package / "analysis/predicted.csv")}
    # Replicates have the curve of the first.
    assert predicted
    assert predicted <= wells


@pytest.mark.long
def test_the_python_api_says_the_same(run: Run, tmp_path: Path) -> None:
    study = nd.Study.of_network(
        nd.Crn.parse(NETWORKS["catalyst"]), name="catalyst", store=tmp_path / "api"
    )
    study.handoff(tmp_path / "one")
    file = written(tmp_path, "catalyst", NETWORKS["catalyst"])
    code, _, err = run("handoff", file, "--out", tmp_path / "two")
    assert code == 0, err
    same = ["sequences/strands.csv", "order/order.csv", "assay/schedule.csv"]
    for name in same:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_options_of_networks_are_refused_for_designs(run: Run, tmp_path: Path) -> None:
    code, _, err = run(
        "handoff", "approximate_majority", "--duration", "2 h", "--out", tmp_path / "x"
    )
    assert code != 0
    assert "error[D065]" in err
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--duration", "0 h"), "U006"),
        (("--concentration", "5"), "U002"),
        (("--until", "soon"), "U001"),
        (("--show", "Z"), "D062"),
    ],
)
def test_wrong_wishes_are_one_sentence(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    file = written(tmp_path, "join", NETWORKS["join"])
    found, _, err = run("handoff", file, *arguments, "--out", tmp_path / "x")
    assert found != 0
    assert f"error[{code}]" in err
    assert err.count("\n") == 1
    assert not (tmp_path / "x").exists()


def test_rates_that_strands_cannot_have_name_the_reaction_of_the_file(
    run: Run, tmp_path: Path
) -> None:
    text = "A @initial 10 nM; B @initial 10 nM\nA + B -> C [k = 1e8 /M/s]\n"
    file = written(tmp_path, "fast", text)
    code, _, err = run("handoff", file, "--out", tmp_path / "x")
    assert code != 0
    assert "error[K012]" in err
    assert f"{file}:2" in err
    assert "--duration '" in err
