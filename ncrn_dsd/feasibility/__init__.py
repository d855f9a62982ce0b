"""Whether a system can be built at all, and which part of it can be built first."""

from ncrn_dsd.feasibility.judge import feasibility
from ncrn_dsd.feasibility.limits import BuildLimits, Prices
from ncrn_dsd.feasibility.reporters import reporter_fuels, with_reporters
from ncrn_dsd.feasibility.subsystem import (
    SizedSubsystem,
    Subsystem,
    SubsystemKind,
    smallest_subsystem,
    subsystem,
    subsystems,
)
from ncrn_dsd.feasibility.text import feasibility_json, feasibility_lines
from ncrn_dsd.ir.lab_feasibility import Buildable, Feasibility, Finding, ToeholdNeed

__all__ = [
    "BuildLimits",
    "Buildable",
    "Feasibility",
    "Finding",
    "Prices",
    "SizedSubsystem",
    "Subsystem",
    "SubsystemKind",
    "ToeholdNeed",
    "feasibility",
    "feasibility_json",
    "feasibility_lines",
    "reporter_fuels",
    "smallest_subsystem",
    "subsystem",
    "subsystems",
    "with_reporters",
]
