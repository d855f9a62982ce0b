"""From complexes with names to a condensed network with names, by our own engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

from ncrn_dsd.enumeration.condensed import (
    CondensedNetwork,
    EnumerationJob,
)
from ncrn_dsd.enumeration.detailed import (
    DetailedNetwork,
    DetailedReaction,
    sorted_network,
)
from ncrn_dsd.enumeration.engine.class_moves import ReactionRules
from ncrn_dsd.enumeration.engine.condensation import condense
from ncrn_dsd.enumeration.engine.given import GivenReactions
from ncrn_dsd.enumeration.engine.histories import Histories
from ncrn_dsd.enumeration.engine.moves import MoveRules
from ncrn_dsd.enumeration.engine.network import Cut, Enumeration
from ncrn_dsd.enumeration.engine.rates import open_rate
from ncrn_dsd.enumeration.engine.search import Search, SearchRules
from ncrn_dsd.enumeration.engine.structure import StrandPool, Structure
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.dsd import SHORT_MAX_NT, Complex, complement, complex_key, domain_name, partners_in
from ncrn_dsd.ir.network import NetworkReaction
from ncrn_dsd.model.rates import Conditions

MAX_DOMAINS = 500
"""In one start complex: the moves within it grow with the square."""


class Alphabet:
    """Names of domains to numbers and back."""

    def __init__(self, domains: tuple[tuple[str, int], ...], toehold_max_nt: int) -> None:
        self._number = {name: i for i, (name, _) in enumerate(domains, start=1)}
        self._name = {i: name for name, i in self._number.items()}
        self.length_nt = (0, *(length for _, length in domains))
        self.pool = StrandPool(self.length_nt, toehold_max_nt)

    def strand(self, occurrences: Iterable[str]) -> int:
        """The number of a strand."""
        return self.pool.intern(tuple(self._signed(o) for o in occurrences))

    def encode(self, complex_: Complex) -> Structure:
        strands = tuple(self.strand(strand) for strand in complex_.strands)
        partners = partners_in(complex_.structure)
        pair = tuple(-1 if other is None else other for other in partners)
        return self.pool.canonical(strands, pair)

    def decode(self, structure: Structure) -> Complex:
        """The canonical complex with names."""
        strands, pair = structure
        marks: list[str] = []
        layout = self.pool.layout(strands)
        for position, partner in enumerate(pair):
            if layout.first[position] and position:
                marks.append("+")
            marks.append("." if partner < 0 else "(" if partner > position else ")")
        names = tuple(
            tuple(self._occurrence(d) for d in self.pool.strands[number]) for number in strands
        )
        return Complex(names, "".join(marks)).canonical()

    def histories(self, signals: Iterable[tuple[tuple[str, ...], str]]) -> Histories:
        """Signals by strand and history domain, for the strands encoded so far."""
        known = [(self.strand(strand), self._number[domain]) for strand, domain in signals]
        return Histories(self.pool, self.length_nt, known)

    def _signed(self, occurrence: str) -> int:
        number = self._number[domain_name(occurrence)]
        return -number if occurrence.endswith("*") else number

    def _occurrence(self, domain: int) -> str:
        name = self._name[abs(domain)]
        return complement(name) if domain < 0 else name


def search_rules(options: EnumerationOptions, length_nt: tuple[int, ...]) -> SearchRules:
    """The rules of a search for these options."""
    exact = options.compatibility is None
    moves = MoveRules(
        length_nt=length_nt,
        max_helix=options.max_helix,
        reject_remote=options.reject_remote,
        conditions=options.conditions,
        count_backward_invader_twice=not exact,
    )
    # Below this length an opening is faster than k-slow, so that its rate alone decides.
    rate_nt = _longest_fast_opening_nt(options.k_slow_per_s, options.conditions)
    return SearchRules(
        reactions=ReactionRules(
            moves=moves,
            release_cutoff_11=_raised(options.release_cutoff_11_nt, rate_nt),
            release_cutoff_1n=_raised(options.release_cutoff_1n_nt, rate_nt),
            k_slow=options.k_slow_per_s,
            k_fast=options.k_fast_per_s,
            add_parallel_moves=exact,
        ),
        max_complex_size=options.max_complex_size,
        max_complexes=options.max_complexes,
        max_reactions=options.max_reactions,
        keep_encounters=options.keep_encounters,
        leak=options.leak_per_M_s,
        leak_min_nt=options.release_cutoff_1n_nt or SHORT_MAX_NT,
        leak_order=options.leak_order,
    )


def _longest_fast_opening_nt(k_slow: float, conditions: Conditions) -> int:
    """The shortest helix that opens more slowly than `k_slow`; 0 without a threshold."""
    slow = (n for n in count(1) if open_rate(n, conditions) < k_slow)
    return next(slow) if k_slow > 0 else 0


def _raised(cutoff_nt: int, rate_nt: int) -> int:
    return 0 if cutoff_nt == 0 else max(cutoff_nt, rate_nt)


def enumerate_detailed(
    job: EnumerationJob,
    options: EnumerationOptions,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Alphabet, Enumeration]:
    """The detailed network of a job; start complexes above the size limit are left out."""
    alphabet = Alphabet(job.domains, options.release_cutoff_1n_nt)
    few = [c for c in job.complexes if c.size_strands <= options.max_complex_size]
    small = [c for c in few if sum(map(len, c.strands)) <= MAX_DOMAINS]
    start = [alphabet.encode(c) for c in small]
    histories = alphabet.histories(job.histories) if job.histories else None
    given = _given(alphabet, job, options) if job.given else None
    rules = search_rules(options, alphabet.length_nt)
    search = Search(alphabet.pool, rules, progress, histories, given)
    network = search.run(start, one_step=job.one_step)
    network.unused_given = given.unused if given is not None else ()
    _refuse_different_forms(alphabet, search.first_difference())
    for left_out, limit in (
        (len(few) - len(small), f"{MAX_DOMAINS} domains"),
        (len(job.complexes) - len(few), f"{options.max_complex_size} strands"),
    ):
        if left_out:
            what = f"{left_out} start complexes with more than {limit} were left out"
            network.cuts.insert(0, Cut(what))
    return alphabet, network


def _given(alphabet: Alphabet, job: EnumerationJob, options: EnumerationOptions) -> GivenReactions:
    reactions = [
        DetailedReaction(
            tuple(alphabet.encode(c) for c in r.reactants),
            tuple(sorted(alphabet.encode(c) for c in r.products)),
            r.rate,
            r.kind,
        )
        for r in job.given
    ]
    return GivenReactions(reactions, max(options.k_slow_per_s, options.k_fast_per_s))


def _refuse_different_forms(alphabet: Alphabet, different: tuple[Structure, ...] | None) -> None:
    if different is not None:
        kernels = " and ".join(alphabet.decode(s).kernel() for s in different)
        raise EnumerationError(
            "E014",
            "the forms of a signal",
            f"they do different things with {kernels}, so they cannot be taken for one",
            "keep them apart: leave out the merging of histories",
        )


def describe_cuts(alphabet: Alphabet, cuts: Iterable[Cut]) -> str | None:
    """What was cut off and where, in words; None when nothing was."""
    return "; ".join(_describe_cut(alphabet, cut) for cut in cuts) or None


def _describe_cut(alphabet: Alphabet, cut: Cut) -> str:
    kernels = [f"{alphabet.decode(c).kernel()}" for c in cut.at]
    if len(kernels) > 1:
        return f"{cut.what}; perhaps a polymer: {' grows to '.join(kernels)}"
    return f"{cut.what}, at {kernels[0]}" if kernels else cut.what


def condense_job(
    job: EnumerationJob,
    options: EnumerationOptions,
    progress: Callable[[int, int], None] | None = None,
) -> CondensedNetwork:
    """Enumerate a job and condense the result."""
    alphabet, network = enumerate_detailed(job, options, progress)
    resting = {
        number: tuple(sorted(map(alphabet.decode, component.members), key=complex_key))
        for number, component in enumerate(network.components)
        if component.is_resting
    }
    ordered = sorted(resting, key=lambda number: [complex_key(c) for c in resting[number]])
    index = {number: i for i, number in enumerate(ordered)}
    reactions = sorted(
        (
            tuple(sorted(index[m] for m in step.reactants)),
            tuple(sorted(index[m] for m in step.products)),
            step.rate,
            step.modules,
            step.leak,
        )
        for step in condense(network)
    )
    return CondensedNetwork(
        tuple(resting[number] for number in ordered),
        tuple(NetworkReaction(*r) for r in reactions),
        describe_cuts(alphabet, network.cuts),
        _details(alphabet, network) if job.details else None,
        network.unused_given,
        network.leaks_left_out,
    )


def _details(alphabet: Alphabet, network: Enumeration) -> DetailedNetwork:
    named = {s: alphabet.decode(s) for s in network.complexes}
    reactions = [
        DetailedReaction(
            tuple(sorted((named[s] for s in r.reactants), key=complex_key)),
            tuple(sorted((named[s] for s in r.products), key=complex_key)),
            r.rate,
            r.kind,
        )
        for r in network.reactions
    ]
    return sorted_network(list(named.values()), reactions)
