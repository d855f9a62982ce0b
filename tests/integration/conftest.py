"""Small designs, and the command line run inside the test process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from varied_designs import SMALL_XOR, small_tables, tables_of, write_design

from ncrn_dsd.cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_design(tmp_path / "small", small_tables())


@pytest.fixture
def small_xor(tmp_path: Path) -> Path:
    return write_design(tmp_path / "small_xor", tables_of("learners/xor", SMALL_XOR))


@pytest.fixture(scope="session")
def store_of_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run of the small design leaves in its store, made once by each process of tests."""
    folder = tmp_path_factory.mktemp("small")
    write_design(folder / "small", small_tables())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr("sys.argv", ["ncrn-dsd", "run", "small", "--out", "build/small"])
        with pytest.raises(SystemExit) as end:
            main()
    assert end.value.code == 0
    return folder / "build/.artefacts"


@pytest.fixture
def known(small: Path, store_of_small: Path, tmp_path: Path) -> Path:
    """The small design, whose stages are found in the store of the folder `build`."""
    shutil.copytree(store_of_small, tmp_path / "build/.artefacts")
    return small


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in a fresh folder; returns exit code, output and messages."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["ncrn-dsd", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        output = capsys.readouterr()
        code = end.value.code
        assert isinstance(code, int)
        return code, output.out, output.err

    return call
