"""Read the samples of a task from a CSV file that a design names."""

from __future__ import annotations

from pathlib import Path

from ncrn_dsd.errors import DesignError, reason_of
from ncrn_dsd.formats.csv_table import CellError, ColumnError, CsvTable, Row, TableError
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.ir.task import SampleRows
from ncrn_dsd.model.task import CsvTaskSpec, TableTaskSpec


def read_csv_rows(task: CsvTaskSpec, design_path: str, where: str) -> SampleRows:
    """The samples of a file beside the design, in the order of the file.

    With `classes`, targets are words. With `upper_class`, the class +1 is that word and -1 is any
    other.

    Raises
    ------
    DesignError: the file cannot be read, a column is missing, a value is no number or no class,
        or there are fewer rows than samples.
    """
    file = Path(design_path).parent / task.file
    rows = _rows(file, (*task.inputs, task.target), where)
    refuse_too_many(task, len(rows), task.file, where)
    return SampleRows(
        source=task.file,
        inputs=tuple(tuple(_number(row, name, file) for name in task.inputs) for row in rows),
        targets=tuple(_targets(task, row, file) for row in rows),
        classes=_classes(task),
        columns=task.inputs,
    )


def refuse_too_many(task: TableTaskSpec, rows: int, source: str, where: str) -> None:
    """Refuse to share out more samples than there are.

    Raises
    ------
    DesignError: D023.
    """
    held_out = -(-rows // task.folds) if task.folds else task.test_samples
    wanted = task.taught_or_probed + held_out
    if wanted > rows:
        raise DesignError(
            "D023",
            where,
            f"{wanted} samples are asked for and {source} has {rows}",
            "lower train_samples, validation_samples or test_samples",
        )


def class_targets(number: int, classes: int) -> tuple[float, ...]:
    """Targets of the sample of a class: +1 or -1 for two classes, else one output per class."""
    if classes == 2:
        return (1.0 if number else -1.0,)
    return tuple(1.0 if k == number else -1.0 for k in range(classes))


def _classes(task: CsvTaskSpec) -> tuple[str, ...]:
    if task.upper_class is not None:
        return (f"not {task.upper_class}", task.upper_class)
    return task.classes or ()


def _targets(task: CsvTaskSpec, row: Row, file: Path) -> tuple[float, ...]:
    word = row[task.target]
    if task.upper_class is not None:
        return class_targets(int(word == task.upper_class), 2)
    if task.classes is None:
        return (_number(row, task.target, file),)
    if word not in task.classes:
        raise DesignError(
            "D025",
            f"{file}:{row.line}",
            f"{task.target} is '{word}', which is none of the classes",
            f"add it to [task] classes, or remove the row; known: {', '.join(task.classes)}",
        )
    return class_targets(task.classes.index(word), len(task.classes))


def _rows(file: Path, columns: tuple[str, ...], where: str) -> list[Row]:
    try:
        return list(CsvTable(read_text_of(file), columns))
    except (OSError, UnicodeDecodeError) as problem:
        raise DesignError(
            "D021",
            where,
            f"the file {file} cannot be read ({reason_of(problem)})",
            "check [task] file",
        ) from None
    except TableError as problem:
        raise _refusal(file, problem) from None


def _number(row: Row, column: str, file: Path) -> float:
    try:
        return row.number(column)
    except TableError as problem:
        raise _refusal(file, problem) from None


def _refusal(file: Path, problem: TableError) -> DesignError:
    codes = {ColumnError: "D022", CellError: "D024"}
    code = codes.get(type(problem), "D150")
    return DesignError(code, f"{file}:{problem.line}", problem.what, problem.hint)
