"""Numbers and quantities as people write them."""

from __future__ import annotations

import math

from ncrn_dsd.units import show_concentration, show_time

MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
TAU = "\N{GREEK SMALL LETTER TAU}"

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(value: float, digits: int = 3) -> str:
    """`value` with so many significant digits, as a decimal or as a power of ten."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "infinite" if value > 0 else "minus infinite"
    if value == 0:
        return "0"
    scientific = f"{value:.{digits - 1}e}"
    mantissa, _, power = scientific.partition("e")
    exponent = int(power)
    if -4 <= exponent < 6:
        text = _grouped(float(scientific), max(digits - 1 - exponent, 0))
    else:
        text = f"{mantissa}{TIMES}10{str(exponent).translate(_SUPERSCRIPT)}"
    return text.replace("-", MINUS)


def given(value: float) -> str:
    """A number as the user wrote it, without digits it does not have."""
    return f"{value:g}".replace("-", MINUS)


def fixed(value: float, decimals: int) -> str:
    """`value` with a fixed number of decimals, so that a column lines up."""
    if not math.isfinite(value):
        return number(value)
    return _grouped(value, decimals).replace("-", MINUS)


def count(value: int) -> str:
    """A whole number with its digits in groups of three."""
    return _grouped(value, 0)


def counted(value: int, noun: str) -> str:
    """ "1 epoch", "5 epochs"."""
    return f"{count(value)} {noun}" if value == 1 else f"{count(value)} {noun}s"


def _grouped(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".replace(",", THIN_SPACE)


def percent(fraction: float) -> str:
    """A fraction as a percentage with three significant digits."""
    return f"{number(100 * fraction)}{THIN_SPACE}%"


def expected_words(loss_max: float | None, accuracy_min: float | None) -> str:
    """The bound on a trained learner, of which there is one or the other."""
    if loss_max is not None:
        return f"a loss on the held-out samples of at most {number(loss_max)}"
    return f"a balanced accuracy of at least {percent(accuracy_min or 0.0)}"


def concentration(value_M: float) -> str:
    """A concentration in the unit that fits."""
    return show_concentration(_rounded(value_M)).replace(" u", " \N{MICRO SIGN}")


def duration(value_s: float) -> str:
    """A duration in the unit that fits."""
    return show_time(_rounded(value_s))


def _rounded(value: float) -> float:
    """Three digits first, so that 0.99999 uM does not come out as 1e+03 nM."""
    return float(f"{value:.3g}")


def formal_rate_unit(order: int) -> str:
    """Unit of a formal rate constant of a reaction with `order` reactants."""
    return _rate_unit("u", order, TAU)


def si_rate_unit(order: int) -> str:
    """Unit of a rate constant in molar and seconds."""
    return _rate_unit("M", order, "s")


def _rate_unit(concentration_unit: str, order: int, time_unit: str) -> str:
    if order == 0:
        return f"{concentration_unit}/{time_unit}"
    if order == 1:
        return f"1/{time_unit}"
    power = "" if order == 2 else str(order - 1).translate(_SUPERSCRIPT)
    return f"1/({concentration_unit}{power} {time_unit})"


def capital(text: str) -> str:
    """With a large first letter, and all others as they are."""
    return f"{text[:1].upper()}{text[1:]}"


def sentence(text: str) -> str:
    """With a large first letter and one full stop."""
    return f"{capital(text).rstrip('.')}."
