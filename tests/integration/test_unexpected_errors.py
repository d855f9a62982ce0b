"""A mistake of the program never looks like a verdict: exit code 2 and one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.cli import main as command_line
from ncrn_dsd.cli import schemes
from ncrn_dsd.errors import ExitCode

Run = Callable[..., tuple[int, str, str]]

COMMAND = (sys.executable, "-c", "from ncrn_dsd.cli.main import main; main()")
# A file that Python itself loads at its start puts a fault into a real process and its workers.
FAULT = """
import importlib.abc, importlib.machinery, sys

class Broken(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name != {module!r}:
            return None
        sys.meta_path.remove(self)
        self.real = importlib.machinery.PathFinder.find_spec(name, path)
        return importlib.machinery.ModuleSpec(name, self, origin=self.real.origin)
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        module.__file__ = self.real.origin
        self.real.loader.exec_module(module)
        def fail(*_, **__):
            raise {error}
        setattr(module, {function!r}, fail)

sys.meta_path.insert(0, Broken())
"""


def is_one_sentence(err: str, found: str) -> bool:
    lines = [line for line in err.splitlines() if line.startswith("error[")]
    return (
        len(lines) == 1
        and lines[0].startswith("error[A120] ncrn-dsd: ")
        and found in lines[0]
        and "--traceback" in lines[0]
        and "Traceback" not in err
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "DESIGN"),
        ("verify", "DESIGN"),
        ("learn", "DESIGN"),
        ("handoff", "DESIGN", "--out", "o"),
        ("compare", "DESIGN", "--schemes", "srinivas2015"),
        ("analyse", "autonomy", "DESIGN"),
        ("analyse", "feasibility", "DESIGN"),
        ("simulate", "r.crn", "--duration", "1 s"),
        ("translate", "r.crn", "--scheme", "soloveichik2010"),
        ("enumerate", "r.pil"),
        ("verify", "--crn", "r.crn", "--system", "r.pil"),
        ("schemes", "list"),
        ("index", "."),
        ("doctor",),
        ("explain", "D001"),
    ],
    ids=lambda words: "-".join(words[:2]),
)
def test_every_command_ends_with_2(
    run: Run, small: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """A fault in whatever the command calls first, put in through the interpreter's own hook."""
    (tmp_path / "r.crn").write_text("A -> B\n", encoding="utf-8")
    (tmp_path / "r.pil").write_text("length a = 5\nX = a\n", encoding="utf-8")
    given = [str(small) if word == "DESIGN" else word for word in arguments]
    calls = 0

    def fail_in_ours(frame: object, event: str, _: object) -> None:
        nonlocal calls
        code = frame.f_code  # type: ignore[attr-defined]
        if event != "call" or "/ncrn_dsd/" not in code.co_filename:
            return
        is_command = "/cli/" in code.co_filename and code.co_name.endswith(("_command", "_list"))
        calls += is_command or calls > 0
        if calls > 1:
            sys.setprofile(None)
            raise KeyError("a fault\nthat was put in")

    sys.setprofile(fail_in_ours)
    try:
        code, out, err = run(*given)
    finally:
        sys.setprofile(None)
    assert calls > 1, "the command never called anything"
    assert code == ExitCode.CANNOT_RUN
    assert is_one_sentence(err, "KeyError: 'a fault\\nthat was put in'"), err
    assert out == ""


def in_process(
    tmp_path: Path, module: str, function: str, error: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    hook = FAULT.format(module=module, function=function, error=error)
    (tmp_path / "sitecustomize.py").write_text(hook, encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), str(Path(command_line.__file__).parents[2])))
    return subprocess.run(
        [*COMMAND, *arguments],
        env={**os.environ, "PYTHONPATH": path},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.long
def test_an_error_of_a_worker_process_ends_with_2(small: Path, tmp_path: Path) -> None:
    done = in_process(
        tmp_path,
        "ncrn_dsd.networks.registry",
        "build",
        "IndexError('list index out of range') if '_serve' in str(sys.orig_argv) "
        "else SystemError('not in a worker')",
        *("verify", str(small), str(small.parent / "copy")),
    )
    assert done.returncode == ExitCode.CANNOT_RUN
    assert is_one_sentence(done.stderr, "IndexError: list index out of range"), done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (RecursionError("maximum recursion depth exceeded"), 2, "error[A120]"),
        (ModuleNotFoundError("No module named numpy"), 2, "error[A120]"),
        (AssertionError(), 2, "no result (AssertionError)"),
        (MemoryError(), 2, "error[A121]"),
        (OSError("odd"), 2, "error[A120]"),
        (BaseException("from foreign code"), 2, "error[A120]"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_whatever_is_raised_is_no_verdict(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, told: str
) -> None:
    fail_with(monkeypatch, error)
    found, out, err = run("schemes", "show", "soloveichik2010")
    assert found == code
    assert told in err
    assert "Traceback" not in err
    assert out == ""


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(schemes, "load_scheme", fail)


def test_the_traceback_is_shown_when_it_is_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(monkeypatch, ZeroDivisionError("by nothing"))
    code, _, err = run("--traceback", "schemes", "show", "soloveichik2010")
    assert code == ExitCode.CANNOT_RUN
    assert "Traceback (most recent call last)" in err
    assert "ZeroDivisionError: by nothing" in err
    assert err.splitlines()[-1].startswith("error[A120]")
