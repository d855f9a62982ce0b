"""How long a duplex strands can form that no complex needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.sequences.layout import Strand, spelled
from ncrn_dsd.sequences.nucleotides import LETTERS

LEAST_LOOP_NT = 3
"""Between the two sides of a hairpin."""


def longest_unneeded_duplexes(system: DsdSystem, sequences: Mapping[str, str]) -> tuple[int, int]:
    """Base pairs in a row inside one strand, and between two strands or two copies of one.

    Pairs of a domain with its own complement, in register, are needed, and end a duplex.

    Parameters
    ----------
    sequences: of every domain.
    """
    first = _first_numbers(sequences)
    strands = [_Placed(strand, sequences, first) for strand in system.distinct_strands]
    inside = max((_longest(one.pairs_with(one, LEAST_LOOP_NT)) for one in strands), default=0)
    between = max(
        (
            _longest(one.pairs_with(other))
            for number, one in enumerate(strands)
            for other in strands[: number + 1]
        ),
        default=0,
    )
    return inside, between


class _Placed:
    """Letters of a strand, and which letter of which domain each of them is."""

    def __init__(
        self, strand: Strand, sequences: Mapping[str, str], first: Mapping[str, int]
    ) -> None:
        self._letters = np.array([LETTERS.index(x) for x in spelled(strand, sequences)])
        self._places = np.array(list(_places(strand, sequences, first)), dtype=np.int64)

    def pairs_with(self, other: _Placed, least_loop_nt: int | None = None) -> NDArray[np.bool_]:
        """Which letters pair without need; those of the other strand from its 3' end.

        Parameters
        ----------
        least_loop_nt: between two that pair, where the other is the same strand.
        """
        # A, C, G and T pair where their numbers add up to three.
        fits = self._letters[:, None] + other._letters[None, ::-1] == len(LETTERS) - 1
        needed = self._places[:, None] == -other._places[None, ::-1]
        pairs: NDArray[np.bool_] = fits & ~needed
        if least_loop_nt is not None:
            size = len(self._letters)
            apart = (size - 1 - np.arange(size))[None, :] - np.arange(size)[:, None]
            pairs &= apart > least_loop_nt
        return pairs


def _first_numbers(sequences: Mapping[str, str]) -> dict[str, int]:
    """Of the letters of every domain, from 1, all with different numbers."""
    ends = accumulate(map(len, sequences.values()), initial=1)
    return dict(zip(sequences, ends, strict=False))


def _places(
    strand: Strand, sequences: Mapping[str, str], first: Mapping[str, int]
) -> Iterator[int]:
    """The number of every letter, and the negative one for what pairs with it."""
    for occurrence in strand:
        name = domain_name(occurrence)
        places = range(first[name], first[name] + len(sequences[name]))
        yield from (-place for place in reversed(places)) if occurrence.endswith("*") else places


def _longest(pairs: NDArray[np.bool_]) -> int:
    """The longest run along a diagonal, which is a duplex."""
    run = np.zeros(pairs.shape[1] + 1, dtype=np.int64)
    longest = 0
    for row in pairs:
        run[1:] = np.where(row, run[:-1] + 1, 0)
        longest = max(longest, int(run.max()))
    return longest
