"""Domain-level enumeration by Peppercorn (Badelt et al., J. R. Soc. Interface 17:20190866).

Peppercorn keeps living objects in process-wide tables and raises the recursion limit of the
process, so that every job has a process of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

from ncrn_dsd.enumeration.condensed import (
    CondensedNetwork,
    EnumerationJob,
)
from ncrn_dsd.enumeration.detailed import (
    DetailedNetwork,
    DetailedReaction,
    sorted_network,
)
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.dsd import Complex, complement, complex_key
from ncrn_dsd.ir.network import NetworkReaction
from ncrn_dsd.processes import Processes


class UnreliableRatesError(Exception):
    """Peppercorn could not compute the condensed rates of the job."""


def run_jobs(
    jobs: dict[str, EnumerationJob], options: EnumerationOptions, workers: int
) -> Iterator[tuple[str, CondensedNetwork]]:
    """Run jobs, at most `workers` at a time, and yield results as they come.

    Parameters
    ----------
    jobs: by the name that an error message shall carry.

    Raises
    ------
    EnumerationError: E001, a worker failed.
    """
    names = tuple(jobs)
    # Peppercorn iterates over sets of hashed names, which are hashed equally there: which of
    # several parallel moves it keeps, and so the rates, are reproducible.
    processes = Processes(workers, fresh=True)
    with closing(processes.run(condense_job, [(job, options) for job in jobs.values()])) as ended:
        for each in ended:
            if each.problem is not None:
                raise EnumerationError(
                    "E001",
                    f"module {names[each.index]}",
                    f"the enumerator failed: {each.reason}",
                    "try smaller limits or reject remote branch migration",
                )
            yield names[each.index], each.result()


def condense_job(job: EnumerationJob, options: EnumerationOptions) -> CondensedNetwork:
    """Enumerate a job and condense the result.

    Start complexes above the size limit are left out and reported as a truncation, as are
    reactions that Peppercorn drops because a product is too large, and the limits on counts.

    Raises
    ------
    UnreliableRatesError: a stationary distribution or an exit probability is ill-conditioned.
    """
    from peppercornenumerator.enumerator import PolymerizationError

    log = _listen("peppercornenumerator")
    small = tuple(c for c in job.complexes if c.size_strands <= options.max_complex_size)
    cuts = _size_cuts(job, small, options)
    enumerator = prepared(EnumerationJob(job.domains, small), options)
    try:
        enumerator.enumerate()
    except PolymerizationError as error:
        cuts.append(str(error).replace("!", ""))
    network = _condense(enumerator)
    dropped = sum("--max-complex-size" in text for text in log.texts)
    if dropped:
        cuts.append(
            f"{dropped} reactions with a product of more than {options.max_complex_size} strands"
            " were dropped"
        )
    unreliable = [text for text in log.texts if "may be incorrect" in text]
    if unreliable:
        raise UnreliableRatesError(unreliable[0])
    return replace(
        network,
        truncated_by="; ".join(cuts) or None,
        details=_details(enumerator) if job.details else None,
    )


def _details(enumerator: Any) -> DetailedNetwork:
    reactions = [
        DetailedReaction(
            tuple(sorted(map(_ir_complex, r.reactants), key=complex_key)),
            tuple(sorted(map(_ir_complex, r.products), key=complex_key)),
            float(r.rate_constant[0]),
            r.rtype,
        )
        for r in enumerator.detailed_reactions
    ]
    return sorted_network([_ir_complex(c) for c in enumerator.complexes], reactions)


def prepared(job: EnumerationJob, options: EnumerationOptions) -> Any:
    """A Peppercorn enumerator that holds the job and has not run yet."""
    from peppercornenumerator.enumerator import Enumerator

    start = _peppercorn_complexes(job.domains, job.complexes)
    enumerator = Enumerator(start, named_complexes=start)
    enumerator.max_complex_size = options.max_complex_size
    enumerator.max_complex_count = max(options.max_complexes, len(start))
    enumerator.max_reaction_count = options.max_reactions
    enumerator.release_cutoff_1_1 = options.release_cutoff_11_nt
    enumerator.release_cutoff_1_2 = options.release_cutoff_1n_nt
    enumerator.k_fast = options.k_fast_per_s
    # The last, because Peppercorn raises the release cutoffs by it.
    enumerator.k_slow = options.k_slow_per_s
    enumerator.max_helix = options.max_helix
    enumerator.reject_remote = options.reject_remote
    return enumerator


def _size_cuts(
    job: EnumerationJob, small: tuple[Complex, ...], options: EnumerationOptions
) -> list[str]:
    left_out = len(job.complexes) - len(small)
    if not left_out:
        return []
    limit = options.max_complex_size
    return [f"{left_out} start complexes with more than {limit} strands were left out"]


def _peppercorn_complexes(
    domains: tuple[tuple[str, int], ...], complexes: tuple[Complex, ...]
) -> list[Any]:
    from peppercornenumerator.objects import PepperComplex, PepperDomain

    occurrences = {name: PepperDomain(name, length) for name, length in domains}
    occurrences |= {complement(name): ~domain for name, domain in occurrences.items()}
    made = []
    for index, complex_ in enumerate(complexes):
        sequence = [
            item for strand in complex_.strands for item in (*(occurrences[o] for o in strand), "+")
        ][:-1]
        made.append(PepperComplex(sequence, list(complex_.structure), name=f"start{index}"))
    return made


def _condense(enumerator: Any) -> CondensedNetwork:
    """Condensed network with rates by the rule of Badelt et al.

    The rate of {A, B} -> F sums over the slow reactions whose reactants lie in exactly A and B.
    Peppercorn 1.1.1 also counts those of A with a third macrostate that end in F.
    """
    from peppercornenumerator.condense import PepperCondensation

    class ExactCondensation(PepperCondensation):  # type: ignore[misc]
        def get_condensed_rate(self, rxn: Any) -> float:
            reactants, products = sorted(rxn.reactants), tuple(rxn.products)
            found = {r for m in reactants for c in m.complexes for r in self.reactions_consuming[c]}
            rate = 0.0
            for slow in sorted(found):
                sources = [self._macrostate(c) for c in slow.reactants]
                if self.is_fast(slow) or sorted(sources) != reactants:
                    continue
                self.get_reaction_decay_probabilities(slow, products)
                term = slow.rate_constant[0] * self.reaction_decay_prob[slow, products]
                for source, member in zip(sources, slow.reactants, strict=True):
                    term *= self.stationary_dist[source][member]
                rate += float(term.real)
            return rate

        def _macrostate(self, member: Any) -> Any:
            return self.set_to_fate[frozenset(self.scc_containing[member])]

    condensation = ExactCondensation(enumerator)
    condensation.condense()
    members = {
        m: tuple(sorted(map(_ir_complex, m.complexes), key=complex_key))
        for m in condensation.resting_macrostates
    }
    ordered = sorted(members.items(), key=lambda item: [complex_key(c) for c in item[1]])
    index = {macrostate: i for i, (macrostate, _) in enumerate(ordered)}
    reactions = sorted(
        (
            tuple(sorted(index[m] for m in r.reactants)),
            tuple(sorted(index[m] for m in r.products)),
            float(r.rate_constant[0]),
        )
        for r in condensation.condensed_reactions
    )
    return CondensedNetwork(
        tuple(complexes for _, complexes in ordered),
        tuple(NetworkReaction(*r) for r in reactions),
        None,
    )


def _ir_complex(found: Any) -> Complex:
    strands: list[tuple[str, ...]] = []
    strand: list[str] = []
    for item in found.sequence:
        if item == "+":
            strands.append(tuple(strand))
            strand = []
        else:
            strand.append(str(item))
    strands.append(tuple(strand))
    return Complex(tuple(strands), "".join(found.structure)).canonical()


class _Listener(logging.Handler):
    """Keeps the texts of warnings; that is the only way Peppercorn reports dropped products."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _listen(name: str) -> _Listener:
    listener = _Listener()
    logger = logging.getLogger(name)
    logger.propagate = False
    logger.addHandler(listener)
    return listener
