"""A package of somebody else brings one part of every kind; the command line uses them by name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from documentation_pages import ROOT, blocks
from own_package import EXAMPLE, Installed, install_example
from varied_designs import change_design

PAGE = ROOT / "docs" / "how-to" / "own-package.md"

CRN = "A + B -> C [k = 1e-3]\nA @initial 10\nB @initial 8\n"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("installed")


@pytest.fixture(scope="module")
def extras(shared: Path) -> Installed:
    installed = install_example(shared / "packages", shared / "place")
    (installed.place / "pair.crn").write_text(CRN, encoding="utf-8")
    return installed


def test_the_page_shows_the_files_of_the_package() -> None:
    shown = {b.file: b.text for b in blocks(PAGE) if b.file is not None}
    for name, text in shown.items():
        assert text == (EXAMPLE.parent / str(name)).read_text(encoding="utf-8").rstrip("\n")
    modules = {f"own_package/{f.relative_to(EXAMPLE)}" for f in EXAMPLE.rglob("*.py")}
    assert modules - set(shown) == {"own_package/ncrn_dsd_extras/__init__.py"}


@pytest.mark.long
def test_its_scheme_is_listed_and_translates(extras: Installed) -> None:
    code, out, err = extras.run("schemes", "list", "--json")
    assert code == 0, err
    last = json.loads(out)[-1]
    assert (last["name"], last["trust"]) == ("two_step", None)
    (extras.place / "chain.crn").write_text("A -> B [k = 1e-3]\n", encoding="utf-8")
    code, out, err = extras.run("translate", "chain.crn", "--scheme", "two_step")
    assert code == 0, err
    assert out.count("fuel") >= 2
    code, out, err = extras.run("translate", "pair.crn", "--scheme", "two_step")
    assert code == 2
    assert "the scheme two_step does not support 2->1 reactions" in err


def test_a_scheme_of_a_package_stands_behind_the_users_own(
    tmp_path: Path, extras: Installed
) -> None:
    place = tmp_path / "place"
    shutil.copytree(EXAMPLE / "ncrn_dsd_extras" / "two_step", place / "translators" / "two_step")
    installed = Installed(extras.folder, place)
    code, out, err = installed.run("schemes", "list", "--json")
    assert code == 0, err
    names = [scheme["name"] for scheme in json.loads(out)]
    assert names[0] == "two_step"
    assert names.count("two_step") == 1


@pytest.fixture(scope="module")
def quadratic(extras: Installed) -> Path:
    """A short training of its learner, from the design that `new` writes."""
    code, out, err = extras.run("new", "mine", "--kind", "quadratic")
    assert code == 0, err
    assert "ncrn-dsd learn mine" in out
    file = extras.place / "mine" / "design.toml"
    text = file.read_text(encoding="utf-8")
    assert "the square of every input is a feature too" in " ".join(text.split())
    assert text.count("epochs = 30\n") == 1
    change_design(file.parent, {"learner.epochs": 2})
    return file


@pytest.mark.long
def test_its_learner_learns_and_its_keys_are_varied(extras: Installed, quadratic: Path) -> None:
    vary = ("--vary", "learner.squares=true,false", "--seeds", 1, "--json")
    code, out, err = extras.run("analyse", "sweep", "mine", *vary)
    assert code in {0, 1}, err
    losses = [point["loss_mean"] for point in json.loads(out)["points"]]
    assert len(set(losses)) == 2


@pytest.mark.long
def test_its_keys_are_explained_and_refused_with_their_lines(
    extras: Installed, quadratic: Path
) -> None:
    code, out, err = extras.run("explain", "learner.squares")
    assert code == 0, err
    assert "the design of a learner (quadratic)" in out
    lines = quadratic.read_text(encoding="utf-8").splitlines()
    kind = lines.index('kind = "quadratic"')
    gate = next(i for i, line in enumerate(lines) if line.startswith("gate = "))
    for number, line, said in (
        (kind, 'kind = "quadratic"\nsquare = false', "did you mean 'squares'"),
        (gate, 'gate = "1 /tau"', "gate"),
        (
            kind,
            'kind = "cubic"',
            "use one of: completion, continuous, hidden, linear_regression, poly",
        ),
    ):
        wrong = "\n".join([*lines[:number], line, *lines[number + 1 :]])
        (extras.place / "wrong.toml").write_text(wrong, encoding="utf-8")
        code, _, err = extras.run("learn", "wrong.toml")
        assert code == 2
        assert f" wrong.toml:{number + 1 + line.count(chr(10))}: " in err
        assert said in err


@pytest.mark.long
def test_the_reference_has_its_keys(extras: Installed) -> None:
    script = "from reference.pages import made_pages; print(made_pages()['design-keys.md'])"
    code, out, err = extras.python("-c", script)
    assert code == 0, err
    assert "### `[learner]`: `quadratic`" in out


def kept(folder: Path) -> set[str]:
    return {file.name for file in (folder / "build" / ".artefacts").glob("*.json")}


@pytest.mark.long
def test_another_code_of_the_package_makes_again_what_used_it(
    tmp_path: Path, quadratic: Path
) -> None:
    installed = install_example(tmp_path / "packages", tmp_path / "place")
    for kind in ("quadratic", "continuous"):
        folder = installed.place / kind
        code, _, err = installed.run("new", kind, "--kind", kind)
        assert code == 0, err
        change_design(folder, {"learner.epochs": 1})

    def made(design: str) -> set[str]:
        """Stages that are made now, and not taken from an earlier call."""
        before = kept(installed.place)
        code, _, err = installed.run("learn", design)
        assert code in {0, 1}, err
        return {name.rpartition("-")[0] for name in kept(installed.place) - before}

    assert made("quadratic") == made("continuous") == {"build", "train, abstract", "learned"}
    module = installed.folder / "ncrn_dsd_extras" / "quadratic.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace('"""A learner', '"""Another learner'), encoding="utf-8")
    assert made("quadratic") == set(), "words about the code change nothing"
    module.write_text(text.replace("sorted(products)", "products"), encoding="utf-8")
    assert made("quadratic") == {"build", "train, abstract", "learned"}
    assert made("continuous") == set()
    table = installed.folder / "ncrn_dsd_extras" / "strand_table.py"
    table.write_text("EXPORTER = None\n", encoding="utf-8")
    assert made("quadratic") == set(), "a part that was not used does not count"


@pytest.mark.long
def test_its_disturbance_is_drawn_when_it_is_asked_for(extras: Installed, quadratic: Path) -> None:
    asked = ("--errors", "cold", "--errors", "reads", "--draws", 2, "--json")
    code, out, err = extras.run("analyse", "robustness", "mine", *asked)
    assert code in {0, 1}, err
    found = json.loads(out)
    cold, reads = found["kinds"]
    assert (cold["kind"], reads["kind"]) == ("cold", "reads")
    assert cold["disturbance"]["slowest"] == 2.0
    losses = {draw["outcome"]["loss"] for draw in cold["draws"]}
    assert len(losses | {found["bounds"]["ideal"]["loss"]}) == 3
    stage = "disturbed draw"
    before = {name for name in kept(extras.place) if name.startswith(stage)}
    assert len(before) == 2, "reads alone need no training"
    module = extras.folder / "ncrn_dsd_extras" / "cold.py"
    text = module.read_text(encoding="utf-8")
    try:
        module.write_text(text.replace("uniform(1.0,", "uniform(1.5,"), encoding="utf-8")
        code, out, err = extras.run("analyse", "robustness", "mine", *asked)
    finally:
        module.write_text(text, encoding="utf-8")
    assert code in {0, 1}, err
    after = {name for name in kept(extras.place) if name.startswith(stage)}
    assert len(after - before) == 2
    other = {draw["outcome"]["loss"] for draw in json.loads(out)["kinds"][0]["draws"]}
    assert not other & losses


def test_its_exporter_writes_a_translated_system(extras: Installed) -> None:
    code, out, err = extras.run(
        "translate", "pair.crn", "--scheme", "soloveichik2010", "--to", "strand-table"
    )
    assert code == 0, err
    lines = out.splitlines()
    assert lines[1] == "strand,domains"
    assert len(lines) > 5
    assert "which of them are bound to each other is not in it" in lines[0]
    assert "as strand-table: The table holds strands" in err


def simulated(installed: Installed, method: str) -> dict[str, object]:
    code, out, err = installed.run(
        "simulate", "pair.crn", "--duration", "100 s", "--method", method, "--json"
    )
    assert code == 0, err
    summary: dict[str, object] = json.loads(out)
    assert summary["method"] == method
    return summary


@pytest.mark.long
def test_its_simulator_follows_a_network(extras: Installed) -> None:
    ode = simulated(extras, "ode")
    for method in ("lsoda", "radau"):
        summary = simulated(extras, method)
        assert summary["end_nM"] == pytest.approx(ode["end_nM"], rel=1e-6)
        assert summary["certain_digits"] in range(6, 10)


STILL = """
import numpy as np
from ncrn_dsd.simulation.follow import Course
from ncrn_dsd.simulation.simulators import Simulator

