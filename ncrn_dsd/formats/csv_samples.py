"""Read the samples of a task from a CSV file that a design names."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_schema import CsvTaskTable
from ncrn_dsd.ir.design import CsvTaskSpec


def read_csv_task(table: CsvTaskTable, design_path: str, where: str) -> CsvTaskSpec:
    """The samples of a file beside the design, in the order of the file.

    With `upper_class`, targets are words: the class +1 is that word, -1 is any other.

    Raises
    ------
    DesignError: the file cannot be read, a column is missing, a value is no number, or there are
        fewer rows than samples.
    """
    file = Path(design_path).parent / table.file
    rows = _rows(file, (*table.inputs, table.target), where)
    wanted = table.train_samples + table.validation_samples + table.test_samples
    if wanted > len(rows):
        raise DesignError(
            "D023",
            where,
            f"{wanted} samples are asked for and {table.file} has {len(rows)}",
            "lower train_samples, validation_samples or test_samples",
        )
    upper = table.upper_class
    return CsvTaskSpec(
        file=table.file,
        inputs=tuple(
            tuple(_number(row[name], file, line, name) for name in table.inputs)
            for line, row in rows
        ),
        targets=tuple(
            _number(row[table.target], file, line, table.target)
            if upper is None
            else (1.0 if row[table.target].strip() == upper else -1.0)
            for line, row in rows
        ),
        classes=upper is not None,
        test_samples=table.test_samples,
        train_samples=table.train_samples,
        validation_samples=table.validation_samples,
        seed=table.seed,
    )


def _rows(file: Path, columns: tuple[str, ...], where: str) -> list[tuple[int, dict[str, str]]]:
    """Line numbers and rows with every wanted column."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            known = tuple(reader.fieldnames or ())
            missing = [c for c in columns if c not in known]
            if missing:
                raise DesignError(
                    "D022",
                    f"{file}:1",
                    f"there is no column '{missing[0]}'",
                    f"name the columns in the first line; found: {', '.join(known)}",
                )
            return [(reader.line_num, {c: row[c] or "" for c in columns}) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise DesignError(
            "D021", where, f"the file {file} cannot be read ({problem})", "check [task] file"
        ) from None


def _number(text: str, file: Path, line: int, column: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DesignError(
            "D024",
            f"{file}:{line}",
            f"{column} is '{text}', which is not a number",
            "mend or remove the row",
        )
    return value
