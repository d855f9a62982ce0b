"""An enumerated network as PIL text: macrostates and condensed reactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ncrn_dsd.formats.pil import amount_text
from ncrn_dsd.formats.pil_document import PilConcentration
from ncrn_dsd.formats.signal_map import SignalMap, signal_map_lines
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork


def network_to_pil(
    system: DsdSystem,
    network: ReactionNetwork,
    initial_M: Mapping[str, float] | None = None,
    *,
    release_cutoff_nt: int | None = None,
    notes: Sequence[str] = (),
) -> str:
    """PIL text with one complex and one macrostate per species.

    Rates are printed with all their digits, in /s and /M/s. What the complexes are for stands
    in comments, see `formats.signal_map`.

    Parameters
    ----------
    initial_M: concentrations at the start by species, in M. Signals that are not in it have
        none, everything else starts at zero.
    release_cutoff_nt: longest helix that opens by itself, where that is not the default.
    notes: comments at the top.
    """
    given = dict(initial_M or {})
    lines = [f"# Condensed reactions, {network.scope}."]
    if network.truncated_by is not None:
        lines.append(f"# TRUNCATED by {network.truncated_by}")
    lines += [f"# {' '.join(note.split())}" for note in notes]
    lines += [f"# {line}" for line in signal_map_lines(_map_of(system, network, release_cutoff_nt))]
    lines += [f"length {d.name} = {d.length_nt}" for d in system.domains]
    for role in ComplexRole:
        species = network.with_role(role)
        lines += ["", f"# {role.value.capitalize()} complexes ({len(species)})"]
        for s in species:
            # Without a concentration a complex counts as present.
            value_M = given.get(s.name, None if s.formal is not None else 0.0)
            amount = None if value_M is None else PilConcentration("initial", value_M)
            lines.append(f"{s.name} = {s.complex.kernel()}{amount_text(amount)}")
    lines += ["", "# Resting macrostates"]
    lines += [f"macrostate {s.name} = [{s.name}]" for s in network.species]
    lines += ["", f"# Condensed reactions ({len(network.reactions)})"]
    for reaction in network.reactions:
        unit = "/M" * (len(reaction.reactants) - 1) + "/s"
        lines.append(f"reaction [condensed = {reaction.rate!r} {unit}] {reaction}")
    return "\n".join(lines) + "\n"


def _map_of(
    system: DsdSystem, network: ReactionNetwork, release_cutoff_nt: int | None
) -> SignalMap:
    own = {s.species: s.history for s in system.signals}
    fuels = tuple(s.name for s in network.with_role(ComplexRole.FUEL))
    return SignalMap(
        tuple((s.name, s.formal) for s in network.species if s.formal is not None),
        fuels or None,
        tuple(
            (s.name, history)
            for s in network.with_role(ComplexRole.SIGNAL)
            if (history := own.get(s.name)) is not None
        ),
        (),
        system.scheme,
        system.reject_remote,
        release_cutoff_nt,
        is_network=True,
    )
