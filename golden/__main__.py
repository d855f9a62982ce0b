"""Make outputs with the code of an earlier commit and with that of this tree, and compare them.

Both are made on the same machine, so that the last digits of floating point mean something.
Outputs of a commit are kept in ``build/golden`` and are made once.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from golden.earlier import ROOT, tree_of

KEPT = ROOT / "build" / "golden"
STILL = Path(__file__).parent / "still"

QUICK = (
    ("run", "designs/linear_regression_4nt", "--out", "{out}/run"),
    ("run", "designs/rock_paper_scissors", "--out", "{out}/dynamics"),
    (
        *("handoff", "designs/linear_regression_4nt", "--subsystem", "smallest"),
        *("--out", "{out}/package"),
    ),
    (
        *("compare", "designs/linear_regression_4nt", "--schemes"),
        *("soloveichik2010,qian2011_3D", "--rate-error", "1", "--out", "{out}/compare"),
    ),
    ("schemes", "check", "soloveichik2010"),
    ("learn", "designs/learners/half_plane", "--seeds", "3", "--out", "{out}/learn"),
    (
        *("analyse", "robustness", "designs/linear_regression", "--draws", "2"),
        *("--out", "{out}/robustness/linear_regression.json", "--build", "{out}"),
    ),
    (
        *("analyse", "sensitivity", "designs/linear_regression"),
        *("--out", "{out}/sensitivity", "--build", "{out}"),
    ),
    (
        *("analyse", "sweep", "designs/linear_regression", "--vary"),
        *("learner.learning_rate=0.02,0.05", "--out", "{out}/sweep", "--build", "{out}"),
    ),
    ("verify", "designs/rock_paper_scissors"),
    ("index", "{out}"),
)
"""What is compared at every commit: every kind of result, once."""

FULL = (
    *QUICK,
    ("verify", "designs"),
    ("schemes", "check"),
    *(
        ("handoff", f"designs/{name}", "--subsystem", part, "--out", f"{{out}}/{part}_{number}")
        for number, (name, part) in enumerate(
            (
                ("linear_regression", "neuron:1"),
                ("linear_regression", "update:1"),
                ("learners/xor", "smallest"),
                ("learners/half_plane", "smallest"),
            )
        )
    ),
)
"""What is compared before a redesign is called done."""

LEFT_OUT = ("cpu", "version", "versions")
"""Keys of JSON files that tell where and when they were made."""


class _Words(HTMLParser):
    """The words of a page, without its markup, styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words += data.split()


def _without_origin(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_origin(v) for k, v in value.items() if k not in LEFT_OUT}
    return [_without_origin(v) for v in value] if isinstance(value, list) else value


def _content(file: Path) -> object:
    """What a file says, so that two can be compared."""
    if file.suffix == ".json":
        return _without_origin(json.loads(file.read_text(encoding="utf-8")))
    if file.suffix == ".html":
        page = _Words()
        page.feed(file.read_text(encoding="utf-8"))
        return page.words
    return file.read_bytes()


def _made(code: Path, out: Path, commands: tuple[tuple[str, ...], ...]) -> Path:
    """The outputs of the code in a folder; what the commands print is an output as well."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for number, command in enumerate(commands):
        words = [word.format(out=out) for word in command]
        print(f"{code.name}: ncrn-dsd {' '.join(words)}", flush=True)
        done = subprocess.run(
            [sys.executable, "-c", "from ncrn_dsd.cli.main import main; main()", *words],
            cwd=code,
            env=os.environ | {"PYTHONPATH": f"{STILL}{os.pathsep}{code}", "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        said = f"exit code {done.returncode}\n{done.stdout}".replace(str(out), "OUT")
        (out / f"said_{number}.txt").write_text(said, encoding="utf-8")
    return out


def _of_commit(name: str, commands: tuple[tuple[str, ...], ...]) -> Path:
    asked = ("git", "rev-parse", "--short=12", name)
    commit = subprocess.check_output(asked, cwd=ROOT, text=True).strip()
    out = KEPT / f"{commit}_{len(commands)}"
    if not out.is_dir():
        with tree_of(commit, KEPT / "tree") as tree:
            _made(tree, out.with_suffix(".part"), commands).rename(out)
    return out


def _differences(one: Path, other: Path) -> Iterator[str]:
    names = {
        file.relative_to(side).as_posix()
        for side in (one, other)
        for file in side.rglob("*")
        if file.is_file() and ".artefacts" not in file.parts
    }
    for name in sorted(names):
        missing = [side for side in (one, other) if not (side / name).is_file()]
        if missing:
            yield f"{name}: only made by the {'new' if missing == [one] else 'old'} code"
        elif _content(one / name) != _content(other / name):
            yield f"{name}: differs"


def main() -> int:
    """Compare; the exit code is 1 when anything differs."""
    parser = ArgumentParser(prog="python -m golden", description=__doc__)
    parser.add_argument("base", nargs="?", default="HEAD", help="the earlier commit")
    parser.add_argument("--full", action="store_true", help="all designs, schemes and packages")
    given = parser.parse_args()
    commands = FULL if given.full else QUICK
    before = _of_commit(given.base, commands)
    now = _made(ROOT, KEPT / "this", commands)
    found = list(_differences(before, now))
    for line in found:
        print(line)
    print(f"{len(found)} outputs differ; see {before} and {now}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
