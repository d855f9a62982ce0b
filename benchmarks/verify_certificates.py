"""Certified bisimulation beside the modular test of crnverifier, and how it grows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.measure import cpu_s, growth_exponent, write
from benchmarks.systems import cat, chain
from ncrn_dsd.enumeration import EnumerationOptions, enumerate_modules
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.crn_view import BisimulationQuestion, module_questions, whole_question
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.prover import Certificate, prove

SCHEME = "soloveichik2010"
PAIRS = {"chain": (32, 128, 512), "cat": (20, 49, 128)}
"""Numbers of bimolecular reactions; every product of a cat also decays."""
LARGE = {"chain": (), "cat": (64, 256, 400)}
"""Sizes without the other verifier, up to 5,000 and more implementation reactions."""
OPTIONS = EnumerationOptions(max_complexes=200_000, max_reactions=1_000_000)


@dataclass(frozen=True)
class _Built:
    crn: Crn
    system: DsdSystem
    network: ReactionNetwork
    question: BisimulationQuestion


def main() -> None:
    """Print CPU seconds, ratios and exponents; write build/bench/verify.json."""
    results: dict[str, Any] = {"scheme": SCHEME, "families": {}}
    for family, compared in PAIRS.items():
        rows = []
        for size in sorted((*compared, *LARGE[family])):
            rows.append(_row(family, size, size in compared))
            print(_line(rows[-1]))
        sizes = [float(r["implementation_reactions"]) for r in rows]
        exponents = {
            name: growth_exponent(sizes, [r[name] for r in rows])
            for name in ("certify_cpu_s", "verify_cpu_s")
        }
        print(f"{family}: certification grows as reactions^{exponents['certify_cpu_s']:.2f}")
        print(f"{family}: whole verification grows as reactions^{exponents['verify_cpu_s']:.2f}")
        results["families"][family] = {"rows": rows, "exponents": exponents}
    print(f"written to {write('verify', results)}")


def _row(family: str, size: int, with_search: bool) -> dict[str, Any]:
    built = _build(family, size)
    proof = prove(built.question)
    assert isinstance(proof, Certificate)
    arguments = (built.system, built.crn, built.network, 30.0)
    assert prove_system(*arguments).report.verdict is Verdict.PROVED
    row: dict[str, Any] = {
        "family": family,
        "formal_reactions": len(built.crn.reactions),
        "implementation_reactions": len(built.question.implementation),
        "paths": len(proof.paths),
        "certify_cpu_s": cpu_s(partial(prove, built.question), repeats=5),
        "verify_cpu_s": cpu_s(partial(prove_system, *arguments), repeats=3),
        "crnverifier_modular_cpu_s": None,
        "ratio": None,
    }
    if with_search:
        row["crnverifier_modular_cpu_s"] = _modular_cpu_s(built)
        row["ratio"] = row["crnverifier_modular_cpu_s"] / row["certify_cpu_s"]
    return row


def _build(family: str, size: int) -> _Built:
    crn = chain(size) if family == "chain" else _with_decay(cat(size))
    system = translate(crn, load_scheme(SCHEME))
    made = {x for r in crn.reactions for x in r.products if x not in r.reactants}
    network = enumerate_modules(system, crn, frozenset(crn.names) - made, OPTIONS)
    assert network.complete
    return _Built(crn, system, network, whole_question(crn, network))


def _with_decay(crn: Crn) -> Crn:
    """The CRN and the decay of its products.

    Modular bisimulation is not defined for a product that two modules release and none takes up.
    """
    made = dict.fromkeys(x for r in crn.reactions for x in r.products if x not in r.reactants)
    lines = [*(str(r) for r in crn.reactions), *(f"{x} ->" for x in made)]
    return read_crn("\n".join(lines), "cat").crn


def _modular_cpu_s(built: _Built) -> float:
    """CPU time of one modular test, which says True [s]."""
    from crnverifier import modular_crn_bisimulation_test

    questions = module_questions(built.crn, built.network, built.system.modules).values()
    formal = [[[list(side) for side in r] for r in q.formal] for q in questions]
    implementation = [[[list(side) for side in r] for r in q.implementation] for q in questions]
    met = {x for module in implementation for r in module for side in r for x in side}
    signals = {x: [name] for x, name in built.question.signals if x in met}
    formals = {x for module in formal for r in module for side in r for x in side}
    start = time.process_time()
    found, _ = modular_crn_bisimulation_test(
        formal, implementation, formals, signals, "graphsearch"
    )
    spent = time.process_time() - start
    assert found
    return spent


def _line(row: dict[str, Any]) -> str:
    text = (
        f"{row['family']:>6} {row['formal_reactions']:>5} formal"
        f" {row['implementation_reactions']:>6} implementation reactions:"
        f" certified in {row['certify_cpu_s']:.4f} CPU s,"
        f" verified with all checks in {row['verify_cpu_s']:.3f}"
    )
    if row["ratio"] is not None:
        text += f", modular search {row['crnverifier_modular_cpu_s']:.2f} ({row['ratio']:.0f}x)"
    return text


if __name__ == "__main__":
    main()
