"""Growing families of correct systems, as questions for a verifier."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.systems import cat, chain
from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.crn_view import BisimulationQuestion, module_questions, whole_question

SCHEME = "soloveichik2010"
OPTIONS = EnumerationOptions(max_complexes=200_000, max_reactions=1_000_000)

Modules = list[list[list[list[str]]]]
"""Per module its reactions, each a list of reactants and a list of products."""


@dataclass(frozen=True)
class Built:
    """A formal network, its system, and whether the one implements the other."""

    crn: FormalCrn
    system: DsdSystem
    network: ReactionNetwork
    question: BisimulationQuestion


def build_family(family: str, size: int) -> Built:
    """A system of `size` bimolecular reactions; every product of a cat also decays."""
    crn = chain(size) if family == "chain" else _with_decay(cat(size))
    system = translate(crn, load_scheme(SCHEME))
    made = {x for r in crn.reactions for x in r.products if x not in r.reactants}
    network = enumerate_modules(system, crn, frozenset(crn.names) - made, OPTIONS)
    assert network.complete
    return Built(crn, system, network, whole_question(crn, network))


def modular_question(built: Built) -> tuple[Modules, Modules]:
    """Formal and implementation reactions by module."""
    questions = module_questions(built.crn, built.network, built.system.modules).values()
    formal = [[[list(side) for side in r] for r in q.formal] for q in questions]
    implementation = [[[list(side) for side in r] for r in q.implementation] for q in questions]
    return formal, implementation


def met_signals(built: Built, implementation: Modules) -> dict[str, str]:
    """The signals that some module knows."""
    met = {x for module in implementation for r in module for side in r for x in side}
    return {x: name for x, name in built.question.signals if x in met}


def _with_decay(crn: FormalCrn) -> FormalCrn:
    """The CRN and the decay of its products.

    Modular bisimulation is not defined for a product that two modules release and none takes up.
    """
    made = dict.fromkeys(x for r in crn.reactions for x in r.products if x not in r.reactants)
    lines = [*(str(r) for r in crn.reactions), *(f"{x} ->" for x in made)]
    return read_crn("\n".join(lines), "cat").crn
