"""Stages are made once, and made again when their code or their inputs are other ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.plugins import Entry
from ncrn_dsd.study import graph as graph_module
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.stage import Report, Work, stage

CALLS: list[int] = []


@stage("double", is_watched=True)
def double(work: Work, number: int) -> int:
    work.report(1, 2)
    CALLS.append(number)
    return 2 * number


@stage("quadruple", is_watched=False)
def quadruple(work: Work, number: int) -> int:
    return work.others.run(double, work.others.run(double, number))


@stage("by size", reads=sorted)
def count_words(work: Work, words: frozenset[str]) -> int:
    del work
    CALLS.append(len(words))
    return len(words)


def _refuse_odd(value: int) -> None:
    if value % 2:
        raise SimulationError("M047", "here", "this is odd", "make it even")


@stage("even", ensure=_refuse_odd)
def only_even(work: Work, number: int) -> int:
    del work
    CALLS.append(number)
    return number


class Watching:
    def __init__(self) -> None:
        self.said: list[tuple[str, int, int]] = []

    def stage(self, name: str) -> Report:
        return lambda done, total: self.said.append((name, done, total))


@pytest.fixture(autouse=True)
def no_calls() -> None:
    CALLS.clear()


def test_a_stage_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _any_code(monkeypatch)
    watching = Watching()
    graph = Graph.in_folder(tmp_path, watching)
    assert [graph.run(double, 3), graph.run(double, 3), graph.run(double, 4)] == [6, 6, 8]
    assert CALLS == [3, 4]
    assert [(c.stage, c.reused) for c in graph.costs] == [
        ("double", False),
        ("double", True),
        ("double", False),
    ]
    assert watching.said[:2] == [("double", 1, 2), ("double", 1, 1)]


def test_a_stage_that_asks_for_others_is_not_watched_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _any_code(monkeypatch)
    watching = Watching()
    assert Graph.in_folder(tmp_path, watching).run(quadruple, 3) == 12
    assert {name for name, _, _ in watching.said} == {"double"}
    with pytest.raises(ValueError, match="needs a graph"):
        quadruple.alone(3)


def test_other_code_makes_a_stage_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph.in_folder(tmp_path)
    digests = iter(["a", "a", "b"])

    class Digests:
        def digest(self, module: str, parts: tuple[Entry, ...]) -> str:
            assert module == __name__
            return next(digests)

    monkeypatch.setattr(graph_module, "installed_code", Digests)
    assert [graph.run(double, 3) for _ in range(3)] == [6, 6, 6]
    assert CALLS == [3, 3]


def test_inputs_count_as_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _any_code(monkeypatch)
    graph = Graph.in_folder(tmp_path)
    assert graph.run(count_words, frozenset("abcdef")) == 6
    assert graph.run(count_words, frozenset("fedcba")) == 6
    assert CALLS == [6]


def test_a_result_that_must_not_be_built_upon_is_refused_whether_made_or_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _any_code(monkeypatch)
    graph = Graph.in_folder(tmp_path)
    for _ in range(2):
        with pytest.raises(SimulationError, match="this is odd"):
            graph.run(only_even, 3)
    assert CALLS == [3]
    with pytest.raises(SimulationError, match="this is odd"):
        only_even.alone(5)


def test_results_from_elsewhere_are_put_beside_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _any_code(monkeypatch)
    graph = Graph.in_folder(tmp_path)
    assert graph.find(double, 5) is None
    assert graph.keep(double, 11, 5) == 11
    assert graph.find(double, 5) == 11
    assert graph.run(double, 5) == 11
    assert not CALLS


def _any_code(monkeypatch: pytest.MonkeyPatch) -> None:
    class Digests:
        def digest(self, module: str, parts: tuple[Entry, ...]) -> str:
            return module

    monkeypatch.setattr(graph_module, "installed_code", Digests)
