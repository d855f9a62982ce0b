"""Inputs that are meant to hang, fill the memory or garble the terminal end in one sentence."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.errors import FormatError, NcrnError, printable
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.formats.csv_table import CsvTable, TableError
from ncrn_dsd.formats.design_toml import parse_design
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.pil_kernel import MAX_OCCURRENCES
from ncrn_dsd.formats.signal_map import read_signal_map
from ncrn_dsd.formats.source_text import SourceText
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.formats.toml_text import MAX_DEPTH, toml_of
from ncrn_dsd.pipeline.verify_designs import designs_below

Run = Callable[..., tuple[int, str, str]]
GARBLED = "\x1b[31mred\u202e\x07"


def no_garble(*texts: str) -> bool:
    return all(printable(text, also="\n") == text for text in texts)


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """Things that can be opened and are no files."""
    pipe, folder = tmp_path / "pipe", tmp_path / "folder"
    os.mkfifo(pipe)
    folder.mkdir()
    return {"device": Path("/dev/zero"), "pipe": pipe, "folder": folder}


COMMANDS = [
    ("simulate", "{}.crn", "--duration", "1 s"),
    ("simulate", "{}.xml", "--duration", "1 s"),
    ("simulate", "{}.pil", "--duration", "1 s"),
    ("simulate", "one.crn", "--schedule", "{}.toml"),
    ("enumerate", "{}.pil"),
    ("translate", "{}.crn", "--scheme", "soloveichik2010"),
    ("translate", "one.crn", "--scheme", "{}.ts"),
    ("verify", "--check", "{}.json"),
    ("verify", "--crn", "{}.crn", "--system", "one.pil"),
    ("verify", "--crn", "one.crn", "--system", "{}.pil"),
    ("verify", "--crn", "one.crn", "--system", "one.pil", "--map", "{}.map"),
    ("run", "{}.toml"),
    ("learn", "{}.toml"),
    ("verify", "{}.toml"),
    ("compare", "{}.toml"),
    ("handoff", "{}.toml", "--out", "lab"),
    ("handoff", "small", "--out", "lab", "--freezer", "{}.csv"),
    ("handoff", "small", "--out", "lab", "--stocks", "{}.csv"),
    ("handoff", "small", "--out", "lab", "--measured", "{}.csv"),
    ("handoff", "small", "--out", "lab", "--lab", "{}.toml"),
    ("handoff", "{}.zip", "--recheck"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("kind", ["device", "pipe", "folder"])
def test_what_is_no_file_is_not_read(
    run: Run, small: Path, places: dict[str, Path], tmp_path: Path, command: list[str], kind: str
) -> None:
    (tmp_path / "one.crn").write_text("A -> B\n", encoding="utf-8")
    (tmp_path / "one.pil").write_text("length a = 5\nA = a\nB = a*\n", encoding="utf-8")
    given = []
    for word in command:
        if word.startswith("{}"):
            name = tmp_path / f"it{word[2:]}"
            name.symlink_to(places[kind])
            given.append(name.name)
        else:
            given.append(word)
    code, out, err = run(*given)
    assert code == 2
    assert "Traceback" not in err
    assert (out + err).count("error[") + (out + err).count("Error: ") == 1


def test_samples_and_designs_behind_devices(run: Run, small: Path) -> None:
    design = small / "design.toml"
    design.unlink()
    design.symlink_to("/dev/zero")
    code, _, err = run("run", small)
    assert (code, "a device or a pipe" in err) == (2, True)


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    big = tmp_path / "big"
    big.write_bytes(b"x" * 2_001)
    assert len(read_text_of(big, 2_001)) == 2_001
    with pytest.raises(OSError, match="larger than"):
        read_text_of(big, 2_000)


def test_the_line_of_a_place_is_not_counted_from_the_start() -> None:
    class Counted(str):
        __slots__ = ()
        reads = 0

        def count(self, *_: object) -> int:
            raise AssertionError("the text was counted through")

    source = SourceText("x", Counted("a\nbb\n\nccc"))
    places = [source.place(at) for at in range(len(source.text))]
    assert places == [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 1), (4, 1), (4, 2), (4, 3)]


def crn(n: int) -> None:
    assert len(read_crn("".join(f"A{i} -> A{i + 1}\n" for i in range(n)), "x").crn.reactions) == n


def crn_line(n: int) -> None:
    read_crn(";".join(f"A{i} -> A{i + 1}" for i in range(n)), "x")


def pil_domains(n: int) -> None:
    lines = "".join(f"length d{i} = 15\n" for i in range(n))
    read_pil(f"{lines}X = {' '.join(f'd{i}' for i in range(n))}\n", "x")


def pil_strand(n: int) -> None:
    lines = "".join(f"length d{i} = 15\n" for i in range(n))
    read_pil(f"{lines}strand s = {' '.join(f'd{i}' for i in range(n))}\n", "x")


def signals(n: int) -> None:
    read_signal_map("".join(f"X{i} = A{i}\n" for i in range(n)), "x")


@pytest.mark.long
@pytest.mark.parametrize("read", [crn, crn_line, pil_domains, pil_strand, signals])
def test_readers_take_time_that_grows_with_the_length(read: Callable[[int], None]) -> None:
    """Sixteen times the length takes far less than 16 x 16 times the time."""

    def cost(n: int) -> float:
        times = []
        for _ in range(2):
            before = time.process_time()
            read(n)
            times.append(time.process_time() - before)
        return min(times)

    # Counting lines from the start is fast enough to hide in a file of a few thousand.
    read(100)
    assert cost(32_000) < 60 * cost(2_000)


@pytest.mark.parametrize("side", [" + ".join(["B"] * 101), "50 B + 51 C"])
def test_crowded_reactions_are_refused(side: str) -> None:
    for text in (f"{side} -> A\n", f"A -> {side}\n"):
        with pytest.raises(FormatError, match=r"F209.*more than 100 copies"):
            read_crn(text, "x.crn")
    with pytest.raises(FormatError, match=r"F326.*at most 100 copies"):
        read_pil(f"length a = 5\nA = a\nreaction [condensed = 1 /s] A -> {side}\n", "x.pil")
    assert read_crn("50 B + 50 C -> A\n", "x.crn").crn.max_order == 100


def test_doubling_strands_are_refused() -> None:
    text = "length a = 5\nsup-sequence s0 = a a\n" + "".join(
        f"sup-sequence s{i + 1} = s{i} s{i}\n" for i in range(60)
    )
    with pytest.raises(FormatError, match=f"F430.*{MAX_OCCURRENCES:,}"):
        read_pil(text, "x.pil")


@pytest.mark.parametrize("many", [30, 60, 300])
def test_a_strand_that_refolds_in_many_ways_is_cut_off(run: Run, tmp_path: Path, many: int) -> None:
    text = f"length t = 5\nX = {' '.join(['t t*'] * many)}\n"
    (tmp_path / "x.pil").write_text(text, encoding="utf-8")
    code, _, err = run("enumerate", "x.pil", "--max-reactions", "5000", "--out", "y.pil")
    limit = "more than 500 domains" if many > 250 else "more than 5000 reactions"
    assert (code, limit in err) == (3, True)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 500 + "]" * 500,
        "x = " + "[" * 90 + "]" * 90,
        "x = " + "{a = " * 400 + "1" + "}" * 400,
        "a" + ".a" * 100_000 + " = 1",
        "[" + "a." * 100_000 + "a]",
        '"a b"' + " . 'c'" * 60 + " = 1",
    ],
    ids=["lists", "few lists", "tables", "dotted key", "header", "quoted key"],
)
def test_deep_toml_is_refused(text: str) -> None:
    with pytest.raises(NcrnError, match=f"D003.*more than {MAX_DEPTH}"):
        parse_design(text, "design.toml")


def test_usual_toml_is_not_deep() -> None:
    numbers = ", ".join(["0.125"] * 1_000)
    assert toml_of(f"a.b.c.d = [[{numbers}]] # {'x' * 10_000}\n")["a"]["b"]["c"]["d"]
    assert toml_of('a = """two\n\tlines"""')


def test_errors_never_steer_a_terminal() -> None:
    problem = NcrnError("X001", f"a{GARBLED}", f"b{GARBLED}", f"c{GARBLED}")
    problem.add_note(f"    d{GARBLED}\n    ^^^")
    assert no_garble(str(problem), *problem.__notes__)
    assert problem.what == "b\\x1b[31mred\\u202e\\x07"
    assert "\n    ^^^" in problem.__notes__[0]
    assert len(str(NcrnError("X001", "w", "x" * 10**6, "h"))) < 3_000


FILES = {
    "x.crn": f"A -> {GARBLED}\n",
    "y.crn": f"A -> B [k = {GARBLED}]\n",
    "x.pil": f"length {GARBLED} = 5\n",
    "y.pil": f"length a = 5\nX = a {GARBLED}\n",
    "x.toml": f'name = "{GARBLED}"\n',
    "y.toml": 'name = "\\u001b[31m"\n',
    "z.toml": '"\\u202e" = 1\n',
    "x.json": f'{{"formal": "{GARBLED}"}}',
}


@pytest.mark.parametrize("name", FILES)
def test_excerpts_of_files_are_shown_with_escapes(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    commands = {
        "crn": ("simulate", name, "--duration", "1 s"),
        "pil": ("enumerate", name),
        "toml": ("run", name),
        "json": ("verify", "--check", name),
    }
    code, out, err = run(*commands[name.rpartition(".")[2]])
    assert code in {1, 2}
    assert out + err
    assert no_garble(out, err)


@pytest.mark.parametrize("command", ["run", "verify", "simulate", "translate", "index", "explain"])
def test_arguments_are_shown_with_escapes(run: Run, command: str) -> None:
    for name in (f"{GARBLED}.crn", "a\nb", "\udcff", f"--{GARBLED}"):
        code, out, err = run(command, name)
        assert code == 2
        assert no_garble(out, err)
        assert "U110" in err


def test_names_of_folders_are_shown_with_escapes(run: Run, small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "designs" / GARBLED
    small.rename(tmp_path / "moved")
    folder.mkdir(parents=True)
    (folder / "design.toml").write_text("schema = 1\n", encoding="utf-8")
    assert designs_below([tmp_path / "designs"]) == (folder,)
    code, out, err = run("verify", "designs")
    assert (code, "\\x1b[31mred\\u202e" in out) == (2, True)
    assert no_garble(out, err)
    (folder / "summary.json").write_text("[]", encoding="utf-8")
    code, out, err = run("index", "designs")
    assert no_garble(out, err, (tmp_path / "designs/index.html").read_text(encoding="utf-8"))


def test_tables_with_characters_that_cannot_be_shown_are_refused() -> None:
    for text in (f"a,b\n1,{GARBLED}\n", f"a,{GARBLED}\n1,2\n", "a,b\n1,\x00\n"):
        with pytest.raises(TableError, match=r"U\+00"):
            CsvTable(text, ("a",))
