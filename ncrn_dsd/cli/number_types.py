"""Numbers on the command line: digits and a decimal point, and nothing else Python would take."""

from __future__ import annotations

import math
import re
from typing import Any

import click

_WHOLE = re.compile(r"[-+]?[0-9]+")
_REAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class Whole(click.IntRange):
    """A whole number, in a range or not."""

    def _describe_range(self) -> str:
        return "" if self.min is None and self.max is None else super()._describe_range()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and _WHOLE.fullmatch(value) is None:
            self.fail(f"'{value}' is not a whole number.", param, ctx)
        return super().convert(value, param, ctx)


class Real(click.FloatRange):
    """A finite number, in a range or not."""

    def _describe_range(self) -> str:
        return "" if self.min is None and self.max is None else super()._describe_range()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and not (_REAL.fullmatch(value) and math.isfinite(float(value))):
            self.fail(f"'{value}' is not a number.", param, ctx)
        return super().convert(value, param, ctx)
