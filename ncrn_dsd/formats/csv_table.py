"""Read a table of separated values, and refuse what would be misread in silence.

The first line names the columns, in capitals or not, with the unit of their numbers where they have
one: `measured_uM`, `Measured (uM)` and `measured [nM]` are one column, whose numbers are read in
uM. Cells are separated by commas, semicolons or tabs; a line "sep=;" in front of the header says
which. Numbers have a decimal point, or a decimal comma where the commas separate nothing. This
module needs nothing but Python and the tables of units: it is copied into lab packages.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence

from ncrn_dsd.units import AMOUNT_MOL, CONCENTRATION_M, TIME_S, VOLUME_L

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_DECLARED = re.compile(r'"?sep=([,;\t])"?')
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+(?:[eE][-+]?[0-9]+)?")
_WITH_UNIT = re.compile(r"(.*?)(?:_|\s*/\s*|\s*[\[(]\s*|\s+)([A-Za-z]+)\s*[\])]?")
_MICRO = str.maketrans("\u00b5\u03bc", "uu")
"""Both characters that are used for it."""
_OTHER_NAMES = {"time": "t", "fluorescence": "value", "rfu": "value", "well position": "well"}
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}")


class TableError(ValueError):
    """A table that cannot be read without guessing.

    Parameters
    ----------
    line: of the file, from 1.
    what: a sentence without its subject, such as "there is no column 'x'".
    hint: how to fix it.
    """

    def __init__(self, line: int, what: str, hint: str) -> None:
        super().__init__(f"line {line}: {what}; {hint}")
        self.line, self.what, self.hint = line, what, hint


class ColumnError(TableError):
    """A column that is needed is not there."""


class CellError(TableError):
    """A cell does not hold a number."""


def number_in(text: str) -> float:
    """A finite number in digits of ASCII with a decimal point.

    Raises
    ------
    ValueError: the text is none; Python itself reads `2_9`, `nan` and the digits of any script.
    """
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise ValueError(f"'{text}' is not a number")
    return value


class Row:
    """One row; cells are asked for by the name of their column."""

    def __init__(self, table: CsvTable, line: int, cells: Sequence[str]) -> None:
        self.line = line
        self._table = table
        self._cells = cells

    def __getitem__(self, column: str) -> str:
        """The cell without blanks around it, as it is written."""
        return self._cells[self._table.number_of_column(column)].strip()

    def get(self, column: str) -> str:
        """The same, or nothing where there is no such column."""
        return self[column] if self._table.has(column) else ""

    @property
    def cells(self) -> dict[str, str]:
        """All cells by their columns."""
        return {column: self[column] for column in self._table.place}

    def number(self, column: str) -> float:
        """The cell as a finite number, in the unit that the name of the column says.

        Raises
        ------
        CellError: it is none, or mixes decimal points and decimal commas.
        """
        return self._table.number_of(self.line, column, self[column])


class CsvTable:
    """A table whose text is in memory; rows are read one by one.

    Parameters
    ----------
    text: with or without the mark of UTF-8 in front, with any line ends.
    wanted: columns that have to be there.

    Raises
    ------
    ColumnError: a wanted column is missing.
    TableError: a column is there twice.
    """

    def __init__(self, text: str, wanted: Sequence[str]) -> None:
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        steering = _STEERING.search(lines)
        if steering:
            raise TableError(
                lines.count("\n", 0, steering.start()) + 1,
                f"the character U+{ord(steering[0]):04X} cannot be shown",
                "remove it",
            )
        self._skipped = 0
        first, _, rest = lines.partition("\n")
        declared = _DECLARED.fullmatch(first.strip(" "))
        if declared:
            self._skipped, lines = 1, rest
        self.separator = declared[1] if declared else _separator(lines, wanted)
        self._reader = csv.reader(
            io.StringIO(lines, newline=""), delimiter=self.separator, strict=True
        )
        self.columns = [name.strip() for name in next(self._lines(), (1, [""]))[1]]
        self.place = {name: i for i, name in enumerate(self.columns)}
        self._found: dict[str, tuple[int, float]] = {}
        self._decimal: tuple[str, int] | None = None
        self._check_header(wanted)

    def _check_header(self, wanted: Sequence[str]) -> None:
        line = 1 + self._skipped
        for number, name in enumerate(self.columns):
            if name and name in self.columns[:number]:
                raise TableError(
                    line, f"the column '{name}' is there twice", "rename or remove one of the two"
                )
        for name in wanted:
            if not self.has(name):
                found = ", ".join(filter(None, self.columns))
                separated = "" if self.separator == "," else f", by {SEPARATORS[self.separator]}"
                raise ColumnError(
                    line,
                    f"there is no column '{name}'",
                    f"name the columns in the first line; found{separated}: {found}",
                )

    def has(self, column: str) -> bool:
        """Whether the table has the column, however its heading is written."""
        return self._at(column) is not None

    def number_of_column(self, column: str) -> int:
        """The number of a column, from 0.

        Raises
        ------
        KeyError: there is none.
        """
        found = self._at(column)
        if found is None:
            raise KeyError(column)
        return found[0]

    def _at(self, column: str) -> tuple[int, float] | None:
        """The number of a column, and what its unit is of the one that `column` says."""
        if column in self.place:
            return self.place[column], 1.0
        if column not in self._found:
            base, unit = heading(column)
            same = [
                (number, size)
                for number, name in enumerate(self.columns)
                if (size := _size(heading(name), base, unit)) is not None
            ]
            if len(same) > 1:
                names = " and ".join(f"'{self.columns[number]}'" for number, _ in same)
                what = f"the columns {names} are both '{column}'"
                raise TableError(1 + self._skipped, what, "rename or remove one of the two")
            if not same:
                return None
            self._found[column] = same[0]
        return self._found[column]

    def __iter__(self) -> Iterator[Row]:
        """Rows that are not empty.

        Raises
        ------
        TableError: a row is longer or shorter than the header, or a quote is not closed.
        """
        for line, cells in self._lines():
            width = len(self.columns)
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                raise TableError(
                    line,
                    f"the row has {len(cells)} cells and the header {width}",
                    "quote cells that hold a separator, and write numbers with a decimal point",
                )
            yield Row(self, line, cells)

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._reader.line_num + 1 + self._skipped
            try:
                yield line, next(self._reader)
            except StopIteration:
                return
            except csv.Error as problem:
                raise TableError(line, f"the row cannot be read ({problem})", "fix it") from None

    def number_of(self, line: int, column: str, text: str) -> float:
        """A cell as a finite number; see `Row.number`."""
        plain = text
        if _DECIMAL_COMMA.fullmatch(text):
            plain = text.replace(",", ".")
            if self.separator == ",":
                what = f"{column} is '{text}', with a decimal comma"
                hint = f"write {plain}"
                if _THOUSANDS.fullmatch(text):
                    hint += f", or {text.replace(',', '')} if the comma separates thousands"
                raise CellError(line, what, hint)
        try:
            value = number_in(plain)
        except ValueError:
            raise CellError(
                line,
                f"{column} is '{text}', which is not a number",
                "write digits with a decimal point, such as 2.5",
            ) from None
        if "." in plain:
            decimal = "point" if plain == text else "comma"
            before, where = self._decimal = self._decimal or (decimal, line)
            if before != decimal:
                raise CellError(
                    line,
                    f"{column} is '{text}', with a decimal {decimal}, and line {where} has a"
                    f" decimal {before}",
                    "write all numbers in one way, without separators of thousands",
                )
        found = self._at(column)
        size = 1.0 if found is None else found[1]
        return value if size == 1.0 else float(f"{value * size:.12g}")


def heading(text: str) -> tuple[str, str]:
    """The name of a column in small letters, and its unit or nothing."""
    plain = " ".join(text.translate(_MICRO).split())
    found = _WITH_UNIT.fullmatch(plain)
    unit = "" if found is None or not _units_like(found[2]) else found[2]
    name = plain if found is None or not unit else found[1]
    name = name.strip(' "').lower()
    return _OTHER_NAMES.get(name, name), unit


def _units_like(unit: str) -> dict[str, float]:
    """Units of the same kind, with their sizes; none for what is no unit."""
    kinds = (CONCENTRATION_M, TIME_S, VOLUME_L, AMOUNT_MOL)
    return next((kind for kind in kinds if unit in kind), {})


def _size(found: tuple[str, str], base: str, unit: str) -> float | None:
    """What the unit of a heading is of another one; None where it is another column."""
    name, own = found
    units = _units_like(unit)
    if name != base or bool(own) != bool(unit) or (unit and own not in units):
        return None
    return units[own] / units[unit] if unit else 1.0


def _separator(text: str, wanted: Sequence[str]) -> str:
    """What separates the wanted columns in the header; else what it holds most of."""
    header = text.partition("\n")[0]
    names = {s: [heading(n.strip(' "')) for n in header.split(s)] for s in SEPARATORS}

    def has_all(separator: str) -> bool:
        asked = [heading(name) for name in wanted]
        return all(
            any(_size(found, *one) is not None for found in names[separator]) for one in asked
        )

    return max(SEPARATORS, key=lambda s: (has_all(s), len(names[s])))