def follow(chemistry, actions, how):
    states = np.zeros((how.points + 1, len(chemistry.system.species)))
    return Course(np.linspace(0.0, 100.0, how.points + 1), states, states[-1])

SIMULATOR = Simulator(follow, note="nothing moves")
"""


@pytest.mark.long
def test_a_simulator_without_errors_claims_no_digits(tmp_path: Path, extras: Installed) -> None:
    installed = Installed(tmp_path / "packages", extras.place)
    installed.add("still", {"ncrn_dsd.simulators": {"still": "still:SIMULATOR"}}, still=STILL)
    summary = simulated(installed, "still")
    assert summary["certain_digits"] is None
    assert summary["end_nM"] == {"A": 0.0, "B": 0.0, "C": 0.0}
    code, out, _ = installed.run("simulate", "pair.crn", "--duration", "1 s", "--method", "still")
    assert code == 0
    assert "nothing moves; the errors of these values were not measured" in out


@pytest.mark.long
def test_help_names_what_is_installed(extras: Installed) -> None:
    code, out, err = extras.run("simulate", "--help")
    assert (code, err) == (0, "")
    assert "lsoda" in out
    code, out, _ = extras.run("simulate", "pair.crn", "--duration", "1 s", "--method", "nonsense")
    assert code == 2


BROKEN = {"ncrn_dsd.exporters": {"broken": "broken_package:EXPORTER"}}


@pytest.mark.long
def test_a_broken_package_is_one_sentence_and_stops_nothing_else(
    tmp_path: Path, extras: Installed
) -> None:
    installed = Installed(tmp_path / "packages", extras.place)
    installed.add("broken-package", BROKEN, broken_package="import no_such_module\n")
    translate = ("translate", "pair.crn", "--scheme", "soloveichik2010", "--to")
    code, out, err = installed.run(*translate, "broken")
    assert (code, out) == (2, "")
    assert err.startswith("error[P003] package broken-package, exporters: broken: the entry point")
    assert "broken_package:EXPORTER cannot be loaded (ModuleNotFoundError: No module" in err
    assert "pip uninstall broken-package" in err
    assert "Traceback" not in err
    code, out, err = installed.run(*translate, "pil")
    assert code == 0, err
    code, out, err = installed.run("doctor", "--json")
    assert (code, err) == (0, "")
    (told,) = [f for f in json.loads(out)["findings"] if f["part"] == "plugin"]
    assert (told["name"], told["state"]) == ("exporters: broken", "absent")
    assert told["found"].startswith("broken-package 0.1: the entry point broken_package:EXPORTER")


@pytest.mark.long
def test_a_name_that_two_packages_bring_is_refused_with_both(
    tmp_path: Path, extras: Installed
) -> None:
    installed = install_example(tmp_path / "packages", tmp_path / "place")
    target = {"ncrn_dsd.exporters": {"strand-table": "other:EXPORTER", "pil": "other:EXPORTER"}}
    target["ncrn_dsd.schemes"] = {"srinivas2015": "other:SCHEME"}
    installed.add("other-extras", target, other="EXPORTER = 1\n")
    translate = ("translate", extras.place / "pair.crn", "--scheme", "soloveichik2010", "--to")
    code, _, err = installed.run(*translate, "strand-table")
    assert code == 2
    assert "error[P002]" in err
    assert "the packages ncrn-dsd-extras and other-extras both bring this name" in err
    code, _, err = installed.run(*translate, "pil")
    assert "the packages ncrn_dsd and other-extras both bring this name" in err
    code, _, err = installed.run("schemes", "show", "srinivas2015")
    assert "error[P002] schemes: srinivas2015: the packages ncrn_dsd and other-extras" in err
