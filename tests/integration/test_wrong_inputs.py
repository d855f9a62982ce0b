"""Wrong inputs: one sentence, exit code 2, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from varied_designs import Keys, change_design, in_sample, instead

Run = Callable[..., tuple[int, str, str]]


def refused(result: tuple[int, str, str], *words: str) -> None:
    code, out, err = result
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    (sentence,) = [line for line in err.splitlines() if line.startswith("error[")]
    for word in words:
        assert word in sentence


def test_missing_file(run: Run) -> None:
    refused(run("run", "nowhere"), "D001", "nowhere")


def test_a_text_that_is_no_design(run: Run, small: Path, tmp_path: Path) -> None:
    (small / "design.toml").write_text("schema = = 1\n", encoding="utf-8")
    refused(run("run", small), "D003", "not TOML")
    assert not (tmp_path / "build" / "small").exists()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"dsd.scheme": "soloveichik2011"}, ("soloveichik2010",)),
        ({"dsd.fuel_ceiling": "-10 uM"}, ("U005", "negative")),
        (
            in_sample(instead({"dose": "Phase"}, {"dose": "Phase", "amount": "20"})),
            ("U002", "no unit", "design.toml:"),
        ),
        (
            in_sample(instead({"dose": "Y"}, {"dose": "Yes", "amount": "y"})),
            ("D205", "'Yes'", "design.toml:"),
        ),
        ({"task.seed": None, "task.sede": 42}, ("D007", "did you mean 'seed'")),
    ],
)
def test_wrong_values(
    run: Run, small: Path, tmp_path: Path, keys: Keys, words: tuple[str, ...]
) -> None:
    change_design(small, keys)
    refused(run("run", small), *words)
    assert not (tmp_path / "build" / "small").exists()


def test_a_scheme_that_does_not_support_a_shape(run: Run, small: Path, tmp_path: Path) -> None:
    scheme = tmp_path / "narrow"
    scheme.mkdir()
    library = Path(__file__).parents[2] / "ncrn_dsd/schemes/literature/soloveichik2010"
    (scheme / "scheme.ts").write_text((library / "scheme.ts").read_text(), encoding="utf-8")
    meta = (library / "meta.toml").read_text()
    meta = meta.replace("products = [0, 8]", "products = [1, 2]")
    (scheme / "meta.toml").write_text(meta, encoding="utf-8")
    refused(run("run", small, "--scheme", scheme), "W0_p + X0 -> W0_p + X0 + Z_p")


def test_a_wrong_scheme_shows_the_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.ts").write_text('class formal(s) = "? a" | ". ." where a = lng();\n')
    (tmp_path / "x.crn").write_text("A -> B\n")
    code, _, err = run("translate", tmp_path / "x.crn", "--scheme", tmp_path / "wrong.ts")
    assert code == 2
    assert "wrong.ts:1:" in err
    assert "lng()" in err
    assert any(set(line.strip()) == {"^"} for line in err.splitlines())


def test_an_output_folder_that_cannot_be_written(run: Run, small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused(run("run", small, "--out", tmp_path / "file"), "A002", "is a file")
    refused(run("run", small, "--out", tmp_path / "file" / "inside"), "A003", "cannot be written")


def test_an_output_folder_with_other_files_is_left_alone(
    run: Run, small: Path, tmp_path: Path
) -> None:
    thesis = tmp_path / "precious" / "thesis.txt"
    thesis.parent.mkdir()
    thesis.write_text("years of work")
    refused(run("run", small, "--out", thesis.parent), "A007", "would be lost")
    refused(run("run", small, "--out", small), "A007")
    refused(run("run", small, "--out", "."), "A009")
    assert thesis.read_text() == "years of work"
    assert (small / "design.toml").is_file()


def test_a_truncated_enumeration_leaves_the_rest_undecided(run: Run, small: Path) -> None:
    change_design(small, {"dsd.limits.complex_size": 3})
    code, _, err = run("run", small, "--engine", "own")
    assert code == 3
    assert "E011" in err
    assert "3 strands" in err


def test_a_traceback_on_request(run: Run) -> None:
    code, _, err = run("--traceback", "run", "nowhere")
    assert code == 2
    assert "Traceback" in err


def test_wrong_usage(run: Run) -> None:
    code, _, err = run("run")
    assert code == 2
    assert "Missing argument 'DESIGN'" in err


def test_translations_go_from_format_to_format(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text("A + B -> C [k = 2]\n")
    arguments = ("--scheme", "srinivas2015")
    code, direct, _ = run("translate", tmp_path / "x.crn", *arguments)
    assert code == 0
    code, _, _ = run(
        "translate", tmp_path / "x.crn", *arguments, "--to", "sbml", "--out", tmp_path / "x.xml"
    )
    assert code == 0
    code, again, _ = run("translate", tmp_path / "x.xml", *arguments)
    assert code == 0
    assert again == direct
    code, program, _ = run("translate", tmp_path / "x.crn", *arguments, "--to", "visual-dsd")
    assert code == 0
    assert "directive rules" in program
    refused(run("translate", tmp_path / "none.crn", *arguments), "F001", "none.crn")
