"""Signals are released: whatever the interpretation counts can come out as free signals.

A CRN bisimulation lets an intermediate stand for a formal species for ever. Here it has to be
shown that from every state which signals and fuels can reach, a state can be reached in which
everything that the interpretation counts is in signals.

And from signals of its reactants, each formal reaction can give free signals of just its products.

The proof is an induction. Every counted intermediate has a step that turns it into signals, species
that stand for nothing, and counted ones released before. The step may need others beside it, such
as the strand that was freed when a signal was bound; that they are there follows from an
inequality that no reaction breaks: as many of the helper as of all that may call for it, each with
its weight. The refutation is a set of counted intermediates that, once there is one of them, always
holds one, or a state from which all that can follow was explored.

In come an implementation and its interpretation, out comes a verdict. Read `induction.py` first.
"""

from __future__ import annotations

from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.prover.result import Certificate, Path, Resolution
from ncrn_dsd.verification.release.dynamics import Dynamics
from ncrn_dsd.verification.release.induction import Induction
from ncrn_dsd.verification.release.result import Answer, Held, Open, Release, Supply, Withheld

__all__ = ["Answer", "Held", "Open", "Release", "Withheld", "release"]


def release(question: BisimulationQuestion, certificate: Certificate) -> Answer:
    """Decide whether everything that an interpretation counts can be released.

    Parameters
    ----------
    certificate: that the interpretation is a CRN bisimulation.
    """
    dynamics = Dynamics(question, dict(certificate.meaning))
    found = Induction(dynamics)
    if found.waiting:
        waiting = tuple(found.waiting)
        return dynamics.trapped() or dynamics.explored(waiting) or Open(waiting)
    paths = []
    for path in certificate.paths:
        delivered = dynamics.delivered(path, found.exact)
        if not isinstance(delivered, Path):
            return delivered
        paths.append(delivered)
    return Release(
        tuple(Resolution(x, i) for x, i in found.steps.items()),
        tuple(Supply(h, tuple(sorted(w.items()))) for h, w in sorted(found.supplies.items())),
        tuple(paths),
    )
