"""An enumerated network as PIL text: macrostates and condensed reactions."""

from __future__ import annotations

from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork


def network_to_pil(system: DsdSystem, network: ReactionNetwork) -> str:
    """PIL text with one complex and one macrostate per species.

    Rates are printed with all their digits, in /s and /M/s.
    """
    lines = [f"# {system.scheme}: condensed reactions, {network.scope}"]
    if network.truncated_by is not None:
        lines.append(f"# TRUNCATED by {network.truncated_by}")
    lines += [f"length {d.name} = {d.length_nt}" for d in system.domains]
    for role in ComplexRole:
        species = network.with_role(role)
        lines += ["", f"# {role.value} complexes ({len(species)})"]
        lines += [f"{s.name} = {s.complex.kernel()}" for s in species]
    lines += ["", "# resting macrostates"]
    lines += [f"macrostate {s.name} = [{s.name}]" for s in network.species]
    lines += ["", f"# condensed reactions ({len(network.reactions)})"]
    for reaction in network.reactions:
        unit = "/M" * (len(reaction.reactants) - 1) + "/s"
        lines.append(f"reaction [condensed = {reaction.rate!r} {unit}] {reaction}")
    return "\n".join(lines) + "\n"
