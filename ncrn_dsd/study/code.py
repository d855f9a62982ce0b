"""Which code a result depends on: all that can be reached by imports from where it was made.

A module counts by what it does: comments, docstrings and layout are left out. The `__init__` of a
package counts by what it computes; the names that it passes on count where they are made. Data
files count with the modules beside them, libraries with their versions. A part that is found by
its name counts where it was used, and if another package brings it, that package counts as this one
does.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from ncrn_dsd.formats.whole_file import write_whole
from ncrn_dsd.plugins import Entry, NamesParts

PACKAGE = "ncrn_dsd"
ROOT = Path(__file__).parents[1]
_KNOWN = Path(__file__).parent / "__pycache__" / "code.json"

_MOST_KNOWN = 4_000
"""Files that are remembered; beyond, those of earlier versions are forgotten."""

_DISTRIBUTIONS = {"libsbml": "python-libsbml", "sklearn": "scikit-learn"}
"""Libraries that are imported by another name than they are installed by."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What one file does, and where it looks.

    Parameters
    ----------
    digest: of what it does.
    names: (module, name) of everything that it imports; no name for a whole module, and dots before
        one that is told from where the file is.
    """

    digest: str
    names: tuple[tuple[str, str], ...]


@dataclass
class Code:
    """The sources of a package and what was found out about them.

    Parameters
    ----------
    root: folder of the package.
    package: its name.
    known: of files by the hash of their content, as JSON; reading them again takes longer.
    known_file: where that is kept; None for nowhere.
    """

    root: Path = ROOT
    package: str = PACKAGE
    known: dict[str, list[object]] = field(default_factory=dict)
    known_file: Path | None = None
    _digests: dict[tuple[str, tuple[Entry, ...]], str] = field(default_factory=dict)
    _roots: dict[str, Path | None] = field(default_factory=dict)
    _sources: dict[Path, _Source] = field(default_factory=dict)
    _files: dict[str, Path | None] = field(default_factory=dict)
    _read_now: set[str] = field(default_factory=set)

    def digest(self, module: str, parts: tuple[Entry, ...] = ()) -> str:
        """SHA-256 of everything that a result of a module depends on.

        Parameters
        ----------
        parts: what it found by name and used.

        Raises
        ------
        ValueError: the package has no such module.
        """
        key = module, parts
        if key not in self._digests:
            before = len(self.known)
            files, libraries = self.reached(module, *(part.module for part in parts))
            libraries |= {part.package for part in parts if not part.is_own}
            digest = hashlib.sha256(f"Python {sys.version_info[:2]}".encode())
            for name in sorted(libraries):
                digest.update(f"{name} {_version(name)}\0".encode())
            for file in files:
                digest.update(f"{self._label(file)}\0".encode())
                digest.update(self._source(file).digest.encode())
            for file in self._data_beside(files):
                digest.update(f"{self._label(file)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
            self._digests[key] = digest.hexdigest()
            if self.known_file is not None and len(self.known) > before:
                # Where nothing can be written, the files are read again next time.
                if len(self.known) > _MOST_KNOWN:
                    self.known = {k: v for k, v in self.known.items() if k in self._read_now}
                with contextlib.suppress(OSError):
                    self.known_file.parent.mkdir(exist_ok=True)
                    write_whole(self.known_file, json.dumps(self.known).encode())
        return self._digests[key]

    def reached(self, *modules: str) -> tuple[list[Path], set[str]]:
        """Source files that modules depend on, they included, and libraries by their import.

        Raises
        ------
        ValueError: the package has no such module.
        """
        packages = {module.partition(".")[0] for module in modules}
        found, libraries = set[Path](), set[str]()
        for module in modules:
            first = self._file(module)
            if first is not None:
                found.add(first)
            elif module.partition(".")[0] == self.package:
                raise ValueError(f"{self.package} has no module {module}")
        open_ = list(found)
        while open_:
            for imported, name in self._names(open_.pop()):
                top = imported.partition(".")[0]
                if top not in {self.package, *packages}:
                    libraries |= {top} - sys.stdlib_module_names
                    continue
                file = self._defining(imported, name)
                if file is not None and file not in found:
                    found.add(file)
                    open_.append(file)
        return sorted(found, key=self._label), libraries

    def _names(self, file: Path) -> Iterator[tuple[str, str]]:
        """What a file imports, each module by its whole name."""
        inside = self._label(file).split("/")[:-1]
        for module, name in self._source(file).names:
            tail = module.lstrip(".")
            dots = len(module) - len(tail)
            above = inside[: len(inside) - dots + 1] if dots else []
            yield ".".join((*above, *([tail] if tail else []))), name

    def _label(self, file: Path) -> str:
        """A file by where it is in its package, wherever that is installed."""
        roots = (self.root, *filter(None, self._roots.values()))
        root = next(root for root in roots if file.is_relative_to(root))
        return file.relative_to(root.parent).as_posix()

    def _defining(self, module: str, name: str) -> Path | None:
        """The file that makes a name: a module, or where its package has the name from."""
        submodule = self._file(f"{module}.{name}") if name else None
        if submodule is not None:
            return submodule
        file = self._file(module)
        if file is None or file.name != "__init__.py":
            return file
        for source, passed_on in self._names(file):
            if passed_on == name and source != module:
                return self._defining(source, name)
        return file

    def _data_beside(self, files: list[Path]) -> list[Path]:
        """Files that are no code, in the folders of modules and below, down to other packages.

        What lies below the whole package and is no part of another, such as schemes, is read by
        its name and is an input.
        """
        roots = {self.root, *filter(None, self._roots.values())}
        # A module that is no package has whatever else is installed beside it.
        open_, found = {file.parent for file in files if file not in roots}, list[Path]()
        while open_:
            folder = open_.pop()
            for entry in folder.iterdir():
                if entry.is_dir():
                    is_package = (entry / "__init__.py").is_file() or entry.name == "__pycache__"
                    open_ |= set() if is_package or folder in roots else {entry}
                elif entry.suffix not in (".py", ".pyc"):
                    found.append(entry)
        return sorted(found)

    def _file(self, module: str) -> Path | None:
        if module not in self._files:
            self._files[module] = self._found(module)
        return self._files[module]

    def _found(self, module: str) -> Path | None:
        top, *parts = module.split(".")
        root = self._root(top)
        if root is None or root.is_file():
            return None if parts else root
        path = root.joinpath(*parts)
        alone = [path.with_suffix(".py")] if parts else []
        return next((file for file in (*alone, path / "__init__.py") if file.is_file()), None)

    def _root(self, package: str) -> Path | None:
        """The folder of a package, or the file of a module that is alone; None without source."""
        if package == self.package:
            return self.root
        if package not in self._roots:
            self._roots[package] = _place_of(package)
        return self._roots[package]

    def _source(self, file: Path) -> _Source:
        if file not in self._sources:
            content = file.read_bytes()
            key = hashlib.sha256(content).hexdigest()
            # What is known comes from a file, and is not trusted to have its form.
            match self.known.get(key):
                case [str(digest), list(names)]:
                    found = _Source(digest, tuple((str(m), str(n)) for m, n in names))
                case _:
                    found = _read(content)
                    self.known[key] = [found.digest, [list(pair) for pair in found.names]]
            self._sources[file] = found
            self._read_now.add(key)
        return self._sources[file]


@dataclass(frozen=True, slots=True)
class UsedPart:
    """A part of another package as it is installed in a process.

    Parameters
    ----------
    version: of the package; "not installed" without it.
    code: SHA-256 of the sources of the package that can be reached from the part.
    """

    entry: Entry
    version: str
    code: str

    def __str__(self) -> str:
        return f"{self.entry.package} {self.version}, of which {self.entry.name} is a part"


def used_parts(values: Iterable[object]) -> tuple[UsedPart, ...]:
    """Parts of other packages that values name, alone or in sequences, as they are here."""
    entries = dict.fromkeys(part for part in _parts(values) if not part.is_own)
    return tuple(map(part_here, entries))


def part_here(entry: Entry) -> UsedPart:
    """A part as it is installed in this process; it need not be there."""
    code = Code()
    files = [file for file in code.reached(entry.module)[0] if not file.is_relative_to(ROOT)]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return UsedPart(entry, _version(entry.package), digest)


def _parts(values: Iterable[object]) -> Iterator[Entry]:
    for value in values:
        if isinstance(value, NamesParts):
            yield from value.parts
        elif isinstance(value, list | tuple):
            yield from _parts(value)


@cache
def installed_code() -> Code:
    """The code of this process; what is found out about its files is kept beside them."""
    known: dict[str, list[object]] = {}
    with contextlib.suppress(OSError, TypeError, ValueError, RecursionError):
        known = dict(json.loads(_KNOWN.read_bytes()))
    return Code(known=known, known_file=_KNOWN)


def whole_code_digest() -> str:
    """SHA-256 of all sources as they are, for processes that must run the very same code."""
    digest = hashlib.sha256()
    for file in sorted(ROOT.rglob("*.py")):
        digest.update(file.relative_to(ROOT).as_posix().encode())
        digest.update(file.read_bytes())
    for name in ("numba", "numpy", "scipy"):
        digest.update(f"{name} {_version(name)}".encode())
    return digest.hexdigest()


def _place_of(package: str) -> Path | None:
    """Where the source of another package is; None where there is none, as of compiled code."""
    spec = None
    with contextlib.suppress(ImportError, ValueError):
        spec = find_spec(package)
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    file = Path(spec.origin)
    return file.parent if file.name == "__init__.py" else file


def _read(content: bytes) -> _Source:
    tree = ast.parse(content)
    names = tuple(sorted(set(_imports(tree))))
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED):
            # A docstring, or a string under a name that says what it is.
            node.body[:] = [s for s in node.body if not _is_text(s)]
    return _Source(hashlib.sha256(ast.dump(tree).encode()).hexdigest(), names)


_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    """(module, name) of all imports, those inside functions included, those of types not."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, "") for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            module = "." * child.level + (child.module or "")
            yield from ((module, alias.name) for alias in child.names)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for other in child.orelse:
                yield from _imports(other)
        else:
            yield from _imports(child)


@cache
def _version(library: str) -> str:
    try:
        return version(_DISTRIBUTIONS.get(library, library))
    except PackageNotFoundError:
        return "not installed"
