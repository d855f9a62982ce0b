"""Toeholds with equal energies between equal letters, so that rates and K are equal.

A toehold is held by its own stacks and by those on its neighbours. The letters beside toeholds are
ends of other domains, so these are fixed first: all ends that stand before a toehold have one
letter, all that stand behind one have another, and where the contexts of a group differ at one end
of its toeholds, that end has one letter too. The three letters are those with which exchanges of
toeholds are as near to K = 1 as can be. Words of one group then have one content of G and C and
energies within a window in all of their contexts. Where levels of operation are known, words come
first that let go of what has their complement there, and all toeholds are as fast as those that
have most of it around them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.dsd import Domain, DsdSystem, domain_name
from ncrn_dsd.ir.gate_rates import WITHIN_GROUP, AlikeToeholds
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.ir.toehold_words import ToeholdWords
from ncrn_dsd.model.rates import Conditions, Toehold
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.alphabets import check_room, letters_tried, long_domains_to_find
from ncrn_dsd.sequences.barred_words import FixedFolds
from ncrn_dsd.sequences.displacements import HeldToehold, Neighbour, ToeholdSite
from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.duplex import strongest_duplex_kcal
from ncrn_dsd.sequences.energy import thermal_kcal
from ncrn_dsd.sequences.fixed import given_sequences
from ncrn_dsd.sequences.nucleotides import STRONG, has_forbidden_run
from ncrn_dsd.sequences.options import IUPAC, SearchOptions
from ncrn_dsd.sequences.own_partners import Crowd, crowds_of_toeholds
from ncrn_dsd.sequences.run_index import SharedRunIndex
from ncrn_dsd.sequences.three_step import THREE_STEP
from ncrn_dsd.sequences.toehold_pool import toehold_pool, toehold_words
from ncrn_dsd.sequences.toehold_swaps import swap_words
from ncrn_dsd.sequences.word_ranking import (
    PACE_DECADES,
    WIDENINGS,
    TriedLetters,
    excess_of,
    is_as_aimed,
    is_enough,
    rank_of,
    reasons_of,
)

CLASHES = (0.5, 0.6, 0.7, 0.8)
"""Tried in turn for each window: a wrong toehold is weaker than the right one by such a share."""

PAIRS_TRIED = 8_000
"""Pairs of toeholds that get other words at random, where levels are known and k is to be equal."""

LETTERS_TRIED = 6
"""Letters beside toeholds that are tried with one alphabet, unless the first ones do."""

USUAL_BRANCH_NT = 20
"""For which rates of different groups are compared."""


def equal_toeholds(
    system: DsdSystem,
    sites: Sequence[ToeholdSite],
    spec: SequenceSpec,
    options: SearchOptions,
    conditions: Conditions,
    levels_M: Mapping[str, float] | None = None,
    alike: Sequence[AlikeToeholds] = (),
) -> ToeholdWords:
    """Choose words for all toeholds: with K and k as equal as can be, then open, then apart.

    Parameters
    ----------
    alike: toeholds whose k should be equal, where levels are known; none for all of them.
    levels_M: of signals and fuels by name, where the system is operated; None where that follows
        from the rates.

    Raises
    ------
    SequenceError: Q003, fewer words than toeholds can live side by side.
    """
    index = SharedRunIndex(spec.max_shared_run)
    for sequence in given_sequences(system, spec.kept_sequences).values():
        index.add(sequence)
    crowds = None if levels_M is None else crowds_of_toeholds(system, levels_M)
    tried: list[TriedLetters] = []
    for domains, toeholds in letters_tried(spec):
        chosen = spec.over(domains)
        try:
            if spec.alphabet is None:
                options.check(domains)
                check_room(chosen, long_domains_to_find(system, chosen))
        except SequenceError as problem:
            tried.append(TriedLetters(domains, toeholds, (), problem))
            continue
        search = _Search(system, sites, chosen, toeholds, options, conditions, crowds, alike)
        tried.append(TriedLetters(domains, toeholds, *_try_letters(search, chosen, index)))
        # Of letters that the design leaves open each choice is looked at.
        if spec.alphabet is not None and any(is_enough(one, spec) for one in tried[-1].found):
            break
    found = [words for one in tried for words in one.found]
    if not found:
        raise next(one.refusal for one in tried if one.refusal is not None)
    if spec.alphabet is None:
        # The fewest letters that are enough, if any are: each more closes toeholds.
        enough = ([words for words in one.found if is_enough(words, spec)] for one in tried)
        found = next((words for words in enough if words), found)
    # The first of equals: own letters before others, and those with K nearest to 1.
    best = min(found, key=lambda words: rank_of(words, spec))
    return replace(best, reasons=tuple(reasons_of(best, tried, spec)))


def _try_letters(
    search: _Search, spec: SequenceSpec, index: SharedRunIndex
) -> tuple[tuple[ToeholdWords, ...], SequenceError | None]:
    """Words between the letters beside them that suit exchanges best, until they are as wanted."""
    found: list[ToeholdWords] = []
    refusal: SequenceError | None = None
    for letters in search.letters_by_bias()[:LETTERS_TRIED]:
        try:
            words = search.choose_all(letters, index)
        except SequenceError as problem:
            refusal = refusal or problem
            continue
        found.append(words)
        if is_as_aimed(words, spec):
            break
    return tuple(found), refusal


@dataclass(frozen=True, slots=True)
class _Letters:
    """First and last ones of long domains, and the first one of toeholds whose first is fixed.

    The last one of toeholds that stand before another one is that of long domains.
    """

    first: str
    last: str
    toehold_first: str


@dataclass(frozen=True, slots=True)
class _Group:
    """Toeholds that should be equal.

    Parameters
    ----------
    contexts: of its toeholds, with another name for each of them.
    exchanges: some of its toeholds replace each other.
    crowds: what has the complement of one of its toeholds, wherever that is open; the toehold has
        another name here too.
    """

    names: tuple[str, ...]
    length_nt: int
    contexts: tuple[HeldToehold, ...]
    exchanges: bool
    crowds: tuple[Crowd, ...] = ()

    @property
    def largest_M(self) -> float:
        """What binds one of its toeholds, where that is most."""
        return max((math.fsum(crowd.values()) for crowd in self.crowds), default=0.0)


_ANY = "a toehold"
"""Stands for the toeholds of a group in its contexts."""


class _Search:
    def __init__(
        self,
        system: DsdSystem,
        sites: Sequence[ToeholdSite],
        spec: SequenceSpec,
        alphabet: str,
        options: SearchOptions,
        conditions: Conditions,
        crowds: Mapping[str, Sequence[Crowd]] | None,
        alike: Sequence[AlikeToeholds],
    ) -> None:
        self._toeholds: dict[str, Domain] = {d.name: d for d in system.domains if d.is_toehold}
        # A toehold of several domains in a row has no word of its own.
        self._sites = [s for s in sites if all(len(h.domains) == 1 for h in _held(s))]
        self._spec = spec
        self._alphabet = alphabet
        self._options = options
        self._conditions = conditions
        self._crowds = crowds
        self._folds = FixedFolds(system)
        every = AlikeToeholds(tuple(self._toeholds), WITHIN_GROUP)
        self._alike = (tuple(alike) if spec.short_duplexes else ()) or (every,)
        self._texts = _random_texts(spec)
        self._sticky: dict[str, float] = {}
        self._fixed_ends = {end for s in self._sites for h in _held(s) for end in _ends_beside(h)}
        self.groups = self._find_groups()
        self._fixed_ends |= {(name, False) for g in self.groups if g.exchanges for name in g.names}

    def _find_groups(self) -> list[_Group]:
        leader = {name: name for name in self._toeholds}

        def find(name: str) -> str:
            while leader[name] != name:
                name = leader[name]
            return name

        contexts: dict[str, dict[HeldToehold, None]] = {name: {} for name in leader}
        exchanged: set[str] = set()
        for site in self._sites:
            names = [domain_name(h.domains[0]) for h in _held(site)]
            for name, held in zip(names, _held(site), strict=True):
                contexts[name][self._anonymous(held)] = None
                if len(names) > 1:
                    exchanged.add(name)
                    leader[find(name)] = find(names[0])
        classes: dict[object, list[str]] = {}
        for name, domain in self._toeholds.items():
            if name in exchanged:
                key: object = find(name)
            else:
                key = (domain.length_nt, frozenset(contexts[name]))
            classes.setdefault(key, []).append(name)
        groups = [
            _Group(
                tuple(names),
                self._toeholds[names[0]].length_nt,
                tuple(dict.fromkeys(c for name in names for c in contexts[name])),
                names[0] in exchanged,
                tuple(self._crowds_of(names)),
            )
            for names in classes.values()
        ]
        # The one that most binds must be the weakest, and says how fast the others should be.
        return sorted(
            groups,
            key=lambda g: (
                not g.exchanges,
                not g.contexts,
                -len(g.names),
                -g.largest_M,
                g.names,
            ),
        )

    def _crowds_of(self, names: Iterable[str]) -> Iterator[Crowd]:
        for crowd in (c for name in names for c in (self._crowds or {}).get(name, ())):
            merged: dict[HeldToehold, float] = defaultdict(float)
            for held, level_M in crowd.items():
                merged[self._anonymous(held)] += level_M
            yield merged

    def _anonymous(self, held: HeldToehold) -> HeldToehold:
        """The context alone: which ends of what kind of domain stand beside the toehold."""
        star = "*" if held.domains[0].endswith("*") else ""

        def blank(neighbour: Neighbour) -> Neighbour:
            if not neighbour.occurrence:
                return neighbour
            kind = "short" if domain_name(neighbour.occurrence) in self._toeholds else "long"
            starred = "*" if neighbour.occurrence.endswith("*") else ""
            return replace(neighbour, occurrence=kind + starred)

        return HeldToehold((_ANY + star,), blank(held.before), blank(held.after))

    def letters_by_bias(self) -> list[_Letters]:
        """First those with which K of exchanges is nearest to 1."""
        exchanges = [
            (self._anonymous(site.toehold), self._anonymous(site.incumbents[0]))
            for site in self._sites
            if site.incumbents
        ]
        pairs = list(dict.fromkeys(exchanges))

        def bias_kcal(letters: _Letters) -> float:
            word = letters.toehold_first + "CA" + letters.last
            apart = [
                abs(self._energy(one, word, letters) - self._energy(other, word, letters))
                for one, other in pairs
            ]
            return round(math.fsum(apart), 3)

        return sorted(self._possible_letters(), key=bias_kcal)

    def choose_all(self, letters: _Letters, index: SharedRunIndex) -> ToeholdWords:
        """Words for all groups, with no reasons yet.

        Raises
        ------
        SequenceError: Q003, a group finds too few words.
        """
        words: dict[str, str] = {}
        # Where levels are known, as fast as lets go; else the first group sets the pace.
        pace = None if self._crowds is None else _FASTEST
        widest = {True: WIDENINGS[0], False: WIDENINGS[0]}
        # Groups that exchange toeholds are sensitive to twice the window, and choose first.
        for group in self.groups:
            found, widening = self.choose(group, letters, index, tuple(words.values()), pace)
            widest[group.exchanges] = max(widest[group.exchanges], widening)
            if pace in (None, _FASTEST) and group.contexts:
                pace = max(self._pace(group, word, letters) for word in found.values())
            words |= found
        if self._spec.short_duplexes:
            words = self._swap(words, letters, index)
            widest = dict.fromkeys(widest, WIDENINGS[0])
            for group in self.groups:
                widening = self._widening(group, words, letters)
                widest[group.exchanges] = max(widest[group.exchanges], widening)
        chosen = ToeholdWords(
            words,
            letters.first,
            letters.last,
            self._alphabet,
            self._spec.letters,
            (widest[True], widest[False]),
            folds=self._folds.count(words, letters.first, letters.last),
        )
        if self._crowds is None:
            return chosen
        each = [(group, words[name]) for group in self.groups for name in group.names]
        apart = [a for a, one in self._apart(words, letters) if one.within == WITHIN_GROUP]
        return replace(
            chosen,
            occupancy=max((self._occupancy(*one, letters) for one in each), default=0.0),
            rates_apart=10 ** max(apart, default=0.0),
        )

    def _swap(
        self, words: Mapping[str, str], letters: _Letters, index: SharedRunIndex
    ) -> dict[str, str]:
        """Words with which alike toeholds are more alike, and then strands fold less.

        K stays as equal as it is: toeholds of one group exchange words, and others are taken only
        where nothing depends on their K. None clashes more than those that clash most now.
        """
        choices: dict[str, list[str]] = {}
        for group in self.groups:
            own = [words[name] for name in group.names]
            if self._crowds is not None and (len(group.names) == 1 or not group.exchanges):
                found = self._candidates(group, letters, index, ())
                own = [c.word for c in found if not c.excess] or own
            choices |= dict.fromkeys(group.names, own)
        crowds = [
            _Crowd(sorted(same), (), self._options)
            for length in {len(word) for word in words.values()}
            if (same := {w for own in choices.values() for w in own if len(w) == length})
        ]
        most = max(CLASHES[_USUAL_CLASHES - 1], *(crowd.worst(words.values()) for crowd in crowds))

        def clashing(trial: Mapping[str, str]) -> float:
            return max(0.0, *(crowd.worst(trial.values()) - most for crowd in crowds))

        def apart(trial: Mapping[str, str]) -> float:
            over = (a - math.log10(one.within) for a, one in self._apart(trial, letters))
            return round(math.fsum(max(0.0, one) for one in over), 6)

        def folding(trial: Mapping[str, str]) -> float:
            return self._folds.count(trial, letters.first, letters.last)

        rates = [] if self._crowds is None else [apart]
        draws = Draws(self._spec.seed, 0, 0, 0, 0)
        pairs = PAIRS_TRIED if rates else 0
        return swap_words(words, choices, [clashing, *rates, folding], draws, pairs)

    def _apart(
        self, words: Mapping[str, str], letters: _Letters
    ) -> Iterator[tuple[float, AlikeToeholds]]:
        """By how many decades toeholds are apart in k that should be alike."""
        for one in self._alike:
            paces = [
                self._pace(group, words[name], letters)
                for group in self.groups
                for name in group.names
                if name in one.names and group.contexts
            ]
            yield max(paces, default=0.0) - min(paces, default=0.0), one

    def _widening(self, group: _Group, words: Mapping[str, str], letters: _Letters) -> float:
        """Of the window in which the energies of a group lie."""
        spreads = [
            max(energies) - min(energies)
            for context in group.contexts
            for energies in [[self._energy(context, words[n], letters) for n in group.names]]
        ]
        width_kcal = max(spreads, default=0.0) - 1e-9
        allowed_kcal = self._window_kcal(group)
        return next((w for w in WIDENINGS if w * allowed_kcal >= width_kcal), WIDENINGS[-1])

    def _window_kcal(self, group: _Group) -> float:
        """In which energies should lie; groups that exchange are sensitive to twice the window."""
        allowed_kcal = thermal_kcal(self._conditions.temperature_C) * math.log(WITHIN_GROUP)
        return allowed_kcal / (2 if group.exchanges else 1)

    def _occupancy(self, group: _Group, word: str, letters: _Letters) -> float:
        """Largest sum of K c over what has the complement of a word."""
        thermal = thermal_kcal(self._conditions.temperature_C)
        return max(
            (
                math.fsum(
                    level_M * math.exp(-self._energy(held, word, letters) / thermal)
                    for held, level_M in crowd.items()
                )
                for crowd in group.crowds
            ),
            default=0.0,
        )

    def _pace(self, group: _Group, word: str, letters: _Letters) -> float:
        """log10 of the fastest irreversible displacement by a word of a group, in 1/(M s)."""
        return max(
            math.log10(
                THREE_STEP.displacement_per_M_s(
                    self._spelled(context, word, letters), USUAL_BRANCH_NT, self._conditions
                )
            )
            for context in group.contexts
        )

    def _possible_letters(self) -> Iterator[_Letters]:
        alphabet = sorted(self._spec.letters)
        firsts = self._allowed(self._options.clamp_5[:1], alphabet)
        lasts = self._allowed(self._options.clamp_3[-1:], alphabet)
        # C and G beside toeholds keep the ends of helices together, so they come first.
        order = sorted(firsts, key=lambda letter: (letter not in STRONG, letter))
        for first, last, toehold in product(order, lasts, sorted(self._alphabet)):
            yield _Letters(first, last, toehold)

    @staticmethod
    def _allowed(clamp: str, alphabet: Sequence[str]) -> list[str]:
        return [letter for letter in alphabet if not clamp or letter in IUPAC[clamp]]

    def _energy(self, context: HeldToehold, word: str, letters: _Letters) -> float:
        return THREE_STEP.energy_kcal(self._spelled(context, word, letters), self._conditions)

    @staticmethod
    def _spelled(context: HeldToehold, word: str, letters: _Letters) -> Toehold:
        sequences = {
            _ANY: word,
            "long": letters.first + letters.last,
            "short": letters.toehold_first + letters.last,
        }
        return context.spell(sequences)

    def choose(
        self,
        group: _Group,
        letters: _Letters,
        index: SharedRunIndex,
        taken: tuple[str, ...],
        pace: float | None,
    ) -> tuple[dict[str, str], float]:
        """Words of a group that clash neither with each other nor with those that are taken.

        Beside them stands by how much the window was widened for them.

        Parameters
        ----------
        pace: log10 of the rate of other groups, to be near to; None for the first one.

        Raises
        ------
        SequenceError: Q003, there are too few.
        """
        candidates = self._candidates(group, letters, index, taken)
        window_kcal = self._window_kcal(group)
        draws = Draws(self._spec.seed, group.length_nt, len(taken))
        most = 0
        for widening in WIDENINGS:
            for words in _windows(candidates, widening * window_kcal, len(group.names), pace):
                found = self._least_sticky(words, taken, len(group.names), draws)
                most = max(most, len(found))
                if len(found) == len(group.names):
                    chosen = draws.order(found)
                    if self._crowds is not None and group.contexts:
                        # Toeholds of two rails are neighbours, and then are nearest to each other.
                        chosen = sorted(chosen, key=lambda word: self._pace(group, word, letters))
                    return dict(zip(group.names, chosen, strict=True)), widening
        raise SequenceError(
            "Q003",
            f"toeholds of {group.length_nt} nt",
            f"{len(group.names)} of them should have equal energies between equal letters, and "
            f"only {most} words over {self._alphabet} can live side by side",
            "use longer toeholds or more letters, or leave out equal_rates",
        )

    def _candidates(
        self,
        group: _Group,
        letters: _Letters,
        index: SharedRunIndex,
        taken: tuple[str, ...],
    ) -> list[_Candidate]:
        first = any((name, False) in self._fixed_ends for name in group.names)
        last = any((name, True) in self._fixed_ends for name in group.names)
        used = {*taken, *map(reverse_complement, taken)}
        found = []
        for word in toehold_words(group.length_nt, self._alphabet, self._options.longest_run_nt):
            beside = letters.last + word + letters.first
            if (
                (first and word[0] != letters.toehold_first)
                or (last and word[-1] != letters.last)
                or word in used
                or has_forbidden_run(beside, self._options.longest_run_nt)
                or not index.admits(word)
            ):
                continue
            energies = tuple(self._energy(c, word, letters) for c in group.contexts)
            # A toehold that only stands beside others need not be as fast as any.
            strong = sum(letter in STRONG for letter in word) if group.contexts else 0
            pace = self._pace(group, word, letters) if group.contexts else 0.0
            excess = excess_of(self._occupancy(group, word, letters))
            found.append(_Candidate(word, strong, energies, pace, excess))
        return found

    def _least_sticky(
        self, words: Sequence[str], taken: Sequence[str], enough: int, draws: Draws
    ) -> list[str]:
        """Words that live side by side, of those that hold on to long domains the least.

        With the usual clashes as few sticky words as can be are taken, and larger clashes are
        suffered only where all words together are too few.
        """
        crowd = _Crowd(words, taken, self._options)
        ranked = sorted(words, key=lambda word: (self._stickiness(word), word))
        most: list[str] = []
        for clashes in (CLASHES[:_USUAL_CLASHES], CLASHES[_USUAL_CLASHES:]):
            for share in _SHARES:
                least = ranked[: max(enough, math.ceil(share * len(ranked)))]
                for clash in clashes:
                    found = crowd.compatible(least, clash, draws, enough)
                    if len(found) == enough:
                        return found
                    most = max(most, found, key=len)
        return most

    def _stickiness(self, word: str) -> float:
        """Mean Boltzmann factor of a toehold that binds random letters of long domains."""
        if word not in self._sticky:
            thermal = thermal_kcal(self._conditions.temperature_C)
            self._sticky[word] = math.fsum(
                math.exp(-strongest_duplex_kcal(word, text) / thermal) for text in self._texts
            ) / len(self._texts)
        return self._sticky[word]


class _Crowd:
    """Words of one length beside those that are taken, and how much all of them clash."""

    def __init__(self, words: Sequence[str], taken: Sequence[str], options: SearchOptions) -> None:
        same = [word for word in taken if len(word) == len(words[0])]
        every = replace(options, toehold_window_kcal=math.inf)
        self._pool = toehold_pool([*same, *words], every)
        self._place = {word: i for i, word in enumerate(self._pool.candidates)}
        self._taken = [self._place[word] for word in same if word in self._place]

    def worst(self, words: Iterable[str]) -> float:
        """Largest share by which two of these words clash; those of other lengths do not."""
        places = [self._place[word] for word in words if word in self._place]
        return float(self._pool.shares[np.ix_(places, places)].max(initial=0.0))

    def compatible(
        self, words: Sequence[str], clash: float, draws: Draws, enough: int
    ) -> list[str]:
        """As many of these words as can live side by side, and with those that are taken."""
        places = [self._place[word] for word in words if word in self._place]
        beside = self._pool.shares[np.ix_(places, self._taken)].max(axis=1, initial=0.0)
        free = [place for place, share in zip(places, beside, strict=True) if share <= clash]
        if len(free) < enough:
            return []
        return list(self._pool.part(free).compatible(clash, draws, enough))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A word with its number of C and G, its energy in every context, and log10 of its rate.

    Parameters
    ----------
    excess: as `excess_of` has it.
    """

    word: str
    strong: int
    energies_kcal: tuple[float, ...]
    pace: float
    excess: float


