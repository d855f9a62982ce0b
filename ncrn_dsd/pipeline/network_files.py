"""The networks of a run as files: formal, translated and enumerated, with their concentrations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.formats.crn_text import Concentration, CrnText, print_crn
from ncrn_dsd.formats.network_pil import network_to_pil
from ncrn_dsd.formats.pil import write_pil
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.model.dsd import DsdSpec
from ncrn_dsd.study.stages.toeholds import limits_for

_DOSED = "Signals have no concentrations here: they are dosed, see schedule.json."
_REFILLED = "Fuels are as they start; refills stand in kinetics.json."
_ABSTRACT = "# Concentrations in u and times in tau; kinetics.json says what these are in M and s."


def network_texts(
    crn: FormalCrn,
    system: DsdSystem,
    network: ReactionNetwork,
    point: Realisation,
    spec: DsdSpec,
    start_u: Mapping[str, float],
) -> dict[str, str]:
    """The files ``formal.crn``, ``system.pil`` and ``enumerated.pil``.

    Parameters
    ----------
    start_u: formal species that are there at the start, and how much of them; none for a
        learner, whose species are dosed.
    """
    start_M = initial_M(point, start_u)
    notes = (_REFILLED,) if start_u else (_DOSED, _REFILLED)
    cutoff = release_cutoff_nt(system, spec)
    given = tuple(Concentration(x, "initial", amount) for x, amount in start_u.items())
    return {
        "formal.crn": f"{_ABSTRACT}\n{print_crn(CrnText(crn, given))}",
        "system.pil": write_pil(system, start_M, crn=crn, release_cutoff_nt=cutoff, notes=notes),
        "enumerated.pil": network_to_pil(
            system, network, start_M, release_cutoff_nt=cutoff, notes=notes
        ),
    }


def network_content(
    network: ReactionNetwork, point: Realisation, start_u: Mapping[str, float]
) -> dict[str, Any]:
    """The content of ``network.json``: the network, and what is there at the start."""
    return {
        "species": network.species,
        "reactions": network.reactions,
        "complete": network.complete,
        "truncated_by": network.truncated_by,
        "scope": network.scope,
        "initial_M": initial_M(point, start_u),
    }


def initial_M(point: Realisation, start_u: Mapping[str, float]) -> dict[str, float]:
    """What is there at the start, in M: fuels, and signals that are not dosed."""
    signals = {x: amount * point.concentration_unit_M for x, amount in start_u.items()}
    return signals | {f.fuel: f.start_M for f in point.fuels}


def release_cutoff_nt(system: DsdSystem, spec: DsdSpec) -> int | None:
    """The release cutoff under which chosen toeholds come off; None for the default."""
    if not spec.toehold_lengths_nt:
        return None
    default = EnumerationOptions()
    longest = max((d.length_nt for d in system.domains if d.is_toehold), default=0)
    cutoff = limits_for(default, longest).release_cutoff_1n_nt
    return None if cutoff == default.release_cutoff_1n_nt else cutoff
