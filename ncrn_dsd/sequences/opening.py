"""Long domains drawn anew until toeholds are open and hold on to nothing else, as far as possible.

What `open_toeholds` measures by ViennaRNA and at operating levels is estimated here thousands of
times: an unpaired stretch is folded by itself, without branched loops, and every stretch counts
with one level. That tells the better of two domains, and no more.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement, domain_name
from ncrn_dsd.ir.open_toeholds import LARGEST_RATIO, LEAST_OPEN
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.context import HAIRPIN_LIMIT_KCAL
from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.duplex import duplex_energies, strongest_duplex_kcal
from ncrn_dsd.sequences.energy import thermal_kcal
from ncrn_dsd.sequences.fault_ledger import FaultBook
from ncrn_dsd.sequences.hairpin import hairpin_loops_kcal
from ncrn_dsd.sequences.invasion import InvasionBook
from ncrn_dsd.sequences.junctions import find_neighbours, junctions_of
from ncrn_dsd.sequences.kernels.fold import weigh_structures
from ncrn_dsd.sequences.layout import Strand, pieces_without, spelled, unpaired_runs
from ncrn_dsd.sequences.long_domains import LongDomainSearch
from ncrn_dsd.sequences.nucleotides import encode
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.unneeded import UnneededDuplexes

Fold = tuple[Strand, int]
"""An unpaired stretch and the place of a toehold in it."""
Pair = tuple[str, Strand]
"""An open toehold of a gate, and an unpaired stretch that it should not bind."""

LEVEL_M = 1e-6
"""Of every stretch, as in Piperine's measure TO: levels follow from rates, those from letters."""

LEAST_GAIN_KCAL = 0.01
"""Of all margins together, at every change that is made for their sake."""


@dataclass(frozen=True, slots=True)
class _Phase:
    """What gets better while domains are varied.

    Parameters
    ----------
    aim: duplexes that nothing needs, margins of gates against foreign strands, or toeholds. What
        was the aim of an earlier phase gets no worse, but for `more_duplexes`.
    slack: by how much the cost of toeholds may grow at every change.
    rounds: in which every domain that is to blame is varied, at most.
    idle_rounds: after so many in a row that do not help, no more follow.
    most_tries: how often a domain is varied in one round, at most: as many times as its blame is
        the mean of all.
    more_duplexes: by how many the duplexes that nothing needs may grow at every change.
    """

    aim: Literal["duplexes", "margins", "toeholds"]
    slack: float
    rounds: int
    idle_rounds: int
    most_tries: int = 1
    more_duplexes: int = 0


@dataclass(frozen=True, slots=True)
class _Effort:
    """How long domains are varied.

    Parameters
    ----------
    margin: by how much more open than `LEAST_OPEN` toeholds should be for the estimate.
    closed_cost: of a toehold that is e times too little open, beside one that is occupied e times
        too much.
    parts_nt: so many letters of a domain are drawn anew together, fewest and most.
    tries: candidates for them.
    kept_gap: part of its gap to all others that a domain keeps.
    """

    margin: float = 1.1
    closed_cost: float = 1.0
    parts_nt: tuple[int, int] = (5, 5)
    tries: int = 4
    kept_gap: float = 0.85
    phases: tuple[_Phase, ...] = (_Phase("toeholds", 0.0, 80, 1),)


_USUAL = _Effort()
_SHORT_DUPLEXES = _Effort(
    margin=1.15,
    closed_cost=8.0,
    parts_nt=(4, 10),
    tries=20,
    kept_gap=0.7,
    phases=(
        # Duplexes go whatever the others pay for that, and in the end where these pay nothing.
        _Phase("duplexes", math.inf, 2000, 300),
        _Phase("margins", math.inf, 80, 15),
        # A gate that a foreign strand still takes costs more than a few duplexes, of which the last
        # phase takes back what it can.
        _Phase("margins", math.inf, 80, 40, 8, more_duplexes=4),
        _Phase("toeholds", 0.0, 140, 20, 10),
        _Phase("duplexes", 1e-9, 80, 15),
    ),
)


