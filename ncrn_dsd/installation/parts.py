"""Parts that other packages bring: learners, schemes and whatever else has a door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ncrn_dsd.errors import PluginError
from ncrn_dsd.installation.finding import InstallationFinding, InstallationPart, State
from ncrn_dsd.installation.packages import installed_version
from ncrn_dsd.plugins import Door, Entry, other_groups


def part_findings(doors: Iterable[Door[Any]]) -> Iterator[InstallationFinding]:
    """Each part of another package, with what brings it; of those that cannot be used, why.

    A broken part stops nothing else, so that none is required.
    """
    known = tuple(doors)
    for door in known:
        for entry in door.installed:
            yield _loaded(door, entry)
    for entry in other_groups(door.entry_group for door in known):
        groups = ", ".join(door.entry_group for door in known)
        yield InstallationFinding(
            InstallationPart.PLUGIN,
            entry.name,
            State.ABSENT,
            f"{_brought(entry)} in a group that nobody reads",
            "a part of this package",
            f"declare it in one of the groups {groups}",
        )


def _loaded(door: Door[Any], entry: Entry) -> InstallationFinding:
    name, found = f"{door.group}: {entry.name}", _brought(entry)
    try:
        door.load(entry.name)
    except PluginError as problem:
        found = f"{found}: {problem.what}"
        return InstallationFinding(
            InstallationPart.PLUGIN, name, State.ABSENT, found, door.group, problem.hint
        )
    return InstallationFinding(InstallationPart.PLUGIN, name, State.GOOD, found, door.group)


def _brought(entry: Entry) -> str:
    return f"{entry.package} {installed_version(entry.package) or 'of no version'}"
