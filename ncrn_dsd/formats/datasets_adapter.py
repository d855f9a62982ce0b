"""Data sets that scikit-learn ships, as samples of a task."""

from __future__ import annotations

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.csv_samples import class_targets, refuse_too_many
from ncrn_dsd.ir.task import SampleRows
from ncrn_dsd.model.task import DatasetTaskSpec


def read_dataset_rows(task: DatasetTaskSpec, where: str) -> SampleRows:
    """Rows of the data set that belong to the wanted classes, in its own order.

    Raises
    ------
    DesignError: D026, scikit-learn is not installed; D027, there is no such class; D023, there
        are fewer rows than samples.
    """
    try:
        from sklearn import datasets
    except ImportError:
        raise DesignError(
            "D026",
            where,
            "tasks of the kind 'dataset' need scikit-learn, which is not installed",
            "pip install 'ncrn_dsd[data]'",
        ) from None
    loaded = datasets.load_iris() if task.dataset == "iris" else datasets.load_digits()
    names = [str(name) for name in loaded.target_names]
    wanted = task.classes or names
    for name in wanted:
        if name not in names:
            raise DesignError(
                "D027",
                where,
                f"the data set {task.dataset} has no class '{name}'",
                f"use two or more of: {', '.join(names)}",
            )
    numbers = {names.index(name): k for k, name in enumerate(wanted)}
    rows = [i for i, target in enumerate(loaded.target) if int(target) in numbers]
    refuse_too_many(task, len(rows), task.dataset, where)
    return SampleRows(
        source=task.dataset,
        inputs=tuple(tuple(float(v) for v in loaded.data[i]) for i in rows),
        targets=tuple(class_targets(numbers[int(loaded.target[i])], len(wanted)) for i in rows),
        classes=tuple(wanted),
        columns=tuple(str(name) for name in loaded.feature_names),
    )
