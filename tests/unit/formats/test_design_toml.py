from __future__ import annotations

from pathlib import Path

import pytest
from descending import descending

from ncrn_dsd.errors import NcrnError
from ncrn_dsd.formats.design_toml import parse_design, read_design
from ncrn_dsd.formats.toml_lines import line_of

ROOT = Path(__file__).parents[3]
FILE = ROOT / "designs/linear_regression/design.toml"
TEXT = FILE.read_text(encoding="utf-8")


def line_with(words: str, text: str) -> int:
    return next(i for i, line in enumerate(text.splitlines(), 1) if words in line)


def test_quantities_come_in_base_units() -> None:
    design = read_design(FILE.parent)
    assert design.dsd.fuel_ceiling_M == pytest.approx(1e-5)
    assert design.dsd.verify_budget_s == 60.0
    assert descending(design).encoding.input == 3.0
    assert design.where("schedule", "setup", 0) == f"{FILE}:{line_with('Pace_convert', TEXT)}"


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('fuel_ceiling = "10 uM"', 'fuel_ceiling = "-10 uM"', "U005", "fuel_ceiling is negative"),
        ('fuel_ceiling = "10 uM"', 'fuel_ceiling = "10"', "U002", "has no unit"),
        ('fuel_ceiling = "10 uM"', 'fuel_ceiling = "10 mm"', "U003", "unit 'mm'"),
        ('fuel_ceiling = "10 uM"', 'fuel_ceiling = "ten uM"', "U001", "not a number"),
        ('input = "3 u"', 'input = "0 u"', "D004", "input is zero"),
        ('amount = "16 u"', 'amount = "-16 u"', "U005", "amount is negative"),
        ('{ wait = "26 tau" }', '{ wait = "26" }', "U002", "wait is '26'"),
        ("epochs = 5", "epoch = 5", "D007", "did you mean 'epochs'"),
        ("epochs = 5", "epochs = 0", "D009", "give a number from 1 to 10000"),
        ("epochs = 5", 'epochs = "5"', "D009", "valid integer"),
        ("input_range = [1.0, 5.0]", "input_range = [5.0, 1.0]", "D005", "smaller first"),
        ('{ wait = "26 tau" }', '{ wait = "26 tau", read = ["Y"] }', "D006", "exactly one of"),
    ],
)
def test_a_wrong_value_is_one_sentence_with_its_line(
    old: str, new: str, code: str, words: str
) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(NcrnError) as caught:
        parse_design(text, "design.toml")
    assert caught.value.code == code
    assert words in str(caught.value)
    assert caught.value.where == f"design.toml:{line_with(new, text)}"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('gate = "0.06 /u/tau"', 'gate = "1e-30 /u/tau"', "D010", "from 1e-06 to 1000000 /u/tau"),
        ('gate = "0.06 /u/tau"', 'gate = "1e300 /u/tau"', "D010", "from 1e-06 to 1000000 /u/tau"),
        ('gate = "0.06 /u/tau"', 'gate = "1e999 /u/tau"', "U004", "not finite"),
        ('gate = "0.06 /u/tau"', 'gate = "nan /u/tau"', "U001", "not a number"),
        ('{ wait = "26 tau" }', '{ wait = "1e300 tau" }', "D010", "from 1e-06 to 1000000 tau"),
        ('{ wait = "26 tau" }', '{ wait = "1e-300 tau" }', "D010", "from 1e-06 to 1000000 tau"),
        ('amount = "16 u"', 'amount = "1e200 u"', "D010", "from 1e-06 to 1000000 u"),
        ('input = "3 u"', 'input = "1e9 u"', "D010", "from 0.001 to 1000 u"),
        ('fuel_ceiling = "10 uM"', 'fuel_ceiling = "1e9 M"', "D010", "from 1e-06 to 10000 uM"),
        ('verify_budget = "60 s"', 'verify_budget = "9e9 d"', "D010", "from 0.001 to 2592000 s"),
        ("learning_rate = 0.015", "learning_rate = 1e200", "D009", "from 1e-06 to 10"),
        ("learning_rate = 0.015", "learning_rate = -0.015", "D009", "from 1e-06 to 10"),
        ("learning_rate = 0.015", "learning_rate = 0.0", "D009", "from 1e-06 to 10"),
        ("learning_rate = 0.015", "learning_rate = nan", "D009", "finite number"),
        ("learning_rate = 0.015", "learning_rate = inf", "D009", "finite number"),
        ("noise_sd = 0.4", "noise_sd = -0.4", "D009", "from 0 to 1000"),
        ("noise_sd = 0.4", "noise_sd = 1e100", "D009", "from 0 to 1000"),
        ("weights = [1.0, 2.0]", "weights = [1.0, -1e300]", "D009", "from -1000 to 1000"),
        ("input_range = [1.0, 5.0]", "input_range = [1.0, 1e300]", "D009", "from -1000 to 1000"),
        ("initial_weights = [0.1, 0.5]", "initial_weights = [0.1, 1e9]", "D009", "to 1000"),
        ("constant_input = 2.0", "constant_input = 1e-300", "D009", "from 0.001 to 1000"),
        ("max_hold = 0.3", "max_hold = 1e-300", "D009", "from 0.0001 to 0.9999"),
        ("epochs = 5", "epochs = 1000000000000", "D009", "from 1 to 10000"),
        ("train_samples = 41", "train_samples = -1", "D009", "from 1 to 100000"),
        ("seed = 42", "seed = 99999999999999999999", "D009", "from 0 to"),
        ("complexes = 10000", "complexes = 99999999999", "D009", "from 1 to 10000000"),
        ("r2_min = 0.8", "r2_min = 1e300", "D009", "from -1000000000 to 1"),
    ],
)
def test_numbers_that_no_vessel_can_have_are_refused_with_the_range(
    old: str, new: str, code: str, words: str
) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(NcrnError) as caught:
        parse_design(text, "design.toml")
    assert caught.value.code == code
    assert words in caught.value.hint or words in caught.value.what
    assert caught.value.where == f"design.toml:{line_with(new, text)}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('gate = "0.06 /u/tau"', 'gate = "1e-6 /u/tau"'),
        ('gate = "0.06 /u/tau"', 'gate = "1e6 /u/tau"'),
        ("learning_rate = 0.015", "learning_rate = 10"),
        ('amount = "16 u"', 'amount = "0 u"'),
        ('fuel_ceiling = "10 uM"', 'fuel_ceiling = "1 pM"'),
        ('fuel_ceiling = "10 uM"', 'fuel_ceiling = "10 mM"'),
        ('verify_budget = "60 s"', 'verify_budget = "30 d"'),
    ],
)
def test_the_ends_of_a_range_are_allowed(old: str, new: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    assert parse_design(text, "design.toml").name == "linear_regression"


def test_a_missing_key_names_its_table() -> None:
    with pytest.raises(NcrnError, match=r"design\.toml:\d+: the key 'learner.epochs' is missing"):
        parse_design(TEXT.replace("epochs = 5\n", ""), "design.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NcrnError, match=r"D001.*nowhere.*there is no such file"):
        read_design(tmp_path / "nowhere")


def test_bad_toml_is_named() -> None:
    with pytest.raises(NcrnError, match=r"D003.*not TOML"):
        parse_design("schema = = 1", "design.toml")


def test_lines_of_nested_values() -> None:
    text = 'a = 1\n[t.u]\nb = [\n  { c = "x" },\n  { c = "[y" },\n]\nd = 2\n'
    assert line_of(text, ("t", "u", "b", 1, "c")) == 5
    assert line_of(text, ("t", "u", "d")) == 7
    assert line_of(text, ("nowhere",)) == 1
