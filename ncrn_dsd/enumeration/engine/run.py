"""From complexes with names to a condensed network with names, by our own engine."""

from __future__ import annotations

from collections.abc import Callable

from ncrn_dsd.enumeration.condensed import (
    CondensedNetwork,
    CondensedReaction,
    EnumerationJob,
    complex_key,
)
from ncrn_dsd.enumeration.engine.condensation import condense
from ncrn_dsd.enumeration.engine.moves import MoveRules
from ncrn_dsd.enumeration.engine.network import DetailedNetwork
from ncrn_dsd.enumeration.engine.search import Search, SearchRules
from ncrn_dsd.enumeration.engine.structure import StrandPool, Structure
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.ir.dsd import Complex, complement, domain_name

PAIR_KCAL_MOL = -1.7


class Alphabet:
    """Names of domains to numbers and back."""

    def __init__(self, domains: tuple[tuple[str, int], ...]) -> None:
        self._number = {name: i for i, (name, _) in enumerate(domains, start=1)}
        self._name = {i: name for name, i in self._number.items()}
        self.length_nt = (0, *(length for _, length in domains))
        self.pool = StrandPool(self.length_nt)

    def encode(self, complex_: Complex) -> Structure:
        strands = tuple(
            self.pool.intern(tuple(self._signed(o) for o in strand)) for strand in complex_.strands
        )
        stack: list[int] = []
        marks = complex_.structure.replace("+", "")
        pair = [-1] * len(marks)
        for position, mark in enumerate(marks):
            if mark == "(":
                stack.append(position)
            elif mark == ")":
                pair[position] = stack.pop()
                pair[pair[position]] = position
        return self.pool.canonical(strands, tuple(pair))

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

    def _signed(self, occurrence: str) -> int:
        number = self._number[domain_name(occurrence)]
        return -number if occurrence.endswith("*") else number

    def _occurrence(self, domain: int) -> str:
        name = self._name[abs(domain)]
        return complement(name) if domain < 0 else name


def search_rules(options: EnumerationOptions, length_nt: tuple[int, ...]) -> SearchRules:
    """The rules of a search for these options."""
    exact = options.compatibility is None
    return SearchRules(
        moves=MoveRules(
            length_nt=length_nt,
            max_helix=options.max_helix,
            reject_remote=options.reject_remote,
            pair_kcal_mol=PAIR_KCAL_MOL,
            count_backward_invader_twice=not exact,
        ),
        release_cutoff_11=options.release_cutoff_nt,
        release_cutoff_1n=options.release_cutoff_nt,
        max_complex_size=options.max_complex_size,
        max_complexes=options.max_complexes,
        max_reactions=options.max_reactions,
        add_parallel_moves=exact,
    )


def enumerate_detailed(
    job: EnumerationJob,
    options: EnumerationOptions,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Alphabet, DetailedNetwork]:
    """The detailed network of a job; start complexes above the size limit are left out."""
    alphabet = Alphabet(job.domains)
    small = [c for c in job.complexes if c.size_strands <= options.max_complex_size]
    start = [alphabet.encode(c) for c in small]
    search = Search(alphabet.pool, search_rules(options, alphabet.length_nt), progress)
    network = search.run(start)
    if len(small) < len(job.complexes):
        left_out = len(job.complexes) - len(small)
        network.cuts.insert(
            0,
            f"{left_out} start complexes with more than {options.max_complex_size} strands were"
            " left out",
        )
    return alphabet, network


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
        )
        for step in condense(network)
    )
    return CondensedNetwork(
        tuple(resting[number] for number in ordered),
        tuple(CondensedReaction(*r) for r in reactions),
        "; ".join(network.cuts) or None,
    )
