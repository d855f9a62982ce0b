"""Texts that only a programming language takes for numbers are refused wherever a number goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from ncrn_dsd.cli.main import cli
from ncrn_dsd.cli.number_types import Real, Whole
from ncrn_dsd.errors import FormatError, UnitError
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.units import CONCENTRATION_M, parse_quantity

Run = Callable[..., tuple[int, str, str]]


def commands(group: click.Command) -> Iterator[click.Command]:
    yield group
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield from commands(command)


def test_every_number_of_every_command_is_read_by_the_same_rules() -> None:
    numbers = [
        (command.name, param.name, param.type)
        for command in commands(cli)
        for param in command.params
        if isinstance(param.type, click.types.IntParamType | click.types.FloatParamType)
    ]
    assert len(numbers) > 30
    assert [n for n in numbers if not isinstance(n[2], Real | Whole)] == []


@pytest.mark.parametrize("text", ["2_9", "nan", "inf", "٣", "1e999", ""])
def test_numbers_on_the_command_line(run: Run, text: str) -> None:
    for option in ("--leak", "--noise-seed"):
        code, out, err = run("run", "nothing", f"{option}={text}")
        assert (code, out) == (2, "")
        assert f"'{text}' is not a" in err


@pytest.mark.parametrize("text", ["2_9 nM", "nan nM", "inf nM", "٣ nM", "３ nM", "1,5 nM"])
def test_numbers_with_units(text: str) -> None:
    with pytest.raises(UnitError, match="U00"):
        parse_quantity(text, CONCENTRATION_M, "here", "the level")


@pytest.mark.parametrize("word", ["length", "domain", "sequence"])
@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "2_9", "٣", "1e1", "-5", "0"])
def test_lengths_of_domains(word: str, text: str) -> None:
    if (word, text.lower()) == ("sequence", "nan"):
        # Three nucleotides, of which the outer ones are any.
        assert read_pil(f"{word} d = {text}\n", "x.pil").domains[0].length_nt == 3
        return
    with pytest.raises(FormatError, match=r"F32[18]"):
        read_pil(f"{word} d = {text}\n", "x.pil")


@pytest.mark.parametrize("text", ["neuron:٣", "neuron:2_9", "neuron:nan"])
def test_numbers_of_parts(run: Run, small: Path, text: str) -> None:
    code, _, err = run("handoff", small, "--subsystem", text, "--out", "lab")
    assert code == 2
    assert "T090" in err
