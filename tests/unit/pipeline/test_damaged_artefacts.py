"""Artefacts that were damaged or edited: made again and said, never believed, never a crash."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from varied_designs import design_of_tables, small_tables

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.compared_by import CellOptions
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.pipeline.compare_cell import compare_cell
from ncrn_dsd.pipeline.shapes import SHAPES
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.stages.prove import prove_strands
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.proof import SystemProof

ROOT = Path(__file__).parents[3]
FEW = {
    "task.train_samples": 3,
    "task.validation_samples": 3,
    "learner.epochs": 1,
    "dsd.toehold_lengths": None,
}
DAMAGES = 12
"""Per artefact and kind of damage."""

Asked = tuple[str, Any, Any, Any, str]


def write_sealed(file: Path, value: Any) -> None:
    """Write an artefact as somebody would who knows how its checksum is made."""
    body = f'"cpu_s": 0.5, "value": {value if isinstance(value, str) else json.dumps(value)}}}'
    digest = hashlib.sha256(f"{file.name}\0{body}".encode()).hexdigest()
    file.write_text(f'{{"sha256": "{digest}", {body}', encoding="utf-8")


def value_in(file: Path) -> Any:
    return json.loads(file.read_bytes())["value"]


class Recorder(ArtefactStore):
    """Keeps what was asked for, so that it can be asked for again."""

    def get_or_make(self, stage: str, inputs: Any, type_: Any, make: Any, *more: Any, **kw: Any):  # type: ignore[no-untyped-def]
        value, cost = super().get_or_make(stage, inputs, type_, make, *more, **kw)
        code = kw.get("code", "")
        ASKED[self.file(stage, inputs, code).name] = (stage, inputs, type_, value, code)
        return value, cost


ASKED: dict[str, Asked] = {}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ArtefactStore:
    """The artefacts of one cell of a comparison: every stage up to the trained strands."""
    folder = tmp_path_factory.mktemp("design")
    patch = pytest.MonkeyPatch()
    patch.setattr("ncrn_dsd.study.graph.ArtefactStore", Recorder)
    design = design_of_tables(small_tables(FEW))
    options = CellOptions(leak_per_M_s=0.0, rate_error_factor=1.0)
    compare_cell(folder / "store", design, load_scheme("soloveichik2010"), options)
    patch.undo()
    return ArtefactStore(folder / "store")


def ask(store: ArtefactStore, name: str) -> tuple[Any, bool]:
    """The value of an artefact, and whether it was made again (from what it was at first)."""
    stage, inputs, type_, first, code = ASKED[name]
    value, cost = store.get_or_make(stage, inputs, type_, lambda: first, code=code)
    return value, not cost.reused


def damages(content: bytes, rng: random.Random) -> Iterator[bytes]:
    for _ in range(DAMAGES):
        place = rng.randrange(len(content))
        yield (
            content[:place] + bytes([content[place] ^ 1 << rng.randrange(8)]) + content[place + 1 :]
        )
        yield content[: rng.randrange(len(content))]
    yield from (b"", b"[]", b"null", b"5", b'{"value": 1}', b"[" * 100_000, b"\xff\xfe" * 9)


@pytest.mark.long
def test_no_damage_is_believed(store: ArtefactStore, capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(1)
    files = sorted(store.root.glob("*.json"))
    assert {f.name.rpartition("-")[0] for f in files} >= {"build", "cell", "enumerate", "verify"}
    tried = 0
    for file in files:
        whole = value_in(file)
        for content in damages(file.read_bytes(), rng):
            file.write_bytes(content)
            value, again = ask(store, file.name)
            assert again
            assert value == ASKED[file.name][3]
            assert value_in(file) == whole
            assert capsys.readouterr().err == f"artefact {file.name} was damaged: made again\n"
            tried += 1
        assert ask(store, file.name) == (ASKED[file.name][3], False)
    assert tried >= 300


@pytest.mark.long
def test_no_wrong_shape_is_believed_whatever_its_checksum(store: ArtefactStore) -> None:
    wrong: tuple[Any, ...] = (
        [],
        None,
        5,
        "x",
        {},
        {"a": [1]},
        "[" * 100_000,
        "{",
        "1e999",
        [[[[]]]],
    )
    for file in sorted(store.root.glob("*.json")):
        for value in wrong:
            write_sealed(file, value)
            found, again = ask(store, file.name)
            assert again, (file.name, value)
            assert found == ASKED[file.name][3]


def test_an_artefact_of_another_name_is_not_believed(store: ArtefactStore) -> None:
    file = next(store.root.glob("build-*.json"))
    other = file.with_name(f"build-{'0' * 32}.json")
    whole = file.read_bytes()
    file.rename(other)
    other.rename(file.with_name(file.name))
    assert not ask(store, file.name)[1]
    # Another artefact of the same stage has the right shape, and a checksum that holds.
    stage, _, type_, first, code = ASKED[file.name]
    elsewhere = replace(first, name="elsewhere")
    store.get_or_make(stage, "other inputs", type_, lambda: elsewhere, code=code)
    foreign = store.file(stage, "other inputs", code)
    assert ask(store, file.name) == (first, False)
    file.write_bytes(foreign.read_bytes())
    foreign.unlink()
    assert ask(store, file.name) == (first, True)
    assert value_in(file) == json.loads(whole)["value"]


Proving = Callable[[], SystemProof]


def proving(folder: Path, shape: str) -> Proving:
    """Proves the gates of one shape, through a store."""
    crn = next(s.crn for s in SHAPES if s.name == shape)
    system: DsdSystem = translate(crn, load_scheme("soloveichik2010"))
    network: ReactionNetwork = enumerate_whole(
        system, crn, frozenset(crn.names), EnumerationOptions()
    )

    def prove(crn: FormalCrn = crn) -> SystemProof:
        return Graph.in_folder(folder).run(prove_strands, crn, system, network, 20.0)

    return prove


def test_a_refutation_edited_to_a_proof_is_found_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prove = proving(tmp_path, "dimer to itself")
    first = prove()
    assert first.report.verdict is Verdict.REFUTED
    (file,) = tmp_path.iterdir()
    edited = json.dumps(value_in(file)).replace("REFUTED", "PROVED")
    file.write_text(file.read_text(encoding="utf-8").replace("REFUTED", "PROVED"), encoding="utf-8")
    assert prove() == first
    write_sealed(file, edited)
    assert prove() == first
    write_sealed(file, edited.replace("UNDECIDED", "PROVED"))
    assert prove() == first
    said = capsys.readouterr().err.splitlines()
    assert said == [f"artefact {file.name} was damaged: made again"] * 3
    assert prove() == first
    assert not capsys.readouterr().err


@pytest.mark.parametrize("instead", ["{}", None, "certificate of something else"])
def test_a_certificate_that_was_replaced_is_made_again(
    tmp_path: Path, instead: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    prove = proving(tmp_path, "1-1")
    first = prove()
    assert first.certificate is not None
    (file,) = tmp_path.iterdir()
    write_sealed(file, value_in(file) | {"certificate": instead})
    assert prove() == first
    assert "was damaged: made again" in capsys.readouterr().err


def test_verdicts_of_a_cell_are_decided_anew(store: ArtefactStore) -> None:
    file = next(store.root.glob("cell-*.json"))
    (design, scheme_text, _, options), measured = ASKED[file.name][1], ASKED[file.name][3]
    scheme = load_scheme("soloveichik2010")
    assert scheme.text == scheme_text
    forged = value_in(file)
    verdicts = forged["cell"]["verdicts"]
    assert sum(n for words in verdicts.values() for n in words.values()) > 5
    first = next(iter(verdicts.values()))
    first[next(iter(first))] += 1
    write_sealed(file, forged)
    again = compare_cell(store.root, design, scheme, options)
    assert again.cell.verdicts == measured.cell.verdicts
    assert value_in(file)["cell"]["verdicts"] != verdicts


def test_numbers_that_are_not_finite_are_kept(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    for _ in range(2):
        value, cost = store.get_or_make("stage", 1, tuple[float, ...], lambda: (1.5, float("inf")))
        assert value == (1.5, float("inf"))
    assert cost.reused
