"""Every example in the docstrings of the API runs and prints what it says."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import ncrn_dsd
from ncrn_dsd import api

MODULES = tuple(entry.name for entry in pkgutil.iter_modules(api.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = import_module(f"ncrn_dsd.api.{name}")
    found = doctest.testmod(module, optionflags=doctest.ELLIPSIS, report=True)
    assert found.failed == 0


def test_what_can_be_called_has_an_example() -> None:
    functions = [name for name in ncrn_dsd.__all__ if name[0].islower() and name != "errors"]
    classes = ["Crn", "Study", "Trajectory"]
    for name in (*functions, *classes):
        assert ">>> import ncrn_dsd as nd" in (getattr(ncrn_dsd, name).__doc__ or ""), name
