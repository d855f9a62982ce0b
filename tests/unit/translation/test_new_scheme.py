from __future__ import annotations

from pathlib import Path

import pytest

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.pipeline.conformance import check_scheme
from ncrn_dsd.pipeline.shapes import SHAPES
from ncrn_dsd.translation import scheme_folders as library
from ncrn_dsd.translation.new_scheme import new_scheme
from ncrn_dsd.translation.scheme import list_schemes, load_scheme


@pytest.fixture
def own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "translators"
    monkeypatch.setattr(library, "schemes_root", lambda: tmp_path / "package")
    monkeypatch.chdir(tmp_path)
    return root


def test_a_new_scheme_is_listed_and_has_its_row_without_any_python(
    own_library: Path, tmp_path: Path
) -> None:
    folder = new_scheme("mine")
    assert folder.resolve() == own_library / "mine"
    assert sorted(p.name for p in folder.iterdir()) == ["meta.toml", "scheme.ts"]
    assert list_schemes() == ("mine",)
    cells = check_scheme(load_scheme("mine"), 20.0)
    assert len(cells) == len(SHAPES)
    found = {c.shape: [v for v, _ in c.verdicts] for c in cells if c.refused is None}
    assert found == {"1-1": ["PROVED"] * 3, "reversible 1-1": ["PROVED"] * 3}
    assert all(c.refused for c in cells if c.shape not in found)


def test_names_are_checked(own_library: Path) -> None:
    new_scheme("mine")
    with pytest.raises(SchemeError, match="S007"):
        new_scheme("mine")
    with pytest.raises(SchemeError, match="S006"):
        new_scheme("../evil")
