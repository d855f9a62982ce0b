"""Stored machine code is found by what is in the folder of a kernel, and by nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ncrn_dsd
from ncrn_dsd import machine_code
from ncrn_dsd.machine_code import digest_of_sources
from ncrn_dsd.sequences.kernels import words
from ncrn_dsd.simulation.engine import kernels

ROOT = Path(ncrn_dsd.__file__).parent


def own_imports(file: Path) -> Iterator[str]:
    """Modules of this package that a file imports names from."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ncrn_dsd"):
            yield node.module or ""


KERNELS = [f for f in sorted(ROOT.rglob("*.py")) if "ncrn_dsd.machine_code" in own_imports(f)]


@pytest.mark.parametrize("file", KERNELS, ids=lambda f: str(f.relative_to(ROOT)))
def test_kernels_use_nothing_outside_of_their_folder(file: Path) -> None:
    folder = ".".join(("ncrn_dsd", *file.parent.relative_to(ROOT).parts))
    open_, reached = [file], {file}
    while open_:
        for module in own_imports(open_.pop()):
            if module in ("ncrn_dsd.machine_code", "ncrn_dsd.errors"):
                continue
            assert module.startswith(f"{folder}."), f"{module} is not in the folder of {file}"
            other = ROOT.joinpath(*module.split(".")[1:]).with_suffix(".py")
            if other not in reached:
                reached.add(other)
                open_.append(other)


def test_stored_code_changes_with_any_file_of_the_folder(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder, text in zip(folders, ("x = 1\n", "x = 2\n"), strict=True):
        folder.mkdir()
        (folder / "a.py").write_text("y = 1\n", encoding="utf-8")
        (folder / "b.py").write_text(text, encoding="utf-8")
    assert digest_of_sources(folders[0]) != digest_of_sources(folders[1])
    for kernel, module in ((kernels.rhs, kernels), (words.contains, words)):
        folder = Path(str(module.__file__)).parent
        assert kernel.__qualname__.endswith(digest_of_sources(folder))


def test_stored_code_changes_with_how_it_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest_of_sources.__wrapped__(tmp_path)
    changed = tmp_path / "machine_code.txt"
    changed.write_text("other options of the compiler", encoding="utf-8")
    monkeypatch.setattr(machine_code, "__file__", str(changed))
    assert digest_of_sources.__wrapped__(tmp_path) != before
