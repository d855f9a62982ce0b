"""The example of docs/how-to/own-package.md as it is installed: by pip, from a wheel."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ncrn_dsd

ROOT = Path(ncrn_dsd.__file__).parents[1]
EXAMPLE = ROOT / "docs" / "examples" / "own_package"


@dataclass(frozen=True, slots=True)
class Installed:
    """A folder that packages were installed into.

    Parameters
    ----------
    place: where commands are called.
    """

    folder: Path
    place: Path

    def run(self, *arguments: str | Path | int) -> tuple[int, str, str]:
        """Exit code, output and messages of the command line, in a process of its own."""
        return self.python(Path(sys.executable).parent / "ncrn-dsd", *arguments)

    def python(self, *arguments: str | Path | int) -> tuple[int, str, str]:
        """The same of Python, which finds the packages."""
        path = os.pathsep.join((str(ROOT), str(self.folder)))
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=self.place,
            env={**os.environ, "PYTHONPATH": path, "COLUMNS": "160"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def add(self, name: str, points: dict[str, dict[str, str]], **modules: str) -> None:
        """Install another package, with these entry points by group, and texts of modules."""
        files = {f"{module}.py": text for module, text in modules.items()}
        _install(_wheel(self.place, name, points, files), self.folder)


def install_example(folder: Path, place: Path) -> Installed:
    """Install the example into a folder of its own."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    files = {
        file.relative_to(EXAMPLE).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(EXAMPLE.glob("ncrn_dsd_extras/**/*"))
        if file.is_file() and "__pycache__" not in file.parts
    }
    place.mkdir(exist_ok=True)
    _install(_wheel(place, project["name"], project["entry-points"], files), folder)
    return Installed(folder, place)


def _install(wheel: Path, folder: Path) -> None:
    options = ("--no-index", "--no-deps", "--quiet", "--disable-pip-version-check")
    pip = (sys.executable, "-m", "pip", "install", *options, "--target", str(folder), str(wheel))
    subprocess.run(pip, check=True, capture_output=True)


def _wheel(
    folder: Path, name: str, points: dict[str, dict[str, Any]], files: dict[str, str]
) -> Path:
    """A wheel as a build of the project makes it; tests have no network to get a builder from."""
    stem = f"{name.replace('-', '_')}-0.1"
    declared = "".join(
        f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in named.items())
        for group, named in points.items()
    )
    info = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "entry_points.txt": declared,
    }
    content = files | {f"{stem}.dist-info/{file}": text for file, text in info.items()}
    record = "".join(f"{f},{_hash(text)},{len(text.encode())}\n" for f, text in content.items())
    record_file = f"{stem}.dist-info/RECORD"
    made = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(made, "w") as wheel:
        for file, text in (content | {record_file: f"{record}{record_file},,\n"}).items():
            wheel.writestr(file, text)
    return made


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256={base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
