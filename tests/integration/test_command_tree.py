"""What holds for every command: help, `--json`, a place in the overview; and completion."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete

from ncrn_dsd.cli import schemes
from ncrn_dsd.cli.main import cli
from ncrn_dsd.cli.overview import SECTIONS, commands_of
from ncrn_dsd.pipeline.conformance import check_scheme
from ncrn_dsd.pipeline.shapes import SHAPES
from ncrn_dsd.translation.scheme import list_schemes

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it."""
    for name, command in sorted(commands_of(group).items()):
        here = (*path, name)
        if isinstance(command, click.Group):
            yield from leaves(command, here)
        else:
            yield " ".join(here), command


LEAVES = dict(leaves(cli))


def option(command: click.Command, name: str) -> click.Parameter | None:
    return next((p for p in command.params if name in p.opts), None)


@pytest.mark.parametrize("words", LEAVES)
def test_every_command_speaks_json(words: str) -> None:
    found = option(LEAVES[words], "--json")
    assert found is not None, f"`ncrn-dsd {words}` has no --json"
    assert isinstance(found, click.Option)
    assert found.is_flag


@pytest.mark.parametrize("words", LEAVES)
def test_every_command_says_what_it_does(words: str) -> None:
    command = LEAVES[words]
    assert command.help
    assert (command.help or "").strip()[-1] in ".)"


def test_every_command_has_one_place_in_the_overview(run: Run) -> None:
    placed = [entry for _, entries in SECTIONS for entry in entries]
    assert sorted(entry.name for entry in placed) == list(commands_of(cli))
    for entry in placed:
        assert entry.load().name == entry.name
        assert entry.summary.endswith(".")
    _, out, _ = run("--help")
    for heading, _ in SECTIONS:
        assert f"{heading}:" in out
    assert out.index("  learn ") < out.index("  translate ") < out.index("  doctor ")
    assert "ncrn-dsd doctor" in out


def test_schemes_list_as_json(run: Run) -> None:
    code, out, _ = run("schemes", "list", "--json")
    assert code == 0
    listed = json.loads(out)
    assert [s["name"] for s in listed] == list(list_schemes())
    assert {s["trust"] for s in listed} <= {"literature", "variants", "development"}
    assert all(s["paper"] and s["shapes"] for s in listed)


def test_schemes_show_as_json(run: Run) -> None:
    code, out, _ = run("schemes", "show", "srinivas2015", "--json")
    shown = json.loads(out)
    assert code == 0
    assert shown["name"] == "srinivas2015"
    assert "signal A" in shown["examples"]["A -> B"]
    folder = ROOT / "ncrn_dsd/schemes/literature/srinivas2015"
    code, out, _ = run("schemes", "show", folder, "--json")
    assert json.loads(out)["examples"] == shown["examples"]


def test_schemes_check_as_json(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # Two of the shapes are enough to see the form; the others then differ from the record.
    monkeypatch.setattr(schemes, "check_scheme", partial(check_scheme, shapes=SHAPES[:2]))
    code, out, _ = run("schemes", "check", "cardelli2013_2D", "--json")
    checked = json.loads(out)
    cells = checked["schemes"]["cardelli2013_2D"]
    shapes = [cell["shape"] for cell in cells]
    assert code == 1
    assert len(cells) == 2
    assert any(cell["refused"] is None and cell["strands"] > 0 for cell in cells)
    assert not [n for n in checked["differences"] if n.split(": ")[1] in shapes]
    assert len(checked["differences"]) > 10


def test_translate_as_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.crn").write_text("A + B -> C [k = 1]\n", encoding="utf-8")
    code, out, _ = run("translate", "one.crn", "--scheme", "srinivas2015", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["signals"], found["out"], found["format"]) == (3, None, None)
    code, out, _ = run(
        "translate", "one.crn", "--scheme", "srinivas2015", "--json", "--out", "one.pil"
    )
    again = json.loads(out)
    assert again == {**found, "out": "one.pil", "format": "pil"}
    assert (tmp_path / "one.pil").read_text(encoding="utf-8").count("\n") > again["fuels"]


def test_explain(run: Run) -> None:
    code, out, _ = run("explain", "error[d001]")
    assert code == 0
    assert out.startswith("D001: ")
    for heading in ("What it means", "Usual cause", "How to fix it", "Where it arises"):
        assert f"\n{heading}\n  " in out
    assert run("explain", "modules", "compose")[1].startswith("modules compose: All gates")
    code, out, _ = run("explain", "D001", "--json")
    assert json.loads(out)["modules"] == [
        "ncrn_dsd.formats.design_toml",
        "ncrn_dsd.formats.packaged_designs",
    ]


def test_explain_a_key(run: Run) -> None:
    code, out, _ = run("explain", "learner.rates.gate")
    assert code == 0
    assert out.startswith("learner.rates.gate: input or error with weight")
    for words in ("quantity, from 1e-06 to 1000000 /u/tau", "needed", "(continuous)"):
        assert words in out
    found = json.loads(run("explain", "fuel_ceiling", "--json")[1])
    assert [one["name"] for one in found] == ["dsd.fuel_ceiling"]
    assert run("explain", "replicates")[1].startswith("replicates: of every control")
    code, _, err = run("explain", "learner.rates.gat")
    assert code == 2
    assert "learner.rates.gate" in err


def test_new_writes_a_design_that_is_read(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("new", "first", "--kind", "dynamics", "--json")
    assert code == 0
    assert json.loads(out) == {"schema": 1, "design": "first/design.toml", "kind": "dynamics"}
    assert run("analyse", "autonomy", tmp_path / "first")[0] == 0
    code, _, err = run("new", "first")
    assert code == 2
    assert "error[D051]" in err


def test_explain_lists(run: Run) -> None:
    code, out, _ = run("explain", "--list")
    assert code == 0
    assert "D: The design file" in out
    assert "  X003  " in out
    assert "\nObligations\n  CRN bisimulation  " in out
    _, out, _ = run("explain", "--list", "u", "--json")
    codes = [e["code"] for e in json.loads(out)]
    assert codes[:6] == [f"U00{i}" for i in range(1, 7)]
    assert all(code.startswith("U") for code in codes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("D999",), "near it are D3"),
        (("nonsense",), "--list` shows all"),
        (("c9",), "there is no code 'c9'"),
        (("--list", "Z"), "no code begins with 'Z'"),
        ((), "give a code such as D001, or --list"),
        (("D001", "--list", "D"), "give a code such as D001, or --list"),
    ],
)
def test_unknown_codes_are_refused(run: Run, arguments: tuple[str, ...], words: str) -> None:
    code, out, errors = run("explain", *arguments)
    assert code == 2
    assert out == ""
    assert words in " ".join(errors.split())


