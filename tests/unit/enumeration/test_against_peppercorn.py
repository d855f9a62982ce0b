"""Our engine equals Peppercorn 1.1.1 on all schemes and shapes and on random systems."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import pytest
from dsd_fixtures import crn_of, soloveichik2010
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from peppercorn_comparison import DERIVED, FIRST_OF_SEVERAL, differences

from ncrn_dsd.enumeration.condensed import CondensedNetwork, EnumerationJob
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.peppercorn_adapter import run_jobs
from ncrn_dsd.errors import EnumerationError, TranslationError
from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement
from ncrn_dsd.pipeline.conformance import options_for
from ncrn_dsd.pipeline.shapes import SHAPES
from ncrn_dsd.translation.scheme import list_schemes, load_scheme
from ncrn_dsd.translation.translate import translate

OPTIONS = EnumerationOptions(max_complex_size=5, max_complexes=300, max_reactions=3000)
VARIANTS = {
    "default": OPTIONS,
    "cutoff 9": replace(OPTIONS, release_cutoff_11_nt=9, release_cutoff_1n_nt=9),
    "cutoffs 9 and 6": replace(OPTIONS, release_cutoff_11_nt=9, release_cutoff_1n_nt=6),
    "reject remote": replace(OPTIONS, reject_remote=True),
    "no max helix": replace(OPTIONS, max_helix=False),
    "slow class": replace(OPTIONS, k_slow_per_s=1e-4, k_fast_per_s=0.01),
}
LENGTHS = {"a": 5, "b": 15, "c": 6, "d": 10}


def job_of(system: DsdSystem) -> EnumerationJob:
    complexes = (*(s.complex for s in system.signals), *(f.complex for f in system.fuels))
    distinct = tuple({c.canonical(): c for c in complexes}.values())
    return EnumerationJob(
        tuple((d.name, d.length_nt) for d in system.domains), distinct, details=True
    )


def theirs(job: EnumerationJob, options: EnumerationOptions) -> CondensedNetwork:
    ((_, found),) = run_jobs({"job": job}, replace(options, engine=Engine.PEPPERCORN), 1)
    return found


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_gate_under_all_options(variant: str) -> None:
    job = job_of(soloveichik2010(crn_of("A + B -> C + D")))
    if variant == "no max helix":
        # The long gate falls into more conformers than Peppercorn can condense.
        gate = Complex((("b", "c"), ("c*", "b*", "a*")), "((+)).")
        strand = Complex((("b", "a"),), "..")
        job = EnumerationJob(tuple(LENGTHS.items()), (strand, gate), details=True)
    options = replace(VARIANTS[variant], max_complex_size=10)
    network = theirs(job, options)
    assert network.truncated_by is None
    assert set(differences(job, options, network)) <= {FIRST_OF_SEVERAL, DERIVED}


@pytest.mark.slow
@pytest.mark.parametrize("name", list_schemes())
def test_every_shape_of_a_scheme(name: str) -> None:
    scheme = load_scheme(name)
    options = options_for(scheme)
    jobs: dict[str, EnumerationJob] = {}
    for shape in SHAPES:
        try:
            jobs[shape.name] = job_of(translate(shape.crn, scheme))
        except TranslationError:
            continue
    found: Counter[str] = Counter()
    compared = 0
    uncondensed = []
    for shape_name, job in jobs.items():
        try:
            network = theirs(job, options)
        except EnumerationError as problem:
            # Peppercorn says of some networks that it cannot condense them.
            if "UnreliableRatesError" not in problem.what:
                raise
            uncondensed.append(shape_name)
            continue
        if network.truncated_by is None:
            found += differences(job, options, network)
            compared += 1
    print(  # noqa: T201
        f"\n{name}: {compared} of {len(jobs)} shapes compared, {dict(found)}; "
        f"Peppercorn condenses all but: {', '.join(uncondensed) or 'none'}"
    )
    assert compared > len(uncondensed)


@st.composite
def strands(draw: st.DrawFn) -> Complex:
    domains = draw(
        st.lists(st.sampled_from([*LENGTHS, *(f"{d}*" for d in LENGTHS)]), min_size=1, max_size=3)
    )
    return Complex((tuple(domains),), "." * len(domains))


@st.composite
def gates(draw: st.DrawFn) -> Complex:
    """Two strands bound along two domains, with one overhang."""
    x, y = draw(st.permutations(list(LENGTHS)))[:2]
    overhang = draw(st.sampled_from([*LENGTHS, *(f"{d}*" for d in LENGTHS)]))
    return Complex(((x, y), (complement(y), complement(x), overhang)), "((+)).")


def has_tight_hairpin(complex_: Complex) -> bool:
    """A domain next to its complement; Peppercorn counts that helix twice and may crash."""
    return any(complement(a) == b for s in complex_.strands for a, b in itertools.pairwise(s))


@st.composite
def systems(draw: st.DrawFn) -> EnumerationJob:
    complexes = draw(st.lists(st.one_of(strands(), gates()), min_size=2, max_size=3))
    distinct = tuple({c.canonical(): c for c in complexes}.values())
    assume(not any(map(has_tight_hairpin, distinct)))
    return EnumerationJob(tuple(LENGTHS.items()), distinct, details=True)


TOTALS: Counter[str] = Counter()


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(systems(), st.sampled_from(list(VARIANTS)))
def test_random_systems(job: EnumerationJob, variant: str) -> None:
    try:
        network = theirs(job, VARIANTS[variant])
    except EnumerationError:
        TOTALS["Peppercorn failed"] += 1
        return
    TOTALS["truncated" if network.truncated_by else "compared"] += 1
    if network.truncated_by is None:
        TOTALS.update(differences(job, VARIANTS[variant], network))


@pytest.mark.slow
def test_enough_random_systems_were_compared() -> None:
    print(dict(TOTALS))  # noqa: T201
    assert TOTALS["compared"] >= 500
