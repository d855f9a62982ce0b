"""Build many designs, as far as their inputs changed, and compare them with their records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ncrn_dsd.errors import ExitCode, NcrnError, printable
from ncrn_dsd.formats.whole_file import resolved
from ncrn_dsd.pipeline.design_outcome import outcome_of
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.pipeline.expected import accept, differences
from ncrn_dsd.study.stage import SILENT, Watcher
from ncrn_dsd.study.store import ArtefactStore, cpu_seconds

WORSE = (ExitCode.GOOD, ExitCode.UNDECIDED, ExitCode.NOT_GOOD, ExitCode.CANNOT_RUN)
"""From good to bad: "not decided" must not hide "not good"."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One line of the report.

    Parameters
    ----------
    design: its folder.
    word: AS EXPECTED, NOT AS EXPECTED, UNDECIDED, DIFFERS or ERROR; the words say what was shown.
    words: a summary, or what is wrong.
    unchanged: nothing that it depends on changed since an earlier call.
    cpu_s: of this call.
    """

    design: str
    code: ExitCode
    word: str
    words: str
    obligations: tuple[str, ...]
    unchanged: bool
    cpu_s: float

    @property
    def line(self) -> str:
        words = (
            f"({self.words})" if self.code in (ExitCode.GOOD, ExitCode.UNDECIDED) else self.words
        )
        return f"{self.design}: {self.word} {words}{' unchanged' if self.unchanged else ''}"


def verify_designs(
    paths: Sequence[Path],
    store: ArtefactStore,
    executor: Executor,
    watcher: Watcher,
    *,
    accepting: bool,
) -> tuple[Verified, ...]:
    """Every design; the errors of one do not keep the others from being built."""
    if len(paths) == 1:
        # One design alone shows its stages, and needs no process of its own.
        return (verify_one(store.root, paths[0], accepting, watcher),)
    given = [(store.root, path, accepting) for path in paths]
    return executor.run(verify_one, given, watcher.stage("designs"))


def verify_one(root: Path, path: Path, accepting: bool, watcher: Watcher = SILENT) -> Verified:
    """Build one design, and record its figures or compare them with the recorded ones."""
    before = cpu_seconds()
    try:
        outcome, unchanged = outcome_of(path, ArtefactStore(root), watcher)
        if accepting:
            accept(path, outcome.figures)
        notes = (*outcome.unmet, *differences(path, outcome.figures))
    except NcrnError as problem:
        spent = cpu_seconds() - before
        return Verified(
            printable(str(path)), problem.exit_code, "ERROR", str(problem), (), False, spent
        )
    spent = cpu_seconds() - before
    code = ExitCode(outcome.code)
    word = {ExitCode.GOOD: "AS EXPECTED", ExitCode.UNDECIDED: "UNDECIDED"}.get(
        code, "NOT AS EXPECTED"
    )
    words = outcome.words
    if notes:
        code, word, words = worst((code, ExitCode.NOT_GOOD)), "DIFFERS", "; ".join(notes)
    return Verified(printable(str(path)), code, word, words, outcome.obligations, unchanged, spent)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The code of all together."""
    return max(codes, key=WORSE.index, default=ExitCode.GOOD)


def designs_below(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Folders of all designs in the given folders, each once; other paths are kept as they are."""
    found: dict[Path, Path] = {}
    for path in paths:
        below = sorted(file.parent for file in path.rglob("design.toml")) if path.is_dir() else []
        for folder in below or [path.parent if path.is_file() else path]:
            found.setdefault(resolved(folder), folder)
    return tuple(found.values())
