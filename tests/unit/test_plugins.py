"""Doors: what comes with this package and what others bring is found and loaded alike."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

import ncrn_dsd
from ncrn_dsd import plugins
from ncrn_dsd.analyses.robustness import KINDS
from ncrn_dsd.errors import PluginError
from ncrn_dsd.formats.system_export import EXPORTERS
from ncrn_dsd.model.learner import LEARNERS
from ncrn_dsd.model.published import MODELS
from ncrn_dsd.model.rates import RATE_MODELS
from ncrn_dsd.plugins import Door, Entry
from ncrn_dsd.simulation.simulators import SIMULATORS
from ncrn_dsd.simulation.tube_disturbances import TUBE_DISTURBANCES

ROOT = Path(ncrn_dsd.__file__).parent
PATHS: Door[str] = Door("paths", str, {"name": "ncrn_dsd:__version__", "odd": "math:pi"})


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """Entries of other packages, to be filled."""
    entries: list[Entry] = []
    monkeypatch.setattr(plugins, "_installed", lambda group: tuple(entries))
    return entries


@pytest.mark.parametrize(
    "door",
    [EXPORTERS, KINDS, LEARNERS, MODELS, RATE_MODELS, SIMULATORS, TUBE_DISTURBANCES],
    ids=lambda door: door.group,
)
def test_what_comes_with_the_package_is_what_its_table_says(door: Door[object]) -> None:
    for name, target in door.own.items():
        module = target.partition(":")[0]
        assert Path(str(import_module(module).__file__)).is_relative_to(ROOT)
        assert isinstance(door.load(name), door.part)


def test_own_names_come_first(installed: list[Entry]) -> None:
    installed += [Entry("a", "math:e", "one"), Entry("name", "math:e", "two")]
    assert PATHS.names == ("name", "odd", "a")


def test_a_part_of_the_wrong_type_is_refused(installed: list[Entry]) -> None:
    installed.append(Entry("a", "math:e", "one"))
    with pytest.raises(PluginError, match=r"P004.*package one.*of type float.*of type str"):
        PATHS.load("a")
    with pytest.raises(PluginError, match=r"P004.*install ncrn_dsd again"):
        PATHS.load("odd")


@pytest.mark.parametrize("target", ["math:nothing", "no_such_module:X", "math", ":", "math:e.f"])
def test_a_part_that_is_not_there_is_refused(target: str, installed: list[Entry]) -> None:
    installed.append(Entry("a", target, "one"))
    with pytest.raises(PluginError, match=r"P003.*package one.*pip uninstall one"):
        PATHS.load("a")


def test_names_that_nobody_or_two_bring_are_refused(installed: list[Entry]) -> None:
    installed += [Entry("a", "math:e", "one"), Entry("a", "math:e", "two")]
    with pytest.raises(PluginError, match=r"P002.*one and two.*pip uninstall two"):
        PATHS.load("a")
    with pytest.raises(PluginError, match=r"P001.*use one of name, odd, a"):
        PATHS.load("b")
    assert "a" in PATHS
    assert "b" not in PATHS
