from __future__ import annotations

from pathlib import Path

import pytest

from ncrn_dsd.errors import ArtefactError
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.study.store import ArtefactStore


def test_a_finished_stage_is_not_computed_again(tmp_path: Path) -> None:
    calls: list[int] = []

    def make() -> Origin:
        calls.append(1)
        return Origin("file", "item", 3)

    store = ArtefactStore(tmp_path)
    first, cost = store.get_or_make("stage", ("a", 1), Origin, make)
    again, reused = store.get_or_make("stage", ("a", 1), Origin, make)
    store.get_or_make("stage", ("a", 2), Origin, make)
    assert first == again == Origin("file", "item", 3)
    assert (cost.reused, reused.reused, len(calls)) == (False, True, 2)


def test_a_result_that_is_not_worth_keeping_is_made_anew(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    for _ in range(2):
        _, cost = store.get_or_make(
            "stage", "x", Origin, lambda: Origin("a", "b"), keep=lambda _value: False
        )
        assert not cost.reused


def test_a_damaged_artefact_is_made_anew(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    store.get_or_make("stage", "x", Origin, lambda: Origin("a", "b"))
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    value, cost = store.get_or_make("stage", "x", Origin, lambda: Origin("new", "b"))
    assert (value.source, cost.reused) == ("new", False)


def test_an_interrupted_stage_leaves_nothing(tmp_path: Path) -> None:
    def interrupted() -> Origin:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ArtefactStore(tmp_path).get_or_make("stage", "x", Origin, interrupted)
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArtefactError, match=r"A001.*cannot be written"):
        write_bytes(tmp_path / "file" / "x.json", b"")
