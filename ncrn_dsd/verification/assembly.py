"""From proved modules to the whole network: one interpretation, one certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.verification.crn_view import BisimulationQuestion, whole_question
from ncrn_dsd.verification.decide import Decision, decision_of
from ncrn_dsd.verification.prover import Certificate, prove
from ncrn_dsd.verification.witness import foreign_reaction


@dataclass(frozen=True, slots=True)
class Assembly:
    """What holds of all modules together.

    Parameters
    ----------
    modules: decision on all reactions of modules.
    crosstalk: decision on these and the reactions of no module.
    question: on the whole network.
    meaning: what its species stand for; None when that is not proved.
    """

    modules: Decision
    crosstalk: Decision
    question: BisimulationQuestion
    meaning: Mapping[str, tuple[str, ...]] | None

    @property
    def certificate(self) -> Certificate | None:
        """Of the whole network; None when it is not proved."""
        return self.crosstalk.certificate


def assemble(crn: FormalCrn, network: ReactionNetwork, modules: tuple[Decision, ...]) -> Assembly:
    """Certify the whole network with the meanings that the modules give to their species.

    This shows more than that the modules compose in the sense of modular CRN bisimulation
    (Johnson, Dong and Winfree, TCS 765, 2019, definition 3.3): the union itself is checked.

    Parameters
    ----------
    network: complete.
    """
    whole = whole_question(crn, network)
    without = replace(network, reactions=tuple(r for r in network.reactions if r.modules))
    open_modules = sum(d.verdict is not Verdict.PROVED for d in modules)
    if open_modules:
        reason = f"{open_modules} of {len(modules)} modules are not proved"
        undecided = Decision(Verdict.UNDECIDED, reason)
        foreign = foreign_reaction(_crosstalk_only(crn, network))
        crosstalk = Decision(Verdict.REFUTED, foreign) if foreign else undecided
        return Assembly(undecided, crosstalk, whole, None)
    guess: dict[str, tuple[str, ...]] = {x: (formal,) for x, formal in whole.signals}
    for decision in modules:
        guess |= decision.certificate.meaning if decision.certificate else ()
    together = _decided(whole_question(crn, without), guess)
    if len(without.reactions) == len(network.reactions):
        everything = together
    else:
        everything = _decided(whole, guess)
    # Crosstalk that is neither trivial nor formal says nothing against what the species mean.
    found = everything.certificate or together.certificate
    meaning = dict(found.meaning) if found else None
    crosstalk = everything
    if together.verdict is not Verdict.PROVED and crosstalk.verdict is Verdict.REFUTED:
        # What is wrong may be the modules themselves.
        crosstalk = Decision(Verdict.UNDECIDED, "the modules do not compose")
    return Assembly(together, crosstalk, whole, meaning)


def _decided(question: BisimulationQuestion, guess: Mapping[str, tuple[str, ...]]) -> Decision:
    return decision_of(question, prove(question, guess))


def _crosstalk_only(crn: FormalCrn, network: ReactionNetwork) -> BisimulationQuestion:
    strange = tuple(r for r in network.reactions if not r.modules)
    return whole_question(crn, replace(network, reactions=strange))
