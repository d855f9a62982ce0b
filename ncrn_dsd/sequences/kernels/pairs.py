"""Unintended duplexes of all pairs of domains."""

from __future__ import annotations

import numpy as np

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.sequences.kernels.duplex import DuplexEnergies, Energies, strongest_duplex
from ncrn_dsd.sequences.kernels.off_targets import OffTargets


@compiled
def fill_duplexes(
    off_targets: OffTargets, energies: DuplexEnergies, crossed: Energies, paired: Energies
) -> None:
    """Fill the energies of every domain with the complement of every domain, and of every
    domain with every domain, in kcal/mol; both have shape (domains, domains)."""
    count, longest = len(off_targets.lengths), off_targets.codes.shape[1]
    work = np.empty((longest, longest))
    for i in range(count):
        one = off_targets.codes[i, : off_targets.lengths[i]]
        for j in range(count):
            other = off_targets.codes[j, : off_targets.lengths[j]]
            crossed[i, j] = strongest_duplex(one, 3 - other, energies, work)
            if j <= i:
                paired[i, j] = strongest_duplex(one, other[::-1], energies, work)
                paired[j, i] = paired[i, j]
