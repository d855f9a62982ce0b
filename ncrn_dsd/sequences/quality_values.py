"""What is measured on sequences, and how much of it is compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ncrn_dsd.ir.lab_quality import Better
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.energy import DEFAULT_TEMPERATURE_C
from ncrn_dsd.sequences.vienna_adapter import ParameterSet


@dataclass(frozen=True, slots=True)
class Value:
    """A measure of one set of sequences, not yet compared with any other.

    Parameters
    ----------
    better: whether low or high values are better.
    model: where the number comes from.
    worst: what it is of, where the measure knows.
    """

    number: float
    unit: str
    better: Better
    model: str
    worst: str = ""


@dataclass(frozen=True, slots=True)
class QualityOptions:
    """What is compared, and how much of it.

    Parameters
    ----------
    spec: letters of the random sequences, and the longest run that domains may share.
    randoms: random assignments that everything is compared with.
    folding: "auto" for ViennaRNA where it is installed, "off" for closed forms alone.
    parameters: sets of DNA parameters for ensembles, each reported under its name; the first
        gives the unpaired probabilities of strands.
    most_pairs: pairs of strands beyond which dimers by ViennaRNA are left out.
    random_pairs: the same for all random assignments together, which become fewer.
    most_duplexes: the same as `most_pairs` for invasions of gates, and for dimers without
        ViennaRNA, where a pair costs a hundredth; also for all random assignments together.
    coupling: chance of each step of a synthesis to succeed.
    same_toeholds: random assignments have the toeholds of the one that is measured, and share them
        in the same way.
    """

    spec: SequenceSpec
    randoms: int = 10
    folding: Literal["auto", "off"] = "auto"
    parameters: tuple[ParameterSet, ...] = ("mathews2004", "mathews1999")
    temperature_C: float = DEFAULT_TEMPERATURE_C
    sodium_M: float = 0.5
    most_pairs: int = 4_000
    random_pairs: int = 2_000
    most_duplexes: int = 100_000
    coupling: float = 0.99
    same_toeholds: bool = False
