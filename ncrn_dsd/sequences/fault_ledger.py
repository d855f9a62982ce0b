"""Faults of all strands, kept up to date while single domains are drawn anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.sequences.context import (
    JUNCTION_NT,
    Place,
    StrandFault,
    folds_by_design,
    hairpin_in,
    is_canonical_repeat,
    repeats_of,
    runs_in,
    spelled_strand,
    with_mirrors,
)


class FaultBook:
    """Gives what `strand_faults` gives, and looks only at strands that changed since it was asked.

    Parameters
    ----------
    system: whose strands are looked at.
    max_shared_run, longest_run_nt: as for `strand_faults`.
    """

    def __init__(
        self, system: DsdSystem, max_shared_run: int, longest_run_nt: Mapping[str, int]
    ) -> None:
        strands = system.distinct_strands
        self._count = len(strands)
        self._strands = with_mirrors(strands)
        self._word_nt = max_shared_run + JUNCTION_NT + 1
        self._longest_run_nt = dict(longest_run_nt)
        self._with: dict[str, list[int]] = defaultdict(list)
        for number, strand in enumerate(self._strands):
            for name in dict.fromkeys(map(domain_name, strand)):
                self._with[name].append(number)
        self._known: dict[str, str] = {}
        self._texts = [""] * len(self._strands)
        self._places: list[tuple[Place, ...]] = [()] * len(self._strands)
        self._where: dict[str, set[tuple[int, int]]] = defaultdict(set)
        self._runs: list[tuple[StrandFault, ...]] = [()] * self._count
        self._hairpins: list[StrandFault | None] = [None] * self._count
        self._repeats: dict[str, tuple[StrandFault, ...]] = {}

    def faults(
        self, sequences: Mapping[str, str], hairpin_limit_kcal: float
    ) -> tuple[StrandFault, ...]:
        """All faults, each once.

        Parameters
        ----------
        sequences: domain name to nucleotides, for all domains; lengths do not change.
        """
        changed = [name for name, text in sequences.items() if self._known.get(name) != text]
        numbers = sorted({number for name in changed for number in self._with[name]})
        self._known = dict(sequences)
        self._respell(numbers, sequences)
        hairpins = (h for h in self._hairpins if h and h.energy_kcal < hairpin_limit_kcal)
        runs = (fault for faults in self._runs for fault in faults)
        repeats = (fault for faults in self._repeats.values() for fault in faults)
        return tuple(dict.fromkeys((*runs, *repeats, *hairpins)))

    def _respell(self, numbers: Iterable[int], sequences: Mapping[str, str]) -> None:
        touched: dict[str, None] = {}
        for number in numbers:
            for word, start in self._words(number):
                self._where[word].discard((number, start))
                touched[word] = None
            strand = self._strands[number]
            text, places = spelled_strand(strand, sequences)
            self._texts[number], self._places[number] = text, places
            for word, start in self._words(number):
                self._where[word].add((number, start))
                touched[word] = None
            if number < self._count:
                self._runs[number] = tuple(runs_in(text, places, self._longest_run_nt))
                if not folds_by_design(strand):
                    self._hairpins[number] = hairpin_in(text, places)
        for word in touched:
            self._look_up(word)

    def _words(self, number: int) -> list[tuple[str, int]]:
        text, nt = self._texts[number], self._word_nt
        return [(text[start : start + nt], start) for start in range(len(text) - nt + 1)]

    def _look_up(self, word: str) -> None:
        starts = self._where[word]
        if not starts:
            del self._where[word]
        self._repeats.pop(word, None)
        if is_canonical_repeat(word, len(starts)):
            # In the order of the strands, on which the names in a fault depend.
            windows = [self._places[n][s : s + self._word_nt] for n, s in sorted(starts)]
            found = tuple(repeats_of(word, windows))
            if found:
                self._repeats[word] = found
