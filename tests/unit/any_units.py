"""Reactions whose units do not matter."""

from __future__ import annotations

from ncrn_dsd.ir.reaction import Reaction
from ncrn_dsd.simulation.mass_action import AnyReaction


def reaction(reactants: tuple[str, ...], products: tuple[str, ...], rate: float) -> AnyReaction:
    return Reaction(reactants, products, rate)
