"""A small design, and the command line run inside the test process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.cli.main import main

ROOT = Path(__file__).parents[2]
DESIGN = (ROOT / "designs/linear_regression/design.toml").read_text(encoding="utf-8")

SMALLER = (
    ('name = "linear_regression"', 'name = "small"'),
    ("weights = [1.0, 2.0]", "weights = [2.0]"),
    ("train_samples = 41", "train_samples = 4"),
    ("validation_samples = 101", "validation_samples = 5"),
    ("epochs = 5", "epochs = 2"),
    ("toehold_lengths = [4, 7]", "toehold_lengths = [5, 6]"),
    ('  { dose = "X2", amount = "x2" },\n', ""),
    ("loss_over_least_squares_max = 1.5", "loss_over_least_squares_max = 1e6"),
    ("r2_min = 0.8", "r2_min = -1e6"),
    ('uncondensed = "fails"\nuncondensed_loss = 84.8\n', ""),
    # Two epochs of a fragile learner agree in the ideal vessel alone.
    ("refill_tolerance = 0.1", 'refill_tolerance = 0.1\nkinetics = "condensed"'),
)

Run = Callable[..., tuple[int, str, str]]


def small_design() -> str:
    text = DESIGN
    for old, new in SMALLER:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def small_text() -> str:
    return small_design()


@pytest.fixture
def small(tmp_path: Path, small_text: str) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "design.toml").write_text(small_text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def store_of_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run of the small design leaves in its store, made once by each process of tests."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "small").mkdir()
    (folder / "small/design.toml").write_text(small_design(), encoding="utf-8")
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
