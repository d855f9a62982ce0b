"""Many designs by one command: incremental, and told to people and to build servers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from varied_designs import change_design

from ncrn_dsd.translation import scheme_folders as schemes

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def designs(small: Path, tmp_path: Path) -> Path:
    """A learner, and an experiment as published in a folder below."""
    folder = tmp_path / "designs"
    shutil.move(small, folder / "small")
    published = ROOT / "designs/published/minimal_linear_regression"
    shutil.copytree(published, folder / "published" / "minimal_linear_regression")
    shutil.rmtree(
        folder / "published" / "minimal_linear_regression" / "expected", ignore_errors=True
    )
    return folder


def outcomes(run: Run, *arguments: str | Path) -> dict[str, dict[str, object]]:
    _, out, err = run("verify", *arguments, "--json")
    assert not err
    return {Path(str(v["design"])).name: v for v in json.loads(out)}


@pytest.mark.long
def test_only_what_changed_is_built_again(
    run: Run, designs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = tmp_path / "schemes"
    shutil.copytree(ROOT / "ncrn_dsd/schemes", copied)
    monkeypatch.setattr(schemes, "schemes_root", lambda: copied)
    code, out, _ = run("verify", designs, "--accept", "--jobs", "1")
    assert code == 0, out
    assert out.count("AS EXPECTED (") == 2

    again = outcomes(run, designs)
    assert {name: v["unchanged"] for name, v in again.items()} == {
        "small": True,
        "minimal_linear_regression": True,
    }
    store = tmp_path / "build/.artefacts"
    hurt = sorted([*store.glob("translate-*.json"), *store.glob("verify-*.json")])
    assert len(hurt) == 2
    for file in hurt:
        content = file.read_bytes()
        file.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    code, out, err = run("verify", designs / "small")
    assert code == 0, out
    assert "unchanged" not in out
    assert [line for line in err.splitlines() if "damaged" in line] == [
        f"artefact {file.name} was damaged: made again" for file in hurt
    ]
    # The learner alone is built in this process, which sees the copied schemes.
    touch(copied / "literature/cardelli2011_NM/scheme.ts")
    _, out, _ = run("verify", designs / "small")
    assert "unchanged" in out
    touch(copied / "variants/soloveichik2010_noEmpty/scheme.ts")
    code, out, _ = run("verify", designs / "small")
    assert code == 0, out
    assert "unchanged" not in out
    assert "UNDECIDED learning agreement" in out
    _, out, _ = run("verify", designs / "published/minimal_linear_regression")
    assert "unchanged" in out


def touch(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8") + "\n# Another line.\n", encoding="utf-8")


@pytest.mark.slow
def test_build_servers_and_expectations(run: Run, designs: Path, tmp_path: Path) -> None:
    change_design(designs / "small", {"expect.nucleotides_max": 10})
    broken = designs / "broken"
    broken.mkdir()
    (broken / "design.toml").write_text("schema = 1\n", encoding="utf-8")
    code, out, _ = run("verify", designs, "--accept", "--junit", "verify.xml")
    assert code == 2
    assert "expected are at most 10" in out
    suite = ET.parse(tmp_path / "verify.xml").getroot()  # noqa: S314 - written by us just now
    assert {k: suite.get(k) for k in ("tests", "failures", "errors", "skipped")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
        "skipped": "0",
    }
    learner = next(c for c in suite if str(c.get("name")).endswith("small"))
    assert "UNDECIDED kinetic agreement" in (learner.findtext("system-out") or "")
    failure = learner.find("failure")
    assert failure is not None
    assert "nucleotides" in str(failure.get("message"))
