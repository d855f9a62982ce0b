"""How far the intended duplexes of a set of domains stand above the unintended ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.sequences.duplex import duplex_energies
from ncrn_dsd.sequences.energy import DEFAULT_TEMPERATURE_C
from ncrn_dsd.sequences.kernels.duplex import DuplexEnergies
from ncrn_dsd.sequences.kernels.off_targets import OffTargets, set_off_target
from ncrn_dsd.sequences.kernels.pairs import fill_duplexes
from ncrn_dsd.sequences.measures import longest_shared_run_nt
from ncrn_dsd.sequences.nucleotides import encode

WORST_PAIRS = 20


@dataclass(frozen=True, slots=True)
class UnintendedPair:
    """Parameters
    ----------
    kind: "branch_off", `one` with the complement of `other`; "top_top", `one` with `other`.
    """

    one: str
    other: str
    kind: Literal["branch_off", "top_top"]
    energy_kcal: float


@dataclass(frozen=True, slots=True)
class Orthogonality:
    """Energies in kcal/mol at 1 M Na+; strong duplexes are very negative.

    Parameters
    ----------
    weakest_intended_kcal: of the domains with their complements.
    spread_intended_kcal: standard deviation of these.
    strongest_crossed_kcal: a domain with the complement of another one.
    strongest_paired_kcal: a domain with another one or with a second copy of itself.
    worst_pairs: the strongest unintended duplexes of either kind, the worst first.
    """

    weakest_intended_kcal: float
    spread_intended_kcal: float
    strongest_crossed_kcal: float
    strongest_paired_kcal: float
    longest_shared_run_nt: int
    worst_pairs: tuple[UnintendedPair, ...]

    @property
    def gap_kcal(self) -> float:
        """Strength of the weakest intended duplex less that of the strongest unintended one."""
        unintended = min(self.strongest_crossed_kcal, self.strongest_paired_kcal)
        return unintended - self.weakest_intended_kcal


def off_targets_of(sequences: Iterable[str]) -> OffTargets:
    """Sequences in the form of the kernels, without their energies."""
    encoded = [encode(sequence) for sequence in sequences]
    longest = max(map(len, encoded), default=0)
    off_targets = OffTargets(
        codes=np.zeros((len(encoded), longest), dtype=np.uint8),
        lengths=np.zeros(len(encoded), dtype=np.int64),
        places=np.zeros((len(encoded), 4), dtype=np.int64),
        reversed_places=np.zeros((len(encoded), 4), dtype=np.int64),
        energies_kcal=np.zeros(len(encoded)),
    )
    for at, codes in enumerate(encoded):
        set_off_target(off_targets, at, codes, 0.0)
    return off_targets


def duplex_matrices_kcal(
    sequences: Iterable[str], energies: DuplexEnergies
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Strongest duplexes of every sequence with the complement of every sequence (the intended
    ones on the diagonal) and with every sequence, both of shape (sequences, sequences)."""
    off_targets = off_targets_of(sequences)
    count = len(off_targets.lengths)
    crossed, paired = np.zeros((count, count)), np.zeros((count, count))
    fill_duplexes(off_targets, energies, crossed, paired)
    return crossed, paired


def measure_orthogonality(
    sequences: Mapping[str, str], temperature_C: float = DEFAULT_TEMPERATURE_C
) -> Orthogonality:
    """Measure domains that stand alone, without their neighbours in strands.

    Parameters
    ----------
    sequences: domain name to nucleotides; at least one.
    """
    names = list(sequences)
    crossed, paired = duplex_matrices_kcal(sequences.values(), duplex_energies(temperature_C))
    intended = np.diag(crossed).copy()
    np.fill_diagonal(crossed, 0.0)
    worst = [
        *_strongest(names, crossed, "branch_off"),
        *_strongest(names, np.tril(paired), "top_top"),
    ]
    worst.sort(key=lambda pair: (pair.energy_kcal, pair.one, pair.other, pair.kind))
    return Orthogonality(
        weakest_intended_kcal=float(intended.max()),
        spread_intended_kcal=float(intended.std()),
        strongest_crossed_kcal=float(crossed.min()),
        strongest_paired_kcal=float(paired.min()),
        longest_shared_run_nt=longest_shared_run_nt(sequences),
        worst_pairs=tuple(worst),
    )


def _strongest(
    names: list[str], energies: NDArray[np.float64], kind: Literal["branch_off", "top_top"]
) -> list[UnintendedPair]:
    order = np.argsort(energies, axis=None, kind="stable")[:WORST_PAIRS].tolist()
    places = [divmod(place, len(names)) for place in order]
    return [
        UnintendedPair(names[i], names[j], kind, float(energies[i, j]))
        for i, j in places
        if energies[i, j] < 0.0
    ]
