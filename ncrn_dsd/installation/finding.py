"""One thing that an installation has or lacks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class InstallationPart(Enum):
    """What a finding is about; the value is its heading."""

    REQUIRED = "Required"
    EXTRA = "Optional extras"
    TOOL = "Other programs"
    MACHINE = "Machine"


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
