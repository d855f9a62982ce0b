"""One enumeration job, its result, and the text in which both travel to a worker process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.ir.dsd import Complex


@dataclass(frozen=True, slots=True)
class EnumerationJob:
    """Complexes that are present at the start.

    Parameters
    ----------
    domains: name and length in nucleotides of every domain that occurs.
    complexes: pairwise different start complexes, connected.
    """

    domains: tuple[tuple[str, int], ...]
    complexes: tuple[Complex, ...]


@dataclass(frozen=True, slots=True)
class CondensedReaction:
    """A reaction between resting macrostates, given by their indices (sorted, with repeats).

    The rate constant is in 1/s for one reactant and 1/(M s) for two, plain convention.
    """

    reactants: tuple[int, ...]
    products: tuple[int, ...]
    rate: float


@dataclass(frozen=True, slots=True)
class CondensedNetwork:
    """The condensed network of a job.

    Parameters
    ----------
    macrostates: members of each resting macrostate, canonical and sorted.
    truncated_by: what was cut off, in words, or None when nothing was.
    """

    macrostates: tuple[tuple[Complex, ...], ...]
    reactions: tuple[CondensedReaction, ...]
    truncated_by: str | None


def complex_key(complex_: Complex) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Sort key of a complex."""
    return complex_.strands, complex_.structure


def dump_job(job: EnumerationJob, options: EnumerationOptions) -> str:
    """A job as JSON."""
    return json.dumps(
        {
            "domains": job.domains,
            "complexes": [complex_key(c) for c in job.complexes],
            "options": asdict(options) | {"engine": options.engine.value},
        }
    )


def load_job(text: str) -> tuple[EnumerationJob, EnumerationOptions]:
    """Inverse of `dump_job`."""
    raw = json.loads(text)
    job = EnumerationJob(
        tuple((str(name), int(length)) for name, length in raw["domains"]),
        tuple(_complex(c) for c in raw["complexes"]),
    )
    options = raw["options"] | {"engine": Engine(raw["options"]["engine"])}
    return job, EnumerationOptions(**options)


def dump_network(network: CondensedNetwork) -> str:
    """A condensed network as JSON; floats keep all their digits."""
    return json.dumps(
        {
            "macrostates": [[complex_key(c) for c in members] for members in network.macrostates],
            "reactions": [(r.reactants, r.products, r.rate) for r in network.reactions],
            "truncated_by": network.truncated_by,
        }
    )


def load_network(text: str) -> CondensedNetwork:
    """Inverse of `dump_network`."""
    raw = json.loads(text)
    return CondensedNetwork(
        tuple(tuple(_complex(c) for c in members) for members in raw["macrostates"]),
        tuple(CondensedReaction(tuple(r), tuple(p), float(k)) for r, p, k in raw["reactions"]),
        raw["truncated_by"],
    )


def _complex(raw: Any) -> Complex:
    strands, structure = raw
    return Complex(tuple(tuple(strand) for strand in strands), structure)