def _random_texts(spec: SequenceSpec) -> list[str]:
    """Letters as they stand in strands, with no rule but the alphabet."""
    draws = Draws(spec.seed, USUAL_BRANCH_NT, _TEXTS)
    letters = sorted(spec.letters)
    return [
        "".join(letters[draws.number() % len(letters)] for _ in range(USUAL_BRANCH_NT))
        for _ in range(_TEXTS)
    ]


def _held(site: ToeholdSite) -> tuple[HeldToehold, ...]:
    return (site.toehold, *site.incumbents)


def _ends_beside(held: HeldToehold) -> Iterator[tuple[str, bool]]:
    """Domains that stand beside a toehold, and whether their last letter does."""
    for neighbour in (held.before, held.after):
        if neighbour.occurrence:
            starred = neighbour.occurrence.endswith("*")
            yield domain_name(neighbour.occurrence), neighbour.is_last != starred


def _windows(
    candidates: Sequence[_Candidate], width_kcal: float, enough: int, pace: float | None
) -> Iterator[list[str]]:
    """Words of one content of C and G within a window in all contexts.

    Those that are least occupied too much come first, then those nearest to a pace, in steps of
    `PACE_DECADES`, and then most words.

    Parameters
    ----------
    pace: None for no matter which.
    """
    found: dict[tuple[str, ...], tuple[float, float]] = {}
    for low in candidates:
        within = [
            c
            for c in candidates
            if c.strong == low.strong
            and all(
                -1e-9 <= energy - least <= width_kcal + 1e-9
                for energy, least in zip(c.energies_kcal, low.energies_kcal, strict=True)
            )
        ]
        if len(within) >= enough:
            apart = 0.0 if pace is None else round(abs(low.pace - pace) / PACE_DECADES)
            words = tuple(c.word for c in within)
            found[words] = max(c.excess for c in within), apart
    for words in sorted(found, key=lambda w: (*found[w], -len(w)))[:_WINDOWS_TRIED]:
        yield list(words)


_FASTEST = 9.0
"""log10 of a rate in 1/(M s) that no toehold reaches."""

_WINDOWS_TRIED = 6

_USUAL_CLASHES = 2
"""So many of `CLASHES` are looked at before more sticky words are."""

_SHARES = (0.0, 0.1, 0.15, 0.25, 0.35, 0.5, 0.7, 1.0)
"""Parts of the words of a window that are tried in turn, the least sticky first."""

_TEXTS = 200
"""Random long domains of which toeholds should keep off."""