class ToeholdBook:
    """How closed and how occupied all toeholds are, kept up to date while domains are drawn anew.

    Parameters
    ----------
    system: whose signals and fuels are looked at.
    sequences: domain name to nucleotides, for all domains.
    """

    def __init__(
        self,
        system: DsdSystem,
        sequences: Mapping[str, str],
        temperature_C: float,
        effort: _Effort = _USUAL,
    ) -> None:
        self._effort = effort
        self._temperature_C = temperature_C
        self._energies = duplex_energies(temperature_C)
        self._thermal_kcal = thermal_kcal(temperature_C)
        toeholds = frozenset(d.name for d in system.domains if d.is_toehold)
        complexes = [*(s.complex for s in system.signals), *(f.complex for f in system.fuels)]
        runs = Counter(run for one in complexes for run in unpaired_runs(one))
        self._folds: dict[Fold, int] = {
            (run, place): count
            for run, count in runs.items()
            for place, one in enumerate(run)
            if domain_name(one) in toeholds and len(run) > 1
        }
        self._open = _open_in_gates(complexes, toeholds)
        self._pairs: dict[Pair, int] = Counter()
        for toehold in self._open:
            for run, count in runs.items():
                for piece in pieces_without(run, complement(toehold)):
                    self._pairs[toehold, piece] += count
        self._folds_with: dict[str, list[Fold]] = defaultdict(list)
        for fold in self._folds:
            for name in dict.fromkeys(map(domain_name, fold[0])):
                self._folds_with[name].append(fold)
        self._pairs_with: dict[str, list[Pair]] = defaultdict(list)
        for pair in self._pairs:
            for name in dict.fromkeys(map(domain_name, (pair[0], *pair[1]))):
                self._pairs_with[name].append(pair)
        self._closed = {fold: self._closed_cost(fold, sequences) for fold in self._folds}
        self._bound = {pair: self._ratio(pair, sequences) for pair in self._pairs}
        self._ratios = self._ratios_by_toehold(self._bound)

    @property
    def cost(self) -> float:
        """Sum over all toeholds; 0 where each is open and holds on to nothing."""
        return math.fsum(self._closed.values()) + math.fsum(
            self._occupied_cost(toehold, ratio) for toehold, ratio in self._ratios.items()
        )

    def blame(self, name: str) -> float:
        """The part of the cost of stretches that a domain stands in."""
        total = math.fsum(self._closed[fold] for fold in self._folds_with[name])
        for pair in self._pairs_with[name]:
            ratio = self._ratios[pair[0]]
            if ratio > 0:
                share = self._bound[pair] / ratio
                total += share * self._occupied_cost(pair[0], ratio)
        return total

    def replace(self, name: str, sequences: Mapping[str, str], below: float) -> bool:
        """Take the new letters of a domain when that brings the cost below a number."""
        closed = {f: self._closed_cost(f, sequences) for f in self._folds_with[name]}
        bound = {p: self._ratio(p, sequences) for p in self._pairs_with[name]}
        known = self._closed, self._bound, self._ratios
        self._closed, self._bound = self._closed | closed, self._bound | bound
        self._ratios = self._ratios_by_toehold(self._bound)
        if self.cost < below:
            return True
        self._closed, self._bound, self._ratios = known
        return False

    def _closed_cost(self, fold: Fold, sequences: Mapping[str, str]) -> float:
        run, place = fold
        text = spelled(run, sequences)
        start = len(spelled(run[:place], sequences))
        end = start + len(spelled(run[place : place + 1], sequences))
        codes, loops = encode(text), hairpin_loops_kcal(len(text) + 1, self._temperature_C)
        every, opened = (
            weigh_structures(codes, start, last, self._energies, loops, self._thermal_kcal)
            for last in (start, end)
        )
        shut = max(0.0, math.log(LEAST_OPEN * self._effort.margin * every / opened))
        return self._effort.closed_cost * self._folds[fold] * shut

    def _ratio(self, pair: Pair, sequences: Mapping[str, str]) -> float:
        """K c of a toehold with all stretches of one kind."""
        word, text = (spelled(run, sequences) for run in ((pair[0],), pair[1]))
        energy = strongest_duplex_kcal(word, text, self._temperature_C)
        return self._pairs[pair] * LEVEL_M * math.exp(-energy / self._thermal_kcal)

    def _ratios_by_toehold(self, bound: Mapping[Pair, float]) -> dict[str, float]:
        ratios = dict.fromkeys(self._open, 0.0)
        for (toehold, _), ratio in bound.items():
            ratios[toehold] += ratio
        return ratios

    def _occupied_cost(self, toehold: str, ratio: float) -> float:
        return self._open[toehold] * math.log1p(ratio / LARGEST_RATIO)


