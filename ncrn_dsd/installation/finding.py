"""One thing that an installation has or lacks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Self


class InstallationPart(Enum):
    """What a finding is about, and its heading."""

    heading: str

    REQUIRED = ("required", "Required")
    EXTRA = ("extra", "Optional extras")
    PLUGIN = ("plugin", "Parts that other packages bring")
    TOOL = ("tool", "Other programs")
    MACHINE = ("machine", "Machine")

    def __new__(cls, value: str, heading: str) -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.heading = heading
        return member


class State(Enum):
    """Whether it is there."""

    GOOD = "good"
    ABSENT = "absent"
    """Not there, and only something optional is lost."""
    BAD = "bad"
    """Not there, and nothing works without it."""


@dataclass(frozen=True, slots=True)
class InstallationFinding:
    """One line of the report.

    Parameters
    ----------
    found: what is there, with its version or size.
    gives: what it is for; empty where the name says it.
    remedy: how to get it; empty when it is there.
    """

    part: InstallationPart
    name: str
    state: State
    found: str
    gives: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class InstallationReport:
    """All findings.

    Parameters
    ----------
    version: of this package.
    all_needed_works: nothing that is required is missing.
    """

    version: str
    all_needed_works: bool
    findings: tuple[InstallationFinding, ...]
