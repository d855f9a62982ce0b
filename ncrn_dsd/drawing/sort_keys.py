"""What a number that is written for people is sorted by."""

from __future__ import annotations

import math
import re

from ncrn_dsd.drawing.text import MINUS, THIN_SPACE, TIMES
from ncrn_dsd.units import CONCENTRATION_M, TIME_S, VOLUME_L

_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_UNITS = {**CONCENTRATION_M, **TIME_S, **VOLUME_L, "%": 0.01}
_NUMBER = re.compile(
    rf"([-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)(?:{TIMES}10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?(?:\s*(\S.*))?"
)


def sort_key(text: str) -> float | None:
    """The number that `text` begins with, in the base unit of its unit; None where there is none.

    Units of concentration, time and volume and the percent sign are known; what else follows a
    number does not change it. A column should use one kind of unit only.
    """
    plain = text.strip().replace(THIN_SPACE, "").replace(MINUS, "-")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    digits, power, unit = found.groups()
    value = float(digits.replace(",", "")) * 10.0 ** int((power or "0").translate(_DIGITS))
    word = (unit or "").replace("\N{MICRO SIGN}", "u").partition(" ")[0]
    value *= _UNITS.get(word, 1.0)
    return value if math.isfinite(value) else None