def test_doctor(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("doctor")
    assert code == 0
    assert "All that is required is there." in out
    assert "scipy" in out
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"
    code, out, _ = run("doctor", "--json")
    found = json.loads(out)
    assert found["all_needed_works"] is True
    assert {f["part"] for f in found["findings"]} == {"required", "extra", "tool", "machine"}


def test_doctor_of_a_place_without_rights(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, out, _ = run("doctor", "--build", tmp_path / "file" / "build")
    assert code == 2
    assert "Required and not there: results." in out


def completions(*words: str, incomplete: str) -> list[str]:
    found = BashComplete(cli, {}, "ncrn-dsd", "_NCRN_DSD_COMPLETE").get_completions(
        list(words), incomplete
    )
    return [item.value if item.type == "plain" else f"<{item.type}>" for item in found]


def test_completion_of_commands_options_schemes_designs_and_codes() -> None:
    assert completions(incomplete="tra") == ["translate"]
    assert completions("analyse", incomplete="f") == ["feasibility"]
    assert "--compiler" in completions("translate", incomplete="--c")
    assert completions("translate", "--scheme", incomplete="solo") == [
        "soloveichik2010",
        "soloveichik2010_noEmpty",
    ]
    assert completions("schemes", "show", incomplete="sri") == ["srinivas2015"]
    assert completions("translate", "--scheme", incomplete="./my") == ["<file>"]
    assert completions("run", incomplete="designs/") == ["<file>"]
    assert completions("explain", incomplete="u00") == [f"U00{i}" for i in range(1, 7)]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run: Run, shell: str) -> None:
    code, out, _ = run("completion", shell)
    assert code == 0
    assert f"_NCRN_DSD_COMPLETE={shell}_complete" in out
    assert json.loads(run("completion", shell, "--json")[1])["script"].strip() == out.strip()


def test_the_script_works_in_bash(run: Run, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash")
    script = tmp_path / "completion.sh"
    script.write_text(run("completion", "bash")[1], encoding="utf-8")
    asked = (
        f"source {script}; COMP_WORDS=(ncrn-dsd explain D00); COMP_CWORD=2; "
        "_ncrn_dsd_completion ncrn-dsd; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [bash, "-c", asked],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [f"D00{i}" for i in range(1, 10)]


def test_a_new_scheme_as_json(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("schemes", "new", "mine", "--json")
    assert code == 0
    assert json.loads(out) == {"schema": 1, "name": "mine", "folder": "translators/mine"}
    assert (tmp_path / "translators/mine/scheme.ts").is_file()


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (("--help",), {"numpy", "scipy", "numba", "pydantic"}),
        (("--version",), {"numpy", "scipy", "numba", "pydantic"}),
        (("translate", "--help"), {"numpy", "scipy", "numba"}),
        pytest.param(("verify", "--help"), {"numba"}, marks=pytest.mark.long),
    ],
)
def test_help_comes_without_the_stages(arguments: tuple[str, ...], heavy: set[str]) -> None:
    code = (
        "import sys; from ncrn_dsd.cli.main import cli; "
        f"cli.main({list(arguments)!r}, standalone_mode=False); "
        f"sys.exit(int(bool({heavy!r} & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
