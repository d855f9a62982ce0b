"""One enumeration job, its result, and the text in which both travel to a worker process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from ncrn_dsd.enumeration.detailed import (
    ComplexNetwork,
    ComplexReaction,
    as_json,
    complex_key,
    from_json,
    read_complex,
)
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.ir.dsd import Complex


@dataclass(frozen=True, slots=True)
class EnumerationJob:
    """Complexes that are present at the start.

    Parameters
    ----------
    domains: name and length in nucleotides of every domain that occurs.
    complexes: pairwise different start complexes, connected.
    details: the detailed network is asked for too.
    histories: strands of signals and their history domains whose released forms are taken for
        the signal; none to keep all forms apart.
    given: reactions between complexes whose rates take the place of computed ones; an empty
        kind stands for every kind.
    """

    domains: tuple[tuple[str, int], ...]
    complexes: tuple[Complex, ...]
    details: bool = False
    histories: tuple[tuple[tuple[str, ...], str], ...] = ()
    given: tuple[ComplexReaction, ...] = ()


@dataclass(frozen=True, slots=True)
class CondensedReaction:
    """A reaction between resting macrostates, given by their indices (sorted, with repeats).

    Parameters
    ----------
    rate: in 1/s for one reactant and 1/(M s) for two, plain convention.
    leak: it starts with a displacement without a toehold.
    """

    reactants: tuple[int, ...]
    products: tuple[int, ...]
    rate: float
    leak: bool = False


@dataclass(frozen=True, slots=True)
class CondensedNetwork:
    """The condensed network of a job.

    Parameters
    ----------
    macrostates: members of each resting macrostate, canonical and sorted.
    truncated_by: what was cut off, in words, or None when nothing was.
    details: the detailed network, if the job asked for it.
    unused_given: places of given reactions of the job whose reactants never met.
    """

    macrostates: tuple[tuple[Complex, ...], ...]
    reactions: tuple[CondensedReaction, ...]
    truncated_by: str | None
    details: ComplexNetwork | None = None
    unused_given: tuple[int, ...] = ()


def dump_job(job: EnumerationJob, options: EnumerationOptions) -> str:
    """A job as JSON."""
    return json.dumps(
        {
            "domains": job.domains,
            "complexes": [complex_key(c) for c in job.complexes],
            "details": job.details,
            "options": asdict(options) | {"engine": options.engine.value},
        }
    )


def load_job(text: str) -> tuple[EnumerationJob, EnumerationOptions]:
    """Inverse of `dump_job`."""
    raw = json.loads(text)
    job = EnumerationJob(
        tuple((str(name), int(length)) for name, length in raw["domains"]),
        tuple(read_complex(c) for c in raw["complexes"]),
        raw["details"],
    )
    options = raw["options"] | {"engine": Engine(raw["options"]["engine"])}
    return job, EnumerationOptions(**options)


def dump_network(network: CondensedNetwork) -> str:
    """A condensed network as JSON; floats keep all their digits."""
    return json.dumps(
        {
            "macrostates": [[complex_key(c) for c in members] for members in network.macrostates],
            "reactions": [(r.reactants, r.products, r.rate, r.leak) for r in network.reactions],
            "truncated_by": network.truncated_by,
            "details": None if network.details is None else as_json(network.details),
        }
    )


def load_network(text: str) -> CondensedNetwork:
    """Inverse of `dump_network`."""
    raw = json.loads(text)
    return CondensedNetwork(
        tuple(tuple(read_complex(c) for c in members) for members in raw["macrostates"]),
        tuple(
            CondensedReaction(tuple(r), tuple(p), float(k), leak)
            for r, p, k, leak in raw["reactions"]
        ),
        raw["truncated_by"],
        None if raw["details"] is None else from_json(raw["details"]),
    )
