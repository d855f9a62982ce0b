"""The dependency rule.

errors, units <- ir, model <- formats <- stages <- networks <- study <- pipeline <- api, cli.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import ncrn_dsd

ROOT = Path(ncrn_dsd.__file__).parent
STUDY, PIPELINE, API, CLI = "study", "pipeline", "api", "cli"
BASE = {
    *("errors", "units", "waiting", "processes", "machine_code", "plugins"),
    *("ir", "model", "formats"),
}
STAGES = {p.name for p in ROOT.iterdir() if (p / "__init__.py").exists()} - BASE
STAGES -= {STUDY, PIPELINE, API, CLI}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "units": {"errors"},
    "waiting": set(),
    "machine_code": set(),
    "processes": set(),
    "plugins": {"errors"},
    "ir": {"errors", "units", "ir", "model"},
    # What a design may record to fail are the obligations that are explained.
    "model": {"errors", "units", "plugins", "ir", "model", "explanations"},
    "formats": BASE,
    **{stage: BASE | {stage} for stage in STAGES},
    # Constants of a learner are found by following its own reactions.
    "networks": BASE | {"networks", "simulation"},
    STUDY: BASE | STAGES | {STUDY},
    PIPELINE: BASE | STAGES | {STUDY, PIPELINE},
    API: BASE | STAGES | {STUDY, PIPELINE, API},
    CLI: BASE | STAGES | {STUDY, PIPELINE, CLI},
    "notebook": BASE | {"drawing"},
}
DOMAIN_TOOLS = {
    "libsbml",
    "peppercornenumerator",
    "dsdobjects",
    "crnverifier",
    "nuskell",
    "RNA",
    "roadrunner",
}
FILES = sorted(ROOT.rglob("*.py"))


def imports(file: Path) -> list[tuple[str, bool]]:
    """Dotted names a file imports, and whether the import stands at the top of the module."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found: list[tuple[str, bool]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.col_offset == 0) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, node.col_offset == 0))
    return found


def package_of(file: Path) -> str:
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_imports_follow_the_dependency_rule(file: Path) -> None:
    package = package_of(file)
    if package == "__init__":
        return
    for name, _ in imports(file):
        parts = name.split(".")
        if parts[0] == "ncrn_dsd" and len(parts) > 1:
            assert parts[1] in ALLOWED[package], f"{file} must not import {name}"


@pytest.mark.parametrize("file", sorted((ROOT / "study" / "stages").glob("*.py")), ids=str)
def test_a_stage_knows_neither_the_store_nor_other_studies(file: Path) -> None:
    """What keeps results may change without making them anew."""
    of_study = {name for name, _ in imports(file) if name.startswith("ncrn_dsd.study")}
    others = {n for n in of_study if not n.startswith("ncrn_dsd.study.stages.")}
    assert others <= {"ncrn_dsd.study.stage"}


def test_the_page_of_the_architecture_names_every_package_in_its_layer() -> None:
    """Packages of one row may not import each other; those of a later row may import it."""
    page = (ROOT.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = page.partition("| --- | --- | --- |\n")[2].partition("\n\n")[0].splitlines()
    layers = [re.findall(r"`(\w+)`", row.split("|")[1]) for row in rows]
    order = [layer for layer in layers if layer]
    assert {name for layer in order for name in layer} == BASE | STAGES | {
        *(STUDY, PIPELINE, API, CLI)
    }
    for i, layer in enumerate(order):
        later = {name for others in order[i + 1 :] for name in others}
        for name in layer:
            # Obligations are explained in words that a reader of designs looks up.
            assert not (ALLOWED[name] - {"explanations"}) & later


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_domain_tools_are_imported_inside_functions_of_adapters(file: Path) -> None:
    for name, at_top in imports(file):
        if name.split(".")[0] in DOMAIN_TOOLS:
            assert file.name.endswith("_adapter.py"), f"{name} belongs into an adapter"
            assert not at_top, f"{name} must be imported inside a function"


def test_no_public_class_name_is_declared_twice() -> None:
    """A name means one thing in all of the package, whatever module it is read in."""
    declared: dict[str, list[str]] = {}
    for file in FILES:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                declared.setdefault(node.name, []).append(str(file.relative_to(ROOT)))
    assert "Crn" in declared
    assert not {name: files for name, files in declared.items() if len(files) > 1}


PACKAGES = sorted(p.parent for p in ROOT.rglob("__init__.py") if p.parent != ROOT)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_package_says_what_to_read_first(package: Path) -> None:
    said = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8")))
    assert said is not None
    first = re.search(r"\bRead\s+`([\w./]+)`", said)
    assert first is not None, "no file to read first"
    assert any((package / f"{first[1]}{end}").exists() for end in ("", ".py"))


def test_maps_name_files_that_are_there() -> None:
    """The first words of a package, and the page, say which file to read."""
    maps = [(file.parent, file) for file in FILES if file.name == "__init__.py"]
    texts = [
        (folder, ast.get_docstring(ast.parse(f.read_text("utf-8"))) or "") for folder, f in maps
    ]
    page = (ROOT.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    missing = [
        f"{folder.name}: {name}"
        for folder, text in (*texts, (ROOT, page))
        for name in re.findall(r"`([\w/]+\.py)`", text)
        if not any((at / name).is_file() for at in (folder, folder.parent, ROOT, ROOT.parent))
        and not any(ROOT.parent.glob(f"tests/unit/**/{name}"))
    ]
    assert not missing
    for folder, text in texts:
        assert folder == ROOT or re.search(r"Read\s`", text), (
            f"{folder} says not what to read first"
        )
