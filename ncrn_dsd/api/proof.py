"""What is proved of strands, or of what a certificate says of them."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.api.crn import Crn
from ncrn_dsd.api.network import Network
from ncrn_dsd.api.network import enumerate as enumerate_system
from ncrn_dsd.api.quantities import Quantity, in_s
from ncrn_dsd.api.system import System
from ncrn_dsd.errors import VerificationError
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.ir.verdict import Kind, Obligation, Verdict, VerificationReport
from ncrn_dsd.pipeline.obligation_lines import obligation_line
from ncrn_dsd.pipeline.user_supplied import (
    NOTIONS,
    SEARCH_BUDGET_S,
    HandMade,
    Implementation,
    implementation_of_file,
    verify_implementation,
)
from ncrn_dsd.verification.proof import SystemProof


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """The verdict of the proofs of a system, with what supports it.

    Parameters
    ----------
    content: the report of all obligations, and the certificate.
    """

    content: SystemProof

    @property
    def report(self) -> VerificationReport:
        """Every obligation with its verdict and its reason."""
        return self.content.report

    @property
    def verdict(self) -> Verdict:
        """PROVED, REFUTED or UNDECIDED, of all proofs together."""
        return self.report.verdict

    @property
    def certificate(self) -> str | None:
        """JSON text that `ncrn-dsd verify --check` re-validates; None without a bisimulation."""
        return self.content.certificate

    @property
    def why(self) -> tuple[str, ...]:
        """One sentence per obligation that is not PROVED; the first proof where all are."""
        proofs = self.report.of_kind(Kind.PROOF)
        open_ = [o for o in self.report.obligations if o.verdict is not Verdict.PROVED]
        return tuple(_sentence(o) for o in (open_ or proofs[:1]))

    def __repr__(self) -> str:
        return f"Proof({self.report.headline})"

    def _repr_html_(self) -> str:
        from ncrn_dsd.drawing.cards import verification_html

        return verification_html(self.report)


def _sentence(obligation: Obligation) -> str:
    return f"{' '.join(obligation_line(obligation).split())}."


def verify(
    crn: Crn,
    system: System | Network,
    notion: str = "bisimulation",
    budget: Quantity = SEARCH_BUDGET_S,
) -> Proof:
    """What `ncrn-dsd verify --crn --system` does: whether strands implement a formal network.

    A translation is proved gate by gate, and that its gates fit together; a system that was made
    of another network, and every notion but bisimulation, as a whole.

    Parameters
    ----------
    system: strands, or what they were found to do, which need not be enumerated again.
    notion: "bisimulation", "pathway", "integrated-hybrid" or "compositional-hybrid".
    budget: wall-clock time for one search, where one is needed; above it the verdict is UNDECIDED.

    Raises
    ------
    VerificationError: V004 or V005, signals and formal species do not match; V010, there is no
        such notion.

    Examples
    --------
    >>> import ncrn_dsd as nd
    >>> crn = nd.Crn.parse("A + B -> C; C -> A")
    >>> system = nd.translate(crn, scheme="soloveichik2010")
    >>> proof = nd.verify(crn, system)
    >>> proof.verdict
    <Verdict.PROVED: 'PROVED'>
    >>> proof
    Proof(PROVED, checks not tested, learning not tested; not tested for leak and spread)
    >>> nd.verify(nd.Crn.parse("A + B -> C; C -> B"), system).verdict
    <Verdict.REFUTED: 'REFUTED'>
    """
    if notion not in NOTIONS:
        raise VerificationError(
            "V010", notion, "there is no such notion", f"use one of {', '.join(NOTIONS)}"
        )
    network = system if isinstance(system, Network) else None
    strands = system.system if isinstance(system, Network) else system
    if _sides(crn) == _sides(strands.crn):
        found = network or enumerate_system(strands)
        made = Implementation(crn.content.crn, found.content, strands.content)
    else:
        document = read_pil(strands.to_pil(), "the system")
        options = (network or enumerate_system(strands)).options
        given = HandMade(document, document.map, "the system")
        made = implementation_of_file(given, crn.content.crn, options)
    budget_s = in_s(budget, "budget")
    return Proof(verify_implementation(made, NOTIONS[notion], budget_s))


def _sides(crn: Crn) -> tuple[object, ...]:
    """Species and reactions without their rates, on which no proof depends."""
    return crn.species, tuple((r.reactants, r.products) for r in crn.reactions)
