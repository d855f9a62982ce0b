"""What `ncrn-dsd doctor` finds: versions against bounds, extras, programs, folders."""

from __future__ import annotations

import os
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from ncrn_dsd import plugins
from ncrn_dsd.formats.packaged_designs import designs_root
from ncrn_dsd.installation.finding import InstallationPart, State
from ncrn_dsd.installation.machine import is_writable, machine_findings, tool_findings
from ncrn_dsd.installation.packages import (
    FOR_DEVELOPERS,
    GIVES,
    Metadata,
    metadata_of,
    own_metadata,
    package_findings,
)
from ncrn_dsd.installation.parts import part_findings
from ncrn_dsd.plugins import Door, Entry

ROOT = Path(__file__).parents[3]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture
def metadata() -> Metadata:
    lines = ["numpy>=1.26", "click>=8.1", 'viennarna>=2.7; extra == "thermo"']
    return metadata_of(">=3.11", [*lines, 'pytest>=8; extra == "dev"'])


def test_versions_are_held_against_bounds(metadata: Metadata) -> None:
    there = {"numpy": "1.25.9", "click": "8.10.0"}
    found = {f.name: f for f in package_findings(metadata, there.get, "3.11.2")}
    assert set(found) == {"Python", "numpy", "click", "thermo"}
    assert found["Python"].state is State.GOOD
    assert found["click"].state is State.GOOD
    assert found["numpy"].state is State.BAD
    assert found["numpy"].remedy == "pip install 'numpy>=1.26'"
    assert found["thermo"].state is State.ABSENT
    assert found["thermo"].remedy == "pip install 'ncrn_dsd[thermo]'"


def test_an_extra_is_there_when_all_of_it_is(metadata: Metadata) -> None:
    def thermo(version: str | None) -> tuple[State, str]:
        versions = {"viennarna": version}.get
        found = next(
            f for f in package_findings(metadata, versions) if f.part is InstallationPart.EXTRA
        )
        return found.state, found.found

    assert thermo("2.7.0") == (State.GOOD, "viennarna 2.7.0")
    assert thermo("2.6.4") == (State.ABSENT, "viennarna 2.6.4 is too old or too new")
    assert thermo(None) == (State.ABSENT, "viennarna is not installed")


def test_parts_of_other_packages_are_listed_and_broken_ones_say_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good, broken = Entry("e", "math:e", "pytest"), Entry("x", "no_such_module:X", "ruff")
    monkeypatch.setattr(plugins, "_installed", lambda group: (good, broken))
    found = {f.name: f for f in part_findings([Door("numbers", float, {})])}
    assert [f.state for f in found.values()] == [State.GOOD, State.ABSENT]
    assert {f.part for f in found.values()} == {InstallationPart.PLUGIN}
    assert found["numbers: e"].found == f"pytest {version('pytest')}"
    told = found["numbers: x"]
    assert told.found.startswith(f"ruff {version('ruff')}: the entry point no_such_module:X cannot")
    assert "pip uninstall ruff" in told.remedy


def test_an_old_python_is_bad(metadata: Metadata) -> None:
    found = package_findings(metadata, lambda _: None, "3.10.14")[0]
    assert (found.name, found.state) == ("Python", State.BAD)


def test_every_extra_of_the_project_is_described() -> None:
    extras = set(PYPROJECT["optional-dependencies"]) - {FOR_DEVELOPERS}
    assert set(GIVES) == extras


def test_this_environment_has_what_is_required() -> None:
    found = package_findings(own_metadata())
    required = [f for f in found if f.part is InstallationPart.REQUIRED]
    assert len(required) == 1 + len(PYPROJECT["dependencies"])
    assert {f.state for f in required} == {State.GOOD}


def test_programs_are_found_by_any_of_their_names(tmp_path: Path) -> None:
    known = {"google-chrome": "/opt/chrome"}
    python = tmp_path / "python"
    python.write_text("", encoding="utf-8")
    environment = {"NCRN_DSD_SBOL3_PYTHON": str(python), "NCRN_DSD_OPENTRONS_PYTHON": "nowhere"}
    found = {f.name: f for f in tool_findings(known.get, environment)}
    assert found["Chromium"].found == "/opt/chrome"
    assert found["make"].state is State.ABSENT
    assert found["make"].remedy
    assert found["NCRN_DSD_SBOL3_PYTHON"].state is State.GOOD
    assert found["NCRN_DSD_OPENTRONS_PYTHON"].state is State.ABSENT


def test_folders_are_tried_and_left_as_they_were(tmp_path: Path) -> None:
    assert is_writable(tmp_path / "not" / "there" / "yet")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert not is_writable(tmp_path / "file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_bad_for_results_and_no_loss_for_code(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    found = {f.name: f.state for f in machine_findings(closed, (closed,))}
    assert found["results"] is State.BAD
    assert found["compiled code"] is State.ABSENT


def test_results_below_a_file_are_bad_and_code_needs_one_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    blocked, free = tmp_path / "file" / "build", tmp_path / "free"
    found = {f.name: f for f in machine_findings(blocked, (blocked,))}
    assert found["results"].state is State.BAD
    assert found["results"].remedy
    assert found["compiled code"].state is State.ABSENT
    found = {f.name: f for f in machine_findings(free, (blocked, free))}
    assert found["results"].state is State.GOOD
    assert found["compiled code"].found == str(free)


@pytest.mark.parametrize("name", ["DEMO", "INSTALLED"])
def test_what_make_runs_is_in_the_package(name: str) -> None:
    """`make demo` runs the first, and `make wheel-test` the second from an installed wheel."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wheel = tomllib.loads(text)["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["ncrn_dsd"]
    (folder,) = [k for k, v in wheel["force-include"].items() if v == "ncrn_dsd/designs"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (design,) = re.findall(rf"^{name} := (\S+)$", makefile, re.MULTILINE)
    assert (ROOT / folder / design / "design.toml").is_file()
    assert designs_root() == ROOT / folder
