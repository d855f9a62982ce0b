"""Nucleotides for all domains of a system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.dsd import Domain, DsdSystem
from ncrn_dsd.ir.lab import DomainSequence, SequenceAssignment
from ncrn_dsd.ir.toehold_words import ToeholdWords
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.alphabets import check_room
from ncrn_dsd.sequences.barred_words import NOTHING_BARRED, BarredWords, words_to_bar
from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.fixed import check_fixed, given_sequences
from ncrn_dsd.sequences.junctions import OPEN, Neighbours, find_neighbours, junctions_of
from ncrn_dsd.sequences.long_domains import LongDomainSearch
from ncrn_dsd.sequences.measures import longest_shared_run_nt
from ncrn_dsd.sequences.nucleotides import LETTERS, STRONG, clamp_letters
from ncrn_dsd.sequences.opening import open_up
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.repair import repair_strands
from ncrn_dsd.sequences.run_index import SharedRunIndex
from ncrn_dsd.sequences.toehold_order import ordered_toeholds
from ncrn_dsd.sequences.toeholds import choose_toeholds
from ncrn_dsd.sequences.unneeded import UNKNOWN

Progress = Callable[[int, int], None]
"""Called with the number of domains that have nucleotides and the number of all domains."""

ATTEMPTS = 6
"""Fresh starts of the search for long domains before it is given up."""

ATTEMPTS_BARRED = 2
"""Of these, so many without words that fold strands; strands that fold are better than none."""


def design_sequences(
    system: DsdSystem,
    spec: SequenceSpec,
    progress: Progress | None = None,
    fixed: Mapping[str, str] | None = None,
    options: SearchOptions | None = None,
    toeholds: ToeholdWords | None = None,
    at_bench: DsdSystem | None = None,
) -> SequenceAssignment:
    """Give every domain of `system` nucleotides.

    What holds for the result: no two domains are equal or reverse complementary, none is its own
    reverse complement, no two different occurrences (complements included) share a run longer
    than `spec.max_shared_run`, no domain has a longer run of one letter than the options allow,
    and long domains have 30 to 70 % of C and G. Fixed sequences are exempt among themselves. What
    is sought, and reached as far as the constraints above leave room: equal energies of long
    domains of one length, a large energy gap between the intended duplex of a long domain and all
    unintended ones, and strands without the faults of `strand_faults`. Same input, same result;
    the search stops where `progress` raises.

    Parameters
    ----------
    fixed: domain name to sequence for domains whose nucleotides are given; None for those that
        `spec` keeps.
    options: bounds and effort of the search; None for those of `spec`.
    toeholds: words with equal rates, for which long domains are then made to leave them open; None
        to choose toeholds by themselves.
    at_bench: the same strands with what stands beside them there, such as reporters, which has no
        domains of its own; foreign strands keep away from all gates of it where duplexes are to be
        short. None for no more than `system`.

    Raises
    ------
    SequenceError: Q001 senseless constraints, Q002 or Q006 wrong fixed or kept sequences, Q003
        too few toeholds, Q004 too few long domains.
    """
    options = options or SearchOptions.of(spec)
    whole, system = system, system.without_clamps()
    _check_spec(system, spec)
    options.check(spec.letters)
    kept = given_sequences(system, spec.kept_sequences) if fixed is None else dict(fixed)
    check_fixed(system, kept)
    index = SharedRunIndex(spec.max_shared_run)
    for sequence in kept.values():
        index.add(sequence)
    if toeholds is not None and not any(d.is_toehold and d.name in kept for d in system.domains):
        for word in toeholds.words.values():
            index.add(word)
        chosen = kept | dict(toeholds.words)
        options = replace(
            options,
            clamp_5=toeholds.first_letter + options.clamp_5[1:],
            clamp_3=options.clamp_3[:-1] + toeholds.last_letter,
        )
    else:
        chosen = kept | _toeholds(system, spec, kept, index, options)
    total = len(system.domains)
    if progress is not None:
        progress(len(chosen), total)
    chosen |= _long_domains(
        system, at_bench or whole, spec, chosen, options, progress, toeholds is not None
    )
    chosen |= {d.name: clamp_letters(d, chosen) for d in whole.clamps}
    ordered = {domain.name: chosen[domain.name] for domain in whole.domains}
    return SequenceAssignment(
        domains=tuple(DomainSequence(name, sequence) for name, sequence in ordered.items()),
        seed=spec.seed,
        longest_shared_run_nt=longest_shared_run_nt(ordered),
    )


def _check_spec(system: DsdSystem, spec: SequenceSpec) -> None:
    letters = set(spec.letters)
    hint = "use for example alphabet 'ACT' and max_shared_run 7"
    if letters - set(LETTERS) or len(letters) != len(spec.letters) or len(letters) < 2:
        what = f"the alphabet '{spec.letters}' is not two or more different letters of ACGT"
        raise SequenceError("Q001", "sequences", what, hint)
    if not letters & set(STRONG) or letters <= set(STRONG):
        what = f"no word over '{spec.letters}' has between 30 and 70 % of C and G"
        raise SequenceError("Q001", "sequences", what, hint)
    if spec.max_shared_run < 1:
        what = f"max_shared_run is {spec.max_shared_run}, which leaves no sequence"
        raise SequenceError("Q001", "sequences", what, hint)
    for domain in system.domains:
        if domain.length_nt < 1:
            what = f"its length is {domain.length_nt} nt"
            raise SequenceError("Q001", f"domain {domain.name}", what, "give it a positive length")


def _toeholds(
    system: DsdSystem,
    spec: SequenceSpec,
    kept: Mapping[str, str],
    index: SharedRunIndex,
    options: SearchOptions,
) -> dict[str, str]:
    chosen: dict[str, str] = {}
    toeholds = [d for d in system.domains if d.is_toehold and d.name not in kept]
    for length_nt in sorted({d.length_nt for d in toeholds}):
        names = [d.name for d in toeholds if d.length_nt == length_nt]
        same_length = tuple(text for text in kept.values() if len(text) == length_nt)
        draws = Draws(spec.seed, length_nt)
        words = choose_toeholds(
            length_nt, len(names), spec.letters, index, same_length, draws, options
        )
        chosen |= dict(zip(names, words, strict=True))
    given = {d.name: kept[d.name] for d in system.domains if d.is_toehold and d.name in kept}
    ordered = ordered_toeholds(
        system, {**given, **chosen}, frozenset(chosen), options.longest_run_nt
    )
    return {name: ordered[name] for name in chosen}


def _long_domains(
    system: DsdSystem,
    at_bench: DsdSystem,
    spec: SequenceSpec,
    chosen: Mapping[str, str],
    options: SearchOptions,
    progress: Progress | None,
    must_be_open: bool,
) -> dict[str, str]:
    missing = [domain for domain in system.domains if domain.name not in chosen]
    check_room(spec, missing)
    neighbours = find_neighbours(system)
    barred = NOTHING_BARRED
    if must_be_open and spec.short_duplexes:
        barred = _words_to_bar(system, spec, chosen, options)
    most = 0
    for attempt in range(ATTEMPTS):
        if attempt >= ATTEMPTS_BARRED:
            barred = NOTHING_BARRED
        # No toehold has length 0, so that no stream of random numbers is used twice.
        draws = Draws(spec.seed, 0, attempt)
        search = _new_search(system, spec, chosen, options, draws, barred)
        found = _one_attempt(search, missing, chosen, neighbours, progress)
        if len(found) == len(missing):
            known = {**chosen, **found}
            free = frozenset(found)
            repaired = repair_strands(system, spec, known, free, search, options)
            if must_be_open:
                repaired = open_up(system, at_bench, spec, repaired, free, search, options)
            return {name: repaired[name] for name in found}
        most = max(most, len(found))
    raise SequenceError(
        "Q004",
        "long domains",
        f"found {most} of {len(missing)} long domains over {spec.letters} that share no run "
        f"longer than {spec.max_shared_run} nt (max_shared_run) in {ATTEMPTS} attempts",
        f"raise max_shared_run to {spec.max_shared_run + 1}, or give the alphabet more letters",
    )


def _words_to_bar(
    system: DsdSystem, spec: SequenceSpec, chosen: Mapping[str, str], options: SearchOptions
) -> BarredWords:
    words = {d.name: chosen[d.name] for d in system.domains if d.is_toehold}
    ends = options.clamp_5[:1], options.clamp_3[-1:]
    first, last = (end if end and end in LETTERS else UNKNOWN for end in ends)
    return words_to_bar(system, words, spec.letters, first, last)


def _new_search(
    system: DsdSystem,
    spec: SequenceSpec,
    chosen: Mapping[str, str],
    options: SearchOptions,
    draws: Draws,
    barred: BarredWords,
) -> LongDomainSearch:
    """A search that knows the toeholds and the fixed domains."""
    long_domains = [domain for domain in system.domains if domain.is_branch]
    others = tuple(chosen[d.name] for d in system.domains if d.is_toehold)
    lengths_nt = tuple(domain.length_nt for domain in long_domains)
    search = LongDomainSearch(
        spec.letters, spec.max_shared_run, lengths_nt, others, options, draws, barred
    )
    for domain in long_domains:
        if domain.name in chosen:
            search.place(domain.name, chosen[domain.name])
    return search


def _one_attempt(
    search: LongDomainSearch,
    missing: list[Domain],
    chosen: Mapping[str, str],
    neighbours: Neighbours,
    progress: Progress | None,
) -> dict[str, str]:
    """Domains in order of the system until one cannot be placed."""
    found: dict[str, str] = {}
    known = dict(chosen)
    for domain in missing:
        junctions = junctions_of(domain.name, neighbours, known)
        sequence = search.choose(domain.name, domain.length_nt, junctions)
        if sequence is None:
            # A domain with many neighbours may have no letter left that extends none of their
            # runs; the order sheet warns of a run that results.
            sequence = search.choose(domain.name, domain.length_nt, OPEN)
        if sequence is None:
            break
        found[domain.name] = known[domain.name] = sequence
        if progress is not None:
            progress(len(known), len(neighbours))
    return found
