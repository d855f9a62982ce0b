"""Doors: parts by name, those of this package and those that other packages bring.

A part is a value: a learner, a disturbance, a scheme, an exporter or a simulator. What comes with
this package stands in a table, name by name, as other packages write it in their `pyproject.toml`::

    [project.entry-points."ncrn_dsd.exporters"]
    my_format = "my_package.my_module:EXPORTER"

A part is imported when somebody asks for it by its name, and not before.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from importlib import import_module
from typing import Generic, TypeVar

from ncrn_dsd.errors import PluginError

PACKAGE = "ncrn_dsd"

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a part is.

    Parameters
    ----------
    target: module and name in it, as "module:NAME".
    package: what was installed and brings it.
    """

    name: str
    target: str
    package: str

    @classmethod
    def of_class(cls, name: str, kind: type[object]) -> Entry:
        """A part that is an instance of a class, where this class is."""
        module = kind.__module__
        return cls(name, f"{module}:{kind.__name__}", module.partition(".")[0])

    @property
    def module(self) -> str:
        """The module that has to be imported for it."""
        return self.target.partition(":")[0]

    @property
    def is_own(self) -> bool:
        """Whether it comes with this package."""
        return self.package == PACKAGE


class NamesParts(ABC):
    """A value that stands for parts by their names, so that results depend on their code."""

    @property
    @abstractmethod
    def parts(self) -> tuple[Entry, ...]:
        """Where they are.

        Raises
        ------
        PluginError: P001, there is none of this name; P002, two packages bring it.
        """


@dataclass(frozen=True)
class Door(Generic[Part]):
    """All parts of one kind.

    Parameters
    ----------
    group: what they are, in the plural; packages declare them as "ncrn_dsd." and this.
    part: what they must be.
    own: those of this package, as "module:NAME" by name.
    """

    group: str
    part: type[Part]
    own: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Of all parts: first those of this package, then others by name; none is imported."""
        return tuple(dict.fromkeys(entry.name for entry in self._entries()))

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def entry(self, name: str) -> Entry:
        """Where the part of this name is.

        Raises
        ------
        PluginError: P001, there is none; P002, two packages bring it.
        """
        found = [entry for entry in self._entries() if entry.name == name]
        if not found:
            raise PluginError(
                "P001",
                f"{self.group}: {name}",
                "no package brings this part",
                f"use one of {', '.join(self.names)}, or install the package that brings it",
            )
        self._refuse_twice(name, [entry.package for entry in found])
        return found[0]

    def ensure_own(self, name: str) -> None:
        """For what this package has outside its table: no other package brings this name.

        Raises
        ------
        PluginError: P002.
        """
        others = [entry.package for entry in self._entries() if entry.name == name]
        self._refuse_twice(name, [PACKAGE, *others])

    def load(self, name: str) -> Part:
        """The part of this name.

        Raises
        ------
        PluginError: as `entry`; P003, it cannot be imported; P004, it is something else.
        """
        entry = self.entry(name)
        try:
            part = _imported(entry.target)
        except Exception as problem:
            found = f"{type(problem).__name__}: {problem}".replace("\n", " ")
            raise self._broken(entry, "P003", f"cannot be loaded ({found})") from problem
        if not isinstance(part, self.part):
            kind, wanted = type(part).__name__, self.part.__name__
            raise self._broken(entry, "P004", f"is of type {kind} and should be of type {wanted}")
        return part

    @property
    def entry_group(self) -> str:
        """The group in which other packages declare them."""
        return _group(self.group)

    @property
    def installed(self) -> tuple[Entry, ...]:
        """Those that other packages bring, by name; none is imported."""
        return _installed(self.entry_group)

    def _refuse_twice(self, name: str, packages: list[str]) -> None:
        if len(packages) > 1:
            raise PluginError(
                "P002",
                f"{self.group}: {name}",
                f"the packages {' and '.join(packages)} both bring this name",
                f"uninstall one of them, as by `pip uninstall {packages[-1]}`",
            )

    def _broken(self, entry: Entry, code: str, what: str) -> PluginError:
        fix = "install ncrn_dsd again"
        if not entry.is_own:
            fix = (
                f"fix the package, or remove it by `pip uninstall {entry.package}`; its entry "
                f"point is in the group {self.entry_group}"
            )
        place = f"package {entry.package}, {self.group}: {entry.name}"
        return PluginError(code, place, f"the entry point {entry.target} {what}", fix)

    def _entries(self) -> tuple[Entry, ...]:
        own = (Entry(name, target, PACKAGE) for name, target in self.own.items())
        return (*own, *self.installed)


def _group(parts: str) -> str:
    return f"{PACKAGE}.{parts}"


def other_groups(known: Iterable[str]) -> tuple[Entry, ...]:
    """Entry points that packages declare in groups like ours of which there is no door.

    Parameters
    ----------
    known: groups of the doors.
    """
    from importlib.metadata import entry_points

    groups = entry_points().groups.difference(known)
    ours = sorted(group for group in groups if group.startswith(f"{PACKAGE}."))
    return tuple(entry for group in ours for entry in _installed(group))


def _imported(target: str) -> object:
    """What "module:NAME" or "module:NAME.ATTRIBUTE" means."""
    module, _, names = target.partition(":")
    return reduce(getattr, names.strip().split("."), import_module(module.strip()))


@cache
def _installed(group: str) -> tuple[Entry, ...]:
    """Entry points of other packages, in the order of their names."""
    # Help, which asks for none, should not wait for it.
    from importlib.metadata import entry_points

    found = [
        Entry(point.name, point.value, "without a name" if point.dist is None else point.dist.name)
        for point in entry_points(group=group)
    ]
    return tuple(sorted(found, key=lambda entry: (entry.name, entry.package)))
