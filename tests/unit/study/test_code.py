"""A kept result counts as long as the code that can change it is the same, and no longer."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.plugins import Entry
from ncrn_dsd.study import code as code_module
from ncrn_dsd.study.code import ROOT, Code

STAGES = sorted(
    f"ncrn_dsd.study.stages.{file.stem}"
    for file in (ROOT / "study" / "stages").glob("*.py")
    if file.name != "__init__.py"
)
TRAINED = {
    "ncrn_dsd.study.stages.train_formal",
    "ncrn_dsd.study.stages.train_strands",
    "ncrn_dsd.study.stages.disturb_formal",
}
KNOWN: dict[str, list[object]] = {}
"""Files that were read already."""

Changed = Callable[[str, str, str], set[str]]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Edits one file of a copy of the package, and tells whose digests are other ones then."""
    copy = tmp_path / "ncrn_dsd"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = {m: Code(copy, known=KNOWN).digest(m) for m in STAGES}

    def edit(file: str, old: str, new: str) -> set[str]:
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        after = Code(copy, known=KNOWN)
        return {m for m in STAGES if after.digest(m) != before[m]}

    return edit


def test_words_about_the_code_change_nothing(changed: Changed) -> None:
    assert not changed("drawing/report.py", '"""', '"""Other words. ')
    assert not changed("simulation/integrate.py", '"""', '"""Other words. ')
    assert not changed("simulation/__init__.py", '"""', '"""Other words. ')
    assert not changed("simulation/integrate.py", "\n\n\n", "\n\n\n# A remark.\n\n")


def test_a_change_in_the_integrator_retrains_what_used_it(changed: Changed) -> None:
    found = changed("simulation/integrate.py", "1e-", "1.5e-")
    assert found >= TRAINED
    # A learner is built with it as well, to the same program or to another.
    assert not {m for m in found if m.endswith((".translate", ".enumerate", ".prove"))}


def test_a_change_behind_an_import_inside_a_function_counts(changed: Changed) -> None:
    found = changed(
        "sequences/design.py", "def design_sequences(", "OTHER = 1\n\n\ndef design_sequences("
    )
    assert "ncrn_dsd.study.stages.sequences" in found
    assert not found & TRAINED


def test_a_data_file_counts_for_the_modules_beside_it(changed: Changed) -> None:
    found = changed("handoff/orders/prices.json", "{", "{ ")
    assert "ncrn_dsd.study.stages.bench" in found
    assert not found & TRAINED


def test_a_change_of_what_is_drawn_or_asked_changes_no_stage(changed: Changed) -> None:
    assert not changed("drawing/report.py", "def write_report(", "def other_report(")
    assert not changed("cli/run.py", "def run_command(", "def other_command(")
    assert not changed("study/store.py", "_HOUR_S = 3600.0", "_HOUR_S = 60.0")


def test_a_scheme_is_an_input_and_no_code(changed: Changed) -> None:
    assert not changed("schemes/literature/srinivas2015/scheme.ts", "\n", "\n\n")
    assert changed("translation/templates/scheme.ts", "\n", "\n\n") == {
        m for m in STAGES if m.endswith(".translate")
    }


def test_names_that_a_package_passes_on_count_where_they_are_made(tmp_path: Path) -> None:
    root = tmp_path / "p"
    (root / "inner").mkdir(parents=True)
    (root / "__init__.py").write_text("")
    (root / "user.py").write_text("from p.inner import made\n")
    init = root / "inner" / "__init__.py"
    init.write_text("from p.inner.maker import made\nfrom p.inner.other import unused\n")
    (root / "inner" / "maker.py").write_text("def made():\n    return 1\n")
    (root / "inner" / "other.py").write_text("unused = 1\n")
    reached, libraries = Code(root, "p").reached("p.user")
    assert {f.name for f in reached} == {"user.py", "maker.py"}
    assert not libraries


def test_types_that_are_only_checked_do_not_count(tmp_path: Path) -> None:
    root = tmp_path / "p"
    root.mkdir()
    (root / "__init__.py").write_text("")
    (root / "user.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    import numpy\n    import p.other\n"
    )
    (root / "other.py").write_text("")
    reached, libraries = Code(root, "p").reached("p.user")
    assert [f.name for f in reached] == ["user.py"]
    assert not libraries


def test_another_version_of_a_library_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {m: Code(known=KNOWN).digest(m) for m in STAGES}
    real = code_module._version
    monkeypatch.setattr(code_module, "_version", lambda n: "0.0" if n == "scipy" else real(n))
    found = {m for m in STAGES if Code(known=KNOWN).digest(m) != before[m]}
    assert found >= TRAINED
    assert "ncrn_dsd.study.stages.translate" not in found


def test_what_is_remembered_of_files_may_be_nonsense() -> None:
    first = Code(known=dict(KNOWN)).digest("ncrn_dsd.study.stages.enumerate")
    forged: dict[str, list[object]] = {key: [1, "x"] for key in KNOWN}
    assert Code(known=forged).digest("ncrn_dsd.study.stages.enumerate") == first


def test_a_part_of_another_package_counts_with_what_it_imports_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    root = tmp_path / "brought_by_test"
    (root / "inner").mkdir(parents=True)
    texts = {
        root / "__init__.py": "",
        root / "part.py": "from .inner import made\nfrom ncrn_dsd import units\n",
        root / "inner" / "__init__.py": "from .maker import made\n",
        root / "inner" / "maker.py": "made = 1\n",
        root / "unused.py": "made = 1\n",
        tmp_path / "alone_by_test.py": "PART = 1\n",
        tmp_path / "neighbour_by_test.py": "PART = 1\n",
    }
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
    parts = (
        Entry("a", "brought_by_test.part:PART", "brought-by-test"),
        Entry("b", "alone_by_test:PART", "alone-by-test"),
    )
    stage = "ncrn_dsd.study.stages.translate"

    def digest(*used: Entry) -> str:
        return Code(known=KNOWN).digest(stage, used)

    before = digest(*parts)
    assert len({before, digest(), digest(parts[0]), digest(parts[1])}) == 4
    for file, text in texts.items():
        file.write_text(f"{text}more = 1\n", encoding="utf-8")
        counts = file.name in {"part.py", "maker.py", "alone_by_test.py"}
        assert (digest(*parts) != before) is counts, file
        file.write_text(text, encoding="utf-8")


def test_a_module_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no module ncrn_dsd\.nothing"):
        Code().reached("ncrn_dsd.nothing")