def open_up(
    system: DsdSystem,
    at_bench: DsdSystem,
    spec: SequenceSpec,
    sequences: Mapping[str, str],
    free: frozenset[str],
    search: LongDomainSearch,
    options: SearchOptions,
) -> dict[str, str]:
    """Sequences with toeholds that are more open, strands that pair less, or the same ones.

    In rounds, the domains of the worst stretches first, a few letters of each are drawn anew. They
    stay when that makes better what a phase asks for, leaves the domain nearly as far from all
    others as it was, and makes no further grave fault of strands.

    Parameters
    ----------
    at_bench: with what stands beside the strands there, whose gates foreign strands leave alone.
    free: domains that may change; all of them are placed in `search`.
    """
    effort = _SHORT_DUPLEXES if spec.short_duplexes else _USUAL
    variation = _Variation(system, at_bench, spec, sequences, free, search, options, effort)
    for phase in effort.phases:
        variation.begin(phase)
        idle = 0
        for _ in range(phase.rounds):
            idle = 0 if variation.vary_all(phase) else idle + 1
            if idle == phase.idle_rounds:
                break
    return variation.chosen


class _Variation:
    """Sequences whose long domains are varied one by one."""

    def __init__(
        self,
        system: DsdSystem,
        at_bench: DsdSystem,
        spec: SequenceSpec,
        sequences: Mapping[str, str],
        free: frozenset[str],
        search: LongDomainSearch,
        options: SearchOptions,
        effort: _Effort,
    ) -> None:
        self._effort = effort
        self.chosen = dict(sequences)
        self._system, self._at_bench = system, at_bench
        self._temperature_C = options.temperature_C
        self._free = free
        self._search = search
        self._neighbours = find_neighbours(system)
        self._least_gaps_kcal: dict[str, float] = {}
        self._toeholds: ToeholdBook | None = None
        self._invasions: InvasionBook | None = None
        self._duplexes = UnneededDuplexes(system) if spec.short_duplexes else None
        self._faults = FaultBook(system, spec.max_shared_run, options.longest_run_nt)
        self._draws = Draws(spec.seed, len(free))
        self._duplexes_known = 0 if self._duplexes is None else self._duplexes.count(sequences)
        self._faults_known = self._count_faults(self.chosen)

    def begin(self, phase: _Phase) -> None:
        """Look at toeholds and at margins as they are now, if the phase does."""
        if phase.slack < math.inf and self._toeholds is None:
            self._toeholds = ToeholdBook(
                self._system, self.chosen, self._temperature_C, self._effort
            )
        is_free = phase.aim == "duplexes" and phase.slack == math.inf
        if self._duplexes is not None and not is_free and self._invasions is None:
            self._invasions = InvasionBook(self._at_bench, self.chosen, self._temperature_C)

    def vary_all(self, phase: _Phase) -> bool:
        """One round, in which every domain that is to blame is varied; whether that helps."""
        blame = self._blame(phase)
        before = self._duplexes_known
        names = [name for name in self._free if blame.get(name, 0) > 0]
        mean = math.fsum(blame[name] for name in names) / max(len(names), 1)
        changes = sum(
            self._vary(name, phase)
            for name in sorted(names, key=lambda n: (-blame[n], n))
            for _ in range(max(1, min(phase.most_tries, round(blame[name] / mean))))
        )
        return self._duplexes_known < before if phase.aim == "duplexes" else changes > 0

    def _blame(self, phase: _Phase) -> Mapping[str, float]:
        if phase.aim == "margins" and self._invasions is not None:
            return self._invasions.blame()
        if phase.aim == "duplexes" and self._duplexes is not None:
            return self._duplexes.blame(self.chosen)
        if self._toeholds is not None:
            return {name: self._toeholds.blame(name) for name in self._free}
        return {}

    def _vary(self, name: str, phase: _Phase) -> bool:
        """Draw a part of a domain anew; whether it stays."""
        old = self.chosen[name]
        junctions = junctions_of(name, self._neighbours, self.chosen)
        least_kcal = self._search.gap_to_keep_kcal(name, len(old), self._effort.kept_gap)
        if self._duplexes is not None:
            # Domains that are varied this often would come nearer to each other every time.
            least_kcal = self._least_gaps_kcal.setdefault(name, least_kcal)
        gap_kcal = self._search.remove(name)
        part = _part(len(old), self._effort.parts_nt, self._draws)
        others = None
        if self._duplexes is not None:
            others = self._duplexes.letters_without(name, self.chosen)
        new = self._search.vary(name, old, part, junctions, least_kcal, self._effort.tries, others)
        if new is not None:
            is_apart = self._search.gaps_kcal.get(name, -math.inf) >= least_kcal
            if is_apart and self._takes(name, new, phase):
                return True
            self._search.remove(name)
        self._search.place(name, old, gap_kcal)
        return False

    def _takes(self, name: str, new: str, phase: _Phase) -> bool:
        trial = self.chosen | {name: new}
        # As many are as good: a way to fewer may lead through other ones.
        more = self._more_duplexes(name, trial)
        if more > phase.more_duplexes or not self._opens(name, trial, phase):
            return False
        # Whole strands come last: to look at them takes longest.
        faults = self._count_faults(trial)
        if faults > self._faults_known or not self._keeps_apart(name, trial, phase):
            if self._toeholds is not None:
                self._toeholds.replace(name, self.chosen, math.inf)
            return False
        self.chosen = trial
        self._faults_known = faults
        self._duplexes_known += more
        return True

    def _opens(self, name: str, trial: Mapping[str, str], phase: _Phase) -> bool:
        """Whether toeholds are as open as is asked for with the new letters of a domain."""
        known = self._toeholds
        return known is None or known.replace(name, trial, known.cost + phase.slack)

    def _keeps_apart(self, name: str, trial: Mapping[str, str], phase: _Phase) -> bool:
        """Whether gates are as far from being invaded as before, or farther if that is the aim."""
        known = self._invasions
        gain_kcal = LEAST_GAIN_KCAL if phase.aim == "margins" else 0.0
        return known is None or known.replace(name, trial, known.cost_kcal - gain_kcal)

    def _more_duplexes(self, name: str, trial: Mapping[str, str]) -> int:
        """How many more there are with the new letters of a domain."""
        if self._duplexes is None:
            return 0
        before, after = (self._duplexes.count_with(name, s) for s in (self.chosen, trial))
        return after - before

    def _count_faults(self, sequences: Mapping[str, str]) -> int:
        return len(self._faults.faults(sequences, HAIRPIN_LIMIT_KCAL))


def _part(length_nt: int, parts_nt: tuple[int, int], draws: Draws) -> range:
    """A few letters in a row."""
    fewest, most = parts_nt
    part_nt = fewest if fewest == most else fewest + draws.number() % (most - fewest + 1)
    start = draws.number() % max(length_nt - part_nt + 1, 1)
    return range(start, start + part_nt)


def _open_in_gates(complexes: Iterable[Complex], toeholds: frozenset[str]) -> Counter[str]:
    """Occurrences that are unpaired in complexes of several strands, and in how many places."""
    return Counter(
        occurrence
        for one in complexes
        if one.size_strands > 1
        for run in unpaired_runs(one)
        for occurrence in run
        if domain_name(occurrence) in toeholds
    )
