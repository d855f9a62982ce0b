"""Strands in a tube, as errors act on them: sites of reactions, gates, stocks and volumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ncrn_dsd.ir.network import ReactionNetwork


class TubeStepKind(Enum):
    """What a reaction is to its errors."""

    BINDING = "binding"
    OPENING = "opening"
    LEAK = "leak"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TubeStep:
    """A reaction as its errors see it.

    Parameters
    ----------
    site: where a toehold binds or opens: gate, toehold and branch domain; else empty.
    word: the toehold with its flanks there; else empty.
    pair: of a leak, the complexes that meet; else empty.
    """

    kind: TubeStepKind
    site: str = ""
    word: str = ""
    pair: str = ""


@dataclass(frozen=True, slots=True)
class TubeGate:
    """A fuel of several strands.

    Parameters
    ----------
    name: the same whatever other gates there are.
    fuel: its species.
    outputs: species that it holds and gives out.
    eating: the species of its copies that take inputs and give nothing; None where the network
        has none.
    """

    name: str
    fuel: str
    outputs: tuple[str, ...]
    eating: str | None = None


@dataclass(frozen=True, slots=True)
class SitePool:
    """A species whose amount is that of sites which others have open.

    Parameters
    ----------
    members: species with the number of sites of each; an off-target counts as the complements that
        would bind as strongly.
    """

    name: str
    members: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Tube:
    """Strands as errors act on them; plain, so that processes can be given it.

    Parameters
    ----------
    steps: one per reaction of the network.
    stocks: names of the species that are dosed, by species; the same whatever other gates there
        are.
    waste: species that a wash takes out.
    bearers: per formal species, all species with a strand of it, fuels aside.
    stock_uM: per dosed species, how concentrated its stock is.
    vessel_uL: volume at the start.
    read_uL: an aliquot.
    mixed_uL: a step into a mix takes no less; thinner stocks are made for that.
    full_scale_u: of a read.
    pools: what occludes; none where occlusion is left out.
    occluded: occluded forms by the species that they are of.
    """

    network: ReactionNetwork
    steps: tuple[TubeStep, ...]
    gates: tuple[TubeGate, ...]
    stocks: Mapping[str, str]
    waste: tuple[str, ...]
    bearers: Mapping[str, tuple[str, ...]]
    stock_uM: Mapping[str, float]
    vessel_uL: float
    read_uL: float
    mixed_uL: float
    full_scale_u: float
    pools: tuple[SitePool, ...] = ()
    occluded: Mapping[str, str] = field(default_factory=dict)

    def gate_of(self, fuel: str) -> TubeGate | None:
        """The gate of a species; None for what is no gate."""
        return next((gate for gate in self.gates if gate.fuel == fuel), None)
